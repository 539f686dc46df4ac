using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Writes areas as SVG: a group per color, with relative coordinates.</summary>
internal static class AreaSvgWriter
{
    private const int Decimals = 2;
    private const double Unit = 100;

    /// <summary>Writes a picture.</summary>
    /// <param name="title">The title of the picture.</param>
    public static void Write(
        Stream target, TracedPicture picture, IReadOnlyList<AreaShape> shapes, string title, ProvenanceRecord? provenance)
    {
        using var to = new ByteWriter(target);
        WriteHead(to, (0, 0, picture.Width, picture.Height), title, provenance);
        for (var i = 0; i < shapes.Count; i++)
        {
            var (color, rings, seams) = shapes[i];
            to.Text($"<g id=\"color-{i + 1}\" fill=\"{color.ToHex()}\"><title>{color.ToHex()}</title>\n<path d=\"");
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
    public static void WriteInk(
        Stream target, TracedPicture picture, AreaShape? shape, string title, ProvenanceRecord? provenance)
    {
        var (width, height) = (picture.Width, picture.Height);
        var margin = Math.Max(8, Math.Max(width, height) / 20);
        using var to = new ByteWriter(target);
        WriteHead(to, (-margin, -margin, width + (2 * margin), height + (2 * margin)), title, provenance);
        if (shape is not null)
        {
            to.Text($"<g id=\"ink\"><title>{shape.Color.ToHex()}</title>\n<path d=\"");
            WriteCurves(to, shape.Rings, areClosed: true);
            to.Text("\"/>\n</g>\n");
        }

        var (arm, half) = (margin / 3.0, margin / 2.0);
        to.Text(Invariant($"<path id=\"registration\" fill=\"none\" stroke=\"#000\" stroke-width=\"{margin / 50.0:0.###}\" d=\""));
        foreach (var (x, y) in (ReadOnlySpan<(double, double)>)
            [(-half, -half), (width + half, -half), (width + half, height + half), (-half, height + half)])
        {
            to.Text(Invariant($"M{x - arm:0.##} {y:0.##}h{2 * arm:0.##}M{x:0.##} {y - arm:0.##}v{2 * arm:0.##}"));
        }

        to.Text("\"/>\n</svg>\n");
    }

    private static void WriteHead(
        ByteWriter to, (int X, int Y, int Width, int Height) box, string title, ProvenanceRecord? provenance)
    {
        to.Text(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{box.Width}\" height=\"{box.Height}\""));
        to.Text(Invariant($" viewBox=\"{box.X} {box.Y} {box.Width} {box.Height}\">\n<title>{Markup.Xml(title)}</title>\n"));
        if (provenance is not null)
        {
            to.Text(ProvenanceMarkup.Svg(provenance) + "\n");
        }
    }

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
