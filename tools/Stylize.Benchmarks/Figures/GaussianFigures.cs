using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Ordering;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Engine.Operations;
using static Stylize.Benchmarks.Figures.FigureText;

namespace Stylize.Benchmarks.Figures;

/// <summary>The tables of Gaussian images. The description is the architecture document of lgi-math, a library in
/// Rust.</summary>
internal static class GaussianFigures
{
    private const int Width = 768;
    private const int Height = 512;
    private const int Many = 70_000;

    public static Figure[] All { get; } =
    [
        new("gaussian-rendering", Rendering),
        new("gaussian-culling", Culling),
        new("gaussian-detail", Detail),
        new("gaussian-vectors", Vectors),
        new("gaussian-files", Files),
        new("gaussian-iterations", Iterations),
        new("gaussian-encode", Encode),
        new("gaussian-operations", Operations),
    ];

    /// <summary>Prints "bits render-ms" for the vectors that this process may use.</summary>
    public static int RunVectors()
    {
        using var large = GaussianInputs.Synthetic(Width, Height, Many);
        var render = RunTime.Of(() => GaussianRenderer.Render(large).Dispose(), 5).Cpu;
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{32 * GaussianRenderer.WidestLanes} {render:r}"));
        return 0;
    }

    private static FigureTable Rendering(FigureContext context)
    {
        var goals = new Dictionary<int, double> { [10_000] = 6, [Many] = 25 };
        var table =
            new FigureTable("Gaussians", "1 thread, ms", "all threads, ms", "goal", "naive loop, ms", "times faster");
        foreach (var count in (int[])[1_000, 10_000, 30_000, Many])
        {
            using var model = GaussianInputs.Synthetic(Width, Height, count);
            var one = RunTime.Of(() => GaussianRenderer.Render(model).Dispose(), 10).Wall;
            var all =
                RunTime.Of(() => GaussianRenderer.Render(model, maxThreads: FigureContext.Cores).Dispose(), 10).Wall;
            var naive = Naive(model);
            table.Row(
                Count(count), Number(one), Number(all),
                goals.TryGetValue(count, out var goal) ? AtMost(all, goal, " ms") : "",
                Number(naive), Count((long)(naive / all)));
        }

        return table;
    }

    /// <summary>Milliseconds to evaluate every Gaussian at every pixel, from a sample of the rows.</summary>
    private static double Naive(GaussianModel model)
    {
        const int Rows = 2;
        var s = model.Store;
        var inverse = Enumerable.Range(0, model.Count).Select(i => s[i].Shape.InverseCovariance()).ToArray();
        var x = s.X.ToArray();
        var y = s.Y.ToArray();
        var r = s.R.ToArray();
        var watch = Stopwatch.StartNew();
        var total = 0f;
        for (var row = 0; row < Rows; row++)
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
        return watch.Elapsed.TotalMilliseconds * model.Height / Rows;
    }

    private static FigureTable Culling(FigureContext context)
    {
        var table = new FigureTable("measure", "value", "goal");
        foreach (var count in (int[])[1_000, Many])
        {
            using var model = GaussianInputs.Synthetic(Width, Height, count);
            var covered = Enumerable.Range(0, model.Count).Sum(i =>
            {
                var gaussian = model.Store[i];
                var covariance = gaussian.Shape.Covariance();
                return Overlap(gaussian.X * Width, model.Cutoff * Math.Sqrt(covariance.XX), Width)
                    * Overlap(gaussian.Y * Height, model.Cutoff * Math.Sqrt(covariance.YY), Height);
            });
            var skipped = 1 - (covered / ((double)model.Count * model.Width * model.Height));
            table.Row(
                $"pairs skipped, {Count(count)} Gaussians", $"{100 * skipped:0.00}%",
                Verdict("at least 90%", skipped >= 0.9));
        }

        using var overlapping = Overlapping();
        var everything = new RenderOptions { TerminationThreshold = 1 };
        var times = RunTime.Alternating(
            () => GaussianRenderer.Render(overlapping).Dispose(),
            () => GaussianRenderer.Render(overlapping, everything).Dispose());
        var faster = times[1].Cpu / times[0].Cpu;
        table.Row("rendering with early termination, ms", Number(times[0].Cpu), "");
        table.Row("without it, ms", Number(times[1].Cpu), "");
        table.Row("times faster", Number(faster), AtLeast(faster, 2));
        return table;
    }

    /// <summary>Gaussians that cover much of the picture, one over another.</summary>
    private static GaussianModel Overlapping()
    {
        const int Count = 4000;
        var random = new Random(1);
        var store = new GaussianStore(Count);
        for (var i = 0; i < Count; i++)
        {
            var sigma = 30 + (30 * random.NextSingle());
            (store.X[i], store.Y[i], store.L11[i], store.L22[i]) =
                (random.NextSingle(), random.NextSingle(), sigma, sigma);
            (store.R[i], store.G[i], store.B[i]) = (random.NextSingle(), random.NextSingle(), random.NextSingle());
        }

        return new GaussianModel(store, Width, Height) { Compositing = GaussianCompositing.Over };
    }

