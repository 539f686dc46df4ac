using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>
/// Writes dots as SVG, streamed. Dots of one size, opacity and colour that follow each other are one path. A disc is a line of length 0 with round ends, a square a line
/// as long as it is wide with flat ends; the other shapes are filled outlines. All coordinates but a path's first are relative and exact, so nothing adds up.
/// </summary>
internal sealed class SvgWriter
{
    private readonly DotShape _shape;
    private readonly int _decimals;
    private readonly double _unit;

    /// <param name="precision">Decimals of a coordinate.</param>
    public SvgWriter(DotShape shape, int precision)
    {
        _shape = shape;
        _decimals = shape == DotShape.Circle ? precision : precision + 1;
        _unit = Math.Pow(10, _decimals);
    }

    private bool IsStroked => _shape is DotShape.Circle or DotShape.Square;

    private ReadOnlySpan<byte> PaintName => IsStroked ? "stroke"u8 : "fill"u8;

    /// <summary>Writes the document.</summary>
    /// <param name="dots">In drawing order.</param>
    /// <param name="layered">True for a layer a colour and an element a dot, in the order given, as plotters want it.</param>
    public void Write(Stream target, ReadOnlySpan<Dot> dots, int width, int height, Rgba32? paper, string title, string description, bool layered)
    {
        using var to = new ByteWriter(target);
        to.Text(string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\"{(layered ? " xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"" : "")} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n"));
        to.Text($"<title>{Escape(title)}</title>\n<desc>{Escape(description)}</desc>\n");
        if (paper is { } color)
        {
            to.Text($"<rect width=\"{width}\" height=\"{height}\" fill=\"{Hex(color)}\"/>\n");
        }

        if (layered)
        {
            WriteLayers(to, dots);
        }
        else
        {
            WriteGroups(to, dots);
        }

