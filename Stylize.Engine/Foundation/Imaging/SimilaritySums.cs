namespace Stylize.Engine.Imaging;

/// <summary>Computes SSIM and MS-SSIM of two images whose rows arrive in strips from top to bottom. The memory does not
/// depend on the height, and the result does not depend on the division into strips.</summary>
/// <remarks>MS-SSIM has five scales. Each halves the previous one by means of 2x2 pixels, without an odd last row or
/// column. In a small image, only scales with sides of at least 11 pixels count, with their weights scaled to the same
/// sum.</remarks>
internal sealed class SimilaritySums : IDisposable
{
    public const int MaxScales = 5;

    private static readonly double[] ScaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    private readonly SimilarityScale[][] _planes;

    /// <param name="range">Difference of the maximum and minimum possible value, such as 255 or 1.</param>
    /// <param name="maxScales">1 for SSIM only, 5 for MS-SSIM.</param>
    public SimilaritySums(int width, int height, int planes, double range, int maxScales = MaxScales)
    {
        StripRows = RowsOfStrip(width, height);
        var scales = 1;
        while (scales < maxScales && Math.Min(width, height) >> scales >= StructuralSimilarity.Taps)
        {
            scales++;
        }

        _planes = new SimilarityScale[planes][];
        for (var plane = 0; plane < planes; plane++)
        {
            _planes[plane] = new SimilarityScale[scales];
            for (var scale = scales - 1; scale >= 0; scale--)
            {
                var next = scale + 1 < scales ? _planes[plane][scale + 1] : null;
                _planes[plane][scale] = new SimilarityScale(
                    width >> scale, height >> scale, (StripRows >> scale) + 1, range, next);
            }
        }
    }

    /// <summary>Maximum number of rows for one call of <see cref="Add"/>.</summary>
    public int StripRows { get; }

    /// <summary>Mean SSIM, at most 1, after all rows were added.</summary>
    public double Ssim => _planes.Average(scales => scales[0].Ssim);

    /// <summary>Mean MS-SSIM, 0 to 1, after all rows were added.</summary>
    public double MultiScale => _planes.Average(Product);

    /// <summary>Returns the number of rows of a strip of about 1 million pixels, at least 32 and at most the
    /// height.</summary>
    public static int RowsOfStrip(int width, int height) => Math.Min(height, Math.Max(32, (1 << 20) / width));

    public void Add(
        SampleImage<float> image, SampleImage<float> reference, int first, int rows, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        for (var plane = 0; plane < _planes.Length; plane++)
        {
            _planes[plane][0].Add(image.Planes[plane], reference.Planes[plane], first, rows, maxThreads, cancellation);
        }
    }

    public void Dispose()
    {
        foreach (var scale in _planes.SelectMany(scales => scales))
        {
            scale.Dispose();
        }
    }

    private static double Product(SimilarityScale[] scales)
    {
        var allWeights = ScaleWeights.Sum();
        var usedWeights = ScaleWeights.Take(scales.Length).Sum();
        var product = 1.0;
        for (var scale = 0; scale < scales.Length; scale++)
        {
            var factor = Math.Max(scale == scales.Length - 1 ? scales[scale].Ssim : scales[scale].Contrast, 0);
            product *= PortableMath.Pow(factor, ScaleWeights[scale] * allWeights / usedWeights);
        }

        return product;
    }
}

/// <summary>One scale of one plane. Keeps the rows that later windows need, and passes halved rows to the next
/// scale.</summary>
internal sealed class SimilarityScale : IDisposable
{
    private readonly float[] _window;
    private readonly double _range;
    private readonly double _windows;
    private readonly Raster<float> _a;
    private readonly Raster<float> _b;
    private readonly Raster<float>? _halfA;
    private readonly Raster<float>? _halfB;
    private readonly SimilarityScale? _next;
    private int _held;
    private int _seen;
    private int _halved;
    private double _ssim;
    private double _contrast;

    /// <param name="stripRows">Maximum number of rows per call.</param>
    /// <param name="range">Difference of the maximum and minimum possible value.</param>
    /// <param name="next">The scale of half the size, which is not disposed of here; null for the last scale.</param>
    public SimilarityScale(int width, int height, int stripRows, double range, SimilarityScale? next)
    {
        _window = StructuralSimilarity.Window(Math.Min(width, height));
        _range = range;
        _windows = (double)(width - _window.Length + 1) * (height - _window.Length + 1);
        var rows = Math.Min(height, stripRows + _window.Length - 1);
        (_a, _b, _next) = (new Raster<float>(width, rows), new Raster<float>(width, rows), next);
        if (next is not null)
        {
            var halves = (stripRows / 2) + 1;
            (_halfA, _halfB) = (new Raster<float>(width / 2, halves), new Raster<float>(width / 2, halves));
        }
    }

    /// <summary>Mean SSIM, after all rows were added.</summary>
    public double Ssim => _ssim / _windows;

    /// <summary>Mean of the contrast-structure factor, after all rows were added.</summary>
    public double Contrast => _contrast / _windows;

    public void Add(
        Raster<float> a, Raster<float> b, int first, int rows, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        for (var y = 0; y < rows; y++)
        {
            a.Row(first + y).CopyTo(_a.Row(_held + y));
            b.Row(first + y).CopyTo(_b.Row(_held + y));
        }

        _held += rows;
        _seen += rows;
        if (_held >= _window.Length)
        {
            var sums = new (double Ssim, double Contrast)[_held - _window.Length + 1];
            StructuralSimilarity.Measure(_a, _b, _window, _range, sums, maxThreads, cancellation);
            foreach (var (ssim, contrast) in sums)
            {
                _ssim += ssim;
                _contrast += contrast;
            }
        }

        PassOn(maxThreads, cancellation);
        Keep(Math.Min(_held, _window.Length - 1));
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _halfA?.Dispose();
        _halfB?.Dispose();
    }

    /// <summary>Passes all complete pairs of rows to the next scale.</summary>
    private void PassOn(ThreadGrant maxThreads, CancellationToken cancellation)
    {
        if (_next is null) return;

        var top = _seen - _held;
        var pairs = (_seen / 2) - _halved;
        for (var pair = 0; pair < pairs; pair++)
        {
            var row = (2 * (_halved + pair)) - top;
            Halve(_a.Row(row), _a.Row(row + 1), _halfA!.Row(pair));
            Halve(_b.Row(row), _b.Row(row + 1), _halfB!.Row(pair));
        }

        _halved += pairs;
        if (pairs > 0)
        {
            _next.Add(_halfA!, _halfB!, 0, pairs, maxThreads, cancellation);
        }
    }

    private void Keep(int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            _a.Row(_held - rows + y).CopyTo(_a.Row(y));
            _b.Row(_held - rows + y).CopyTo(_b.Row(y));
        }

        _held = rows;
    }

    private static void Halve(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> half)
    {
        for (var x = 0; x < half.Length; x++)
        {
            half[x] = (upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1]) * 0.25f;
        }
    }
}
