namespace Stylize.Engine.DotArt.Ordering;

/// <summary>Hilbert's curve through a square of 2^order cells a side.</summary>
internal static class HilbertOrder
{
    /// <summary>Position of cell (x, y) along the curve.</summary>
    public static long Index(int order, int x, int y)
    {
        long index = 0;
        for (var s = 1 << (order - 1); s > 0; s >>= 1)
        {
            var rx = (x & s) != 0 ? 1 : 0;
            var ry = (y & s) != 0 ? 1 : 0;
            index += (long)s * s * ((3 * rx) ^ ry);
            Turn(s, ref x, ref y, rx, ry);
        }

        return index;
    }

    /// <summary>The cell at a position along the curve.</summary>
    public static (int X, int Y) Cell(int order, long index)
    {
        int x = 0, y = 0;
        for (var s = 1; s < 1 << order; s <<= 1)
        {
            var rx = (int)(1 & (index >> 1));
            var ry = (int)(1 & (index ^ rx));
            if (ry == 0)
            {
                if (rx == 1)
                {
                    x = s - 1 - x;
                    y = s - 1 - y;
                }

                (x, y) = (y, x);
            }

            x += s * rx;
            y += s * ry;
            index >>= 2;
        }

        return (x, y);
    }

    private static void Turn(int s, ref int x, ref int y, int rx, int ry)
    {
        x &= s - 1;
        y &= s - 1;
        if (ry != 0)
        {
            return;
        }

        if (rx == 1)
        {
            x = s - 1 - x;
            y = s - 1 - y;
        }

        (x, y) = (y, x);
    }
}
