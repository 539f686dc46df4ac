namespace Stylize.Engine.DotArt.Edges;

/// <summary>
/// Traces the outlines of the areas in which a plane is below a level, as closed lines between its pixel centers (marching squares). Lines
/// keep the area on their right. Points that hardly bend a line are removed (Ramer, 1972; Douglas and Peucker, 1973), and so are areas and
/// holes that are too small to cut.
/// </summary>
internal static class AreaOutlines
{
    /// <summary>Largest distance of a removed point from the outline, in pixels.</summary>
    private const float MaxError = 0.12f;

    /// <param name="plane">The plane; everything outside it is above the level.</param>
    /// <param name="minArea">Smallest area in square pixels.</param>
    /// <returns>Closed lines, whose first point is not repeated.</returns>
    public static List<Vector2[]> Trace(Raster<float> plane, float level, float minArea, CancellationToken cancellation)
    {
        var (width, height) = (plane.Width, plane.Height);
        var borders = new BorderTracer(width, height);
        byte[] above = new byte[width + 2], below = new byte[width + 2];
        for (var y = 0; y <= height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                below[x + 1] = At(x, y) < level ? (byte)1 : (byte)0;
            }

            borders.Mark(y, above, below, JoinsFalling);
            (above, below) = (below, above);
        }

        var outlines = new List<Vector2[]>();
        var line = new List<Vector2>();
        foreach (var border in borders.Closed((x, y) => At(x, y) < level))
        {
            cancellation.ThrowIfCancellationRequested();
            line.Clear();
            line.Add(Crossing(border[^2], border[0]));
            for (var i = 2; i < border.Length; i++)
            {
                line.Add(Crossing(border[i - 2], border[i - 1]));
            }

            if (line.Count > 2 && MathF.Abs(Area(line)) >= minArea)
            {
                outlines.Add(Simplified(line));
            }
        }

        return outlines;

        // Where two areas meet at a corner, they are joined if the mean there is below the level.
        bool JoinsFalling(int x, int y) =>
            (At(x, y) < level) == ((At(x - 1, y - 1) + At(x, y - 1) + At(x, y) + At(x - 1, y)) / 4 < level);

        float At(int x, int y) => x < 0 || y < 0 || x >= width || y >= height ? level + 1e-3f : plane.Row(y)[x];

        // Returns where the plane crosses the level between the pixels at both sides of a side. Areas end at the edge of the plane.
        Vector2 Crossing(int from, int to)
        {
            var ((y, x), isUpright) = (Math.DivRem(Math.Min(from, to), borders.Stride), Math.Abs(to - from) != 1);
            var point = isUpright ? new Vector2(x - 1 + 0.5f + Part(At(x - 1, y), At(x, y)), y + 0.5f)
                : new Vector2(x + 0.5f, y - 1 + 0.5f + Part(At(x, y - 1), At(x, y)));
            return Vector2.Clamp(point, Vector2.Zero, new Vector2(width, height));
        }

        float Part(float from, float to) => Math.Clamp((level - from) / (to - from), 0f, 1f);
    }

    private static float Area(List<Vector2> line)
    {
        var sum = 0.0;
        for (var i = 0; i < line.Count; i++)
        {
            var (a, b) = (line[i], line[(i + 1) % line.Count]);
            sum += (a.X * (double)b.Y) - (b.X * (double)a.Y);
        }

        return (float)(sum / 2);
    }

    private static Vector2[] Simplified(List<Vector2> line)
    {
        // The first point and the point farthest from it stay.
        var far = 0;
        for (var i = 1; i < line.Count; i++)
        {
            far = Vector2.DistanceSquared(line[i], line[0]) > Vector2.DistanceSquared(line[far], line[0]) ? i : far;
        }

        var keeps = new bool[line.Count + 1];
        (keeps[0], keeps[far]) = (true, true);
        var open = new Stack<(int First, int Last)>([(0, far), (far, line.Count)]);
        while (open.TryPop(out var part))
        {
            var (worst, at) = (MaxError, -1);
            var (a, b) = (line[part.First], line[part.Last % line.Count]);
            for (var i = part.First + 1; i < part.Last; i++)
            {
                var error = Distance(line[i], a, b);
                if (error > worst)
                {
                    (worst, at) = (error, i);
                }
            }

            if (at >= 0)
            {
                keeps[at] = true;
                open.Push((part.First, at));
                open.Push((at, part.Last));
            }
        }

        return [.. line.Where((_, i) => keeps[i])];
    }

    private static float Distance(Vector2 p, Vector2 a, Vector2 b)
    {
        var along = b - a;
        var square = along.LengthSquared();
        var t = square > 0 ? Math.Clamp(Vector2.Dot(p - a, along) / square, 0f, 1f) : 0f;
        return Vector2.Distance(p, a + (t * along));
    }
}
