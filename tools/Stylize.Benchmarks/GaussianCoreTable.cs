using System.IO.Compression;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Files.Profiles;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>Compares entropy coders of the standard profile, and area filters of small renderings, over PNG photographs.</summary>
internal static class GaussianCoreTable
{
    public const string Name = "gaussian-core";

    public static int Run(string table, string photographs)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        switch (table)
        {
            case "entropy": Entropy(photographs); return 0;
            case "area": AreaFilter(photographs); return 0;
            default: return BenchmarkCommands.Usage();
        }
    }

    /// <summary>
    /// Prints the size of the standard profile's planes with the range coder and with Brotli. Brotli compresses the residuals, split into
    /// planes of bytes.
    /// </summary>
    private static void Entropy(string photographs)
    {
        Console.WriteLine("standard profile of fitted models, one layer, mean bytes per Gaussian | range coder | Brotli 5 | Brotli 11");
        foreach (var count in new[] { 2_000, 10_000, 70_000 })
        {
            double range = 0, fast = 0, best = 0;
            var images = 0;
            foreach (var path in GaussianInputs.Paths(photographs).Where((_, i) => i % 3 == 0))
            {
                using (var model = GaussianInputs.Fitted(path, count, iterations: 60))
                {
                    var payload = new StandardEncoder(model, 1).Encode([.. Enumerable.Range(0, model.Count)]).Payload;
                    var widths = StandardProfile.Widths(false, GaussianFileHeader.HasValuesOtherThanOne(model.Store.Opacity));
                    var planes = PlaneStreams.Decode<PlaneCoder>(payload, widths, model.Count, 1);
                    var residuals = Residuals(planes, widths);
                    range += (double)payload.Length / model.Count;
                    fast += (double)Brotli(residuals, 5) / model.Count;
                    best += (double)Brotli(residuals, 11) / model.Count;
                    images++;
                }
            }

            Console.WriteLine($"{count} | {range / images:f3} | {fast / images:f3} | {best / images:f3}");
        }
    }

    private static byte[] Residuals(uint[][] planes, int[] widths)
    {
        var bytes = new List<byte>();
        for (var k = 0; k < planes.Length; k++)
        {
            for (var shift = widths[k] - 8; shift >= 0; shift -= 8)
            {
                var previous = 0u;
                foreach (var value in planes[k])
                {
                    bytes.Add((byte)(PlaneCoder.Fold(value - previous, widths[k]) >> shift));
                    previous = value;
                }
            }
        }

        return [.. bytes];
    }

    private static int Brotli(byte[] bytes, int quality)
    {
        using var target = new MemoryStream();
        using (var stream = new BrotliStream(target, new BrotliCompressionOptions { Quality = quality }, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return (int)target.Length;
    }

    /// <summary>Prints the PSNR of small renderings against the averaged full rendering, by number of samples per pixel.</summary>
    private static void AreaFilter(string photographs)
    {
        Console.WriteLine("scale | samples per pixel and axis, at most | mean PSNR against the averaged full rendering, dB | ms");
        foreach (var divisor in new[] { 2, 4, 8, 16 })
        {
            foreach (var samples in new[] { 1, 2, 3, 4, 8 })
            {
                double psnr = 0, time = 0;
                var images = 0;
                foreach (var image in GaussianInputs.Photographs(photographs).Take(4))
                {
                    using (image)
                    using (var model = GaussianInputs.Start(image, 10_000))
                    {
                        var options = new RenderOptions { Width = model.Width / divisor, Height = model.Height / divisor };
                        using var full = GaussianRenderer.RenderSamples(model);
                        using var small = GaussianRenderer.RenderSamples(model, options, 1, GaussianRenderer.WidestLanes, samples, default);
                        psnr += Psnr(full, small, divisor);
                        time += BestTime.Of(
                            () =>
                                GaussianRenderer.RenderSamples(model, options, 1, GaussianRenderer.WidestLanes, samples, default).Dispose(),
                            3).Wall;
                        images++;
                    }
                }

                Console.WriteLine($"1/{divisor} | {samples} | {psnr / images:f1} | {time / images:f2}");
            }
        }
    }

    private static double Psnr(SampleImage<float> full, SampleImage<float> small, int divisor)
    {
        var sum = 0d;
        for (var k = 0; k < 3; k++)
        {
            for (var y = 0; y < small.Height; y++)
            {
                for (var x = 0; x < small.Width; x++)
                {
                    var mean = 0d;
                    for (var i = 0; i < divisor * divisor; i++)
                    {
                        mean += full.Planes[k][(x * divisor) + (i % divisor), (y * divisor) + (i / divisor)];
                    }

                    var difference = (mean / (divisor * divisor)) - small.Planes[k][x, y];
                    sum += difference * difference;
                }
            }
        }

        return -10 * Math.Log10(sum / (3.0 * small.Width * small.Height));
    }

}
