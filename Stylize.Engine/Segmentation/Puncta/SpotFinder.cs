using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Segmentation.Puncta;

/// <summary>
/// Finds bright spots: the maxima over position and scale of the difference of Gaussians or the Laplacian of Gaussian
/// (Lindeberg 1998). Equal to blob_dog and blob_log of scikit-image, with thresholds in the image's own values.
/// </summary>
internal static class SpotFinder
{
    private const double Ratio = 1.6;
    private const int LaplaceScales = 10;

    /// <summary>If two spots share more than this fraction of the smaller disc, the smaller spot is dropped.</summary>
    private const double MaxOverlap = .5;

    /// <param name="threshold">Minimum response of a spot. Null: six times the noise, from the median of absolute
    /// responses.</param>
    public static IReadOnlyList<Spot> Find(
        Raster<float> image, SpotMethod method, double minimumSigma, double maximumSigma, double? threshold = null,
        CancellationToken cancellation = default)
    {
        var scales = Scales(image, method, minimumSigma, maximumSigma, cancellation);
        try
        {
            return Prune(Maxima(scales, (float)(threshold ?? 6 * Noise(scales[0].Response))));
        }
        finally
        {
            scales.ForEach(s => s.Response.Dispose());
        }
    }

    private static List<(double Sigma, Raster<float> Response)> Scales(
        Raster<float> image, SpotMethod method, double minimum, double maximum, CancellationToken cancellation)
    {
        var scales = new List<(double, Raster<float>)>();
        if (method == SpotMethod.LaplacianOfGaussian)
        {
            for (var i = 0; i < LaplaceScales; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var sigma = minimum + ((maximum - minimum) * i / (LaplaceScales - 1));
                var response = GaussianBlur.Laplace(image, sigma);
                TensorPrimitives.Multiply(response.Pixels, (float)(-sigma * sigma), response.Pixels);
                scales.Add((sigma, response));
            }

            return scales;
        }

        var count = (int)((PortableMath.Log(maximum / minimum) / PortableMath.Log(Ratio)) + 1);
        var previous = GaussianBlur.Smooth(image, minimum);
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = GaussianBlur.Smooth(image, minimum * PortableMath.Pow(Ratio, i + 1));
            previous.Subtract(next);

            // With scales in this ratio, differences of Gaussians have the magnitude of Laplacians.
            TensorPrimitives.Multiply(previous.Pixels, (float)(1 / (Ratio - 1)), previous.Pixels);
            scales.Add((minimum * PortableMath.Pow(Ratio, i), previous));
            previous = next;
        }

        previous.Dispose();
        return scales;
    }

    private static double Noise(Raster<float> response)
    {
        // Every seventh pixel in both directions is enough for a median.
        var values = new List<float>();
        for (var y = 0; y < response.Height; y += 7)
        {
            var row = response.Row(y);
            for (var x = 0; x < row.Length; x += 7)
            {
                values.Add(Math.Abs(row[x]));
            }
        }

        values.Sort();
        // The standard deviation of normal noise, from the median of its absolute values.
        return 1.4826 * values[values.Count / 2];
    }

    /// <summary>
    /// Returns the positions whose value is above the threshold and not below any of the 26 neighbors in space and
    /// scale.
    /// </summary>
    private static List<Spot> Maxima(List<(double Sigma, Raster<float> Response)> scales, float threshold)
    {
        var spots = new List<Spot>();
        var (width, height) = (scales[0].Response.Width, scales[0].Response.Height);
        for (var y = 0; y < height; y++)
        {
            for (var scale = 0; scale < scales.Count; scale++)
            {
                var row = scales[scale].Response.Row(y);
                for (var x = 0; x < width; x++)
                {
                    if (row[x] > threshold && IsMaximum(scales, scale, x, y, row[x]))
                    {
                        spots.Add(new Spot(x, y, scales[scale].Sigma));
                    }
                }
            }
        }

        return spots;
    }

    private static bool IsMaximum(
        List<(double Sigma, Raster<float> Response)> scales, int scale, int x, int y, float value)
    {
        for (var s = Math.Max(scale - 1, 0); s <= Math.Min(scale + 1, scales.Count - 1); s++)
        {
            var image = scales[s].Response;
            for (var j = Math.Max(y - 1, 0); j <= Math.Min(y + 1, image.Height - 1); j++)
            {
                foreach (var neighbor in image.Row(j)[Math.Max(x - 1, 0)..Math.Min(x + 2, image.Width)])
                {
                    if (neighbor > value) return false;
                }
            }
        }

        return true;
    }

    private static List<Spot> Prune(List<Spot> spots)
    {
        var isDropped = new bool[spots.Count];
        var reach = spots.Count == 0 ? 0 : 2 * Math.Sqrt(2) * spots.Max(s => s.Sigma);
        for (var i = 0; i < spots.Count; i++)
        {
            // Spots are sorted by row.
            for (var j = i + 1; j < spots.Count && spots[j].Y - spots[i].Y <= reach; j++)
            {
                if (!isDropped[i] && !isDropped[j] && Overlap(spots[i], spots[j]) > MaxOverlap)
                {
                    isDropped[spots[i].Sigma > spots[j].Sigma ? j : i] = true;
                }
            }
        }

        return [.. spots.Where((_, i) => !isDropped[i])];
    }

    /// <summary>Returns the fraction of the smaller disc, of radius sigma times the square root of 2, that lies in the
    /// other one.</summary>
    private static double Overlap(Spot one, Spot other)
    {
        var (r1, r2) = (one.Sigma * Math.Sqrt(2), other.Sigma * Math.Sqrt(2));
        var (dx, dy) = ((double)one.X - other.X, (double)one.Y - other.Y);
        var d = Math.Sqrt((dx * dx) + (dy * dy));
        if (d > r1 + r2) return 0;
        if (d <= Math.Abs(r1 - r2)) return 1;

        var a1 = PortableMath.Acos(Math.Clamp(((d * d) + (r1 * r1) - (r2 * r2)) / (2 * d * r1), -1, 1));
        var a2 = PortableMath.Acos(Math.Clamp(((d * d) + (r2 * r2) - (r1 * r1)) / (2 * d * r2), -1, 1));
        var kite = (-d + r2 + r1) * (d - r2 + r1) * (d + r2 - r1) * (d + r2 + r1);
        var area = (r1 * r1 * a1) + (r2 * r2 * a2) - (.5 * Math.Sqrt(Math.Abs(kite)));
        return area / (Math.PI * Math.Min(r1, r2) * Math.Min(r1, r2));
    }
}

/// <summary>A bright spot.</summary>
/// <param name="Sigma">Standard deviation of the best-fitting Gaussian; the radius is about 1.4 times that.</param>
internal readonly record struct Spot(int X, int Y, double Sigma);

/// <summary>The method of finding bright spots.</summary>
internal enum SpotMethod
{
    /// <summary>Difference of Gaussians, as in blob_dog of scikit-image: each scale is 1.6 times the previous
    /// one.</summary>
    DifferenceOfGaussians,

    /// <summary>Laplacian of Gaussian, as in blob_log of scikit-image: ten scales, slower and more precise.</summary>
    LaplacianOfGaussian,
}
