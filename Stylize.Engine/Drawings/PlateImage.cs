namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing of one ink as grays, from white for bare paper to black for full ink.</summary>
internal static class PlateImage
{
    /// <param name="drawing">A drawing in black, without paper.</param>
    public static void Write(
        IDrawing drawing, PixelCanvas canvas, IImageCodec codec, EncodeOptions options, OperationContext context,
        Stream target)
    {
        const byte Paper = byte.MaxValue;
        using var drawn =
            RasterCanvas.Draw(drawing, canvas.Width, canvas.Height, context.MaxThreads, context.Cancellation);
        using var plate = new SampleImage<ushort>([new Raster<ushort>(drawn.Width, drawn.Height)], false, 8);
        for (var y = 0; y < drawn.Height; y++)
        {
            ReadOnlySpan<Rgba32> from = drawn.Row(y);
            var to = plate.Planes[0].Row(y);
            for (var x = 0; x < from.Length; x++)
            {
                to[x] = (ushort)(Paper - from[x].A);
            }
        }

        codec.Encode(plate, target, options with { PixelsPerMeter = canvas.PixelsPerMeter });
    }
}
