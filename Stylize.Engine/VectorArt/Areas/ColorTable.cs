namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The colors of an image in bins of 6 bits per channel. In a graphic, pixels of flat parts have full
/// weight, and those at edges a small one, so that the mixed colors of antialiased edges are not found as colors of
/// the picture. In a photograph, all count the same, because small parts such as lips are hardly flat.</summary>
internal sealed class ColorTable
{
    /// <summary>The maximum difference of neighbors in a channel of a flat part.</summary>
    private const int FlatDifference = 12;

    /// <summary>Weight of a pixel of a flat part of a graphic.</summary>
    public const int FlatWeight = 32;

    /// <summary>Exponent of the number of pixels, below 1 so that a large background does not take most of the
    /// colors.</summary>
    private const double Popularity = 0.7;

    /// <summary>Root of the mean squared distance in a cluster that is one color with noise.</summary>
    private const double Noise = 2.5;

    private const int Rounds = 12;

    /// <summary>Smallest difference in hue and chroma of a vivid color that takes a place of its own.</summary>
    private const float MinVivid = 9;

    /// <summary>Bands of rows whose colors are counted in parallel: the smallest number of their rows, and the largest
    /// number of bands.</summary>
    private const int MinBand = 256, MaxBands = 16;

    private readonly ColorHistogram _histogram;
    private readonly int _minAlpha;
    private readonly bool _isEven;
    private readonly float _chroma;

    /// <param name="minAlpha">The lowest alpha of a pixel with a color; others are left out.</param>
    /// <param name="flatWeight">Weight of a pixel of a flat part, relative to others.</param>
    /// <param name="chroma">Weight of chroma and hue.</param>
    public ColorTable(
        PixelSource source, int minAlpha, int flatWeight, float chroma, ThreadGrant threads,
        CancellationToken cancellation)
    {
        (_minAlpha, _chroma) = (minAlpha, chroma);
        _isEven = flatWeight == 1;
        var (width, height) = (source.Image.Width, source.Image.Height);
        var band = Math.Max(MinBand, (height + MaxBands - 1) / MaxBands);
        var parts = new ColorHistogram[RowBands.Count(height, band)];
        var (flats, all) = (0L, 0L);
        RowBands.ForEach(height, threads, cancellation, (i, first, end) => parts[i] = Count(first, end), band);
        _histogram = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            _histogram.Add(part);
        }

        FlatShare = (double)flats / Math.Max(1, all);
        var colors = new Lab[_histogram.Count];
        var weights = _histogram.Weights;
        UniformColor.FromRgba(_histogram.Colors, colors);
        PortablePowers.Raise(weights, Popularity);
        Entries = new (Lab, double)[colors.Length];
        for (var i = 0; i < colors.Length; i++)
        {
            Entries[i] = (new(colors[i].L, chroma * colors[i].A, chroma * colors[i].B), weights[i]);
        }

        ColorHistogram Count(int first, int end)
        {
            var histogram = new ColorHistogram(bits: 6);

            // A row with those above and below it, and the last pixels of a row beyond its ends.
            using var rows = new Raster<Rgba32>(width + PixelVectors.Lanes + 2, 3);
            for (var y = Math.Max(0, first - 1); y <= first; y++)
            {
                Read(y);
            }

            for (var y = first; y < end; y++)
            {
                var below = Math.Min(height - 1, y + 1);
                Read(below);
                Add(histogram, Row(Math.Max(0, y - 1)), Row(y), Row(below));
            }

            return histogram;

            Span<Rgba32> Row(int y) => rows.Row(y % 3);

            void Read(int y)
            {
                var row = Row(y);
                source.Read(0, y, row.Slice(1, width));
                row[0] = row[1];
                row[(width + 1)..].Fill(row[width]);
            }
        }

