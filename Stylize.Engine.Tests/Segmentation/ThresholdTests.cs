using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class ThresholdTests
{
    private static readonly OracleTable Oracle = OracleTable.Embedded("thresholds.csv");

    public static TheoryData<string, string> Global() => Cases(m => Enum.TryParse<ThresholdMethod>(m, out _));

    public static TheoryData<string, string> PerPixel() => Cases(m => !Enum.TryParse<ThresholdMethod>(m, out _));

    [Theory]
    [MemberData(nameof(Global))]
    public void A_global_threshold_equals_scikit_image(string image, string method)
    {
        var row = Find(image, method);
        var (raster, _) = SyntheticImages.Make(image);
        using (raster)
        {
            var histogram = IntensityHistogram.FromImage(raster);
            var kind = Enum.Parse<ThresholdMethod>(method);
            if (Oracle.Number(row, "threshold") is not { } expected)
            {
                Assert.Throws<ThresholdNotFoundException>(() => GlobalThreshold.Find(kind, histogram));
                return;
            }

            var found = GlobalThreshold.Find(kind, histogram);
            Assert.Equal(expected, found, 1e-9 * Math.Max(1, expected));
        }
    }

    [Theory]
    [MemberData(nameof(PerPixel))]
    public void A_threshold_for_each_pixel_selects_the_same_pixels_as_scikit_image(string image, string method)
    {
        var row = Find(image, method);
        var (raster, bits) = SyntheticImages.Make(image);
        using (raster)
        {
            long foreground = 0, checksum = 0;
            void Count(int y, ReadOnlySpan<double> thresholds)
            {
                for (var x = 0; x < thresholds.Length; x++)
                {
                    if (raster[x, y] > thresholds[x])
                    {
                        foreground++;
                        checksum += ((y * raster.Width) + x) % 65521;
                    }
                }
            }

            switch (method)
            {
                case "Local3": LocalThreshold.Scan(raster, 3, 0, Count, default); break;
                case "Local51": LocalThreshold.Scan(raster, 51, 2, Count, default); break;
                case "Sauvola15": SauvolaThreshold.Scan(
                    raster, 15, .2, bits == 8 ? 127.5 : 32767.5, Count, default); break;
                default: SauvolaThreshold.Scan(raster, 31, .05, bits == 8 ? 127.5 : 32767.5, Count, default); break;
            }

            Assert.Equal(Oracle.Number(row, "foreground"), foreground);
            Assert.Equal(Oracle.Number(row, "checksum"), checksum % (1L << 31));
        }
    }

    [Fact]
    public void Pooled_histograms_equal_the_histogram_of_all_pixels()
    {
        using var first = SyntheticImages.Make("blobs16").Image;
        using var second = SyntheticImages.Make("narrow16").Image;
        var pooled = IntensityHistogram.FromImage(first);
        pooled.Add(IntensityHistogram.FromImage(second));
        Assert.Equal(
            SampleSums.FromImage(first, first.Height) + SampleSums.FromImage(second, second.Height), pooled.Sums());
        ushort[] all = [.. ((Raster<ushort>[])[first, second])
            .SelectMany(image => Coordinates(image.Width, image.Height).Select(at => image[at.X, at.Y])).Order()];
        Assert.Equal(all[(all.Length - 1) / 2], pooled.Median());
    }

    [Fact]
    public void The_reference_logarithm_is_a_logarithm()
    {
        for (var x = 1e-30f; x < 1e30f; x *= 1.37f)
        {
            Assert.Equal(Math.Log(x), ReferenceLog.Log(x), 4e-7 * Math.Max(1, Math.Abs(Math.Log(x))));
        }
    }

    private static TheoryData<string, string> Cases(Func<string, bool> which)
    {
        var cases = new TheoryData<string, string>();
        foreach (var row in Oracle.Rows.Where(r => which(r[1])))
        {
            cases.Add(row[0], row[1]);
        }

        return cases;
    }

    private static string[] Find(string image, string method) =>
        Oracle.Rows.First(r => r[0] == image && r[1] == method);
}
