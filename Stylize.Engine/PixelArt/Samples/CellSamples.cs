namespace Stylize.Engine.PixelArt.Samples;

/// <summary>The sampled image in CIE Lab, as three planes of floats. Samples are stored cell by cell (row-major), so
/// that samples with the same nine candidate superpixels are adjacent. The L* of a transparent sample is NaN.</summary>
internal sealed unsafe class CellSamples : IDisposable
{
    private const int MaxSamples = 1 << 30;

    /// <summary>Number of pixels of an image above which it is reduced.</summary>
    public const double MaxPixels = 1 << 25;

    /// <summary>Number of samples along each side of a cell that are enough for its colors.</summary>
    private const int ManyInCell = 24;

    /// <summary>Weight of a sample's distance from its surroundings, per Lab unit. At 0.06, lines of a quarter of a
    /// cell are dotted.</summary>
    private const float Salience = 0.1f;

    /// <summary>Share of the threshold above which a pixel gives a thin line its color.</summary>
    private const double LineAlpha = 0.3;

    private readonly PooledBuffer<float> _l, _a, _b;
    private readonly CellLayout[] _layouts;
    private readonly PooledBuffer<float> _opacity;

    private CellSamples(GridAxis columns, GridAxis rows)
    {
        (Columns, Rows) = (columns, rows);
        var samples = Count(columns, rows) + CellLayout.Padding;
        _l = new PooledBuffer<float>(samples);
        _a = new PooledBuffer<float>(samples);
        _b = new PooledBuffer<float>(samples);
        _opacity = new PooledBuffer<float>(columns.Cells * rows.Cells);
        var (width, height) = (columns.Samples / columns.Cells, rows.Samples / rows.Cells);
        _layouts = [new(width, height), new(width + 1, height), new(width, height + 1), new(width + 1, height + 1)];
        _l.Span[^CellLayout.Padding..].Clear();
        _a.Span[^CellLayout.Padding..].Clear();
        _b.Span[^CellLayout.Padding..].Clear();
    }

    public GridAxis Columns { get; }
    public GridAxis Rows { get; }
    public int LargestCell => _layouts[^1].Count;

    /// <summary>Number of samples.</summary>
    public int Length => Columns.Samples * Rows.Samples;

    /// <summary>True if at least one sample is transparent.</summary>
    public bool HasTransparency { get; private set; }

    public float* L => _l.Pointer;
    public float* A => _a.Pointer;
    public float* B => _b.Pointer;

    /// <summary>Mean opacity of each cell, 0 to 1, row-major; 1 for a cell of a thin line.</summary>
    public ReadOnlySpan<float> Opacity => _opacity.Span;

    /// <summary>Returns the stride for an image, which is larger than the given one if the image or its cells have many
    /// pixels.</summary>
    /// <param name="cells">Number of cells per row, and of rows.</param>
    public static int StrideFor(int stride, int width, int height, (int Width, int Height) cells) =>
        Math.Max(stride, Math.Min(width / cells.Width, height / cells.Height) / ManyInCell);

    /// <summary>Returns the number of samples that a grid needs.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the grid needs more than 2^30 samples.</exception>
    public static int Count(GridAxis columns, GridAxis rows)
    {
        var all = (long)columns.Samples * rows.Samples;
        return all <= MaxSamples
            ? (int)all
            : throw Errors.SamplesTooMany.With("Width", columns.Cells, rows.Cells, all, MaxSamples);
    }

    /// <summary>Samples an image and converts the samples to Lab. The image is not needed afterward.</summary>
    /// <param name="alphaThreshold">Alpha, 0 to 1, below which samples are transparent.</param>
    /// <param name="keepsLines">True to keep lines on transparency that are narrower than a cell, and to decide slim
    /// runs.</param>
    /// <exception cref="StylizeException">OptionInvalid: the grid needs more than 2^30 samples.</exception>
    public static CellSamples Convert(
        Raster<Rgba32> image, GridAxis columns, GridAxis rows, double alphaThreshold, OperationContext context,
        bool keepsLines = false)
    {
        var samples = new CellSamples(columns, rows);
        samples.Sample(image, alphaThreshold, null, context);
        if (keepsLines && samples.HasTransparency
            && ThinLines.InOpacity(image, columns, rows, samples.Opacity, alphaThreshold) is { } lines)
        {
            samples.Sample(image, alphaThreshold, lines, context);
            for (var cell = 0; cell < samples._opacity.Span.Length; cell++)
            {
                samples._opacity.Span[cell] = lines[cell] ? 1 : samples._opacity.Span[cell];
            }
        }

        if (keepsLines && samples.HasTransparency)
        {
            samples.DecideSlimRuns((float)alphaThreshold);
        }

        return samples;
    }

