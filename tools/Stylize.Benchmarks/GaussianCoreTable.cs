using System.Diagnostics;
using System.IO.Compression;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Evaluation;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Files.Profiles;
using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>
/// `gaussian-core operations|rendering|files|entropy|area [folder of photographs]`: the tables of docs/performance.md and
/// docs/gaussian-images.md about the Gaussian core. Times are the best of several runs, wall and processor.
/// </summary>
/// <remarks>Over 300 lines, because all tables are taken by one stopwatch and printed alike.</remarks>
internal static class GaussianCoreTable
{
    public const string Name = "gaussian-core";

    /// <param name="table">operations, rendering, files, entropy or area.</param>
    /// <param name="photographs">Folder of PNG photographs, for entropy and area.</param>
    public static int Run(string table, string? photographs)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        switch (table, photographs)
        {
            case ("operations", _): Operations(); return 0;
            case ("rendering", _): Rendering(); return 0;
            case ("files", _): Files(); return 0;
            case ("entropy", { } folder): Entropy(folder); return 0;
            case ("area", { } folder): AreaFilter(folder); return 0;
            default: return 2;
        }
    }

    private static void Operations()
    {
        Console.WriteLine("operation | ns each, processor time");
        const int count = 4096;
        using var model = GaussianInputs.Synthetic(768, 512, count);
        using var batch = new EvaluationBatch(model);
        var weights = new float[count];
        foreach (var kind in Enum.GetValues<ExponentialKind>())
        {
            Print(
                $"evaluate, batch of {count}, {kind} exp", Time(() => batch.Evaluate(384, 256, weights, kind), 20 * 200).Cpu / count * 1e6);
        }

        var gaussians = Enumerable.Range(0, count).Select(i => model.Store[i]).ToArray();
        Print("bounding box", Time(() =>
        {
            var sum = 0f;
            foreach (ref readonly var g in gaussians.AsSpan())
            {
                sum += GaussianBox<float>.Around(g, 3.5f, 768, 512).Right;
            }

            weights[0] = sum;
        }, 4000).Cpu / count * 1e6);
        Print("composite one over another (sampler)", Time(() =>
        {
            var sum = new GaussianSum(model);
            for (var i = 0; i < count; i++)
            {
                sum.Add(gaussians[i].Color, weights[i]);
            }

            weights[1] = (float)sum.Color().R;
        }, 4000).Cpu / count * 1e6);
        var indices = new ulong[count];
        Print("Morton index", Time(FillMorton, 20 * 500).Cpu / count * 1e6);
        Print("Hilbert index", Time(FillHilbert, 20 * 500).Cpu / count * 1e6);
        Print("Hilbert cell", Time(FillHilbertCell, 20 * 500).Cpu / count * 1e6);
        var euler = Array.ConvertAll(gaussians, g => EulerShape<float>.FromCovariance(g.Shape.Covariance()));
        var cholesky = Array.ConvertAll(gaussians, g => g.Shape);
        PrintConversion<EulerShape<float>, CholeskyShape<float>>(euler);
        PrintConversion<EulerShape<float>, LogRadiusShape<float>>(euler);
        PrintConversion<EulerShape<float>, InverseCovarianceShape<float>>(euler);
        PrintConversion<CholeskyShape<float>, EulerShape<float>>(cholesky);
        PrintConversion<CholeskyShape<float>, InverseCovarianceShape<float>>(cholesky);

        void FillMorton()
        {
            for (var i = 0u; i < count; i++)
            {
                indices[i] = MortonCurve.Index(i * 2654435761u, i * 40503u);
            }
        }

        void FillHilbert()
        {
            for (var i = 0u; i < count; i++)
            {
                indices[i] = HilbertCurve.Index(i * 2654435761u, i * 40503u);
            }
        }

        void FillHilbertCell()
        {
            for (var i = 0u; i < count; i++)
            {
                indices[i] = HilbertCurve.Cell(i * 0x9E3779B97F4A7C15).X;
            }
        }
    }

    private static void PrintConversion<TFrom, TTo>(TFrom[] shapes)
        where TFrom : struct, IGaussianShape<TFrom, float>
        where TTo : struct, IGaussianShape<TTo, float>
    {
        var results = new TTo[shapes.Length];
        Print($"{Name<TFrom>()} to {Name<TTo>()}", Time(Convert, 500).Cpu / shapes.Length * 1e6);

        void Convert()
        {
            for (var i = 0; i < shapes.Length; i++)
            {
                results[i] = TTo.FromCovariance(shapes[i].Covariance());
            }
        }

        static string Name<T>() => typeof(T).Name[..typeof(T).Name.IndexOf("Shape", StringComparison.Ordinal)];
    }

    private static void Rendering()
    {
        Console.WriteLine("rendering 768x512 | threads | ms wall | ms processor | naive loop, ms | times faster");
        foreach (var count in new[] { 1_000, 10_000, 30_000, 70_000 })
        {
            using var model = GaussianInputs.Synthetic(768, 512, count);
            var naive = Naive(model);
            foreach (var threads in new[] { 1, Environment.ProcessorCount })
            {
                var (wall, cpu) = Time(() => GaussianRenderer.Render(model, maxThreads: threads).Dispose(), 30);
                Console.WriteLine($"{count} | {threads} | {wall:f2} | {cpu:f2} | {naive:f0} | {naive / wall:f0}");
            }
        }

        Console.WriteLine();
        Console.WriteLine("rendering 10,000 at scale | ms wall, one thread");
        using var scaled = GaussianInputs.Synthetic(768, 512, 10_000);
        foreach (var scale in new[] { 0.25, 0.5, 1, 2, 4 })
        {
            Console.WriteLine(
                $"{scale} | {Time(() => GaussianRenderer.Render(scaled, new RenderOptions { Scale = scale }).Dispose(), 10).Wall:f2}");
        }
    }

    /// <summary>Milliseconds of every Gaussian at every pixel, with exp, from a sample of the rows.</summary>
    private static double Naive(GaussianModel model)
    {
        const int rows = 2;
        var s = model.Store;
        var inverse = Enumerable.Range(0, model.Count).Select(i => s[i].Shape.InverseCovariance()).ToArray();
        var x = s.X.ToArray();
        var y = s.Y.ToArray();
        var r = s.R.ToArray();
        var watch = Stopwatch.StartNew();
        var total = 0f;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < model.Width; column++)
            {
                var (sum, weight) = (0f, 0f);
                for (var i = 0; i < inverse.Length; i++)
                {
                    var (dx, dy) = (column + 0.5f - (x[i] * model.Width), row + 0.5f - (y[i] * model.Height));
                    var q = (inverse[i].XX * dx * dx) + (2 * inverse[i].XY * dx * dy) + (inverse[i].YY * dy * dy);
                    var w = MathF.Exp(q / -2);
                    sum += w * r[i];
                    weight += w;
                }

                total += sum / (weight + 0.01f);
            }
        }

        GC.KeepAlive(total);
        return watch.Elapsed.TotalMilliseconds * model.Height / rows;
    }

    private static void Files()
    {
        Console.WriteLine(
            "70,000 Gaussians | bytes | encode ms wall (processor), one thread | all threads | decode one thread | all threads");
        using var model = GaussianInputs.Synthetic(768, 512, 70_000);
        foreach (var profile in Enum.GetValues<GaussianProfile>())
        {
            var bytes = GaussianFileWriter.ToBytes(model, profile);
            var all = Environment.ProcessorCount;
            var encode = Time(() => GaussianFileWriter.ToBytes(model, profile), 5);
            var encodeAll = Time(() => GaussianFileWriter.ToBytes(model, profile, all), 5);
            var decode = Time(() => GaussianFileReader.Read(bytes, "").Dispose(), 5);
            var decodeAll = Time(() => GaussianFileReader.Read(bytes, "", new GaussianReadOptions { MaxThreads = all }).Dispose(), 5);
            Console.WriteLine($"{profile} | {bytes.Length} | {Both(encode)} | {Both(encodeAll)} | {Both(decode)} | {Both(decodeAll)}");
        }
    }

    /// <summary>
    /// Bytes of the standard profile's planes with the range coder and with Brotli, which gets the residuals as planes of bytes.
    /// </summary>
    private static void Entropy(string photographs)
    {
        Console.WriteLine("standard profile of fitted models, one layer, mean bytes a Gaussian | range coder | Brotli 5 | Brotli 11");
        foreach (var count in new[] { 2_000, 10_000, 70_000 })
        {
            double range = 0, fast = 0, best = 0;
            var images = 0;
            foreach (var path in GaussianInputs.Paths(photographs).Where((_, i) => i % 3 == 0))
            {
                using (var model = GaussianInputs.Fitted(path, count, iterations: 60))
                {
                    var payload = new StandardProfile().CreateEncoder(model, 1).Encode([.. Enumerable.Range(0, model.Count)]).Payload;
                    var widths = StandardProfile.Widths(false, GaussianFileHeader.HasOtherThanOne(model.Store.Opacity));
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

    /// <summary>How near a small rendering comes to the average of the full one, by samples a pixel.</summary>
    private static void AreaFilter(string photographs)
    {
        Console.WriteLine("scale | most samples a pixel and axis | mean PSNR against the averaged full rendering, dB | ms");
        foreach (var divisor in new[] { 2, 4, 8, 16 })
        {
            foreach (var samples in new[] { 1, 2, 3, 4, 8 })
            {
                double psnr = 0, time = 0;
                var images = 0;
                foreach (var image in GaussianInputs.Photographs(photographs).Take(4))
                {
                    using (image)
                    using (var model = GaussianInitializer.Create(image, 10_000))
                    {
                        var options = new RenderOptions { Width = model.Width / divisor, Height = model.Height / divisor };
                        using var full = GaussianRenderer.RenderSamples(model);
                        using var small = GaussianRenderer.RenderSamples(model, options, 1, GaussianRenderer.WidestLanes, samples, default);
                        psnr += Psnr(full, small, divisor);
                        time += Time(
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

    private static (double Wall, double Cpu) Time(Action action, int runs) => LeastTime.Of(action, runs);

    private static string Both((double Wall, double Cpu) time) => $"{time.Wall:f1} ({time.Cpu:f1})";

    private static void Print(string name, double nanoseconds) => Console.WriteLine($"{name} | {nanoseconds:f2}");
}
