namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing of one ink as grays, from white for bare paper to black for full ink. From the resolution
/// of films on, pixels are black or white, and of one bit.</summary>
internal static class PlateImage
{
    private const int FilmDotsPerInch = 600;

    /// <param name="drawing">A drawing in black, without paper.</param>
    public static void Write(
        IDrawing drawing, PixelCanvas canvas, IImageCodec codec, EncodeOptions options, OperationContext context,
        Stream target)
    {
        options = options with { PixelsPerMeter = canvas.PixelsPerMeter };
        using var drawn =
            RasterCanvas.Draw(drawing, canvas.Width, canvas.Height, context.MaxThreads, context.Cancellation);
        if (EncodeOptions.PerInch(canvas.PixelsPerMeter ?? 0) >= FilmDotsPerInch)
        {
            WriteFilm(drawn, codec, options, target);
            return;
        }

        using var plate = new SampleImage<ushort>(1, drawn.Width, drawn.Height, false, 8);
        for (var y = 0; y < drawn.Height; y++)
        {
            ReadOnlySpan<Rgba32> from = drawn.Row(y);
            var to = plate.Planes[0].Row(y);
            for (var x = 0; x < from.Length; x++)
            {
                to[x] = (ushort)(byte.MaxValue - from[x].A);
            }
        }

        codec.Encode(plate, target, options);
    }

    private static void WriteFilm(Raster<Rgba32> drawn, IImageCodec codec, EncodeOptions options, Stream target)
    {
        Rgba32 ink = new(0, 0, 0), paper = new(255, 255, 255);
        for (var y = 0; y < drawn.Height; y++)
        {
            foreach (ref var pixel in drawn.Row(y))
            {
                pixel = pixel.A > byte.MaxValue / 2 ? ink : paper;
            }
        }

        codec.Encode(drawn, target, options with { IndexedColors = [ink, paper] });
    }
}
