namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The color of each pixel, as an index in a list of colors.</summary>
internal sealed class LabelMap
{
    /// <summary>The label of pixels outside the image.</summary>
    public const byte Outside = 255;

    /// <summary>The label of pixels that show nothing. It has no color; labels below it may have one.</summary>
    public const byte Nothing = 254;

    /// <summary>Longest distance to the two areas whose colors a pixel mixes, in pixels.</summary>
    private const int MixtureReach = 3;

    /// <summary>Cost of a border to a neighbor, in squared units of color.</summary>
    private const float BorderCost = 14;

    /// <summary>Number of pixels outside the image, at each side, that can be read.</summary>
    private const int Margin = 4;

    /// <summary>Number of pixels of a vector. Rows, without their margins, are filled up to a multiple of it.</summary>
    private const int Lanes = 32;

    private readonly byte[] _labels;
    private readonly int _stride;

    private LabelMap(int width, int height)
    {
        (Width, Height) = (width, height);
        _stride = (width + Lanes - 1) / Lanes * Lanes + (2 * Margin);
        _labels = new byte[_stride * (height + (2 * Margin))];
        Array.Fill(_labels, Outside);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Number of vectors in a row.</summary>
    private int Blocks => (Width + Lanes - 1) / Lanes;

    public Span<byte> Row(int y) => _labels.AsSpan(IndexOf(0, y), Width);

    /// <summary>Returns the labels of a row, or <see cref="Outside"/> next to the image, with one pixel outside at each
    /// end.</summary>
    public ReadOnlySpan<byte> FramedRow(int y) => _labels.AsSpan(IndexOf(-1, y), Width + 2);

    /// <summary>Returns the label of a pixel, or <see cref="Outside"/> up to 4 pixels outside the image.</summary>
    public byte At(int x, int y) => _labels[IndexOf(x, y)];

    /// <summary>Returns true if the four pixels at a distance of at most 4 have the label of a pixel.</summary>
    public bool IsInside(int x, int y, int reach) => IsInside(IndexOf(x, y), reach);

    private bool IsInside(int at, int reach) =>
        _labels[at] is var label && _labels[at - reach] == label && _labels[at + reach] == label
            && _labels[at - (reach * _stride)] == label && _labels[at + (reach * _stride)] == label;

    private int IndexOf(int x, int y) => ((y + Margin) * _stride) + x + Margin;

    /// <summary>Returns true if the pixels at the upper left and the lower right of a corner are connected, where two
    /// pairs of diagonal neighbors meet and at least one pair has one label. If both have, that of fewer pixels nearby
    /// is connected, so that thin lines continue (the turn policy "minority" of Selinger, 2003).</summary>
    public bool FallingIsConnected(int x, int y)
    {
        const int Near = 3;
        byte falling = At(x, y), rising = At(x, y - 1);
        if (At(x - 1, y - 1) != falling) return false;
        if (At(x - 1, y) != rising) return true;

        var balance = 0;
        for (var dy = -Near; dy < Near; dy++)
        {
            // Of these eight labels, the first six count.
            var row = Vector128.CreateScalar(
                MemoryMarshal.Read<ulong>(_labels.AsSpan(IndexOf(x - Near, y + dy)))).AsByte();
            balance += CountOf(row, falling) - CountOf(row, rising);
        }

        return balance < 0 || (balance == 0 && y % 2 == 0);

        static int CountOf(Vector128<byte> row, byte label) => BitOperations.PopCount(
            Vector128.Equals(row, Vector128.Create(label)).ExtractMostSignificantBits() & ((1u << (2 * Near)) - 1));
    }

    /// <summary>Assigns each pixel to a color. Pixels at an edge that mix the colors of the areas at its sides get one
    /// of these, and borders are smoothed by iterated conditional modes (Besag, 1986).</summary>
    /// <param name="colors">The colors; a pixel without color shows <see cref="Nothing"/>.</param>
    /// <param name="smoothness">Factor of the cost of borders, 0 or more.</param>
    public static LabelMap Assign(
        PixelSource source, ColorTable table, Lab[] colors, double smoothness, ThreadGrant threads,
        CancellationToken cancellation)
    {
        var map = new LabelMap(source.Image.Width, source.Image.Height);

        // The first is that of pixels without an entry.
        var search = new ColorSearch(colors);
        byte[] nearest = [Nothing, .. table.Entries.Select(entry => (byte)search.Nearest(entry.Color))];
        RowBands.ForEachRow(map.Height, threads, cancellation, y =>
        {
            Span<Rgba32> block = stackalloc Rgba32[Lanes];
            var labels = map.Row(y);
            for (var x = 0; x < labels.Length; x += Lanes)
            {
                var pixels = map.Read(source, x, y, block);
                for (var i = 0; i < pixels.Length; i++)
                {
                    labels[x + i] = nearest[table.EntryOf(pixels[i]) + 1];
                }
            }
        });
        map.DissolveMixtures(table, source, colors, threads, cancellation);
        map.SmoothBorders(table, source, colors, (float)(BorderCost * smoothness), threads, cancellation);
        return map;
    }

    /// <summary>Assigns each pixel to its own color.</summary>
    /// <param name="colors">All colors of pixels with an alpha of at least <paramref name="minAlpha"/>.</param>
    public static LabelMap Exact(Raster<Rgba32> image, Rgba32[] colors, int minAlpha)
    {
        var map = new LabelMap(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            var labels = map.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                labels[x] = x > 0 && row[x] == row[x - 1] ? labels[x - 1]
                    : row[x].A < minAlpha ? Nothing : (byte)colors.IndexOf(row[x] with { A = 255 });
            }
        }

        return map;
    }

