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
    public static List<Vector2[]> Of(Raster<float> plane, float level, float minArea, CancellationToken cancellation)
    {
        var next = Links(plane, level);
        var outlines = new List<Vector2[]>();
        var line = new List<Vector2>();
        foreach (var start in next.Keys.ToArray())
        {
            cancellation.ThrowIfCancellationRequested();
            line.Clear();
            for (var at = start; next.Remove(at, out var link); at = link.End)
            {
                line.Add(link.From);
            }

            if (line.Count > 2 && MathF.Abs(Area(line)) >= minArea)
            {
                outlines.Add(Simplified(line));
            }
        }

        return outlines;
    }

    /// <summary>Returns the links between the sides of squares of four neighboring pixels. A side is numbered by its pixel, plus a half for
    /// vertical sides; each side is the start of at most one link.</summary>
    private static Dictionary<long, (Vector2 From, long End)> Links(Raster<float> plane, float level)
    {
        var links = new Dictionary<long, (Vector2, long)>();
        var width = plane.Width + 2;
        for (var y = -1; y < plane.Height; y++)
        {
            for (var x = -1; x < plane.Width; x++)
            {
                float a = At(x, y), b = At(x + 1, y), c = At(x + 1, y + 1), d = At(x, y + 1);
                var inside = (a < level ? 1 : 0) | (b < level ? 2 : 0) | (c < level ? 4 : 0) | (d < level ? 8 : 0);
                if (inside is 0 or 15) continue;

                var isJoined = (a + b + c + d) / 4 < level;
                switch (inside)
                {
                    case 1: Add(Side.Top, Side.Left); break;
                    case 2: Add(Side.Right, Side.Top); break;
                    case 3: Add(Side.Right, Side.Left); break;
                    case 4: Add(Side.Bottom, Side.Right); break;
                    case 5 when isJoined: Add(Side.Top, Side.Right); Add(Side.Bottom, Side.Left); break;
                    case 5: Add(Side.Top, Side.Left); Add(Side.Bottom, Side.Right); break;
                    case 6: Add(Side.Bottom, Side.Top); break;
                    case 7: Add(Side.Bottom, Side.Left); break;
                    case 8: Add(Side.Left, Side.Bottom); break;
                    case 9: Add(Side.Top, Side.Bottom); break;
                    case 10 when isJoined: Add(Side.Right, Side.Bottom); Add(Side.Left, Side.Top); break;
                    case 10: Add(Side.Right, Side.Top); Add(Side.Left, Side.Bottom); break;
                    case 11: Add(Side.Right, Side.Bottom); break;
                    case 12: Add(Side.Left, Side.Right); break;
                    case 13: Add(Side.Top, Side.Right); break;
                    case 14: Add(Side.Left, Side.Top); break;
                }

                void Add(Side from, Side to) => links[Number(from)] = (Point(from), Number(to));

                long Number(Side side) => side switch
                {
                    Side.Top => 2 * (((long)(y + 1) * width) + x + 1),
                    Side.Bottom => 2 * (((long)(y + 2) * width) + x + 1),
                    Side.Left => (2 * (((long)(y + 1) * width) + x + 1)) + 1,
                    _ => (2 * (((long)(y + 1) * width) + x + 2)) + 1,
                };

                // Areas end at the edge of the plane.
                Vector2 Point(Side side) => Vector2.Clamp(Crossing(side), Vector2.Zero, new Vector2(plane.Width, plane.Height));

                Vector2 Crossing(Side side) => side switch
                {
                    Side.Top => new(x + 0.5f + Part(a, b), y + 0.5f),
                    Side.Bottom => new(x + 0.5f + Part(d, c), y + 1.5f),
                    Side.Left => new(x + 0.5f, y + 0.5f + Part(a, d)),
                    _ => new(x + 1.5f, y + 0.5f + Part(b, c)),
                };
            }
        }

        return links;

        float At(int x, int y) => x < 0 || y < 0 || x >= plane.Width || y >= plane.Height ? level + 1e-3f : plane.Row(y)[x];

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

    private enum Side
    {
        Top,
        Right,
        Bottom,
        Left,
    }
}