    private static FigureTable Detail(FigureContext context)
    {
        var table = new FigureTable("Gaussians", "level", "ms", "times faster", "goal");
        foreach (var count in (int[])[3_000, 10_000, Many])
        {
            using var model = GaussianInputs.Synthetic(Width, Height, count);
            var whole = Time(1);
            table.Row(Count(count), "1", Number(whole), "1", "");
            foreach (var level in (double[])[0.5, 0.25, 0.1])
            {
                var time = Time(level);
                table.Row(
                    Count(count), level.ToString(CultureInfo.InvariantCulture), Number(time), Number(whole / time),
                    AtLeast(whole / time, 3));
            }

            double Time(double level) =>
                RunTime.Of(() => GaussianRenderer.Render(model, new RenderOptions { Level = level }).Dispose(), 10).Cpu;
        }

        return table;
    }

    private static FigureTable Vectors(FigureContext context)
    {
        Dictionary<string, string>[] widths =
        [
            new() { ["DOTNET_EnableAVX512"] = "0", ["DOTNET_EnableAVX2"] = "0", ["DOTNET_EnableAVX"] = "0" },
            new() { ["DOTNET_EnableAVX512"] = "0" },
            [],
        ];
        var table = new FigureTable("vectors", "rendering 70,000 Gaussians, ms");
        var seen = new HashSet<string>();
        foreach (var off in widths)
        {
            string[] words = [typeof(GaussianFigures).Assembly.Location, FigureReport.VectorsCommand];
            var values = ChildProcess.Run("dotnet", words, off)?.Output.Split(' ', StringSplitOptions.TrimEntries)
                ?? throw new InvalidOperationException("The child process failed.");
            if (seen.Add(values[0]))
            {
                table.Row($"{values[0]} bits", Number(double.Parse(values[1], CultureInfo.InvariantCulture)));
            }
        }

        table.Note = seen.Contains("512") ? "" : "This processor has no AVX-512.";
        return table;
    }

    private static FigureTable Files(FigureContext context)
    {
        const double Goal = 20;
        var table = new FigureTable(
            "profile", "bytes", "bytes per Gaussian", "encode, 1 thread, ms", "all threads, ms", "goal",
            "decode, 1 thread, ms", "all threads, ms", "goal");
        using var model = GaussianInputs.Synthetic(Width, Height, Many);
        foreach (var profile in Enum.GetValues<GaussianProfile>())
        {
            var bytes = GaussianFileWriter.ToBytes(model, profile);
            double Encode(int threads) => RunTime.Of(() => GaussianFileWriter.ToBytes(model, profile, threads)).Wall;
            double Decode(int threads) =>
                RunTime.Of(
                    () => GaussianFileReader.Read(bytes, "", new GaussianReadOptions { MaxThreads = threads })
                        .Dispose()).Wall;
            var (encode, decode) = (Encode(FigureContext.Cores), Decode(FigureContext.Cores));
            table.Row(
                profile.ToString(), Count(bytes.Length), Number((double)bytes.Length / Many), Number(Encode(1)),
                Number(encode),
                AtMost(encode, Goal, " ms"), Number(Decode(1)), Number(decode), AtMost(decode, Goal, " ms"));
        }

        return table;
    }

    private static FigureTable Iterations(FigureContext context)
    {
        const int FirstIterations = 60, RoundIterations = 15;
        var table = new FigureTable("Gaussians", "1 thread, ms", "all threads, ms");
        foreach (var count in (int[])[5_000, 10_000, 30_000, Many])
        {
            table.Row(Count(count), Number(Best(count, 1)), Number(Best(count, FigureContext.Cores)));
        }

        return table;

        double Best(int count, int threads)
        {
            using var image = ImageCodecs.Default.DecodeFloat(ImageSource.File(context.Sample("kodim21.jpg")));
            using var target = new FitSource(image, OperationContext.Quiet).Target();
            using var start = GaussianInputs.Start(image, count);
            using var fitter = new GaussianFitter(target, start.Count, threads);
            FitModel.Load(start, fitter.Parameters, target.Width, target.Height);
            fitter.Sort();
            for (var i = 0; i < FirstIterations; i++)
            {
                fitter.Iterate(FitRates.Initial.Scale(1 - ((float)i / FirstIterations)));
            }

            // Such small steps leave the Gaussians as they are, so that all rounds do the same work.
            var rates = FitRates.Initial.Scale(0.001f);
            return RunTime.Of(() => fitter.Iterate(rates), RoundIterations).Wall;
        }
    }

