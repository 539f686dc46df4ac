namespace Stylize.Engine.DotArt.Edges;

/// <summary>Reads a plane between the centers of its pixels.</summary>
internal static class PlaneSample
{
    /// <summary>Returns the bilinear mean of the four pixels around a point; pixels at the border are repeated outward.</summary>
    /// <param name="x">Distance from the left edge in pixels; pixel centers are at halves.</param>
    /// <param name="y">Distance from the top edge in pixels.</param>
    public static float At(Raster<float> plane, float x, float y)
    {
        x = Math.Clamp(x - 0.5f, 0f, plane.Width - 1f);
        y = Math.Clamp(y - 0.5f, 0f, plane.Height - 1f);
        int column = (int)x, row = (int)y, next = Math.Min(column + 1, plane.Width - 1);
        var above = plane.Row(row);
        var below = plane.Row(Math.Min(row + 1, plane.Height - 1));
        float fx = x - column, fy = y - row;
        var upper = above[column] + (fx * (above[next] - above[column]));
        var lower = below[column] + (fx * (below[next] - below[column]));
        return upper + (fy * (lower - upper));
    }
}
