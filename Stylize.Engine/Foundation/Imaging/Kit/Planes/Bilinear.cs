namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>Bilinear interpolation between the centers of pixels. Pixels at the border are repeated outward.</summary>
/// <example><code>
/// using var plane = new Raster&lt;float>(2, 1);
/// (plane[0, 0], plane[1, 0]) = (10, 20);
/// Assert.Equal(15, Bilinear.At(plane, 1, 0.5f)); // between the centers of the pixels
/// Assert.Equal(10, Bilinear.At(plane, 0, 0.5f)); // at the border
/// </code></example>
internal static class Bilinear
{
    /// <summary>Returns the mean of four values, weighted by the position between them, in [0,1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Mix<T>(T upperLeft, T upperRight, T lowerLeft, T lowerRight, T across, T down)
        where T : IFloatingPoint<T>
    {
        var upper = upperLeft + (across * (upperRight - upperLeft));
        var lower = lowerLeft + (across * (lowerRight - lowerLeft));
        return upper + (down * (lower - upper));
    }

    /// <summary>Returns the value of a plane at a point, at the cost of four pixels.</summary>
    /// <param name="x">Distance from the left edge in pixels; pixel centers are at halves.</param>
    /// <param name="y">Distance from the top edge in pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float At(Raster<float> plane, float x, float y)
    {
        x = float.ClampNative(x - 0.5f, 0f, plane.Width - 1f);
        y = float.ClampNative(y - 0.5f, 0f, plane.Height - 1f);
        var (column, row) = (float.ConvertToIntegerNative<int>(x), float.ConvertToIntegerNative<int>(y));
        var next = Math.Min(column + 1, plane.Width - 1);
        var above = plane.Row(row);
        var below = plane.Row(Math.Min(row + 1, plane.Height - 1));
        return Mix(above[column], above[next], below[column], below[next], x - column, y - row);
    }

    /// <summary>Returns the two elements of a sequence around a position, and the weight of the second one. Elements
    /// are at 0, 1, 2 and so on; the first and the last one are repeated outward.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int First, int Second, double Share) Between(double position, int count)
    {
        position = Math.Clamp(position, 0, count - 1);
        var first = (int)position;
        return (first, Math.Min(first + 1, count - 1), position - first);
    }

    /// <summary>Enlarges a plane of blocks. Costs two vector operations per pixel of a row of blocks, and two
    /// operations per pixel. The caller owns the plane, which has no padding.</summary>
    /// <param name="side">Side of a block in pixels of the result.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Raster<float> Enlarge(Raster<float> blocks, double side, int width, int height)
    {
        var result = Raster<float>.Packed(width, height);
        var (lefts, shares) = (new int[width], new float[width]);
        for (var x = 0; x < width; x++)
        {
            (lefts[x], shares[x]) = Pair(((x + .5) / side) - .5, blocks.Width);
        }

        // One block more, because the only block of a row has no second one.
        var line = new float[blocks.Width + 1];
        var lower = new float[blocks.Width];
        for (var y = 0; y < height; y++)
        {
            var (top, down) = Pair(((y + .5) / side) - .5, blocks.Height);
            TensorPrimitives.Multiply(blocks.Row(top), 1 - down, line);
            TensorPrimitives.Multiply(blocks.Row(Math.Min(top + 1, blocks.Height - 1)), down, lower);
            TensorPrimitives.Add<float>(line.AsSpan(0, lower.Length), lower, line);
            line[^1] = line[^2];
            var row = result.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = line[lefts[x]] + (shares[x] * (line[lefts[x] + 1] - line[lefts[x]]));
            }
        }

        return result;
    }

    /// <summary>As <see cref="Between"/>, but the last position has the last two elements, and the weight 1.</summary>
    private static (int First, float Share) Pair(double position, int count)
    {
        var (first, _, share) = Between(position, count);
        var last = Math.Min(first, Math.Max(count - 2, 0));
        return (last, (float)(first - last + share));
    }
}
