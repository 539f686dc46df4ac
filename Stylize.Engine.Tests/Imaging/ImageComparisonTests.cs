namespace Stylize.Engine.Tests.Imaging;

/// <summary>
/// Expected values are from scikit-image 0.19 on the same synthetic images:
/// structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255) averaged over
/// R, G, B; peak_signal_noise_ratio; deltaE_ciede2000. MS-SSIM is from a NumPy implementation with scipy's correlate1d.
/// </summary>
public class ImageComparisonTests
{
    [Fact]
    public void Very_different_images_match_scikit_image()
    {
        using var a = Synthetic(0);
        using var b = Synthetic(1);
        var comparison = ImageComparison.Compare(a, b);
        Assert.Equal(8.81438, comparison.Psnr, 1e-5);
        Assert.Equal(0.488426, comparison.Ssim, 2e-5);
        Assert.Equal(0.278001, comparison.MsSsim, 2e-5);
        Assert.Equal(37.9673, comparison.MeanDeltaE2000, 0.02);
    }

    [Fact]
    public void Similar_images_match_scikit_image()
    {
        using var a = Synthetic(0);
        using var c = a.Clone();
        foreach (var (x, y) in Coordinates(c.Width, c.Height))
        {
            var d = (((x * 7) + (y * 11)) % 23) - 11;
            var p = c[x, y];
            c[x, y] = new Rgba32(Shifted(p.R, d), Shifted(p.G, d), Shifted(p.B, d));
        }

        var comparison = ImageComparison.Compare(a, c);
        Assert.Equal(31.80910, comparison.Psnr, 1e-5);
        Assert.Equal(0.912549, comparison.Ssim, 2e-5);
        Assert.Equal(0.995192, comparison.MsSsim, 2e-5);
        Assert.Equal(1.6829, comparison.MeanDeltaE2000, 0.005);

        static byte Shifted(int value, int shift) => (byte)Math.Clamp(value + shift, 0, 255);
    }

    [Fact]
    public void Equal_images_have_no_difference()
    {
        using var a = Synthetic(3);
        var comparison = ImageComparison.Compare(a, a, maxThreads: 2);
        Assert.Equal(double.PositiveInfinity, comparison.Psnr);
        Assert.Equal(1, comparison.Ssim, 1e-6);
        Assert.Equal(1, comparison.MsSsim, 1e-6);
        Assert.Equal(0, comparison.MeanDeltaE2000);
    }

    [Fact]
    public void A_row_of_colors_has_the_differences_of_its_colors()
    {
        using var colors = new Raster<float>(1003, 6);
        var random = new Random(5);
        foreach (var (x, plane) in Coordinates(colors.Width, colors.Height))
        {
            // Small whole numbers give grays, equal colors and opposite hues too.
            colors[x, plane] = x % 2 == 0 ? random.Next(-1, 2) : random.Next(-100, 100);
        }

        var differences = new double[colors.Width];
        ColorDifference.Ciede2000(colors, differences);
        Assert.Equal(
            Enumerable.Range(0, colors.Width).Select(x => ColorDifference.Ciede2000(
                colors[x, 0], colors[x, 1], colors[x, 2], colors[x, 3], colors[x, 4], colors[x, 5])),
            differences);
    }

    [Theory]
    [InlineData(ComparisonMetrics.Psnr)]
    [InlineData(ComparisonMetrics.Ssim)]
    [InlineData(ComparisonMetrics.MsSsim | ComparisonMetrics.MeanDeltaE2000)]
    public void Only_chosen_metrics_are_numbers(ComparisonMetrics metrics)
    {
        using var a = Synthetic(0);
        using var b = Synthetic(1);
        var all = ImageComparison.Compare(a, b);
        Assert.Equal(
            all with
            {
                Psnr = Chosen(ComparisonMetrics.Psnr, all.Psnr),
                Ssim = Chosen(ComparisonMetrics.Ssim, all.Ssim),
                MsSsim = Chosen(ComparisonMetrics.MsSsim, all.MsSsim),
                MeanDeltaE2000 = Chosen(ComparisonMetrics.MeanDeltaE2000, all.MeanDeltaE2000),
            },
            ImageComparison.Compare(a, b, metrics: metrics));

        double Chosen(ComparisonMetrics metric, double value) => metrics.HasFlag(metric) ? value : double.NaN;
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 2, 5)]
    [InlineData(33, 64, 3)]
    public void Strips_of_any_height_give_the_same_result(params int[] heights)
    {
        using var a = Synthetic(0);
        using var b = Synthetic(1);
        using var sums = new ComparisonSums(a.Width, a.Height, ComparisonMetrics.All);
        for (var (row, i) = (0, 0); row < a.Height; i++)
        {
            var rows = Math.Min(heights[i % heights.Length], a.Height - row);
            sums.Add(a, b, row, rows, 2, CancellationToken.None);
            row += rows;
        }

        var comparison = sums.Result();
        Assert.Equal(0.488426, comparison.Ssim, 2e-5);
        Assert.Equal(0.278001, comparison.MsSsim, 2e-5);
        Assert.Equal(ImageComparison.Compare(a, b), comparison);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9)]
    [InlineData(12, 500)]
    public void Small_images_can_be_compared(int width, int height)
    {
        using var a = new Raster<Rgba32>(width, height);
        a.Fill(new Rgba32(10, 20, 30));
        using var b = new Raster<Rgba32>(width, height);
        b.Fill(new Rgba32(10, 20, 40));
        var comparison = ImageComparison.Compare(a, b);
        Assert.InRange(comparison.Ssim, 0.5, 0.9999);
        Assert.InRange(comparison.MsSsim, 0.5, 0.9999);
        Assert.Equal(10 * Math.Log10(255 * 255 / (100 / 3.0)), comparison.Psnr, 1e-9);
    }

    [Fact]
    public void Different_sizes_are_refused()
    {
        using var a = new Raster<Rgba32>(2, 2, clear: true);
        using var b = new Raster<Rgba32>(3, 2, clear: true);
        Fails.Of(StylizeError.SizeMismatch, () => ImageComparison.Compare(a, b), "2 x 2", "3 x 2");
    }

    [Fact]
    public void Transparent_pixels_are_composited_over_white()
    {
        using var a = new Raster<Rgba32>(16, 16, clear: true);
        using var b = new Raster<Rgba32>(16, 16);
        b.Fill(new Rgba32(255, 255, 255));
        Assert.Equal(double.PositiveInfinity, ImageComparison.Compare(a, b).Psnr);
    }

    private static Raster<Rgba32> Synthetic(int k) => Paint<Rgba32>(192, 176, (x, y) => new(
        (byte)((x * 3) + (y * (5 + k))), (byte)((x * x / 16) + (y * 2 * (1 + k))), (byte)((x * y / 8) + (17 * k))));
}