        to.Text("</svg>\n");
    }

    private void WriteGroups(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        if (IsStroked)
        {
            to.Text(_shape == DotShape.Circle ? "<g fill=\"none\" stroke-linecap=\"round\">\n" : "<g fill=\"none\">\n");
        }
        else
        {
            to.Text("<g>\n");
        }

        for (var first = 0; first < dots.Length;)
        {
            var end = EndOfGroup(dots, first, out var bySize);
            to.Text("<g");
            if (bySize)
            {
                WriteSize(to, dots[first]);
            }
            else
            {
                WriteColor(to, dots[first]);
            }

            to.Text(">");
            for (var at = first; at < end;)
            {
                var pathEnd = at + 1;
                while (pathEnd < end && SameSize(dots[at], dots[pathEnd]) && DotOrder.SameColor(dots[at], dots[pathEnd]))
                {
                    pathEnd++;
                }

                to.Text("<path");
                if (bySize)
                {
                    WriteColor(to, dots[at]);
                }
                else
                {
                    WriteSize(to, dots[at]);
                }

                to.Text(" d=\"");
                WritePath(to, dots[at..pathEnd]);
                to.Text("\"/>");
                at = pathEnd;
            }

            to.Text("</g>\n");
            first = end;
        }

        to.Text("</g>\n");
    }

    private static int EndOfGroup(ReadOnlySpan<Dot> dots, int first, out bool bySize)
    {
        int sameSize = first + 1, sameColor = first + 1;
        while (sameSize < dots.Length && SameSize(dots[first], dots[sameSize]))
        {
            sameSize++;
        }

        while (sameColor < dots.Length && DotOrder.SameColor(dots[first], dots[sameColor]))
        {
            sameColor++;
        }

        bySize = sameSize >= sameColor;
        return Math.Max(sameSize, sameColor);
    }

    private void WriteSize(ByteWriter to, in Dot dot)
    {
        var none = false;
        if (IsStroked)
        {
            to.Ascii(" stroke-width=\""u8);
            if (_shape == DotShape.Circle)
            {
                to.Number((long)Math.Round(dot.Radius * 2e5), 5, ref none, true);
            }
            else
            {
                to.Number(2 * DotOutline.HalfSide(dot.Radius, _unit), _decimals, ref none, true);
            }

            to.Ascii("\""u8);
        }

        if (dot.Color.A != 255)
        {
            to.Ascii(" "u8);
            to.Ascii(PaintName);
            to.Ascii("-opacity=\""u8);
            to.Number((long)Math.Round(dot.Color.A * (1000.0 / 255)), 3, ref none, true);
            to.Ascii("\""u8);
        }
    }

    private void WriteColor(ByteWriter to, in Dot dot)
    {
        to.Ascii(" "u8);
        to.Ascii(PaintName);
        to.Text($"=\"{Hex(dot.Color)}\"");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WritePath(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        long x = 0, y = 0;
        var point = false;
        for (var i = 0; i < dots.Length; i++)
        {
            var dot = dots[i];
            long startX = (long)Math.Round(dot.X * _unit), startY = (long)Math.Round(dot.Y * _unit);
            long half = 0, tall = 0;
            switch (_shape)
            {
                case DotShape.Square:
                    half = DotOutline.HalfSide(dot.Radius, _unit);
                    startX -= half;
                    break;
                case DotShape.Diamond:
                    half = DotOutline.HalfDiagonal(dot.Radius, _unit);
                    startY -= half;
                    break;
                case DotShape.Triangle:
                    half = DotOutline.HalfBase(dot.Radius, _unit);
                    tall = DotOutline.Height(dot.Radius, _unit);
                    startY -= tall * 2 / 3;
                    break;
            }

            to.Ascii(i == 0 ? "M"u8 : "m"u8);
            to.Number(startX - x, _decimals, ref point, true);
            to.Number(startY - y, _decimals, ref point, false);
            (x, y) = (startX, startY);
            switch (_shape)
            {
                case DotShape.Circle:
                    to.Ascii("h0"u8);
                    break;
                case DotShape.Square:
                    to.Ascii("h"u8);
                    to.Number(2 * half, _decimals, ref point, true);
                    x += 2 * half;
                    break;
                case DotShape.Diamond:
                    Line(to, half, half, -half, half, -half, -half);
                    break;
                case DotShape.Triangle:
                    Line(to, half, tall, -2 * half, 0);
                    break;
            }
        }
    }

    private void Line(ByteWriter to, params ReadOnlySpan<long> steps)
    {
        var point = false;
        to.Ascii("l"u8);
        for (var i = 0; i < steps.Length; i++)
        {
            to.Number(steps[i], _decimals, ref point, i == 0);
        }

        to.Ascii("z"u8);
    }

    private void WriteLayers(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        var layer = 0;
        for (var first = 0; first < dots.Length; layer++)
        {
            var end = first + 1;
            while (end < dots.Length && DotOrder.SameColor(dots[first], dots[end]))
            {
                end++;
            }

            var hex = Hex(dots[first].Color);
            to.Text($"<g id=\"layer{layer + 1}\" inkscape:groupmode=\"layer\" inkscape:label=\"{layer + 1} {hex}\" fill=\"{hex}\">\n");
            foreach (var dot in dots[first..end])
            {
                WriteElement(to, dot);
            }

            to.Text("</g>\n");
            first = end;
        }
    }

    private void WriteElement(ByteWriter to, in Dot dot)
    {
        var none = false;
        if (_shape == DotShape.Circle)
        {
            to.Ascii("<circle cx=\""u8);
            to.Number((long)Math.Round(dot.X * _unit), _decimals, ref none, true);
            to.Ascii("\" cy=\""u8);
            to.Number((long)Math.Round(dot.Y * _unit), _decimals, ref none, true);
            to.Ascii("\" r=\""u8);
            to.Number((long)Math.Round(dot.Radius * 1e5), 5, ref none, true);
            to.Ascii("\""u8);
        }
        else if (_shape == DotShape.Square)
        {
            var half = DotOutline.HalfSide(dot.Radius, _unit);
            to.Ascii("<rect x=\""u8);
            to.Number((long)Math.Round(dot.X * _unit) - half, _decimals, ref none, true);
            to.Ascii("\" y=\""u8);
            to.Number((long)Math.Round(dot.Y * _unit) - half, _decimals, ref none, true);
            to.Ascii("\" width=\""u8);
            to.Number(2 * half, _decimals, ref none, true);
            to.Ascii("\" height=\""u8);
            to.Number(2 * half, _decimals, ref none, true);
            to.Ascii("\""u8);
        }
        else
        {
            to.Ascii("<path d=\""u8);
            WritePath(to, [dot]);
            to.Ascii("\""u8);
        }

        if (dot.Color.A != 255)
        {
            to.Ascii(" fill-opacity=\""u8);
            to.Number((long)Math.Round(dot.Color.A * (1000.0 / 255)), 3, ref none, true);
            to.Ascii("\""u8);
        }

        to.Ascii("/>\n"u8);
    }

    private static bool SameSize(in Dot a, in Dot b) => a.Radius == b.Radius && a.Color.A == b.Color.A;

    private static string Hex(Rgba32 c) =>
        c.R % 17 == 0 && c.G % 17 == 0 && c.B % 17 == 0 ? $"#{c.R / 17:x}{c.G / 17:x}{c.B / 17:x}" : c.ToHex();

    /// <summary>Text as XML may hold it; what XML 1.0 has no place for is left out.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                escaped.Append(c).Append(text[++i]);
            }
            else if (c == '&') escaped.Append("&amp;");
            else if (c == '<') escaped.Append("&lt;");
            else if (c == '>') escaped.Append("&gt;");
            else if (System.Xml.XmlConvert.IsXmlChar(c)) escaped.Append(c);
        }

        return escaped.ToString();
    }
}
