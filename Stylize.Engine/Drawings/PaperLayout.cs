namespace Stylize.Engine.Drawings;

/// <summary>Position of an image on a sheet: centered, and as large as the margins allow. Lengths are in
/// millimeters.</summary>
/// <param name="Left">Distance from the left edge of the sheet to that of the image.</param>
/// <param name="Top">Distance from the top edge of the sheet to that of the image.</param>
/// <param name="Scale">Millimeters per pixel.</param>
internal readonly record struct PaperLayout(double Width, double Height, double Left, double Top, double Scale)
{
    /// <summary>Returns the layout of an image on the sheet of the options, which is A4 if they have none.</summary>
    public static PaperLayout ForImage(PaperOptions options, int width, int height)
    {
        var paper = options.PaperSize ?? PaperSize.A4;
        var isLandscape = options.Orientation switch
        {
            SheetOrientation.Portrait => false,
            SheetOrientation.Landscape => true,
            _ => width > height,
        };
        var (shorter, longer) = (Math.Min(paper.Width, paper.Height), Math.Max(paper.Width, paper.Height));
        var (sheetWidth, sheetHeight) = isLandscape ? (longer, shorter) : (shorter, longer);
        var margin = options.Margin.Millimeters;
        var scale = Math.Min((sheetWidth - (2 * margin)) / width, (sheetHeight - (2 * margin)) / height);
        return new PaperLayout(
            sheetWidth, sheetHeight, (sheetWidth - (scale * width)) / 2, (sheetHeight - (scale * height)) / 2, scale);
    }

    public Placement Placement => new(Left, Top, Scale);

    /// <summary>Returns a dot in millimeters. It is moved if it would reach beyond the sheet, where a plotter cannot
    /// draw.</summary>
    public Dot ToSheet(in Dot dot)
    {
        var radius = (float)(Scale * dot.Radius);
        return dot with
        {
            X = Within((float)(Left + (Scale * dot.X)), (float)Width),
            Y = Within((float)(Top + (Scale * dot.Y)), (float)Height),
            Radius = radius,
        };

        float Within(float position, float end) =>
            2 * radius < end ? Math.Clamp(position, radius, end - radius) : position;
    }
}

/// <summary>The pixels of a drawing: those of the image, or of its sheet.</summary>
/// <param name="PixelsPerMeter">Resolution of the sheet, the smaller of both axes; null without a sheet.</param>
internal readonly record struct PixelCanvas(int Width, int Height, int? PixelsPerMeter)
{
    /// <param name="sheet">The layout of the image on its sheet; null for an image without one.</param>
    /// <param name="longestSide">Returns the longest side of the drawing from that of the image or its sheet in image
    /// pixels.</param>
    public static PixelCanvas ForImage(PaperLayout? sheet, int width, int height, Func<double, double> longestSide)
    {
        var (wide, high) = sheet is { } s ? (s.Width / s.Scale, s.Height / s.Scale) : (width, height);
        var longest = Math.Max(wide, high);
        var scale = longestSide(longest) / longest;
        var (across, down) = (Math.Max(1, (int)Math.Round(scale * wide)), Math.Max(1, (int)Math.Round(scale * high)));
        return new(across, down, sheet is not { } paper ? null
            : Math.Max(1, (int)Math.Round(1000 * Math.Min(across / paper.Width, down / paper.Height))));
    }
}
