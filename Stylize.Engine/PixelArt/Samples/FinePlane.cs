namespace Stylize.Engine.PixelArt.Samples;

/// <summary>An image in which each cell has the same number of parts along each side.</summary>
internal sealed unsafe class FinePlane(int columns, int rows, int parts, bool clear = false) : IDisposable
{
    private readonly PooledBuffer<float> _buffer = new((columns * rows * parts * parts) + CellLayout.Padding, clear);

    private Span<float> Values => _buffer.Span[..(Width * Height)];

    public int Width => columns * parts;
    public int Height => rows * parts;

    public Span<float> Row(int y) => Values.Slice(y * Width, Width);

    /// <summary>Averages the L* of the samples; NaN in parts with transparent samples.</summary>
    public static FinePlane OfLightness(CellSamples samples, int parts)
    {
        var plane = new FinePlane(samples.Columns.Cells, samples.Rows.Cells, parts);
        Span<float> sums = stackalloc float[parts * parts];
        var parted = new Dictionary<CellLayout, (byte[] PartOf, float[] Shares)>();
        for (var cell = 0; cell < samples.Columns.Cells * samples.Rows.Cells; cell++)
        {
            var (y, x) = Math.DivRem(cell, samples.Columns.Cells);
            var layout = samples.Layout(x, y);
            var l = samples.L + samples.Start(x, y);
            var (partOf, shares) = parted.TryGetValue(layout, out var known) ? known : parted[layout] = PartsOf(layout, parts);
            sums.Clear();
            for (var i = 0; i < partOf.Length; i++)
            {
                sums[partOf[i]] += l[i];
            }

            for (var part = 0; part < parts; part++)
            {
                TensorPrimitives.Multiply<float>(
                    sums.Slice(part * parts, parts), shares.AsSpan(part * parts, parts),
                    plane.Row((y * parts) + part).Slice(x * parts, parts));
            }
        }

        return plane;
    }

    /// <summary>Returns the part of each sample of a cell, in storage order, and 1 / the number of samples of each part.</summary>
    private static (byte[] PartOf, float[] Shares) PartsOf(CellLayout layout, int parts)
    {
        var (partOf, counts) = (new byte[layout.Count], new float[parts * parts]);
        for (var i = 0; i < partOf.Length; i++)
        {
            var (x, y) = ((int)layout.X[i] * parts / layout.Width, (int)layout.Y[i] * parts / layout.Height);
            partOf[i] = (byte)((y * parts) + x);
            counts[partOf[i]]++;
        }

        return (partOf, Array.ConvertAll(counts, count => 1 / count));
    }

    /// <summary>Returns what an opening with a square of one cell removes: what is narrower than a cell.</summary>
    /// <param name="ground">What remains in each cell, as <see cref="Measure"/> returns it.</param>
    public FinePlane Lines(out (float[] Levels, float[] Squares, float[] Peaks) ground)
    {
        var lines = new FinePlane(columns, rows, parts);
        Values.CopyTo(lines.Values);
        Opening.Apply(lines.Values, Width, Height, parts, margin: 0);
        ground = lines.Measure();
        TensorPrimitives.Subtract<float>(Values, lines.Values, lines.Values);
        return lines;
    }

    public void Negate() => TensorPrimitives.Negate<float>(Values, Values);

    /// <summary>Counts the values of cells that are not below a limit, and sums those below.</summary>
    /// <param name="reach">Number of cells around the cell that count, too.</param>
    /// <remarks>Processes eight values per vector, the last ones masked.</remarks>
    public (int Above, float Below) Split(int cellX, int cellY, int reach, float limit)
    {
        var (above, below) = (Vector256<int>.Zero, Vector256<float>.Zero);
        var (width, all) = (Vector256.Create(((2 * reach) + 1) * parts), Vector256.Create(limit));
        for (var y = (cellY - reach) * parts; y < (cellY + reach + 1) * parts; y++)
        {
            var row = _buffer.Pointer + (y * Width) + ((cellX - reach) * parts);
            for (var x = 0; x < width[0]; x += Vector256<float>.Count)
            {
                var inside = Vector256.LessThan(Vector256<int>.Indices + Vector256.Create(x), width);
                var isAbove = Vector256.GreaterThanOrEqual(Vector256.Load(row + x), all).AsInt32();
                above -= inside & isAbove;
                below += Vector256.Load(row + x) & Vector256.AndNot(inside, isAbove).AsSingle();
            }
        }

        return (Vector256.Sum(above), VectorSums.Lanes(below));
    }

    /// <summary>Returns the mean value of each cell, the mean of the squares, and the largest value, or 0 if all are below.</summary>
    public (float[] Means, float[] Squares, float[] Peaks) Measure()
    {
        var (means, squares, peaks) = (new float[columns * rows], new float[columns * rows], new float[columns * rows]);
        float[] sum = new float[Width], squared = new float[Width], largest = new float[Width];
        for (var cellY = 0; cellY < rows; cellY++)
        {
            Array.Clear(sum);
            Array.Clear(squared);
            Array.Clear(largest);
            for (var y = cellY * parts; y < (cellY + 1) * parts; y++)
            {
                TensorPrimitives.Add(Row(y), sum, sum);
                TensorPrimitives.MultiplyAdd(Row(y), Row(y), squared, squared);
                TensorPrimitives.Max(Row(y), largest, largest);
            }

            for (var x = 0; x < Width; x++)
            {
                var cell = (cellY * columns) + (x / parts);
                means[cell] += sum[x] / (parts * parts);
                squares[cell] += squared[x] / (parts * parts);
                peaks[cell] = Math.Max(peaks[cell], largest[x]);
            }
        }

        return (means, squares, peaks);
    }

    public void Dispose() => _buffer.Dispose();
}
