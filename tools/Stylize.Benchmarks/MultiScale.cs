using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>MS-SSIM of images in memory; see <see cref="SimilaritySums"/>.</summary>
internal static class MultiScale
{
    /// <summary>Returns the mean MS-SSIM, 0 to 1, of two images of the same size and number of planes.</summary>
    /// <param name="range">Difference of the maximum and minimum possible value, such as 255 or 1.</param>
    public static double Of(
        SampleImage<float> image, SampleImage<float> reference, double range, ThreadGrant maxThreads = default)
    {
        using var sums = new SimilaritySums(image.Width, image.Height, image.Planes.Count, range);
        for (var first = 0; first < image.Height; first += sums.StripRows)
        {
            sums.Add(image, reference, first, Math.Min(sums.StripRows, image.Height - first), maxThreads,
                CancellationToken.None);
        }

        return sums.MultiScale;
    }
}
