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
        var (x, y, z) = (Axis(line, 0), Axis(line, 1), Axis(line, 2));
        keeps[0] = true;
        for (int first = 0, last; first < line.Length - 1; first = last)
        {
            last = first + 1;
            var most = Math.Min(first + MaxPart, line.Length - 1);
            while (last < most && IsStraight(line, first, last + 1))
            {
                last++;
            }

            keeps[last] = true;
        }

        return keeps;

        bool IsStraight(ReadOnlySpan<Vector3> line, int from, int to)
        {
            var (start, along) = (line[from], line[to] - line[from]);
            var square = along.LengthSquared();
            var unit = square > 0 ? along / square : Vector3.Zero;
            var limit = new Vector<float>(maxError * maxError);
            for (var i = from + 1; i < to; i += Vector<float>.Count)
            {
                var (dx, dy, dz) = (new Vector<float>(x, i) - new Vector<float>(start.X),
                    new Vector<float>(y, i) - new Vector<float>(start.Y),
                    new Vector<float>(z, i) - new Vector<float>(start.Z));
                var share = Vector.Min(Vector.Max(
                    (dx * unit.X) + (dy * unit.Y) + (dz * unit.Z), Vector<float>.Zero), Vector<float>.One);
                (dx, dy, dz) = (dx - (share * along.X), dy - (share * along.Y), dz - (share * along.Z));
                var isFar = Vector.GreaterThan((dx * dx) + (dy * dy) + (dz * dz), limit)
                    & Vector.LessThan(Vector<int>.Indices + new Vector<int>(i), new Vector<int>(to));
                if (VectorMasks.Any(isFar)) return false;
            }

            return true;
        }
    }

    /// <summary>Returns a coordinate of all points, with room for a vector after the last one.</summary>
    private static float[] Axis(ReadOnlySpan<Vector3> line, int axis)
    {
        var values = new float[line.Length + Vector<float>.Count];
        for (var i = 0; i < line.Length; i++)
        {
            values[i] = line[i][axis];
        }

        return values;
    }
}
