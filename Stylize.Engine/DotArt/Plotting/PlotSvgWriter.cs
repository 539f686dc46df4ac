using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Writes a drawing for pens as SVG in millimeters, with one Inkscape layer per pen and one element per dot.</summary>
internal static class PlotSvgWriter
{
    private const int Decimals = 3;
    private const double Unit = 1000;

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, PlotDrawing drawing, DotArtPlan plan, DrawingLabel label)
    {
        using var to = new ByteWriter(target);

        // The paper is a style for viewers, not an element of the drawing.
        var background = plan.Options.PaperColor is { A: > 0 } paper ? $" style=\"background:{SvgColor.Hex(paper)}\"" : "";
        SvgWriter.WriteHead(to, drawing.Sheet.Width, drawing.Sheet.Height, "mm", true, background, label);
        var blend = plan.Options.Inks.HasScreens || (plan.Kind.HasStrokes && drawing.Layers.Count > 1)
            ? " style=\"mix-blend-mode:multiply\"" : "";
        if (drawing.Marks.Count > 0)
        {
            PlotMark.WriteSvg(to, drawing.Marks, drawing.Layers[0].Pen.Color, drawing.Layers[0].Pen.Width);
        }

        for (var i = 0; i < drawing.Layers.Count; i++)
        {
            var layer = drawing.Layers[i];
            to.Text($"<g id=\"layer{i + 1}\" inkscape:groupmode=\"layer\" inkscape:label=\"{Markup.Xml(layer.Label)}\"{blend}");
            to.Text(Invariant(
                $" fill=\"none\" stroke=\"{SvgColor.Hex(layer.Pen.Color)}\" stroke-width=\"{layer.Pen.Width:0.####}\""));
            to.Text(" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n");
            if (layer.Starts is not null)
            {
                foreach (var line in layer.Lines())
                {
                    SvgLine.Write(to, line, Unit, Decimals);
                }
            }
            else
            {
                foreach (ref readonly var dot in layer.Dots.AsSpan())
                {
                    WriteDot(to, dot, PenStroke.ForDot(dot.Radius, layer.Pen.Width));
                }
            }

            to.Text("</g>\n");
        }

        to.Text("</svg>\n");
    }

    private static void WriteDot(ByteWriter to, in Dot dot, in PenStroke stroke)
    {
        var point = false;
        to.Ascii("<path d=\"M"u8);
        var x = Whole(dot.X + stroke.StartX);
        to.Number(x, Decimals, ref point, true);
        to.Number(Whole(dot.Y), Decimals, ref point, false);
        if (stroke.IsTap)
        {
            to.Ascii("h"u8);
            to.Number(Whole(PenStroke.TapLength), Decimals, ref point, true);
            to.Ascii("\"/>\n"u8);
            return;
        }

        for (var k = 1; k <= stroke.HalfCircles; k++)
        {
            var end = Whole(dot.X + (((k & 1) == 1 ? 1 : -1) * ((2 * k) + 1) * stroke.Pitch / 4));
            WriteArc(to, k * stroke.Pitch / 2, end - x);
            x = end;
        }

        var across = -stroke.Side * 2 * Whole(stroke.Outer);
        WriteArc(to, stroke.Outer, across);
        WriteArc(to, stroke.Outer, -across);
        to.Ascii("\"/>\n"u8);
    }

    private static void WriteArc(ByteWriter to, double radius, long across)
    {
        var point = false;
        to.Ascii("a"u8);
        to.Number(Whole(radius), Decimals, ref point, true);
        to.Number(Whole(radius), Decimals, ref point, false);
        to.Ascii(" 0 0 1"u8);
        point = false;
        to.Number(across, Decimals, ref point, false);
        to.Ascii(" 0"u8);
    }

    private static long Whole(double millimeters) => (long)Math.Round(millimeters * Unit);
}
