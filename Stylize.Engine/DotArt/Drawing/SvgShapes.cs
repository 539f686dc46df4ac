using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Writes dots of one shape as SVG paths and attributes. A disc is a stroked line of length 0.01 with round caps, because some
/// readers drop lines of length 0; the direction of the lines alternates. A square is a stroked line as long as it is wide, with butt caps.
/// Other shapes are filled outlines. All coordinates of a path but the first are relative and multiples of the smallest decimal, so that
/// rounding errors do not accumulate.</summary>
internal sealed class SvgShapes
{
    private const int RadiusDecimals = 5;
    private const int OpacityDecimals = 3;
    private readonly DotShape _shape;

    /// <param name="precision">Number of decimals of disc coordinates; other shapes have one more.</param>
    public SvgShapes(DotShape shape, int precision)
    {
        _shape = shape;
        Decimals = shape == DotShape.Circle ? precision : precision + 1;
        Unit = Math.Pow(10, Decimals);
    }

    public int Decimals { get; }
    public double Unit { get; }

    /// <summary>Attributes shared by all dots, for the outermost group.</summary>
    public string SharedAttributes => _shape switch
    {
        DotShape.Circle => " fill=\"none\" stroke-linecap=\"round\"",
        DotShape.Square => " fill=\"none\"",
        _ => "",
    };

    private bool IsStroked => _shape is DotShape.Circle or DotShape.Square;
    private ReadOnlySpan<byte> PaintName => IsStroked ? "stroke"u8 : "fill"u8;

    public void WriteSize(ByteWriter to, in Dot dot)
    {
        if (_shape == DotShape.Circle)
        {
            WriteNumber(to, "stroke-width"u8, (long)Math.Round(dot.Radius * 2e5), RadiusDecimals);
        }
        else if (_shape == DotShape.Square)
        {
            WriteNumber(to, "stroke-width"u8, 2 * DotOutline.HalfSide(dot.Radius, Unit), Decimals);
        }

        WriteOpacity(to, dot, IsStroked ? "stroke-opacity"u8 : "fill-opacity"u8);
    }

