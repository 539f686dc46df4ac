using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>The frames of an animation as cells in one palette, made one after the other while they are taken.</summary>
/// <param name="input">The animation.</param>
/// <param name="options">Options of the run.</param>
/// <param name="palette">The colours of all frames.</param>
/// <param name="context">What the run may use.</param>
internal sealed class CellFrames(ImageInput input, PixelArtOptions options, Palette palette, OperationContext context)
{
    /// <summary>The colours of all frames.</summary>
    public Palette Palette => palette;

    /// <summary>The frames' number, as the header tells it.</summary>
    public int Count => input.Info.Pages;

    /// <summary>Cells of a frame.</summary>
    public (int Width, int Height) Size => options.GridSize(input.Info.Width, input.Info.Height);

    /// <summary>The colours as they are written; null where they are too many for an index.</summary>
    public IReadOnlyList<Rgba32>? IndexedColors
    {
        get
        {
            Rgba32[] colors = [.. palette.Colors.Distinct(), default];
            return colors.Length <= 256 ? colors : null;
        }
    }

    /// <summary>Opens the animation.</summary>
    public IFrameReader Open() => input.Codec.OpenFrames(input.Source, input.DecodeOptions);

    /// <summary>Reads and makes the frames.</summary>
    /// <param name="reader">What <see cref="Open"/> gave.</param>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public IEnumerable<CellFrame> Make(IFrameReader reader)
    {
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var maker = new FrameMaker(options, palette, input.Codec, context);
        for (var done = 0; reader.Read(frame, out var milliseconds); done++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new OperationProgress(Math.Min(1, (double)done / reader.Info.Pages), "frames"));
            yield return new CellFrame(maker.Make(frame), options.FrameTime ?? milliseconds);
        }
    }
}
