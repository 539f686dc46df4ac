namespace Stylize.Engine.Imaging;

/// <summary>Measures of the difference of an image from a reference.</summary>
[Flags]
public enum ComparisonMetrics
{
    /// <summary>Peak signal-to-noise ratio.</summary>
    Psnr = 1,

    /// <summary>Structural similarity.</summary>
    Ssim = 1 << 1,

    /// <summary>Multi-scale structural similarity.</summary>
    MsSsim = 1 << 2,

    /// <summary>Mean CIEDE2000 color difference.</summary>
    MeanDeltaE2000 = 1 << 3,

    /// <summary>Objects of label masks: intersection over union, F1, split, merged, missed and added ones, and changed
    /// pixels.</summary>
    Objects = 1 << 4,

    /// <summary>All metrics.</summary>
    All = Psnr | Ssim | MsSsim | MeanDeltaE2000 | Objects,
}

/// <summary>The difference of an image from a reference. Transparent pixels are composited over white first. A metric
/// that was not chosen is not a number.</summary>
/// <param name="Width">Width of both images in pixels.</param>
/// <param name="Height">Height of both images in pixels.</param>
/// <param name="Psnr">Peak signal-to-noise ratio over R, G and B, in decibels; positive infinity if the images are
/// equal.</param>
/// <param name="Ssim">Structural similarity (SSIM), mean of R, G and B, at most 1.</param>
/// <param name="MsSsim">Multi-scale structural similarity (MS-SSIM), mean of R, G and B, 0 to 1.</param>
/// <param name="MeanDeltaE2000">Mean CIEDE2000 color difference of the pixels; 0 if the images are equal.</param>
public sealed record ImageComparison(
    int Width, int Height, double Psnr, double Ssim, double MsSsim, double MeanDeltaE2000)
{
    /// <summary>Compares two images of the same size. The result does not depend on the number of threads.</summary>
    /// <exception cref="StylizeException">SizeMismatch: the images differ in size.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static ImageComparison Compare(
        Raster<Rgba32> image, Raster<Rgba32> reference, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default, ComparisonMetrics metrics = ComparisonMetrics.All)
    {
        if (image.Width != reference.Width || image.Height != reference.Height)
        {
            throw Errors.SizesDiffer.With(
                "the image", image.Width, image.Height, "the reference", reference.Width, reference.Height);
        }

        using var sums = new ComparisonSums(image.Width, image.Height, metrics);
        for (var first = 0; first < image.Height; first += sums.StripRows)
        {
            sums.Add(image, reference, first, Math.Min(sums.StripRows, image.Height - first), maxThreads, cancellation);
        }

        return sums.Result();
    }
}

/// <summary>Compares two images whose rows arrive in strips from top to bottom. The result depends neither on the
/// division into strips nor on the number of threads.</summary>
internal sealed class ComparisonSums : IDisposable
{
    private const double Peak = byte.MaxValue;
    private const int Planes = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly ComparisonMetrics _metrics;
    private readonly SimilaritySums? _similarity;
    private readonly SampleImage<float> _image;
    private readonly SampleImage<float> _reference;
    private double _squaredError;
    private double _deltaE;

    public ComparisonSums(int width, int height, ComparisonMetrics metrics)
    {
        (_width, _height, _metrics, StripRows) = (width, height, metrics, SimilaritySums.RowsOfStrip(width, height));
        _similarity = !Has(ComparisonMetrics.Ssim | ComparisonMetrics.MsSsim) ? null
            : new SimilaritySums(
                width, height, Planes, Peak, Has(ComparisonMetrics.MsSsim) ? SimilaritySums.MaxScales : 1);
        (_image, _reference) = (OverWhite.Empty(width, StripRows), OverWhite.Empty(width, StripRows));
    }

    /// <summary>Maximum number of rows for one call of Add.</summary>
    public int StripRows { get; }

    /// <summary>Estimates the memory of a comparison in bytes, including its strips of pixels.</summary>
    public static long EstimateMemory(int width, int height)
    {
        // Two strips of pixels, two of three planes, and the copies of these in the similarity's scales.
        const int BytesPerPixel = (2 * 4) + (2 * 12) + (2 * 12 * 5 / 3);
        return BytesPerPixel * (SimilaritySums.RowsOfStrip(width, height) + 16L) * width;
    }

    public void Add(
        Raster<Rgba32> image, Raster<Rgba32> reference, int first, int rows, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        if (Has(ComparisonMetrics.MeanDeltaE2000))
        {
            foreach (var sum in ImageDifference.Ciede2000(image, reference, first, rows, maxThreads, cancellation))
            {
                _deltaE += sum;
            }
        }

        OverWhite.Fill(_image, image, first, rows);
        OverWhite.Fill(_reference, reference, first, rows);
        AddPlanes(rows, maxThreads, cancellation);
    }

    /// <summary>Adds rows of samples with full scale 1, at their full precision.</summary>
    public void Add(
        SampleImage<float> image, SampleImage<float> reference, int first, int rows, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        OverWhite.Fill(_image, image, first, rows);
        OverWhite.Fill(_reference, reference, first, rows);
        if (Has(ComparisonMetrics.MeanDeltaE2000))
        {
            foreach (var sum in ImageDifference.Ciede2000(_image, _reference, rows, maxThreads, cancellation))
            {
                _deltaE += sum;
            }
        }

        AddPlanes(rows, maxThreads, cancellation);
    }

    private void AddPlanes(int rows, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        _squaredError += ImageDifference.SquaredError(_image, _reference, rows);
        _similarity?.Add(_image, _reference, 0, rows, maxThreads, cancellation);
    }

    /// <summary>Returns the comparison, after all rows were added.</summary>
    public ImageComparison Result()
    {
        var pixels = (double)_width * _height;
        return new ImageComparison(
            _width, _height,
            Has(ComparisonMetrics.Psnr)
                ? 10 * PortableMath.Log10(Peak * Peak * Planes * pixels / _squaredError) : double.NaN,
            Has(ComparisonMetrics.Ssim) ? _similarity!.Ssim : double.NaN,
            Has(ComparisonMetrics.MsSsim) ? _similarity!.MultiScale : double.NaN,
            Has(ComparisonMetrics.MeanDeltaE2000) ? _deltaE / pixels : double.NaN);
    }

    private bool Has(ComparisonMetrics metrics) => (_metrics & metrics) != 0;

    public void Dispose()
    {
        _similarity?.Dispose();
        _image.Dispose();
        _reference.Dispose();
    }
}
