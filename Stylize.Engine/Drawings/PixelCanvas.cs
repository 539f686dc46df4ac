namespace Stylize.Engine.Drawings;

/// <summary>The pixels of a drawing: those of the image, or of its sheet.</summary>
/// <param name="Scale">Pixels of the drawing per pixel of the image.</param>
/// <param name="Left">Distance of the image from the left edge of the drawing, in pixels of the drawing.</param>
/// <param name="Top">Distance of the image from the top edge of the drawing, in pixels of the drawing.</param>
/// <param name="PixelsPerMeter">Resolution of the sheet, the smaller of both axes; null without a sheet.</param>
internal readonly record struct PixelCanvas(double Scale, double Left, double Top, int Width, int Height, int? PixelsPerMeter)
{
    /// <param name="sheet">The layout of the image on its sheet; null for an image without one.</param>
    /// <param name="longestSide">Returns the longest side of the drawing from that of the image or its sheet in image pixels.</param>
    public static PixelCanvas Of(PaperLayout? sheet, int width, int height, Func<double, double> longestSide)
    {
        var (wide, high) = sheet is { } s ? (s.Width / s.Scale, s.Height / s.Scale) : (width, height);
        var (left, top) = sheet is { } t ? (t.Left / t.Scale, t.Top / t.Scale) : (0.0, 0.0);
        var longest = Math.Max(wide, high);
        var scale = longestSide(longest) / longest;
        var (across, down) = (Math.Max(1, (int)Math.Round(scale * wide)), Math.Max(1, (int)Math.Round(scale * high)));
        return new(scale, scale * left, scale * top, across, down, sheet is not { } paper ? null
            : Math.Max(1, (int)Math.Round(1000 * Math.Min(across / paper.Width, down / paper.Height))));
    }
}