    /// <summary>Makes cells of slim runs opaque or transparent.</summary>
    private void DecideSlimRuns(float threshold)
    {
        var (opacity, side) = (_opacity.Span.ToArray(), Math.Max(Math.Min(threshold, 1 - threshold), 0.01f));
        var labels = Array.ConvertAll(opacity, value => value >= threshold ? 1 : 0);
        SlimRuns.Decide(labels, Columns.Cells, (cell, label, _) =>
            0.5f + ((opacity[cell] - threshold) * (label - 0.5f) / side));
        for (var cell = 0; cell < labels.Length; cell++)
        {
            if ((labels[cell] == 1) != (opacity[cell] >= threshold)
                && !float.IsNaN(Mean(cell % Columns.Cells, cell / Columns.Cells).L))
            {
                _opacity.Span[cell] = labels[cell];
            }
        }
    }

    /// <summary>Multiplies a* and b* of all samples.</summary>
    public void ScaleChroma(float factor)
    {
        if (factor == 1) return;

        TensorPrimitives.Multiply(_a.Span, factor, _a.Span);
        TensorPrimitives.Multiply(_b.Span, factor, _b.Span);
    }

    /// <summary>Returns the mean colors of the cells that have one, with equal weights.</summary>
    public IEnumerable<(Lab Color, double Weight)> Means() => Enumerable.Range(0, Columns.Cells * Rows.Cells)
        .Select(cell => (Mean(cell % Columns.Cells, cell / Columns.Cells), 1.0))
        .Where(color => !float.IsNaN(color.Item1.L));

    /// <summary>Returns the mean color of the opaque samples of a cell; NaN without them.</summary>
    /// <remarks>Eight sums are added in a fixed order, so the result is the same at every vector width.</remarks>
    public Lab Mean(int cellX, int cellY)
    {
        var (start, end) = (Start(cellX, cellY), Vector256.Create(Layout(cellX, cellY).Count));
        var (number, l, a, b) =
            (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < end[0]; i += Vector256<float>.Count)
        {
            var light = Vector256.Load(L + start + i);
            var counted = Vector256.Equals(light, light)
                & Vector256.LessThan(Vector256<int>.Indices + Vector256.Create(i), end).AsSingle();
            number += Vector256<float>.One & counted;
            l += light & counted;
            a += Vector256.Load(A + start + i) & counted;
            b += Vector256.Load(B + start + i) & counted;
        }

        return new Lab(VectorSums.Lanes(l), VectorSums.Lanes(a), VectorSums.Lanes(b)) / VectorSums.Lanes(number);
    }

    /// <summary>Returns the index of the color that most samples of a cell are nearest to. What stands out from the
    /// cells around it, such as an eye, counts more than its area.</summary>
    /// <param name="surroundings">The mean color of the cells around it.</param>
    public int Most(int cellX, int cellY, int colors, ColorSearch search, Lab surroundings)
    {
        var counts = new float[colors];
        var (last, nearest) = (new Lab(float.NaN, 0, 0), 0);
        for (long i = Start(cellX, cellY), end = i + Layout(cellX, cellY).Count; i < end; i++)
        {
            var color = new Lab(L[i], A[i], B[i]);
            if (float.IsNaN(color.L)) continue;

            nearest = color == last ? nearest : search.Nearest(color);
            last = color;
            counts[nearest] += 1 + (Salience * Lab.Distance(color, surroundings));
        }

        return counts.AsSpan().IndexOf(counts.Max());
    }

    public long Start(int cellX, int cellY)
    {
        var top = Rows.First(cellY);
        return ((long)top * Columns.Samples) + ((long)(Rows.First(cellY + 1) - top) * Columns.First(cellX));
    }