        void Add(
            ColorHistogram histogram, ReadOnlySpan<Rgba32> above, ReadOnlySpan<Rgba32> row,
            ReadOnlySpan<Rgba32> below)
        {
            var (flatInRow, inRow) = (0, 0);
            for (var x = 1; x <= width; x += PixelVectors.Lanes)
            {
                var flat = FlatPixels(above, row, below, x);
                foreach (var pixel in row[x..Math.Min(width + 1, x + PixelVectors.Lanes)])
                {
                    if (pixel.A >= minAlpha)
                    {
                        histogram.Add(pixel, (flat & 1) != 0 ? flatWeight : 1);
                        (flatInRow, inRow) = (flatInRow + (int)(flat & 1), inRow + 1);
                    }

                    flat >>= 1;
                }
            }

            Interlocked.Add(ref flats, flatInRow);
            Interlocked.Add(ref all, inRow);
        }
    }

    /// <summary>The mean color and the weight of each entry, in DIN99o.</summary>
    public (Lab Color, double Weight)[] Entries { get; }

    /// <summary>The share of the pixels with a color whose neighbors differ little.</summary>
    public double FlatShare { get; }

    /// <summary>Returns the entry of a pixel; -1 for one that is left out.</summary>
    public int EntryOf(Rgba32 pixel) => pixel.A < _minAlpha ? -1 : _histogram.EntryOf(pixel);

    /// <summary>Returns the centers of up to <paramref name="count"/> clusters. Empty for a transparent
    /// picture.</summary>
    public IReadOnlyList<Lab> Split(int count, CancellationToken cancellation) =>
        Entries.Length == 0 ? [] : KMeans.Split(Entries, count, Noise, cancellation);

    /// <summary>Returns 1 to <paramref name="count"/> colors; fewer if the picture has fewer. Empty for a transparent
    /// picture.</summary>
    /// <param name="start">The result of <see cref="Split"/> for at most this number; null to start with one
    /// color.</param>
    public Lab[] FindColors(int count, IReadOnlyList<Lab>? start, CancellationToken cancellation)
    {
        if (Entries.Length == 0) return [];

        var colors = _isEven ? LostHues.Means(Entries) : Entries;
        var centers = KMeans.Split(colors, count, Noise, cancellation, start);
        KMeans.Run(colors, centers, Rounds, cancellation: cancellation);
        LostHues.Keep(colors, centers, count, _chroma * MinVivid, cancellation: cancellation);
        return [.. centers];
    }

    /// <summary>Returns true if colors describe the picture, apart from noise. The fewer pixels are flat, the
    /// better they must: pixels at edges mix the colors, but wood, cloth and gratings have further colors, as
    /// photographs do.</summary>
    public bool IsExplainedBy(IReadOnlyList<Lab> colors)
    {
        // The error times the share of the pixels that are not flat is 0.4 for letters in a JPEG file, and 0.8
        // to 1.4 for gratings, wood and a painted door.
        const double MaxError = 5, MaxRough = 0.6;
        if (colors.Count == 0) return false;

        var search = new ColorSearch(colors);
        double sum = 0, weights = 0;
        foreach (var (color, weight) in Entries)
        {
            sum += weight * Lab.SquaredExactly(color, colors[search.Nearest(color)]);
            weights += weight;
        }

        return Math.Sqrt(sum / weights) <= Math.Min(MaxError, MaxRough / (1 - FlatShare));
    }

    /// <summary>Returns a bit for each of 8 pixels: 1 if their four neighbors differ little.</summary>
    private static uint FlatPixels(
        ReadOnlySpan<Rgba32> above, ReadOnlySpan<Rgba32> row, ReadOnlySpan<Rgba32> below, int x)
    {
        var center = PixelVectors.Load(row, x);
        var largest = Vector256.Max(
            Vector256.Max(Difference(row, x - 1), Difference(row, x + 1)),
            Vector256.Max(Difference(above, x), Difference(below, x)));
        return PixelVectors.AreAtMost(largest, Vector256.Create((byte)(FlatDifference - 1)))
            .ExtractMostSignificantBits();

        Vector256<byte> Difference(ReadOnlySpan<Rgba32> pixels, int at) =>
            PixelVectors.Difference(PixelVectors.Load(pixels, at), center);
    }
}
