namespace Stylize.Engine.Drawings;

/// <summary>Writes dots as SVG. Consecutive dots of one size, opacity and color form one path, and paths that share
/// size or color form one group. A disc is a stroked line of length 0.01 with round caps, because some readers drop
/// lines of length 0; the direction of the lines alternates. A square is a stroked line as long as it is wide, with
/// butt caps. Other shapes are filled outlines. All coordinates of a path but the first are relative and multiples of
/// the smallest decimal, so that rounding errors do not accumulate.</summary>
internal sealed class SvgDotWriter(ByteWriter to, DotStyle style)
{
    private const int RadiusDecimals = 5;
    private readonly bool _isStroked = style.Shape is DotShape.Circle or DotShape.Square;

    public void Write(ReadOnlySpan<Dot> dots)
    {
        if (!style.IsSeparate && style.Edge is null)
        {
            WriteGroups(dots);
            return;
        }

        // Translucent discs are elements, because the dots of one path do not show through each other. Their group has
        // their opacity and edge.
        if (style.Edge is { } edge)
        {
            to.Text(Invariant(
                $"<g fill=\"currentColor\" fill-opacity=\"{edge.DiscAlpha / 255.0:0.##}\" stroke=\"currentColor\""));
            to.Text(Invariant($" stroke-opacity=\"{edge.Alpha / 255.0:0.##}\" stroke-width=\"{edge.Width:0.###}\">\n"));
        }

        foreach (ref readonly var dot in dots)
        {
            WriteElement(dot);
        }

        to.Ascii(style.Edge is null ? ""u8 : "</g>\n"u8);
    }

    private void WriteGroups(ReadOnlySpan<Dot> dots)
    {
        to.Text(style.Shape switch
        {
            DotShape.Circle => "<g fill=\"none\" stroke-linecap=\"round\">\n",
            DotShape.Square => "<g fill=\"none\">\n",
            _ => "<g>\n",
        });
        for (var first = 0; first < dots.Length;)
        {
            var end = EndOfGroup(dots, first, out var bySize);
            to.Ascii("<g"u8);
            WriteAttributes(dots[first], bySize);
            to.Ascii(">"u8);
            for (var at = first; at < end;)
            {
                var pathEnd = at + 1;
                while (pathEnd < end && SameSize(dots[at], dots[pathEnd]) && dots[at].Rgb == dots[pathEnd].Rgb)
                {
                    pathEnd++;
                }

                to.Ascii("<path"u8);
                WriteAttributes(dots[at], !bySize);
                to.Ascii(" d=\""u8);
                WritePath(dots[at..pathEnd]);
                to.Ascii("\"/>"u8);
                at = pathEnd;
            }

            to.Ascii("</g>\n"u8);
            first = end;
        }

        to.Ascii("</g>\n"u8);
    }

    /// <summary>Returns the end of the longer run that starts at <paramref name="first"/>: dots of one size, or dots of
    /// one color.</summary>
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

    private static bool SameSize(in Dot a, in Dot b) => a.Radius == b.Radius && a.Color.A == b.Color.A;

    private void WriteAttributes(in Dot dot, bool size)
    {
        if (!size)
        {
            to.Text($" {(_isStroked ? "stroke" : "fill")}=\"{SvgCanvas.Hex(dot.Color)}\"");
            return;
        }

        if (style.Shape == DotShape.Circle)
        {
            WriteNumber("stroke-width"u8, (long)Math.Round(dot.Radius * 2e5), RadiusDecimals);
        }
        else if (_isStroked)
        {
            WriteNumber("stroke-width"u8, 2 * style.Extent(dot.Radius).Half, style.Decimals);
        }

        WriteOpacity(dot, _isStroked ? "stroke-opacity"u8 : "fill-opacity"u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void WritePath(ReadOnlySpan<Dot> dots)
    {
        var (shape, unit, decimals) = (style.Shape, style.Unit, style.Decimals);
        long x = 0, y = 0;
        var point = false;
        for (var i = 0; i < dots.Length; i++)
        {
            var dot = dots[i];
            long startX = (long)Math.Round(dot.X * unit), startY = (long)Math.Round(dot.Y * unit);
            var (half, above, below) = shape == DotShape.Circle ? default : style.Extent(dot.Radius);
            startX -= shape == DotShape.Square ? half : 0;
            startY -= _isStroked ? 0 : above;
            to.Ascii(i == 0 ? "M"u8 : "m"u8);
            to.Number(startX - x, decimals, ref point, true);
            to.Number(startY - y, decimals, ref point, false);
            (x, y) = (startX, startY);
            switch (shape)
            {
                case DotShape.Circle:
                    to.Ascii((i & 1) == 0 ? "h.01"u8 : "h-.01"u8);
                    break;
                case DotShape.Square:
                    to.Ascii("h"u8);
                    to.Number(2 * half, decimals, ref point, true);
                    x += 2 * half;
                    break;
                case DotShape.Diamond:
                    WriteOutline(half, half, -half, half, -half, -half);
                    break;
                case DotShape.Triangle:
                    WriteOutline(half, above + below, -2 * half, 0);
                    break;
            }
        }
    }

    /// <summary>Writes a closed outline from the steps between its corners, as alternating x and y.</summary>
    private void WriteOutline(params ReadOnlySpan<long> steps)
    {
        var point = false;
        to.Ascii("l"u8);
        for (var i = 0; i < steps.Length; i++)
        {
            to.Number(steps[i], style.Decimals, ref point, i == 0);
        }

        to.Ascii("z"u8);
    }

    private void WriteElement(in Dot dot)
    {
        if (style.Shape == DotShape.Circle)
        {
            var decimals = style.Edge is null ? RadiusDecimals : style.Decimals;
            to.Ascii("<circle"u8);
            if (style.Edge is not null) to.Text($" color=\"{SvgCanvas.Hex(dot.Color)}\"");
            WriteNumber("cx"u8, (long)Math.Round(dot.X * style.Unit), style.Decimals);
            WriteNumber("cy"u8, (long)Math.Round(dot.Y * style.Unit), style.Decimals);
            WriteNumber("r"u8, (long)Math.Round(dot.Radius * PortableMath.Pow(10, decimals)), decimals);
        }
        else if (_isStroked)
        {
            var half = style.Extent(dot.Radius).Half;
            to.Ascii("<rect"u8);
            WriteNumber("x"u8, (long)Math.Round(dot.X * style.Unit) - half, style.Decimals);
            WriteNumber("y"u8, (long)Math.Round(dot.Y * style.Unit) - half, style.Decimals);
            WriteNumber("width"u8, 2 * half, style.Decimals);
            WriteNumber("height"u8, 2 * half, style.Decimals);
        }
        else
        {
            to.Ascii("<path d=\""u8);
            WritePath([dot]);
            to.Ascii("\""u8);
        }

        if (style.Edge is null)
        {
            WriteOpacity(dot, "fill-opacity"u8);
        }

        to.Ascii("/>\n"u8);
    }

    private void WriteOpacity(in Dot dot, ReadOnlySpan<byte> name)
    {
        const int Decimals = 3;
        if (dot.Color.A != 255)
        {
            WriteNumber(name, (long)Math.Round(dot.Color.A * (1000.0 / 255)), Decimals);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> name, long value, int decimals)
    {
        var point = false;
        to.Ascii(" "u8);
        to.Ascii(name);
        to.Ascii("=\""u8);
        to.Number(value, decimals, ref point, true);
        to.Ascii("\""u8);
    }
}
