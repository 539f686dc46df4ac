using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>A restored animation: all frames have one grid and one palette.</summary>
/// <param name="frames">The frames as cells, which the artifact owns.</param>
/// <param name="colors">The colors of the cells that are not transparent.</param>
/// <param name="reader">The reader of the input, for the number of loops and the tags.</param>
/// <param name="format">The format to write: Gif, WebP, Aseprite or Png.</param>
internal sealed class RestoredAnimation(
    IReadOnlyList<CellFrame> frames, IFrameReader reader, CellGrid grid, IReadOnlyList<Rgba32> colors, ImageFormat format,
    IImageCodec codec, ImageMetadata metadata) : IArtifact
{
    private readonly int _loops = reader.LoopCount;
    private readonly IReadOnlyList<FrameTag> _tags = reader.Tags;

    public IReadOnlyList<CellFrame> Frames => frames;
    public bool IsPixelated => true;
    public int Width => frames[0].Cells.Width;
    public int Height => frames[0].Cells.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Width}x{Height}"),
        new("Frames", frames.Count),
        .. grid.Summary,
        new("Colors", colors.Count),
        new("Palette", colors.Count <= 256 ? colors.Select(c => c.ToHex()).ToArray() : []),
    ];

    public void Write(Stream target)
    {
        var all = RestoredImage.Ordered(colors, frames.Select(frame => frame.Cells));
        codec.EncodeFrames(
            frames.Select(frame => new AnimationFrame(frame.Cells, frame.Milliseconds)), target, new EncodeOptions(format)
            {
                Lossless = true,
                Compression = LosslessCompression.Smallest,
                IndexedColors = all.Count <= 256 ? all : null,
                LoopCount = _loops,
                Tags = _tags,
                Metadata = metadata,
            });
    }

    public Raster<Rgba32> Picture(int side, OperationContext context) => frames[0].Cells.Clone();

    public void Dispose()
    {
        foreach (var frame in frames)
        {
            frame.Cells.Dispose();
        }
    }
}