    public CellLayout Layout(int cellX, int cellY)
    {
        var wide = Columns.First(cellX + 1) - Columns.First(cellX) - _layouts[0].Width;
        var tall = Rows.First(cellY + 1) - Rows.First(cellY) - _layouts[0].Height;
        return _layouts[wide + (2 * tall)];
    }

    /// <summary>Frees the colors, when only the opacity of the cells is still read. Those of a large picture do not
    /// stay in the pool with its image.</summary>
    public void DropColors()
    {
        _l.Dispose();
        _a.Dispose();
        _b.Dispose();
        if (2 * Length > MaxPixels) AlignedPool.Trim();
    }

    public void Dispose()
    {
        DropColors();
        _opacity.Dispose();
    }

    /// <param name="lines">Cells of thin lines, in which samples of less opacity count; null for none.</param>
    private void Sample(Raster<Rgba32> image, double alphaThreshold, CellSet? lines, OperationContext context)
    {
        var (minAlpha, minLine) =
            ((int)Math.Ceiling(alphaThreshold * 255), (int)Math.Ceiling(LineAlpha * alphaThreshold * 255));
        var isOpaque = Imaging.Opacity.IsOpaque(image);
        RowBands.ForEach(Rows.Cells, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            using var lab = new Raster<float>(Columns.Samples, 3);
            using var pixels = new PooledBuffer<Rgba32>(Columns.Samples);
            for (var cellRow = first; cellRow < end; cellRow++)
            {
                ConvertRow(
                    image, cellRow, cell => lines?[cell] == true ? minLine : minAlpha, isOpaque, pixels.Span, lab);
            }
        }, bandHeight: 4);
    }

    /// <param name="lab">Scratch space for one row of samples: three rows for L*, a* and b*.</param>
    private void ConvertRow(
        Raster<Rgba32> image, int cellRow, Func<int, int> minAlphaOf, bool isOpaque, Span<Rgba32> pixels,
        Raster<float> lab)
    {
        var opacity = _opacity.Span.Slice(cellRow * Columns.Cells, Columns.Cells);
        opacity.Clear();
        var top = Rows.First(cellRow);
        var bottom = Rows.First(cellRow + 1);
        for (var y = top; y < bottom; y++)
        {
            ReadOnlySpan<Rgba32> row = image.Row(Rows.Pixel(y));
            if (!Columns.IsEveryPixel)
            {
                for (var x = 0; x < pixels.Length; x++)
                {
                    pixels[x] = row[Columns.Pixel(x)];
                }

                row = pixels;
            }

            Span<float> l = lab.Row(0), a = lab.Row(1), b = lab.Row(2);
            LabConversion.FromRgba(row[..Columns.Samples], l, a, b);
            for (var cell = 0; cell < Columns.Cells; cell++)
            {
                var left = Columns.First(cell);
                var layout = Layout(cell, cellRow);
                var slots = layout.Slots.AsSpan((y - top) * layout.Width, layout.Width);
                var start = Start(cell, cellRow);
                float* targetL = L + start, targetA = A + start, targetB = B + start;
                if (isOpaque && slots[^1] - slots[0] == slots.Length - 1)
                {
                    l.Slice(left, slots.Length).CopyTo(new Span<float>(targetL + slots[0], slots.Length));
                    a.Slice(left, slots.Length).CopyTo(new Span<float>(targetA + slots[0], slots.Length));
                    b.Slice(left, slots.Length).CopyTo(new Span<float>(targetB + slots[0], slots.Length));
                    opacity[cell] += (float)slots.Length / layout.Count;
                    continue;
                }

                var (alphas, minAlpha) = (0, minAlphaOf((cellRow * Columns.Cells) + cell));
                for (var i = 0; i < slots.Length; i++)
                {
                    var slot = slots[i];
                    int alpha = row[left + i].A;
                    alphas += alpha;
                    targetL[slot] = l[left + i];
                    targetA[slot] = a[left + i];
                    targetB[slot] = b[left + i];
                    if (alpha < minAlpha)
                    {
                        targetL[slot] = float.NaN;
                        HasTransparency = true;
                    }
                }

                opacity[cell] += alphas / (255f * layout.Count);
            }
        }
    }
}

/// <summary>One axis of the grid of cells: the pixels that are sampled along it, and the cell of each sample.</summary>
/// <remarks>Cells differ by at most one sample, and both halves are mirrored, so that what is symmetric stays so. If
/// the image has fewer pixels than cells, each pixel is repeated equally often, so that every cell has a
/// sample.</remarks>
internal sealed class GridAxis
{
    private readonly int[] _pixels;
    private readonly int[] _first;

