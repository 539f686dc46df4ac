using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Streams dots as SVG. For viewers, consecutive dots of one size, opacity and color form one path, and paths that share size or
/// color form one group. For plotters, each color is an Inkscape layer and each dot an element.</summary>
internal sealed class SvgWriter(DotArtPlan plan)
{
    private readonly SvgShapes _shapes = new(plan.Options.Shape, plan.Options.Precision);

    /// <summary>Registration marks on the sheet, in millimeters; empty for none.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    /// <param name="target">The stream, which remains open.</param>
    /// <param name="set">The dots in drawing order, or the points of lines.</param>
    public void Write(Stream target, DotSet set, DrawingLabel label)
    {
        ReadOnlySpan<Dot> dots = set.Dots;
        using var to = new ByteWriter(target);
        var layered = plan.Options.PlotterOrder && set.Starts is null;
        var sheet = plan.Layout;
        var (wide, high, unit) = sheet is { } s ? (s.Width, s.Height, "mm") : (plan.Width, plan.Height, "");
        WriteHead(to, wide, high, unit, layered, "", label);
        if (plan.Paper is { } paper)
        {
            to.Text(Invariant($"<rect width=\"{wide:0.###}\" height=\"{high:0.###}\""));
            to.Text($" fill=\"{SvgColor.Hex(paper)}\"/>\n");
        }

        if (Marks.Count > 0)
        {
            PlotMark.WriteSvg(to, Marks, new Rgba32(0, 0, 0), PlotMark.PrintedWidth);
        }

        if (sheet is { } placed)
        {
            if (plan.CutsDots)
            {
                to.Text($"<clipPath id=\"image\"><path d=\"M0 0H{plan.Width}V{plan.Height}H0z\"/></clipPath>\n");
            }

            to.Text(Invariant(
                $"<g transform=\"translate({placed.Left:0.####} {placed.Top:0.####}) scale({placed.Scale:0.########})\""));

            // A clipped group is blended as a whole.
            to.Text(!plan.CutsDots ? ">\n" : plan.Options.Inks.HasScreens
                ? " clip-path=\"url(#image)\" style=\"mix-blend-mode:multiply\">\n" : " clip-path=\"url(#image)\">\n");
        }

        if (set.Starts is not null)
        {
            if (plan.Kind.FillsAreas)
            {
                StrokeOutline.WriteAreas(to, set, _shapes.Unit, _shapes.Decimals);
            }
            else
            {
                StrokeOutline.Write(to, set, _shapes.Unit, _shapes.Decimals);
            }
        }
        else if (layered)
        {
            WriteLayers(to, dots);
        }
        else if (plan.Kind.HasWetEdges)
        {
            WriteWashes(to, dots);
        }
        else if (plan.Options.Inks.HasScreens)
        {
            WriteInks(to, dots);
        }
        else
        {
            WriteGroups(to, dots);
        }

        to.Text(sheet is null ? "</svg>\n" : "</g>\n</svg>\n");
    }

    /// <summary>Writes the start of a document.</summary>
    /// <param name="isLayered">True to declare the Inkscape namespace for layers.</param>
    /// <param name="style">An attribute with a leading space, or an empty string.</param>
    public static void WriteHead(
        ByteWriter to, double width, double height, string unit, bool isLayered, string style, DrawingLabel label)
    {
        var inkscape = isLayered ? " xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"" : "";
        to.Text(Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\"{inkscape} width=\"{width:0.###}{unit}\" height=\"{height:0.###}{unit}\""));
        to.Text(Invariant($" viewBox=\"0 0 {width:0.###} {height:0.###}\"{style}>\n"));
        to.Text($"<title>{Markup.Xml(label.Title)}</title>\n<desc>{Markup.Xml(label.Description)}</desc>\n");
        if (label.Provenance is { } provenance)
        {
            to.Text(ProvenanceMarkup.Svg(provenance) + "\n");
        }
    }

    /// <summary>Writes translucent discs in order, each an element, because the dots of one path do not show through each
    /// other.</summary>
    private void WriteWashes(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        to.Text(Invariant(
            $"<g fill=\"currentColor\" fill-opacity=\"{WashStyle.Opacity:0.##}\" stroke=\"currentColor\""));
        to.Text(Invariant(
            $" stroke-opacity=\"{WashStyle.EdgeOpacity:0.##}\" stroke-width=\"{WashStyle.EdgeWidth(plan.Width, plan.Height):0.###}\">\n"));
        foreach (ref readonly var dot in dots)
        {
            _shapes.WriteWash(to, dot);
        }

        to.Text("</g>\n");
    }

    /// <summary>Writes each ink as a group that multiplies with the inks below it.</summary>
    private void WriteInks(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        for (var first = 0; first < dots.Length;)
        {
            var end = Dot.EndOfColor(dots, first);
            to.Text("<g style=\"mix-blend-mode:multiply\">\n");
            WriteGroups(to, dots[first..end]);
            to.Text("</g>\n");
            first = end;
        }
    }

    private void WriteGroups(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        to.Text($"<g{_shapes.SharedAttributes}>\n");
        for (var first = 0; first < dots.Length;)
        {
            var end = EndOfGroup(dots, first, out var bySize);
            to.Text("<g");
            WriteAttributes(to, dots[first], bySize);
            to.Text(">");
            for (var at = first; at < end;)
            {
                var pathEnd = at + 1;
                while (pathEnd < end && SameSize(dots[at], dots[pathEnd]) && dots[at].Rgb == dots[pathEnd].Rgb)
                {
                    pathEnd++;
                }

                to.Text("<path");
                WriteAttributes(to, dots[at], !bySize);
                to.Text(" d=\"");
                _shapes.WritePath(to, dots[at..pathEnd]);
                to.Text("\"/>");
                at = pathEnd;
            }

            to.Text("</g>\n");
            first = end;
        }

        to.Text("</g>\n");
    }

    private void WriteAttributes(ByteWriter to, in Dot dot, bool size)
    {
        if (size)
        {
            _shapes.WriteSize(to, dot);
        }
        else
        {
            _shapes.WriteColor(to, dot);
        }
    }

    /// <summary>Returns the end of the longer run that starts at <paramref name="first"/>: dots of one size, or dots of one
    /// color.</summary>
    private static int EndOfGroup(ReadOnlySpan<Dot> dots, int first, out bool bySize)
    {
        int sameSize = first + 1, sameColor = Dot.EndOfColor(dots, first);
        while (sameSize < dots.Length && SameSize(dots[first], dots[sameSize]))
        {
            sameSize++;
        }

        bySize = sameSize >= sameColor;
        return Math.Max(sameSize, sameColor);
    }

    private void WriteLayers(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        var layer = 0;
        for (var first = 0; first < dots.Length; layer++)
        {
            var end = Dot.EndOfColor(dots, first);
            var hex = SvgColor.Hex(dots[first].Color);
            to.Text($"<g id=\"layer{layer + 1}\" inkscape:groupmode=\"layer\" inkscape:label=\"{layer + 1} {hex}\" fill=\"{hex}\">\n");
            foreach (ref readonly var dot in dots[first..end])
            {
                _shapes.WriteElement(to, dot);
            }

            to.Text("</g>\n");
            first = end;
        }
    }

    private static bool SameSize(in Dot a, in Dot b) => a.Radius == b.Radius && a.Color.A == b.Color.A;
}
