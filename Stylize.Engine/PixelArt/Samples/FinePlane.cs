namespace Stylize.Engine.PixelArt.Samples;

/// <summary>An image in which each cell has the same number of parts along each side.</summary>
internal sealed class FinePlane(int columns, int rows, int parts)
{
    private readonly float[] _values = new float[columns * rows * parts * parts];

    public int Width => columns * parts;
    public int Height => rows * parts;

    public Span<float> Row(int y) => _values.AsSpan(y * Width, Width);

    /// <summary>Averages the L* of the samples; NaN in parts with transparent samples.</summary>
    public static unsafe FinePlane OfLightness(CellSamples samples, int parts)
    {
        var plane = new FinePlane(samples.Columns.Cells, samples.Rows.Cells, parts);
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
        var opened = new FinePlane(columns, rows, parts);
        var (straight, turned) = (opened._values, new float[_values.Length]);
        Filter(_values, straight, Width, isErosion: true);
        Transpose(straight, turned, Width);
        Filter(turned, turned, Height, isErosion: true);
        Filter(turned, turned, Height, isErosion: false);
        Transpose(turned, straight, Height);
        Filter(straight, straight, Width, isErosion: false);
        return opened;
    }

    public FinePlane Negated()
    {
        var negated = new FinePlane(columns, rows, parts);
        TensorPrimitives.Negate<float>(_values, negated._values);
        return negated;
    }

    public FinePlane Minus(FinePlane other)
    {
        var difference = new FinePlane(columns, rows, parts);
        TensorPrimitives.Subtract<float>(_values, other._values, difference._values);
        return difference;
    }

    /// <summary>Returns the mean of each cell, and the mean of the squares.</summary>
    public (float[] Means, float[] Squares) CellMoments()
    {
        var (means, squares) = (new float[columns * rows], new float[columns * rows]);
        for (var y = 0; y < Height; y++)
        {
            var first = y / parts * columns;
            ReadOnlySpan<float> row = Row(y);
            for (var cell = first; cell < first + columns; cell++)
            {
                foreach (var value in row[..parts])
                {
                    means[cell] += value;
                    squares[cell] += value * value;
                }

                row = row[parts..];
            }
        }

        TensorPrimitives.Divide<float>(means, parts * parts, means);
        TensorPrimitives.Divide<float>(squares, parts * parts, squares);
        return (means, squares);
    }

    /// <summary>Returns the largest value of each cell, or 0 if all are below.</summary>
    public float[] CellPeaks()
    {
        var peaks = new float[columns * rows];
        for (var y = 0; y < Height; y++)
        {
            var first = y / parts * columns;
            ReadOnlySpan<float> row = Row(y);
            for (var cell = first; cell < first + columns; cell++)
            {
                foreach (var value in row[..parts])
                {
                    peaks[cell] = Math.Max(peaks[cell], value);
                }

                row = row[parts..];
            }
        }

        return peaks;
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
    private void Filter(float[] from, float[] to, int width, bool isErosion)
    {
        var (values, next) = (new float[width], new float[width]);
        for (var start = 0; start < from.Length; start += width)
        {
            from.AsSpan(start, width).CopyTo(values);
            for (var length = 1; length < parts;)
            {
                var step = Math.Min(length, parts - length);
                var first = values.AsSpan(..^step);
                var second = values.AsSpan(step..);
                if (isErosion)
                {
                    TensorPrimitives.Min<float>(first, second, next.AsSpan(..^step));
                    next.AsSpan(^step..).Fill(float.NegativeInfinity);
                }
                else
                {
                    TensorPrimitives.Max<float>(first, second, next.AsSpan(step..));
                    values.AsSpan(..step).CopyTo(next);
                }

                (values, next) = (next, values);
                length += step;
            }

            values.CopyTo(to, start);
        }
    }

    private static void Transpose(float[] from, float[] to, int width)
    {
        var height = from.Length / width;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                to[(x * height) + y] = from[(y * width) + x];
            }
        }
    }
}
