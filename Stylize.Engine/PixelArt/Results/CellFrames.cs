using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Refinement;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>One picture of moving pixel art.</summary>
/// <param name="Cells">One pixel for each cell. It belongs to whoever takes it.</param>
internal readonly record struct CellFrame(Raster<Rgba32> Cells, int Milliseconds);

/// <summary>The frames of an animation as cells in one palette, made one after the other as they are taken.</summary>
/// <param name="size">Cells of a frame.</param>
/// <param name="frameTime">How long each frame is shown, in milliseconds; null: as in the input.</param>
/// <param name="make">Returns the cells of a frame, which stays the caller's, with a memory of the frames before.</param>
internal sealed class CellFrames(
    ImageInput input, (int Columns, int Rows) size, Palette palette, int? frameTime,
    Func<Raster<Rgba32>, CellMemory, Raster<Rgba32>> make, OperationContext context)
{
    public Palette Palette => palette;
    public (int Columns, int Rows) Size => size;
    public int Count => input.Info.Pages;

    public IFrameReader Open() => input.Codec.OpenFrames(input.Source, input.DecodeOptions);

    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public IEnumerable<CellFrame> Make(IFrameReader reader)
    {
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var memory = new CellMemory();
        for (var done = 0; reader.Read(frame, out var milliseconds); done++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new OperationProgress(Math.Min(1, (double)done / reader.Info.Pages), "frames"));
            yield return new CellFrame(make(frame, memory), frameTime ?? milliseconds);
        }
    }
}
