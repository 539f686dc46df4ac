namespace Stylize.Engine.Drawings;

/// <summary>A line of a registration mark, from the upper left corner of the page.</summary>
internal readonly record struct PlotMark(double X1, double Y1, double X2, double Y2)
{
    /// <summary>Width of marks that are printed, not plotted.</summary>
    public const double PrintedWidth = 0.2;

    private const double MaxSize = 8;

    /// <summary>Returns crosses outside the corners of the margins or the image, or inside those of the
    /// sheet.</summary>
    public static IReadOnlyList<PlotMark> AtCorners(in PaperLayout sheet, PaperOptions options)
    {
        var margin = options.Margin.Millimeters;
        var arm = Math.Min(MaxSize, margin / 2) / 2;
        var (across, down) = options.Marks switch
        {
            MarkPlace.Image => (sheet.Left - arm, sheet.Top - arm),
            MarkPlace.Sheet => (arm, arm),
            _ => (margin - arm, margin - arm),
        };
        return Crosses(new(across, down, sheet.Width - across, sheet.Height - down), arm);
    }

    /// <summary>Returns a cross at each corner of a rectangle.</summary>
    /// <param name="arm">Half the width of a cross.</param>
    public static IReadOnlyList<PlotMark> Crosses(PageArea area, double arm)
    {
        (double X, double Y)[] corners =
            [(area.Left, area.Top), (area.Right, area.Top), (area.Right, area.Bottom), (area.Left, area.Bottom)];
        return
        [
            .. corners.SelectMany(at => new PlotMark[]
            {
                new(at.X - arm, at.Y, at.X + arm, at.Y), new(at.X, at.Y - arm, at.X, at.Y + arm),
            }),
        ];
    }
}
