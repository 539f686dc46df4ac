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
        _values.CopyTo(opened._values, 0);
        Opening.Apply(opened._values, Width, Height, parts, margin: 0);
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

    /// <summary>Returns the mean of a function of the values of a cell.</summary>
    /// <param name="cell">The cell, row-major.</param>
    public float Mean(int cell, Func<float, float> of)
    {
        var ((cellY, cellX), sum) = (Math.DivRem(cell, columns), 0f);
        for (var y = cellY * parts; y < (cellY + 1) * parts; y++)
        {
            foreach (var value in Row(y).Slice(cellX * parts, parts))
            {
                sum += of(value);
            }
        }

        return sum / (parts * parts);
    }

    /// <summary>Returns the largest value of each cell, or 0 if all are below.</summary>
    public float[] CellPeaks()
    {
        var (peaks, line) = (new float[columns * rows], new float[Width]);
        for (var cellY = 0; cellY < rows; cellY++)
        {
            Array.Clear(line);
            for (var y = cellY * parts; y < (cellY + 1) * parts; y++)
            {
                TensorPrimitives.Max(line, Row(y), line);
            }

            for (var x = 0; x < line.Length; x++)
            {
                ref var peak = ref peaks[(cellY * columns) + (x / parts)];
                peak = Math.Max(peak, line[x]);
            }
        }

        return peaks;
    }
}
