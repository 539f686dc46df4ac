namespace Stylize.Engine.DotArt;

/// <summary>Finds the points of a line that determine its shape (Ramer, 1972; Douglas and Peucker, 1973).</summary>
internal static class LineSimplifier
{
    /// <summary>Longest part that is searched at once, so that the time is proportional to the number of points.</summary>
    private const int MaxPart = 256;

    /// <summary>Returns which points stay. The first and the last do.</summary>
    /// <param name="line">Points of two coordinates and the radius of the line there.</param>
    /// <param name="maxError">Largest distance of a removed point from the line.</param>
    public static bool[] Keep(ReadOnlySpan<Vector3> line, float maxError)
    {
        var keeps = new bool[line.Length];
        keeps[^1] = true;
        for (var first = 0; first < line.Length - 1; first += MaxPart)
        {
            keeps[first] = true;
            Split(line, first, Math.Min(first + MaxPart, line.Length - 1), maxError, keeps);
        }

        return keeps;
    }

    private static void Split(ReadOnlySpan<Vector3> line, int first, int last, float maxError, bool[] keeps)
    {
        var (worst, at) = (maxError, -1);
        for (var i = first + 1; i < last; i++)
        {
            var error = Distance(line[i], line[first], line[last]);
            if (error > worst)
            {
                (worst, at) = (error, i);
            }
        }

        if (at < 0) return;

        keeps[at] = true;
        Split(line, first, at, maxError, keeps);
        Split(line, at, last, maxError, keeps);
    }

    private static float Distance(Vector3 p, Vector3 a, Vector3 b)
    {
        var along = b - a;
        var square = along.LengthSquared();
        var t = square > 0 ? Math.Clamp(Vector3.Dot(p - a, along) / square, 0f, 1f) : 0f;
        return Vector3.Distance(p, a + (t * along));
    }
}