    /// <summary>Returns the colors without those that are only noise of a similar one: most of their pixels are at
    /// borders, as those of the ringing of a JPEG file and of lighter ink in thin marks; and without those that are
    /// edges: most of their pixels are between two other colors that they mix.</summary>
    /// <param name="reach">Distance of the four neighbors that have the color of a pixel inside an area; at most 4
    /// pixels.</param>
    /// <param name="image">The image, which may be smaller than the map and is noisy; null to leave out only clear
    /// edges.</param>
    public Lab[] WithoutNoise(Lab[] colors, Raster<Rgba32>? image, int reach, CancellationToken cancellation)
    {
        const double MinInner = 0.4, MaxDifference = 30;
        var (maxMixture, minBetween) = image is null ? (8, 0.7) : (20, 0.5);
        var (inner, all, between) = (new long[Outside], new long[Outside], new long[Outside]);
        var areMixtures = new bool?[colors.Length * colors.Length * colors.Length];
        for (var y = 0; y < Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int at = IndexOf(0, y), end = at + Width; at < end; at++)
            {
                var label = _labels[at];
                all[label]++;
                inner[label] += IsInside(at, reach) ? 1 : 0;
                between[label] += IsMixture(label, at, 1) || IsMixture(label, at, _stride)
                    || IsMixture(label, at, _stride + 1)
                    || IsMixture(label, at, _stride - 1) ? 1 : 0;
            }
        }

        List<int> kept = [.. Enumerable.Range(0, colors.Length)];
        int[] thin = [.. kept.Where(label => inner[label] <= MinInner * all[label]).OrderBy(label => inner[label])
            .ThenBy(label => all[label])];
        kept.RemoveAll(label => thin.Contains(label) && between[label] >= minBetween * all[label]);
        foreach (var label in image is null ? [] : thin)
        {
            if (kept.Exists(other => other != label
                    && Lab.SquaredExactly(colors[label], colors[other]) < MaxDifference * MaxDifference)
                && !HasUsualPixel(label))
            {
                kept.Remove(label);
            }
        }

        return [.. kept.Select(label => colors[label])];

        // Noise does not repeat one value in rows and columns.
        bool HasUsualPixel(int label)
        {
            var counts = new Dictionary<Rgba32, int>();
            var scale = Width / image!.Width;
            for (var at = 0; at < Width * Height; at++)
            {
                var (row, column) = Math.DivRem(at, Width);
                var next = Row(row)[column..].IndexOf((byte)label);
                at += next < 0 ? Width - column - 1 : next;
                if (next < 0) continue;

                var (x, y) = ((column + next) / scale, row / scale);
                var pixel = image[x, y];
                if ((Has(x - 1, y) || Has(x + 1, y)) && (Has(x, y - 1) || Has(x, y + 1)))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, pixel, out _)++;
                }

