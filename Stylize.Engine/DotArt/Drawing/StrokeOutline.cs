using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Writes strokes as SVG: lines of one width as stroked paths, others as filled outlines.</summary>
internal static class StrokeOutline
{
    /// <summary>Writes a group for each color; the groups multiply if there are several.</summary>
    public static void Write(ByteWriter to, DotSet strokes, double unit, int decimals)
    {
        var count = strokes.Starts!.Length;
        var blend = "";
        for (var first = 0; first < count;)
        {
            var start = strokes.Line(first)[0];
            var end = first + 1;
            while (end < count && strokes.Line(end)[0].Rgb == start.Rgb)
            {
                end++;
            }

            blend = first > 0 || end < count ? " style=\"mix-blend-mode:multiply\"" : blend;
            to.Text($"<g fill=\"none\" stroke=\"{SvgColor.Hex(start.Color)}\" stroke-width=\"");
            to.Text(Invariant($"{2 * start.Radius:0.####}\""));
            to.Text($" stroke-linecap=\"round\" stroke-linejoin=\"round\"{blend}>\n");
            for (var stroke = first; stroke < end; stroke++)
            {
                var own = strokes.Line(stroke);
                if (HasOneWidth(own))
                {
                    SvgLine.Write(to, own, unit, decimals);
                }
                else
                {
                    SvgLine.Write(to, Outline(own), unit, decimals, $"z\" fill=\"{SvgColor.Hex(start.Color)}\" stroke=\"none\"/>\n");
                }
            }

            to.Text("</g>\n");
            first = end;
        }
    }

    /// <summary>Writes closed lines as one path, filled by the even-odd rule.</summary>
    public static void WriteAreas(ByteWriter to, DotSet outlines, double unit, int decimals)
    {
        if (outlines.Count == 0) return;

        to.Text($"<path fill=\"{SvgColor.Hex(outlines.Dots[0].Color)}\" fill-rule=\"evenodd\" d=\"");
        for (var line = 0; line < outlines.Starts!.Length; line++)
        {
            // The path closes itself at the repeated first point.
            SvgLine.WritePoints(to, outlines.Line(line)[..^1], unit, decimals);
            to.Ascii("z"u8);
        }

        to.Text("\"/>\n");
    }

    public static bool HasOneWidth(ReadOnlySpan<Dot> line)
    {
        foreach (ref readonly var point in line)
        {
            if (point.Radius != line[0].Radius) return false;
        }

        return true;
    }

    /// <summary>Returns the outline: the points at the radius to the left of the line, and back on its right.</summary>
    public static Dot[] Outline(ReadOnlySpan<Dot> line)
    {
        var outline = new Dot[2 * line.Length];
        for (var i = 0; i < line.Length; i++)
        {
            var (before, after) = (line[Math.Max(0, i - 1)], line[Math.Min(line.Length - 1, i + 1)]);
            float dx = after.X - before.X, dy = after.Y - before.Y;
            var length = MathF.Max(1e-6f, MathF.Sqrt((dx * dx) + (dy * dy)));
            float nx = -dy / length * line[i].Radius, ny = dx / length * line[i].Radius;
            outline[i] = line[i] with { X = line[i].X + nx, Y = line[i].Y + ny };
            outline[^(i + 1)] = line[i] with { X = line[i].X - nx, Y = line[i].Y - ny };
        }

        return outline;
    }
}
