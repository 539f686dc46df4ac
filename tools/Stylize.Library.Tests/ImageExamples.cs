namespace Stylize.Library.Tests;

/// <summary>Arrays of pixels: segmentation and quality measures.</summary>
public sealed class ImageExamples
{
    [Fact]
    public void Segmentation_of_an_array()
    {
        // Two bright rectangles of 6 x 4 and 3 x 5 pixels on a dark ground.
        var samples = new ushort[20, 30];
        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 30; x++)
            {
                var first = x is >= 2 and < 8 && y is >= 3 and < 7;
                var second = x is >= 20 and < 23 && y is >= 10 and < 15;
                samples[y, x] = (ushort)(first ? 5000 : second ? 3000 : 100);
            }
        }

        // example: Segmentation
        using var image = new Raster<ushort>(samples.GetLength(1), samples.GetLength(0));
        for (var y = 0; y < image.Height; y++)
        {
            MemoryMarshal.CreateReadOnlySpan(ref samples[y, 0], image.Width).CopyTo(image.Row(y));
        }

        // Foreground is strictly above the threshold; each row is a list of runs of foreground pixels.
        var threshold = GlobalThreshold.Find(ThresholdMethod.Otsu, IntensityHistogram.FromImage(image));
        var runs = new RunTable(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            runs.BeginRow();
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] > threshold)
                {
                    runs.Add(x, x + 1);
                }
            }
        }

        // Labels of connected regions, and a table with one row per region.
        using var labeled = RunLabeler.Label(runs, connectivity: 8);
        var sums = new IntensitySums(labeled.Count);
        sums.Add(labeled, image, 0, 0, image.Height);
        var table = RegionMeasurer.Measure(
            labeled, RegionProperties.Area | RegionProperties.Centroid | RegionProperties.MeanIntensity, [("", sums)]);
        using var labels = new Raster<int>(image.Width, image.Height, clear: true);
        labeled.Paint(labels, 0, 0, image.Height);
        // end

        Assert.Equal(2, table.Count);
        Assert.Equal([24.0, 15], Enumerable.Range(0, 2).Select(r => table[r, table.Find("Area")]));
        Assert.Equal([5000.0, 3000], Enumerable.Range(0, 2).Select(r => table[r, table.Find("MeanIntensity")]));
        Assert.Equal((4.5, 4.5), (table[0, table.Find("CentroidX")], table[0, table.Find("CentroidY")]));
        Assert.Equal((1, 2, 0), (labels[2, 3], labels[22, 14], labels[0, 0]));
    }

    [Fact]
    public void Quality_measures()
    {
        using var reference = Pictures.Ramps(200, 180);
        using var image = reference.Clone();
        for (var x = 0; x < image.Width; x++)
        {
            image[x, 0] = new Rgba32(0, 0, 0);
        }

        // example: Metrics
        var comparison = ImageComparison.Compare(image, reference, maxThreads: 2);
        var text =
            $"{comparison.Psnr} dB, SSIM {comparison.Ssim}, MS-SSIM {comparison.MsSsim}, CIEDE2000 "
            + $"{comparison.MeanDeltaE2000}";
        // end

        Assert.Equal(double.PositiveInfinity, ImageComparison.Compare(reference, reference).Psnr);
        Assert.InRange(comparison.Ssim, 0.9, 0.9999);
        Assert.Contains(" dB", text, StringComparison.Ordinal);
    }
}
