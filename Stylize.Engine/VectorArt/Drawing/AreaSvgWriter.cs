using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Writes areas as SVG: a group per color, with relative coordinates.</summary>
internal static class AreaSvgWriter
{
    private const int Decimals = 2;
    private const double Unit = 100;

    /// <param name="sheet">The sheet; null for a drawing in pixels.</param>
    public static void Write(
        Stream target, TracedPicture picture, IReadOnlyList<AreaShape> shapes, DrawingLabel label, PaperLayout? sheet)
    {
        using var to = new ByteWriter(target);
        WriteHead(to, (0, 0, picture.Width, picture.Height), label, sheet);
        for (var i = 0; i < shapes.Count; i++)
        {
            var (color, rings, seams) = shapes[i];
            to.Text($"<g id=\"color-{i + 1}\"{Layer($"{i + 1} {color.ToHex()}", sheet)} fill=\"{color.ToHex()}\">");
            to.Text($"<title>{color.ToHex()}</title>\n<path d=\"");
            WriteCurves(to, rings, areClosed: true);
            if (seams.Count > 0)
            {
                to.Text($"\"/>\n<path fill=\"none\" stroke=\"{color.ToHex()}\" d=\"");
                WriteCurves(to, seams, areClosed: false);
            }

            to.Text("\"/>\n</g>\n");
        }

        to.Text("</svg>\n");
    }

    /// <summary>Writes the areas of one ink in black, with registration marks outside the picture.</summary>
    /// <param name="shape">The areas; null for an ink that the picture does not have.</param>
    /// <param name="sheet">The sheet; null for a drawing in pixels, with a border.</param>
    /// <param name="marks">The marks, from the upper left corner of the sheet or of the border.</param>
    public static void WriteInk(
        Stream target, TracedPicture picture, AreaShape? shape, DrawingLabel label, PaperLayout? sheet, IReadOnlyList<PlotMark> marks)
    {
        var (width, height, margin) = (picture.Width, picture.Height, MarginOf(picture));
        using var to = new ByteWriter(target);
        WriteHead(to, (-margin, -margin, width + (2 * margin), height + (2 * margin)), label, sheet);
        if (shape is not null)
        {
            to.Text($"<g id=\"ink\"{Layer(shape.Color.ToHex(), sheet)}><title>{shape.Color.ToHex()}</title>\n<path d=\"");
            WriteCurves(to, shape.Rings, areClosed: true);
            to.Text("\"/>\n</g>\n");
        }

        if (sheet is not null)
        {
            to.Text($"<g id=\"marks\"{Layer("Registration", null)}>\n");
            PlotMark.WriteSvg(to, marks, new Rgba32(0, 0, 0), PlotMark.PrintedWidth);
            to.Text("</g>\n</svg>\n");
            return;
        }

        to.Text($"<g id=\"registration\"{Layer("Registration", null)}>\n");
        to.Text(Invariant($"<path fill=\"none\" stroke=\"#000\" stroke-width=\"{margin / 50.0:0.###}\" d=\""));
        foreach (var mark in marks)
        {
            var (x, y, isLevel) = (mark.X1 - margin, mark.Y1 - margin, mark.Y1 == mark.Y2);
            to.Text(Invariant($"M{x:0.##} {y:0.##}{(isLevel ? 'h' : 'v')}{(isLevel ? mark.X2 - mark.X1 : mark.Y2 - mark.Y1):0.##}"));
        }

        to.Text("\"/>\n</g>\n</svg>\n");
    }

    /// <summary>Returns the width of the border around an ink without a sheet, in pixels.</summary>
    public static int MarginOf(TracedPicture picture) => Math.Max(8, Math.Max(picture.Width, picture.Height) / 20);

    /// <summary>Returns the registration marks in the border of an ink without a sheet, in pixels from its upper left corner.</summary>
    public static IReadOnlyList<PlotMark> MarksOf(TracedPicture picture)
    {
        var margin = MarginOf(picture);
        return PlotMark.Crosses(
            new(margin / 2.0, margin / 2.0, picture.Width + (1.5 * margin), picture.Height + (1.5 * margin)), margin / 3.0);
    }

    private static void WriteHead(ByteWriter to, (int X, int Y, int Width, int Height) box, DrawingLabel label, PaperLayout? sheet)
    {
        to.Text("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"");
        to.Text(sheet is { } paper
            ? Invariant($" width=\"{paper.Width:0.###}mm\" height=\"{paper.Height:0.###}mm\"")
                + Invariant($" viewBox=\"0 0 {paper.Width:0.###} {paper.Height:0.###}\">\n")
            : Invariant($" width=\"{box.Width}\" height=\"{box.Height}\" viewBox=\"{box.X} {box.Y} {box.Width} {box.Height}\">\n"));
        to.Text($"<title>{Markup.Xml(label.Title)}</title>\n");
        if (label.Provenance is { } provenance)
        {
            to.Text(ProvenanceMarkup.Svg(provenance) + "\n");
        }
    }

    /// <summary>Returns the attributes of a group that is a layer of Inkscape, and the transform to a sheet.</summary>
    private static string Layer(string label, PaperLayout? sheet) =>
        $" inkscape:groupmode=\"layer\" inkscape:label=\"{label}\"" + (sheet is { } placed
            ? Invariant($" transform=\"translate({placed.Left:0.####} {placed.Top:0.####}) scale({placed.Scale:0.########})\"") : "");

    /// <summary>Writes path data. Positions are rounded before their differences are taken, so that errors do not add up and a boundary has
    /// the same positions in both areas.</summary>
    private static void WriteCurves(ByteWriter to, IReadOnlyList<Curve> curves, bool areClosed)
    {
        var current = (X: 0L, Y: 0L);
        foreach (var curve in curves)
        {
            var start = Rounded(curve.Start);
            var last = ' ';
            var pointBefore = false;
            Command('m');
            Coordinates(start);
            current = start;
            for (var i = 0; i < curve.Pieces.Count; i++)
            {
                var piece = curve.Pieces[i];
                var end = Rounded(piece.End);
                if (!piece.IsLine)
                {
                    Command('c');
                    Coordinates(Rounded(piece.Control1));
                    Coordinates(Rounded(piece.Control2));
                    Coordinates(end);
                }
                else if (areClosed && i == curve.Pieces.Count - 1)
                {
                    // Closing the path draws this line.
                }
                else if (end.Y == current.Y)
                {
                    Command('h');
                    Number(end.X - current.X);
                }
                else if (end.X == current.X)
                {
                    Command('v');
                    Number(end.Y - current.Y);
                }
                else
                {
                    Command('l');
                    Coordinates(end);
                }

                current = end;
            }

            if (areClosed)
            {
                to.Ascii("z"u8);
                current = start;
            }

            var isFirst = true;

            void Command(char command)
            {
                isFirst = command != last;
                if (isFirst)
                {
                    to.Ascii([(byte)command]);
                }

                last = command;
            }

            void Coordinates((long X, long Y) at)
            {
                Number(at.X - current.X);
                Number(at.Y - current.Y);
            }

            void Number(long value)
            {
                to.Number(value, Decimals, ref pointBefore, isFirst);
                isFirst = false;
            }
        }

        static (long X, long Y) Rounded(Point point) => (RoundedNumber(point.X), RoundedNumber(point.Y));

        static long RoundedNumber(double value) => (long)Math.Round(value * Unit, MidpointRounding.AwayFromZero);
    }
}
