namespace Stylize.Engine.Catalog.Sheets;

/// <summary>The place of a picture on a sheet, with a hairline frame around it. A checkerboard shows transparent
/// parts.</summary>
/// <param name="Left">Left edge of the picture in pixels.</param>
/// <param name="Top">Top edge of the picture in pixels.</param>
internal readonly record struct SheetPlace(Raster<Rgba32> Sheet, int Left, int Top, int Width, int Height)
{
    private const int Square = 8;

    private static readonly Rgba32 Frame = new(200, 200, 200);

    /// <summary>Draws a picture in the place and the frame around it.</summary>
    /// <param name="isPixelated">True if each pixel is a cell, to be shown as a square.</param>
    public void Draw(Raster<Rgba32> picture, bool isPixelated, OperationContext context)
    {
        using var fitted = Fitted(picture, isPixelated, context);
        var (left, top) = (Left + ((Width - fitted.Width) / 2), Top + ((Height - fitted.Height) / 2));
        for (var y = -1; y <= fitted.Height; y++)
        {
            var row = Sheet.Row(top + y)[(left - 1)..(left + fitted.Width + 1)];
            if (y < 0 || y == fitted.Height)
            {
                row.Fill(Frame);
                continue;
            }

            row[0] = row[^1] = Frame;
            for (var x = 0; x < fitted.Width; x++)
            {
                row[x + 1] = Over(fitted[x, y], ((x / Square) + (y / Square)) % 2 == 0 ? 255 : 235);
            }
        }
    }

    /// <summary>Returns the picture in the size of the place; a picture with a different aspect ratio keeps
    /// it.</summary>
    private Raster<Rgba32> Fitted(Raster<Rgba32> picture, bool isPixelated, OperationContext context)
    {
        var scale = Math.Min((double)Width / picture.Width, (double)Height / picture.Height);
        var (width, height) = (Length(picture.Width, scale, Width), Length(picture.Height, scale, Height));
        if (scale < (isPixelated ? 1 : 2))
        {
            return Resampler.Resize(
                picture, width, height, scale < 1 ? ResampleFilter.Box : ResampleFilter.Lanczos3, context.MaxThreads,
                context.Cancellation);
        }

        // The pixels of a small image stay squares.
        var factor = (int)Math.Ceiling(scale);
        using var large = Resampler.Resize(
            picture, picture.Width * factor, picture.Height * factor, ResampleFilter.Nearest, context.MaxThreads,
            context.Cancellation);
        return Resampler.Resize(large, width, height, ResampleFilter.Box, context.MaxThreads, context.Cancellation);
    }

    /// <summary>Returns a length of the fitted picture: that of the place if rounding is the difference.</summary>
    private static int Length(int length, double scale, int most) =>
        length * scale > most - 1.5 ? most : Math.Max(1, (int)Math.Round(length * scale));

    private static Rgba32 Over(Rgba32 pixel, int paper)
    {
        return pixel.A == 255 ? pixel : new Rgba32(Mix(pixel.R), Mix(pixel.G), Mix(pixel.B));

        byte Mix(int value) => (byte)(((value * pixel.A) + (paper * (255 - pixel.A)) + 127) / 255);
    }
}