                bool Has(int x, int y) =>
                    (uint)x < (uint)image.Width && (uint)y < (uint)image.Height && image[x, y] == pixel;
            }

            return counts.Values.Any(count => 2 * count > all[label]);
        }

        bool IsMixture(byte label, int at, int step) =>
            (_labels[at - (reach * step)], _labels[at + (reach * step)]) is var (a, b) && a != b && a != label
                && b != label
                && Math.Max(a, b) < colors.Length && label < colors.Length
                && (areMixtures[(((label * colors.Length) + a) * colors.Length) + b] ??=
                    ColorContrast.Mixture(colors[label], colors[a], colors[b]).Share is > 0 and < 1
                    && ColorContrast.DistanceFromBlends(colors[label], colors[a], colors[b]) < maxMixture);
    }

    /// <summary>Replaces labels of colors, in place.</summary>
    public void Replace(byte[] labels)
    {
        for (var y = 0; y < Height; y++)
        {
            foreach (ref var label in Row(y))
            {
                label = label == Nothing ? Nothing : labels[label];
            }
        }
    }

    /// <summary>Divides the areas of each color by their opacities: those of the second opacity get the labels after
    /// the colors, and so on.</summary>
    /// <param name="opacities">The index of the opacity of each pixel; the last one is that of pixels that show
    /// nothing.</param>
    /// <param name="colors">Number of colors.</param>
    public void Divide(Raster<byte> opacities, int colors, int last)
    {
        for (var y = 0; y < Height; y++)
        {
            Span<byte> row = Row(y), levels = opacities.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = row[x] == Nothing || levels[x] == last ? Nothing : (byte)(row[x] + (levels[x] * colors));
            }
        }
    }

    /// <summary>Gives pixels between two areas, whose color lies between theirs, the label of the nearer
    /// color.</summary>
    private void DissolveMixtures(
        ColorTable table, PixelSource source, Lab[] colors, ThreadGrant threads, CancellationToken cancellation)
    {
        using var copy = new PooledBuffer<byte>(_labels.Length);
        _labels.CopyTo(copy.Span);
        RowBands.ForEachRow(Height, threads, cancellation, y =>
        {
            var before = copy.Span;
            Span<Rgba32> block = stackalloc Rgba32[Lanes];
            for (var x = 0; x < Width; x += Lanes)
            {
                var at = IndexOf(x, y);
                var todo = Borders(before, at, x);
                var pixels = todo == 0 ? default : Read(source, x, y, block);
                for (; todo != 0; todo &= todo - 1)
                {
                    var i = BitOperations.TrailingZeroCount(todo);
                    if (before[at + i] < colors.Length)
                    {
                        _labels[at + i] =
                            Unmixed(before, at + i, table.Entries[table.EntryOf(pixels[i])].Color, colors);
                    }
                }
            }
        });
    }

    /// <summary>Reads up to 32 pixels from a column.</summary>
    private Span<Rgba32> Read(PixelSource source, int x, int y, Span<Rgba32> block)
    {
        var pixels = block[..Math.Min(Lanes, Width - x)];
        source.Read(x, y, pixels);
        return pixels;
    }

    /// <summary>Returns a bit for each of 32 pixels from an index: 1 if one of its four neighbors in the image has
    /// another label.
    /// </summary>
    /// <param name="x">The column, a multiple of 32.</param>
    private uint Borders(ReadOnlySpan<byte> labels, int at, int x)
    {
        var center = Load(labels, at);
        var isBorder = Differs(Load(labels, at - 1)) | Differs(Load(labels, at + 1))
            | Differs(Load(labels, at - _stride)) | Differs(Load(labels, at + _stride));
        var count = Width - x;
        return isBorder.ExtractMostSignificantBits() & (count < Lanes ? (1u << count) - 1 : uint.MaxValue);

        Vector256<byte> Differs(Vector256<byte> neighbors) =>
            ~(Vector256.Equals(neighbors, center) | Vector256.Equals(neighbors, Vector256.Create(Outside)));
    }

    private static Vector256<byte> Load(ReadOnlySpan<byte> labels, int from) =>
        Vector256.Create(labels.Slice(from, Lanes));

    private byte Unmixed(ReadOnlySpan<byte> labels, int at, Lab color, Lab[] colors)
    {
        var label = labels[at];
        var (best, contrast) = (label, 0.0);
        foreach (var step in (ReadOnlySpan<int>)[1, _stride, _stride + 1, 1 - _stride])
        {
            for (var reach = 1; reach <= MixtureReach; reach++)
            {
                byte a = labels[at - (reach * step)], b = labels[at + (reach * step)];
                if (a == b || a == label || b == label || a >= colors.Length || b >= colors.Length) continue;
                if (labels[at - ((reach + 1) * step)] != a && labels[at + ((reach + 1) * step)] != b) continue;

                var (share, distance, length) = ColorContrast.Mixture(color, colors[a], colors[b]);
                if (length <= contrast || share is < 0.05 or > 0.95 || distance > 0.06 * length) continue;

                (best, contrast) = (share < 0.5 ? a : b, length);
                break;
            }
        }

        return best;
    }

    /// <summary>Relabels pixels at borders if shorter borders outweigh the difference in color. Rows of the same parity
    /// do not depend on each other, so the result does not depend on the number of threads.</summary>
    private void SmoothBorders(
        ColorTable table, PixelSource source, Lab[] colors, float cost, ThreadGrant threads,
        CancellationToken cancellation)
    {
        if (cost == 0) return;

        // A bit for each pixel: 1 if a label within a row and a column changed since the pixel was last looked at.
        var isChanged = new uint[Blocks * Height];
        Array.Fill(isChanged, uint.MaxValue);
        for (var round = 0; round < 3; round++)
        {
            for (var parity = 0; parity < 2; parity++)
            {
                var odd = parity;
                RowBands.ForEach((Height + 1 - odd) / 2, threads, cancellation, (_, first, end) =>
                {
                    Span<float> near = stackalloc float[256];
                    near.Fill(-1);
                    for (var half = first; half < end; half++)
                    {
                        SmoothRow(isChanged, table, source, (2 * half) + odd, colors, cost, near);
                    }
                });
            }
        }
    }

    /// <param name="near">-1 for each label.</param>
    private void SmoothRow(
        uint[] isChanged, ColorTable table, PixelSource source, int y, Lab[] colors, float cost, Span<float> near)
    {
        Span<Rgba32> block = stackalloc Rgba32[Lanes];
        for (var x = 0; x < Width; x += Lanes)
        {
            ref var changed = ref isChanged[(y * Blocks) + (x / Lanes)];
            var candidates = changed;
            if (candidates == 0) continue;

            changed = 0;
            var first = IndexOf(x, y);
            var todo = candidates & Borders(_labels, first, x);
            if (todo == 0) continue;

            var row = Read(source, x, y, block);
            while (todo != 0)
            {
                var i = BitOperations.TrailingZeroCount(todo);
                todo &= todo - 1;
                var at = first + i;
                var before = _labels[at];
                if (before >= colors.Length) continue;

                var best = Cheapest(at, table.Entries[table.EntryOf(row[i])].Color, colors, cost, near);
                if (best == before) continue;

                _labels[at] = best;
                // Two threads may mark pixels of the row between theirs.
                for (var ny = Math.Max(0, y - 1); ny <= Math.Min(Height - 1, y + 1); ny++)
                {
                    for (var nx = Math.Max(0, x + i - 1); nx <= Math.Min(Width - 1, x + i + 1); nx++)
                    {
                        Interlocked.Or(ref isChanged[(ny * Blocks) + (nx / Lanes)], 1u << nx);
                    }
                }

                // The next pixel may be at a border now.
                var later = uint.MaxValue << i << 1;
                todo = (candidates | (2u << i)) & later & Borders(_labels, first, x);
            }
        }
    }

    private byte Cheapest(int at, Lab color, Lab[] colors, float cost, Span<float> near)
    {
        const float Diagonal = 0.7f;
        Span<byte> seen = stackalloc byte[9];
        var count = 0;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                var label = _labels[at + (dy * _stride) + dx];
                if (label >= colors.Length) continue;

                ref var sum = ref near[label];
                if (sum < 0)
                {
                    seen[count++] = label;
                    sum = 0;
                }

                sum += dx == 0 && dy == 0 ? 0 : dx == 0 || dy == 0 ? 1 : Diagonal;
            }
        }

        var best = _labels[at];
        var lowest = float.MaxValue;
        foreach (var label in seen[..count])
        {
            var sum = (float)Lab.SquaredExactly(color, colors[label]) - (cost * near[label]);
            near[label] = -1;
            if (sum < lowest || (sum == lowest && label < best))
            {
                (best, lowest) = (label, sum);
            }
        }

        return best;
    }
}
