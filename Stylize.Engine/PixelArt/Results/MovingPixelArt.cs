using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>Moving pixel art. Its palette is found beforehand; the frames are made while they are written, one after the other, so that
/// memory does not grow with their number.</summary>
/// <param name="format">The format to write: Gif, WebP or Png.</param>
internal sealed class MovingPixelArt(CellFrames frames, int scale, ImageFormat format, IImageCodec codec, OperationContext context)
    : CellArtefact(frames.Size, scale, frames.Palette, codec, context)
{
    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => SummaryOf(frames.Count);

    /// <summary>Reads, makes and writes frame after frame, with their times and the number of loops.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public override void Write(Stream target)
    {
        using var reader = frames.Open();
        Codec.EncodeFrames(Enlarged(reader), target, Encoding(format) with { LoopCount = reader.LoopCount });
    }

    public override void Dispose()
    {
        // The frames live no longer than they are written.
    }

    private IEnumerable<AnimationFrame> Enlarged(IFrameReader reader)
    {
        foreach (var (cells, milliseconds) in frames.Make(reader))
        {
            using (cells)
            {
                using var enlarged = CellEnlargement.Enlarge(cells, Scale);
                yield return new AnimationFrame(enlarged, milliseconds);
            }
        }
    }
}
