namespace Stylize.Engine.Imaging;

/// <summary>
/// Compares two images whose rows come from top to bottom, a strip at a time. The numbers do not depend on how the rows are divided into
/// strips, nor on the number of threads.
/// </summary>
internal sealed class ComparisonSums : IDisposable
{
    private const double Peak = 255;
    private const int Planes = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly SimilaritySums _similarity;
    private readonly SampleImage<float> _image;
    private readonly SampleImage<float> _reference;
    private double _squaredError;
    private double _deltaE;

    /// <param name="width">Pixels in a row of both images.</param>
    /// <param name="height">Rows of both.</param>
    public ComparisonSums(int width, int height)
    {
        (_width, _height) = (width, height);
        _similarity = new SimilaritySums(width, height, Planes, Peak);
        (_image, _reference) = (OverWhite.Empty(width, StripRows), OverWhite.Empty(width, StripRows));
    }

    /// <summary>Most rows that <see cref="Add"/> takes at once.</summary>
    public int StripRows => _similarity.StripRows;

    /// <summary>Bytes that a comparison of images of this size holds, its strips of pixels included.</summary>
    public static long EstimateMemory(int width, int height)
    {
        // Two strips of pixels, two of three planes, and the similarity's own copy of them with its halves.
        const int BytesPerPixel = (2 * 4) + (2 * 12) + (2 * 12 * 5 / 3);
        return BytesPerPixel * (SimilaritySums.RowsOfStrip(width, height) + 16L) * width;
    }

    /// <summary>Adds the next rows of both images.</summary>
    /// <param name="image">Holds the image's rows.</param>
    /// <param name="reference">Holds the reference's rows, at the same place.</param>
    /// <param name="first">Where they begin in both.</param>
    /// <param name="rows">How many, at most <see cref="StripRows"/>.</param>
    /// <param name="maxThreads">Largest number of threads.</param>
    /// <param name="cancellation">Checked now and then.</param>
    public void Add(
        Raster<Rgba32> image, Raster<Rgba32> reference, int first, int rows, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        foreach (var sum in ImageDifference.Ciede2000(image, reference, first, rows, maxThreads, cancellation))
        {
            _deltaE += sum;
        }

        OverWhite.Fill(_image, image, first, rows);
        OverWhite.Fill(_reference, reference, first, rows);
        _squaredError += ImageDifference.SquaredError(_image, _reference, rows);
        _similarity.Add(_image, _reference, 0, rows, maxThreads, cancellation);
    }

    /// <summary>The numbers, once all rows were added.</summary>
    public ImageComparison Result()
    {
        var pixels = (double)_width * _height;
        return new ImageComparison(
            _width,
            _height,
            10 * Math.Log10(Peak * Peak * Planes * pixels / _squaredError),
            _similarity.Ssim,
            _similarity.MultiScale,
            _deltaE / pixels);
    }

    public void Dispose()
    {
        _similarity.Dispose();
        _image.Dispose();
        _reference.Dispose();
    }
}
