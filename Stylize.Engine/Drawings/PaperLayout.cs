namespace Stylize.Engine.Drawings;

/// <summary>Position of an image on a sheet: centered, and as large as the margins allow. Lengths are in millimeters.</summary>
/// <param name="Left">Distance from the left edge of the sheet to that of the image.</param>
/// <param name="Top">Distance from the top edge of the sheet to that of the image.</param>
/// <param name="Scale">Millimeters per pixel.</param>
internal readonly record struct PaperLayout(double Width, double Height, double Left, double Top, double Scale)
{
    /// <summary>Returns the layout of an image on the sheet of the options, which is A4 if they have none.</summary>
    public static PaperLayout Of(PaperOptions options, int width, int height)
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

    public Dot ToSheet(in Dot dot) => dot with
    {
        X = (float)(Left + (Scale * dot.X)),
        Y = (float)(Top + (Scale * dot.Y)),
        Radius = (float)(Scale * dot.Radius),
    };
}
