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
        Rgba32 ink = new(0, 0, 0), paper = new(255, 255, 255);
        var isFilm = EncodeOptions.PerInch(canvas.PixelsPerMeter ?? 0) >= FilmDotsPerInch;
        options = options with
        {
            PixelsPerMeter = canvas.PixelsPerMeter, IndexedColors = isFilm ? [ink, paper] : null,
        };
        using var drawn =
            RasterCanvas.Draw(drawing, canvas.Width, canvas.Height, context.MaxThreads, context.Cancellation);
        using var plate = new SampleImage<ushort>(1, drawn.Width, isFilm ? 1 : drawn.Height, false, 8);
        for (var y = 0; y < drawn.Height; y++)
        {
            var row = drawn.Row(y);
            var to = plate.Planes[0].Row(isFilm ? 0 : y);
            for (var x = 0; x < row.Length; x++)
            {
                to[x] = (ushort)(byte.MaxValue - row[x].A);
                row[x] = row[x].A > byte.MaxValue / 2 ? ink : paper;
            }
        }

        if (isFilm) codec.Encode(drawn, target, options);
        else codec.Encode(plate, target, options);
    }
}