    /// <param name="stride">Samples every n-th pixel. A smaller stride is used if a cell would otherwise have no
    /// sample.</param>
    /// <param name="first">Number of pixels at the start that are replaced by the next one.</param>
    /// <param name="last">Number of pixels at the end that are replaced by the one before.</param>
    public GridAxis(int pixels, int cells, int stride, int first = 0, int last = 0)
    {
        Cells = cells;
        var repeat = (cells + pixels - 1) / pixels;
        var step = Math.Clamp(pixels / cells, 1, stride);
        Samples = pixels < cells ? pixels * repeat : pixels / step;
        last = pixels - 1 - last;
        IsEveryPixel = pixels >= cells && step == 1 && first == 0 && last == pixels - 1;
        _first = new int[cells + 1];
        for (var cell = 0; 2 * cell <= cells; cell++)
        {
            _first[cell] = (int)(((2L * cell * Samples) + cells) / (2 * cells));
            _first[cells - cell] = Samples - _first[cell];
        }

        _pixels = new int[Samples];
        for (var sample = 0; sample < Samples; sample++)
        {
            _pixels[sample] = pixels < cells
                ? sample / repeat : Math.Clamp((sample * step) + (step / 2), Math.Min(first, last), last);
        }
    }

    public int Cells { get; }

    /// <summary>Number of samples along the axis, at least one per cell.</summary>
    public int Samples { get; }

    /// <summary>True if sample i is pixel i.</summary>
    public bool IsEveryPixel { get; }

    public double CellSize => (double)Samples / Cells;

    /// <summary>Returns the position in the image of a sample's pixel.</summary>
    public int Pixel(int sample) => _pixels[sample];

    /// <summary>Returns the index of the first sample of a cell. The cell ends at the first sample of the next
    /// cell.</summary>
    public int First(int cell) => _first[cell];
}

/// <summary>The storage order of the samples of cells of one size. Samples on an even, coarse grid come first, so that
/// the first <see cref="CoarseCount"/> samples are a subsample of the whole cell. Coordinates are those of sample
/// centers, relative to the top left corner of the cell.</summary>
internal sealed unsafe class CellLayout
{
    /// <summary>Number of floats that may be read beyond the end of a plane of samples: one 512-bit vector.</summary>
    public const int Padding = 16;

    /// <summary>Minimum number of samples of the coarse subsample along each side of a cell.</summary>
    private const int MinCoarseSide = 4;

    private readonly float[] _x, _y;

    public CellLayout(int width, int height)
    {
        (Width, Height) = (width, height);

        // The largest power of two that leaves MinCoarseSide samples along the shorter side.
        var step =
            Math.Max(1, (int)BitOperations.RoundUpToPowerOf2((uint)(Math.Min(width, height) / MinCoarseSide) + 1) >> 1);
        Slots = new int[width * height];
        _x = GC.AllocateArray<float>(Slots.Length + Padding, pinned: true);
        _y = GC.AllocateArray<float>(Slots.Length + Padding, pinned: true);
        var next = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var coarse = x % step == step / 2 && y % step == step / 2;
                    if (coarse == (pass == 0))
                    {
                        Slots[(y * width) + x] = next;
                        _x[next] = x + 0.5f;
                        _y[next] = y + 0.5f;
                        next++;
                    }
                }
            }

            if (pass == 0)
            {
                CoarseCount = next;
            }
        }
    }

    public int Width { get; }
    public int Height { get; }
    public int Count => Slots.Length;

    /// <summary>Number of samples of the coarse subsample, which is stored first.</summary>
    public int CoarseCount { get; }

    /// <summary>Index in storage order of the sample at (x, y), at element y * Width + x.</summary>
    public int[] Slots { get; }

    /// <summary>Horizontal coordinates in storage order, followed by <see cref="Padding"/> floats.</summary>
    public float* X => (float*)Unsafe.AsPointer(ref _x[0]);

    /// <summary>Vertical coordinates in storage order, followed by <see cref="Padding"/> floats.</summary>
    public float* Y => (float*)Unsafe.AsPointer(ref _y[0]);
}
