namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>The means of the square blocks of a plane, read row by row to save memory. Blocks at the right and lower
/// border may be smaller.
/// </summary>
/// <remarks>Costs one vector addition per pixel, and one addition per column and row of blocks. Adds the rows of a
/// block, then its columns from left to right, so that sums have the same bits at every vector width. The plain way, a
/// loop over each block, takes twice as long at a side of 8.</remarks>
/// <typeparam name="T">Type of the samples.</typeparam>
/// <typeparam name="TSum">Type of the sums: uint for ushort samples, or float or double for float samples.</typeparam>
/// <param name="side">Side of a block in pixels.</param>
/// <param name="rows">Returns a row of the plane. Rows are read once each, from top to bottom of a block.</param>
/// <example><code>
/// using var plane = new Raster&lt;float>(3, 2);
/// (plane[0, 0], plane[1, 0], plane[2, 0]) = (1, 2, 9);
/// (plane[0, 1], plane[1, 1], plane[2, 1]) = (3, 6, 5);
/// using var means = new BlockMeans&lt;float, double>(plane, side: 2).ToPlane();
/// Assert.Equal([3, 7], means.Row(0).ToArray()); // the second block has two pixels
/// </code></example>
internal sealed class BlockMeans<T, TSum>(int width, int height, int side, Func<int, ReadOnlySpan<T>> rows)
    where T : unmanaged, INumberBase<T>
    where TSum : unmanaged, INumberBase<TSum>
{
    private readonly TSum[] _columns = new TSum[width];
    private readonly TSum[] _row = new TSum[width];

    public BlockMeans(Raster<T> plane, int side)
        : this(plane.Width, plane.Height, side, y => plane.Row(y))
    {
    }

    public int Width { get; } = (width + side - 1) / side;
    public int Height { get; } = (height + side - 1) / side;

    /// <summary>Returns the number of pixels of a block.</summary>
    public int Pixels(int x, int y) => Math.Min(side, width - (x * side)) * Math.Min(side, height - (y * side));

    /// <summary>Computes the means of one row of blocks.</summary>
    public void Read(int y, Span<float> means)
    {
        if (side == 1)
        {
            TensorPrimitives.ConvertTruncating(rows(y), means);
            return;
        }

        ReadSums(y, _row);
        for (var x = 0; x < means.Length; x++)
        {
            // Only a sum in double precision has more digits than its quotient.
            var pixels = Pixels(x, y);
            means[x] = _row[x] is double sum ? (float)(sum / pixels) : float.CreateTruncating(_row[x]) / pixels;
        }
    }

    /// <summary>Computes the sums of one row of blocks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void ReadSums(int y, Span<TSum> sums)
    {
        Array.Clear(_columns);
        for (var row = y * side; row < Math.Min(height, (y + 1) * side); row++)
        {
            TensorPrimitives.ConvertTruncating(rows(row), _row);
            TensorPrimitives.Add(_columns, _row, _columns);
        }

        for (var x = 0; x < Width; x++)
        {
            var sum = TSum.Zero;
            for (var column = x * side; column < Math.Min((x + 1) * side, _columns.Length); column++)
            {
                sum += _columns[column];
            }

            sums[x] = sum;
        }
    }

    /// <summary>Returns the means of all blocks. The caller owns the plane.</summary>
    public Raster<float> ToPlane()
    {
        var plane = Raster<float>.Packed(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            Read(y, plane.Row(y));
        }

        return plane;
    }
}
