namespace Stylize.Engine.DotArt;

/// <summary>Where an image lies on a sheet: as large as the margins allow, in the middle. Millimeters.</summary>
/// <param name="Left">From the sheet's left edge to the image's.</param>
/// <param name="Top">From the sheet's upper edge to the image's.</param>
/// <param name="Scale">Millimeters of a pixel.</param>
internal readonly record struct PaperLayout(double Width, double Height, double Left, double Top, double Scale)
{
    /// <summary>The layout of an image on the options' sheet; null where there is no sheet.</summary>
    /// <param name="always">True to take A4 where no sheet is given.</param>
    public static PaperLayout? Of(PlotOptions options, int width, int height, bool always)
    {
        if ((options.PaperSize ?? (always ? PaperSize.A4 : null)) is not { } paper) return null;

        var lies = options.Orientation switch
        {
            SheetOrientation.Portrait => false,
            SheetOrientation.Landscape => true,
            _ => width > height,
        };
        var (shorter, longer) = (Math.Min(paper.Width, paper.Height), Math.Max(paper.Width, paper.Height));
        var (sheetWidth, sheetHeight) = lies ? (longer, shorter) : (shorter, longer);
        var margin = options.Margin.Millimeters;
        var scale = Math.Min((sheetWidth - (2 * margin)) / width, (sheetHeight - (2 * margin)) / height);
        return new PaperLayout(
            sheetWidth, sheetHeight, (sheetWidth - (scale * width)) / 2, (sheetHeight - (scale * height)) / 2, scale);
    }

    public Dot ToSheet(in Dot dot) => dot with
    {
        X = (float)(Left + (Scale * dot.X)), Y = (float)(Top + (Scale * dot.Y)), Radius = (float)(Scale * dot.Radius),
    };
}
