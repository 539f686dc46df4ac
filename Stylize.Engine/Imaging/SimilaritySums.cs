namespace Stylize.Engine.Imaging;

/// <summary>
/// SSIM and MS-SSIM of two images whose rows come from top to bottom, a strip at a time; the memory does not depend on their height. The
/// numbers do not depend on how the rows are divided into strips.
/// </summary>
/// <remarks>
/// MS-SSIM has five scales. Each halves the one before by the means of 2x2 pixels; an odd last row or column is left out. In a small image
/// only the scales of at least 11 pixels a side count, with their weights scaled to the same sum.
/// </remarks>
internal sealed class SimilaritySums : IDisposable
{
    private static readonly double[] ScaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    private readonly SimilarityScale[][] _planes;

    /// <param name="width">Pixels in a row of both images.</param>
    /// <param name="height">Rows of both.</param>
    /// <param name="planes">Planes of both, over which the numbers are meaned.</param>
    /// <param name="range">Difference of the largest and the smallest possible value, such as 255 or 1.</param>
    public SimilaritySums(int width, int height, int planes, double range)
    {
        StripRows = RowsOfStrip(width, height);
        var scales = 1;
        while (scales < ScaleWeights.Length && Math.Min(width, height) >> scales >= StructuralSimilarity.Taps)
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

    /// <summary>Most rows that <see cref="Add"/> takes at once.</summary>
    public int StripRows { get; }

    /// <summary>Mean SSIM, at most 1, once all rows were added.</summary>
    public double Ssim => _planes.Average(scales => scales[0].Ssim);

    /// <summary>Mean MS-SSIM, [0,1], once all rows were added.</summary>
    public double MultiScale => _planes.Average(Product);

    /// <summary>Rows of a strip of about a million pixels, at least 32 and no more than the image has.</summary>
    public static int RowsOfStrip(int width, int height) => Math.Min(height, Math.Max(32, (1 << 20) / width));

    /// <summary>Adds the next rows.</summary>
    /// <param name="image">Holds the image's rows.</param>
    /// <param name="reference">Holds the reference's rows, at the same place.</param>
    /// <param name="first">Where they begin in both.</param>
    /// <param name="rows">How many, at most <see cref="StripRows"/>.</param>
    /// <param name="maxThreads">Largest number of threads.</param>
    /// <param name="cancellation">Checked now and then.</param>
    public void Add(
        SampleImage<float> image, SampleImage<float> reference, int first, int rows, ThreadGrant maxThreads, CancellationToken cancellation)
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
            product *= Math.Pow(factor, ScaleWeights[scale] * allWeights / usedWeights);
        }

        return product;
    }
}
