namespace Stylize.Engine.PixelArt.Samples;

/// <summary>An image in which each cell has the same number of parts along each side.</summary>
internal sealed class FinePlane(int columns, int rows, int parts, bool clear = true)
{
    private readonly float[] _values = clear
        ? new float[columns * rows * parts * parts] : GC.AllocateUninitializedArray<float>(columns * rows * parts * parts);

    public int Width => columns * parts;
    public int Height => rows * parts;

    public Span<float> Row(int y) => _values.AsSpan(y * Width, Width);

    /// <summary>Averages the L* of the samples; NaN in parts with transparent samples.</summary>
    public static unsafe FinePlane OfLightness(CellSamples samples, int parts)
    {
        var plane = new FinePlane(samples.Columns.Cells, samples.Rows.Cells, parts, clear: false);
        Span<float> sums = stackalloc float[parts * parts];
        Span<int> counts = stackalloc int[parts * parts];
        var parted = new Dictionary<CellLayout, byte[]>();
        for (var cell = 0; cell < samples.Columns.Cells * samples.Rows.Cells; cell++)
        {
            var (y, x) = Math.DivRem(cell, samples.Columns.Cells);
            var layout = samples.Layout(x, y);
            var l = samples.L + samples.Start(x, y);
            sums.Clear();
            counts.Clear();
            if (!parted.TryGetValue(layout, out var partOf))
            {
                parted.Add(layout, partOf = PartsOf(layout, parts));
            }

            for (var i = 0; i < partOf.Length; i++)
            {
                sums[partOf[i]] += l[i];
                counts[partOf[i]]++;
            }

            for (var i = 0; i < sums.Length; i++)
            {
                plane.Row((y * parts) + (i / parts))[(x * parts) + (i % parts)] = sums[i] / counts[i];
            }
        }

        return plane;
    }

    /// <summary>Returns the part of each sample of a cell, in storage order.</summary>
    private static unsafe byte[] PartsOf(CellLayout layout, int parts)
    {
        var partOf = new byte[layout.Count];
        for (var i = 0; i < partOf.Length; i++)
        {
            var (x, y) = ((int)layout.X[i] * parts / layout.Width, (int)layout.Y[i] * parts / layout.Height);
            partOf[i] = (byte)((y * parts) + x);
        }

        return partOf;
    }

    /// <summary>Returns the opening with a square of one cell: what is at least as wide as a cell remains.</summary>
    public FinePlane Opened()
    {
        var opened = new FinePlane(columns, rows, parts, clear: false);
        var (all, width) = (opened._values, Width);
        var (values, next) = (GC.AllocateUninitializedArray<float>(all.Length), GC.AllocateUninitializedArray<float>(all.Length));
        Filter(_values, all, width, 1, true, values, next);
        Filter(all, all, all.Length, width, true, values, next);
        Filter(all, all, all.Length, width, false, values, next);
        Filter(all, all, width, 1, false, values, next);
        return opened;
    }

    public FinePlane Negated()
    {
        var negated = new FinePlane(columns, rows, parts, clear: false);
        TensorPrimitives.Negate<float>(_values, negated._values);
        return negated;
    }

    public FinePlane Minus(FinePlane other)
    {
        var difference = new FinePlane(columns, rows, parts, clear: false);
        TensorPrimitives.Subtract<float>(_values, other._values, difference._values);
        return difference;
    }

    /// <summary>Returns the mean of each cell.</summary>
    public float[] CellMeans() => Means<Sum>();

    /// <summary>Returns the mean of the squares of each cell.</summary>
    public float[] CellMeanSquares() => Means<SumOfSquares>();

    /// <summary>Returns the largest value of each cell, or 0 if all are below.</summary>
    public float[] CellPeaks() => Reduce<Peak>();

    private float[] Means<T>()
        where T : IReduction
    {
        var means = Reduce<T>();
        TensorPrimitives.Divide<float>(means, parts * parts, means);
        return means;
    }

    /// <summary>Combines the values of each cell, beginning with 0.</summary>
    private float[] Reduce<T>()
        where T : IReduction
    {
        var results = new float[columns * rows];
        for (var y = 0; y < Height; y++)
        {
            var first = y / parts * columns;
            ReadOnlySpan<float> row = Row(y);
            for (var cell = first; cell < first + columns; cell++)
            {
                foreach (var value in row[..parts])
                {
                    results[cell] = T.Next(results[cell], value);
                }

                row = row[parts..];
            }
        }

        return results;
    }

    /// <summary>Returns the share of a cell whose values are at least a limit.</summary>
    /// <param name="cell">The cell, row-major.</param>
    public float Share(int cell, float limit)
    {
        var ((cellY, cellX), count) = (Math.DivRem(cell, columns), 0);
        for (var y = cellY * parts; y < (cellY + 1) * parts; y++)
        {
            foreach (var value in Row(y).Slice(cellX * parts, parts))
            {
                count += value >= limit ? 1 : 0;
            }
        }

        return (float)count / (parts * parts);
    }

    /// <summary>Computes the minimum of each value and those after it, or the maximum of each value and those before it, within the
    /// side of a cell. Windows that do not fit give negative infinity, which a maximum ignores.</summary>
    /// <param name="length">Length of the sequences: that of a row, or of all values for columns.</param>
    /// <param name="distance">Distance of neighbors: 1 in a row, the width of the image in columns.</param>
    /// <param name="first">Scratch space, as long as the image.</param>
    /// <param name="second">More scratch space.</param>
    private void Filter(float[] from, float[] to, int length, int distance, bool isErosion, float[] first, float[] second)
    {
        Span<float> values = first.AsSpan(0, length), next = second.AsSpan(0, length);
        for (var start = 0; start < from.Length; start += length)
        {
            from.AsSpan(start, length).CopyTo(values);
            for (var side = 1; side < parts;)
            {
                var step = Math.Min(side, parts - side);
                var shift = step * distance;
                ReadOnlySpan<float> near = values[..^shift], far = values[shift..];
                if (isErosion)
                {
                    TensorPrimitives.Min(near, far, next[..^shift]);
                    next[^shift..].Fill(float.NegativeInfinity);
                }
                else
                {
                    TensorPrimitives.Max(near, far, next[shift..]);
                    values[..shift].CopyTo(next);
                }

                var done = next;
                next = values;
                values = done;
                side += step;
            }

            values.CopyTo(to.AsSpan(start));
        }
    }

    private interface IReduction
    {
        /// <summary>Returns the result after one more value.</summary>
        static abstract float Next(float result, float value);
    }

    private readonly struct Sum : IReduction
    {
        public static float Next(float result, float value) => result + value;
    }

    private readonly struct SumOfSquares : IReduction
    {
        public static float Next(float result, float value) => result + (value * value);
    }

    private readonly struct Peak : IReduction
    {
        public static float Next(float result, float value) => Math.Max(result, value);
    }
}