    private static FigureTable Encode(FigureContext context)
    {
        var path = context.Sample("kodim21.jpg");
        var table = new FigureTable("encoder", "wall, s", "processor, s", "goal", "Gaussians", "bytes", "PSNR, dB");
        foreach (var quality in (FitQuality[])[FitQuality.Draft, FitQuality.Normal])
        {
            var image = ImageCodecs.Default.DecodeFloat(ImageSource.File(path));
            var before = Environment.CpuUsage.TotalTime;
            var began = Stopwatch.GetTimestamp();
            using var fitted = new GaussianImageOperation(new GaussianImageOptions { Quality = quality }).Run(
                image, null, new OperationContext { MaxThreads = FigureContext.Cores });
            var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
            table.Row(
                $"Stylize, effort {quality}", Number(wall),
                Number((Environment.CpuUsage.TotalTime - before).TotalSeconds),
                quality == FitQuality.Draft ? AtMost(wall, 1.5, " s") : AtMost(wall, 10, " s"),
                Count(fitted.Model.Count), Count(fitted.File.Length), Number(fitted.Psnr));
        }

        var png = Path.Combine(context.Scratch, "encode.png");
        var avif = Path.Combine(context.Scratch, "encode.avif");
        using (var photograph = context.Decode("kodim21.jpg"))
        using (var stream = File.Create(png))
        {
            ImageCodecs.Default.Encode(photograph, stream, new EncodeOptions(ImageFormat.Png));
        }

        const string Settings = "-c aom -s 4 --min 0 --max 63 -a end-usage=q -a cq-level=25 -y 420";
        var peer = ChildProcess.Run("avifenc", [.. Settings.Split(' '), png, avif]);
        table.Row(
            "avifenc", Peer(peer?.Wall), Peer(peer?.Cpu), "", "",
            peer is null ? NotInstalled : Count(new FileInfo(avif).Length), "");
        return table;
    }

    private static FigureTable Operations(FigureContext context)
    {
        const int Count = 4096;
        var table = new FigureTable("operation", "ns", "goal");
        using var model = GaussianInputs.Synthetic(Width, Height, Count);
        var gaussians = Enumerable.Range(0, Count).Select(i => model.Store[i]).ToArray();
        var results = new Covariance<float>[Count];
        var indices = new ulong[Count];
        Row("covariance", () =>
        {
            for (var i = 0; i < Count; i++)
            {
                results[i] = gaussians[i].Shape.Covariance();
            }
        }, 10);
        Row("inverse covariance", () =>
        {
            for (var i = 0; i < Count; i++)
            {
                results[i] = gaussians[i].Shape.InverseCovariance();
            }
        }, 10);
        Row("Morton index", () =>
        {
            for (var i = 0; i < Count; i++)
            {
                indices[i] = MortonCurve.Index((uint)i * 2654435761u, (uint)i * 40503u);
            }
        }, 1);
        SortRow();
        var euler = Array.ConvertAll(gaussians, g => EulerShape<float>.FromCovariance(g.Shape.Covariance()));
        var cholesky = Array.ConvertAll(gaussians, g => g.Shape);
        Conversion<EulerShape<float>, CholeskyShape<float>>(euler, 50);
        Conversion<EulerShape<float>, LogRadiusShape<float>>(euler, 30);
        Conversion<EulerShape<float>, InverseCovarianceShape<float>>(euler);
        Conversion<CholeskyShape<float>, EulerShape<float>>(cholesky);
        Conversion<CholeskyShape<float>, InverseCovarianceShape<float>>(cholesky);
        return table;

        void Row(string name, Action work, double? goal = null)
        {
            var time = Nanoseconds(Count, work);
            table.Row(name, Number(time), goal is { } max ? AtMost(time, max, " ns") : "");
        }

        void SortRow()
        {
            var keys = new uint[Count];
            var items = new int[Count];
            var random = new Random(1);
            var shuffled = Enumerable.Range(0, Count).Select(_ => (uint)random.NextInt64(uint.MaxValue)).ToArray();
            Row("sort by index, per Gaussian", () =>
            {
                shuffled.CopyTo(keys, 0);
                RadixSort.Sort(keys, items);
            }, 5);
        }

        void Conversion<TFrom, TTo>(TFrom[] shapes, double? goal = null)
            where TFrom : struct, IGaussianShape<TFrom, float>
            where TTo : struct, IGaussianShape<TTo, float>
        {
            var converted = new TTo[Count];
            Row($"{Name<TFrom>()} to {Name<TTo>()}", () =>
            {
                for (var i = 0; i < converted.Length; i++)
                {
                    converted[i] = TTo.FromCovariance(shapes[i].Covariance());
                }
            }, goal);
        }

        static string Name<T>() => typeof(T).Name[..typeof(T).Name.IndexOf("Shape", StringComparison.Ordinal)];
    }

    /// <summary>Returns the length of the part of [center - reach, center + reach] within [0, length].</summary>
    private static double Overlap(double center, double reach, double length) =>
        Math.Max(0, Math.Min(length, center + reach) - Math.Max(0, center - reach));

    private static double Nanoseconds(int count, Action work) => RunTime.Of(work, 400).Cpu / count * 1e6;
}
