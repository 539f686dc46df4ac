namespace Stylize.Engine.Drawings;

/// <summary>Finds the points of a line that determine its shape: each is the farthest one up to which the points
/// between are near a straight line.</summary>
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
        keeps[0] = true;
        for (int first = 0, last; first < line.Length - 1; first = last)
        {
            last = first + 1;
            var most = Math.Min(first + MaxPart, line.Length - 1);
            while (last < most && IsStraight(line[first..(last + 2)], maxError))
            {
                last++;
            }

            keeps[last] = true;
        }

        return keeps;
    }

    private static bool IsStraight(ReadOnlySpan<Vector3> line, float maxError)
    {
        var along = line[^1] - line[0];
        var square = along.LengthSquared();
        var unit = square > 0 ? along / square : Vector3.Zero;
        foreach (ref readonly var point in line[1..^1])
        {
            var away = point - line[0];
            away -= float.ClampNative(Vector3.Dot(away, unit), 0f, 1f) * along;
            if (away.LengthSquared() > maxError * maxError) return false;
        }

        return true;
    }
}
