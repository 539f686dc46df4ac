using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Edges;

/// <summary>
/// Traces the outlines of the areas in which a plane is below a level, as closed lines between its pixel centers
/// (marching squares). Lines keep the area on their right. Points that hardly bend a line are removed, and so are areas
/// and holes that are too small to cut.
/// </summary>
internal static class AreaOutlines
{
    /// <summary>Largest distance of a removed point from the outline, in pixels.</summary>
    private const float MaxError = 0.12f;

    /// <param name="plane">The plane; everything outside it is above the level.</param>
    /// <param name="minArea">Smallest area in square pixels.</param>
    /// <param name="minHole">Smallest hole in square pixels.</param>
    /// <returns>Closed lines, whose first point is not repeated.</returns>
    public static List<Vector2[]> Trace(
        Raster<float> plane, float level, float minArea, float minHole, CancellationToken cancellation)
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

            borders.Mark(y, above, below, (_, _) => true);
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

            if (line.Count > 2 && (Area(line) >= minArea || Area(line) <= -minHole))
            {
                outlines.Add(Simplified(line));
            }
        }

        return outlines;

        float At(int x, int y) => x < 0 || y < 0 || x >= width || y >= height ? level + 1e-3f : plane.Row(y)[x];

        // Returns where the plane crosses the level between the pixels at both sides of a side. Areas end at the edge
        // of the plane.
        Vector2 Crossing(int from, int to)
        {
            var ((y, x), isUpright) = (Math.DivRem(Math.Min(from, to), borders.Stride), Math.Abs(to - from) != 1);
            var point = isUpright ? new Vector2(x - 1 + 0.5f + Part(At(x - 1, y), At(x, y)), y + 0.5f)
                : new Vector2(x + 0.5f, y - 1 + 0.5f + Part(At(x, y - 1), At(x, y)));
            return Vector2.Clamp(point, Vector2.Zero, new Vector2(width, height));
        }

        float Part(float from, float to) => Math.Clamp((level - from) / (to - from), 0f, 1f);
    }

    /// <summary>Returns the area within a line; negative for a hole.</summary>
    private static float Area(List<Vector2> line) => (float)(line.Zip(line.Skip(1).Append(line[0]))
        .Sum(side => (side.First.X * (double)side.Second.Y) - (side.Second.X * (double)side.First.Y)) / 2);

    /// <summary>Returns a line without the points that hardly bend it. The first point is not repeated.</summary>
    private static Vector2[] Simplified(List<Vector2> line)
    {
        var keeps = LineSimplifier.Keep([.. line.Append(line[0]).Select(point => new Vector3(point, 0))], MaxError);
        return [.. line.Where((_, i) => keeps[i])];
    }
}