    public void WriteColor(ByteWriter to, in Dot dot)
    {
        to.Ascii(" "u8);
        to.Ascii(PaintName);
        to.Text($"=\"{SvgColor.Hex(dot.Color)}\"");
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void WritePath(ByteWriter to, ReadOnlySpan<Dot> dots)
    {
        long x = 0, y = 0;
        var point = false;
        for (var i = 0; i < dots.Length; i++)
        {
            var dot = dots[i];
            long startX = (long)Math.Round(dot.X * Unit), startY = (long)Math.Round(dot.Y * Unit);
            long half = 0, height = 0;
            switch (_shape)
            {
                case DotShape.Square:
                    half = DotOutline.HalfSide(dot.Radius, Unit);
                    startX -= half;
                    break;
                case DotShape.Diamond:
                    half = DotOutline.HalfDiagonal(dot.Radius, Unit);
                    startY -= half;
                    break;
                case DotShape.Triangle:
                    half = DotOutline.HalfBase(dot.Radius, Unit);
                    height = DotOutline.Height(dot.Radius, Unit);
                    startY -= height * 2 / 3;
                    break;
            }

            to.Ascii(i == 0 ? "M"u8 : "m"u8);
            to.Number(startX - x, Decimals, ref point, true);
            to.Number(startY - y, Decimals, ref point, false);
            (x, y) = (startX, startY);
            switch (_shape)
            {
                case DotShape.Circle:
                    to.Ascii((i & 1) == 0 ? "h.01"u8 : "h-.01"u8);
                    break;
                case DotShape.Square:
                    to.Ascii("h"u8);
                    to.Number(2 * half, Decimals, ref point, true);
                    x += 2 * half;
                    break;
                case DotShape.Diamond:
                    WriteOutline(to, half, half, -half, half, -half, -half);
                    break;
                case DotShape.Triangle:
                    WriteOutline(to, half, height, -2 * half, 0);
                    break;
            }
        }
    }

    public void WriteElement(ByteWriter to, in Dot dot)
    {
        if (_shape == DotShape.Circle)
        {
            to.Ascii("<circle"u8);
            WriteCircle(to, dot, RadiusDecimals);
        }
        else if (_shape == DotShape.Square)
        {
            var half = DotOutline.HalfSide(dot.Radius, Unit);
            to.Ascii("<rect"u8);
            WriteNumber(to, "x"u8, (long)Math.Round(dot.X * Unit) - half, Decimals);
            WriteNumber(to, "y"u8, (long)Math.Round(dot.Y * Unit) - half, Decimals);
            WriteNumber(to, "width"u8, 2 * half, Decimals);
            WriteNumber(to, "height"u8, 2 * half, Decimals);
        }
        else
        {
            to.Ascii("<path d=\""u8);
            WritePath(to, [dot]);
            to.Ascii("\""u8);
        }

        WriteOpacity(to, dot, "fill-opacity"u8);
        to.Ascii("/>\n"u8);
    }

    /// <summary>Writes a translucent disc; its group has the opacity and the edge of most discs.</summary>
    public void WriteWash(ByteWriter to, in Dot dot)
    {
        to.Text($"<circle color=\"{SvgColor.Hex(dot.Color)}\"");
        WriteCircle(to, dot, Decimals);
        if (!WashStyle.HasEdge(dot.Color))
        {
            WriteOpacity(to, dot, "fill-opacity"u8);
            to.Ascii(" stroke=\"none\""u8);
        }

        to.Ascii("/>\n"u8);
    }

    private void WriteCircle(ByteWriter to, in Dot dot, int radiusDecimals)
    {
        WriteNumber(to, "cx"u8, (long)Math.Round(dot.X * Unit), Decimals);
        WriteNumber(to, "cy"u8, (long)Math.Round(dot.Y * Unit), Decimals);
        WriteNumber(to, "r"u8, (long)Math.Round(dot.Radius * Math.Pow(10, radiusDecimals)), radiusDecimals);
    }

    private static void WriteOpacity(ByteWriter to, in Dot dot, ReadOnlySpan<byte> name)
    {
        if (dot.Color.A != 255)
        {
            WriteNumber(to, name, (long)Math.Round(dot.Color.A * (1000.0 / 255)), OpacityDecimals);
        }
    }

    private static void WriteNumber(ByteWriter to, ReadOnlySpan<byte> name, long value, int decimals)
    {
        var point = false;
        to.Ascii(" "u8);
        to.Ascii(name);
        to.Ascii("=\""u8);
        to.Number(value, decimals, ref point, true);
        to.Ascii("\""u8);
    }

    /// <summary>Writes a closed outline from the steps between its corners, as alternating x and y.</summary>
    private void WriteOutline(ByteWriter to, params ReadOnlySpan<long> steps)
    {
        var point = false;
        to.Ascii("l"u8);
        for (var i = 0; i < steps.Length; i++)
        {
            to.Number(steps[i], Decimals, ref point, i == 0);
        }

        to.Ascii("z"u8);
    }
}

/// <summary>Writes a line through points as an SVG path of relative steps.</summary>
internal static class SvgLine
{
    /// <param name="end">What follows the points: the end of the element.</param>
    public static void Write(ByteWriter to, ReadOnlySpan<Dot> points, double unit, int decimals, string end = "\"/>\n")
    {
        to.Ascii("<path d=\""u8);
        WritePoints(to, points, unit, decimals);
        if (points.Length == 1)
        {
            to.Ascii("h.01"u8);
        }

        to.Text(end);
    }

    /// <summary>Writes a line as path data.</summary>
    public static void WritePoints(ByteWriter to, ReadOnlySpan<Dot> points, double unit, int decimals)
    {
        var point = false;
        long x = 0, y = 0;
        for (var i = 0; i < points.Length; i++)
        {
            long nextX = (long)Math.Round(points[i].X * unit), nextY = (long)Math.Round(points[i].Y * unit);
            to.Ascii(i == 0 ? "M"u8 : i == 1 ? "l"u8 : ""u8);
            to.Number(nextX - x, decimals, ref point, i < 2);
            to.Number(nextY - y, decimals, ref point, false);
            (x, y) = (nextX, nextY);
        }
    }
}
