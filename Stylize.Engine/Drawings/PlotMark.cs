namespace Stylize.Engine.Drawings;

/// <summary>A line of a registration mark, in millimeters from the upper left corner of the sheet.</summary>
internal readonly record struct PlotMark(double X1, double Y1, double X2, double Y2)
{
    /// <summary>Width of marks that are printed, not plotted.</summary>
    public const double PrintedWidth = 0.2;

    private const double MaxSize = 8;

    /// <summary>Returns crosses in the middle of the margins at the four corners of a sheet.</summary>
    public static IReadOnlyList<PlotMark> AtCorners(in PaperLayout sheet, double margin)
    {
        var inset = margin / 2;
        return Crosses(new(inset, inset, sheet.Width - inset, sheet.Height - inset), Math.Min(MaxSize, 0.8 * margin) / 2);
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

    /// <summary>Draws marks in a layer of their own; none if there are no marks.</summary>
    public static void Draw(IDrawingCanvas canvas, IReadOnlyList<PlotMark> marks, Pen? pen)
    {
        if (marks.Count == 0 || pen is null) return;

        canvas.Layer("registration");
        foreach (var mark in marks)
        {
            canvas.Stroke(new DrawingPath().Move(mark.X1, mark.Y1).Line(mark.X2, mark.Y2), pen.Width, pen.Color);
        }
    }

    /// <summary>Writes marks as a group of an SVG document in millimeters.</summary>
    public static void WriteSvg(ByteWriter to, IReadOnlyList<PlotMark> marks, Rgba32 color, double width)
    {
        to.Text(Invariant(
            $"<g id=\"registration\" fill=\"none\" stroke=\"{SvgColor.Hex(color)}\" stroke-width=\"{width:0.####}\">\n"));
        foreach (var mark in marks)
        {
            to.Text(Invariant(
                $"<path d=\"M{mark.X1:0.###} {mark.Y1:0.###}L{mark.X2:0.###} {mark.Y2:0.###}\"/>\n"));
        }

        to.Text("</g>\n");
    }
}
