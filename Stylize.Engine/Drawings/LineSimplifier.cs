namespace Stylize.Engine.Drawings;

/// <summary>Finds the points of a line that determine its shape (Ramer, 1972; Douglas and Peucker, 1973).</summary>
internal static class LineSimplifier
{
    /// <summary>Longest part that is searched at once, so that the time is proportional to the number of
    /// points.</summary>
    private const int MaxPart = 64;

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
        var (worst, at) = (maxError * maxError, -1);
        var (start, along) = (line[first], line[last] - line[first]);
        var square = along.LengthSquared();
        var unit = square > 0 ? along / square : Vector3.Zero;
        var between = line[first..last];
        for (var i = 1; i < between.Length; i++)
        {
            var away = between[i] - start;
            var error = (away - (float.ClampNative(Vector3.Dot(away, unit), 0f, 1f) * along)).LengthSquared();
            if (error > worst)
            {
                (worst, at) = (error, first + i);
            }
        }

        if (at < 0) return;

        keeps[at] = true;
        Split(line, first, at, maxError, keeps);
        Split(line, at, last, maxError, keeps);
    }
}
