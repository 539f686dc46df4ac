namespace Stylize.Engine.DotArt.Drawing;

/// <summary>One line through points as an SVG path of relative steps.</summary>
internal static class SvgLine
{
    /// <summary>Writes the path.</summary>
    public static void Write(ByteWriter to, ReadOnlySpan<Dot> points, double unit, int decimals)
    {
        to.Ascii("<path d=\""u8);
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

        if (points.Length == 1)
        {
            to.Ascii("h.01"u8);
        }

        to.Ascii("\"/>\n"u8);
    }
}
