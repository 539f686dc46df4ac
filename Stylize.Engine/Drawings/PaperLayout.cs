namespace Stylize.Engine.Drawings;

/// <summary>Position of an image on a sheet: centered, and as large as the margins allow. Lengths are in
/// millimeters.</summary>
/// <param name="Left">Distance from the left edge of the sheet to that of the image.</param>
/// <param name="Top">Distance from the top edge of the sheet to that of the image.</param>
/// <param name="Scale">Millimeters per pixel.</param>
internal readonly record struct PaperLayout(double Width, double Height, double Left, double Top, double Scale)
{
    /// <summary>Returns the layout of an image on the sheet of the options. If they have none, it is as large as their
    /// resolution makes the image with its margin, or A4.</summary>
    public static PaperLayout ForImage(PaperOptions options, int width, int height, double? scanned = null)
    {
        var frame = 2 * options.Margin.Millimeters;
        var paper = options.PaperSize ?? ((options.Pixel ?? Length.OfPixel(scanned)) is { } pixel
            ? new((pixel * width) + frame, (pixel * height) + frame) : PaperSize.A4);
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

    /// <summary>Returns the longest side of the sheet at a resolution in pixels; null without one.</summary>
    public double? Longest(double? dpi) => Math.Max(Width, Height) / 25.4 * dpi;

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
/// <param name="PixelsPerMeter">Resolution, the smaller of both axes; null if the size is unknown.</param>
internal readonly record struct PixelCanvas(int Width, int Height, int? PixelsPerMeter)
{
    /// <summary>Longest side in pixels.</summary>
    public const int MaxSide = 32_768;

    /// <summary>Returns the pixels with the given resolution, from which their whole number differs a
    /// little.</summary>
    public PixelCanvas At(double? dpi) =>
        dpi is { } given ? this with { PixelsPerMeter = (int)Math.Round(given / 0.0254) } : this;

    /// <param name="sheet">The layout of the image on its sheet; null for an image without one.</param>
    /// <param name="pixel">Millimeters of a pixel of the image; null if unknown.</param>
    /// <param name="longestSide">Returns the longest side of the drawing from that of the image or its sheet in image
    /// pixels.</param>
    public static PixelCanvas ForImage(
        PaperLayout? sheet, int width, int height, double? pixel, Func<double, double> longestSide)
    {
        var (wide, high) = sheet is { } s ? (s.Width / s.Scale, s.Height / s.Scale) : (width, height);
        var longest = Math.Max(wide, high);
        var scale = longestSide(longest) / longest;
        var (across, down) = (Math.Max(1, (int)Math.Round(scale * wide)), Math.Max(1, (int)Math.Round(scale * high)));
        return new(across, down, (sheet?.Scale ?? pixel) is not { } millimeters ? null
            : Math.Max(1, (int)Math.Round(1000 / millimeters * Math.Min(across / wide, down / high))));
    }
}
