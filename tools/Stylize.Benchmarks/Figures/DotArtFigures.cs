using Stylize.Codecs;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;
using static Stylize.Benchmarks.Figures.FigureText;

namespace Stylize.Benchmarks.Figures;

/// <summary>The tables of dot art.</summary>
internal static class DotArtFigures
{
    private const string Photograph = "kodim21.jpg";
    private const string Gradient = "Gradient";
    private const string Default = "Default";
    private const double MemoryGoal = 4;
    private const double TimeGoal = 1500;
    private const double CoreGoal = 0.8;

    /// <summary>Sizes of images, with a goal for the time of the preset Gradient.</summary>
    private static readonly (int Width, int Height, double Goal)[] ImageSizes =
        [(256, 256, 15), (512, 512, 45), (1000, 1000, 28), (1920, 1080, 350), (2048, 2048, 175), (4000, 4000, 600)];

    public static Figure[] All { get; } =
    [
        new("dots-sizes", Sizes),
        new("dots-size-memory", SizeMemory),
        new("dots-tone", Tone),
        new("dots-types", Types),
        new("dots-presets", Presets),
        new("dots-threads", Threads),
        new("dots-memory", Memory),
        new("dots-options", Options),
        new("dots-command", Command),
    ];

    private static FigureTable Sizes(FigureContext context)
    {
        var table = new FigureTable(
            "image", "preset", "dots", "1 thread, ms", "all threads, ms", "goal", "speedup", "cores used", "goal");
        foreach (var size in ImageSizes)
        {
            using var image = context.Decode(Photograph, size.Width, size.Height);
            foreach (var preset in (string[])[Default, Gradient])
            {
                var options = DotArtOptions.Presets[preset];
                var one = Run(image, options, 1);
                var all = FigureContext.Cores > 1 ? Run(image, options, FigureContext.Cores) : one;
                var use = all.Time.CoreUse(FigureContext.Cores);
                table.Row(
                    $"{size.Width}x{size.Height}", preset, Count(all.Dots), Number(one.Time.Wall),
                    Number(all.Time.Wall),
                    AtMost(all.Time.Wall, preset == Gradient ? size.Goal : TimeGoal, " ms"),
                    Number(one.Time.Wall / all.Time.Wall), Percent(use),
                    Verdict("at least 80%", use >= CoreGoal));
            }
        }

        return table;
    }

    private static FigureTable SizeMemory(FigureContext context)
    {
        var table = new FigureTable("image", "preset", "peak, MB", "times the RGBA image", "goal");
        foreach (var size in ImageSizes)
        {
            using var image = context.Decode(Photograph, size.Width, size.Height);
            foreach (var preset in (string[])[Default, Gradient])
            {
                var peak = Once(image, DotArtOptions.Presets[preset], FigureContext.Cores).Peak;
                var ratio = peak / (4.0 * image.PixelCount);
                table.Row(
                    $"{size.Width}x{size.Height}", preset, Megabytes(peak), Number(ratio),
                    Verdict("less than 4", ratio < MemoryGoal));
            }
        }

        return table;
    }

    private static FigureTable Tone(FigureContext context)
    {
        var table = new FigureTable(
            "dots", "overlap", "processor, s", "goal", "times the RGBA image", "weighted Voronoi, s",
            "voronoi_stippler, s", "LBG, s");
        using var image = context.Decode(Photograph);
        (int Dots, double Goal, string[] Peers)[] rows =
            [(5_000, 0.2, ["1.9", "2.5", "0.43"]), (20_000, 0.4, ["3.1", "1.7", "0.74"]), (100_000, 3, ["", "", ""])];
        foreach (var (dots, goal, peers) in rows)
        {
            foreach (var overlap in (bool[])[false, true])
            {
                var options =
                    new DotArtOptions { DotCount = dots, AllowOverlap = overlap, Color = new Rgba32(0, 0, 0) };
                var run = Run(image, options, 1);
                var seconds = run.Time.Cpu / 1000;
                table.Row(
                    [Count(run.Dots), overlap ? "yes" : "no", Number(seconds), AtMost(seconds, goal, " s"),
                    Number(run.Peak / (4.0 * image.PixelCount)), .. peers]);
            }
        }

        return table;
    }

    private static FigureTable Types(FigureContext context)
    {
        const int Side = 1000, Long = 1225, Short = 816;
        var table = new FigureTable("image", "size", "dots", "ms");
        Drawing("logo", StandardImageKind.Logo);
        Drawing("line drawing", StandardImageKind.LineDrawing);
        Photo("photograph, portrait", "kodim17.jpg", Short, Long);
        Photo("photograph, landscape", Photograph, Long, Short);
        Drawing("technical diagram", StandardImageKind.TechnicalDiagram);
        Drawing("abstract art", StandardImageKind.Abstract);
        return table;

        void Drawing(string name, StandardImageKind kind)
        {
            using var image = StandardImage.Create(kind, Side, Side);
            Row(name, image);
        }

        void Photo(string name, string file, int width, int height)
        {
            using var image = context.Decode(file, width, height);
            Row(name, image);
        }

        void Row(string name, Raster<Rgba32> image)
        {
            var run = Run(image, DotArtOptions.Presets[Gradient], FigureContext.Cores);
            table.Row(name, $"{image.Width}x{image.Height}", Count(run.Dots), Number(run.Time.Wall));
        }
    }

    private static FigureTable Presets(FigureContext context)
    {
        var table = new FigureTable("preset", "dots", "ms", "peak, MB");
        using var image = context.Decode(Photograph, 1000, 1000);
        foreach (var (name, options) in DotArtOptions.Presets)
        {
            var run = Run(image, options, FigureContext.Cores);
            table.Row(name, Count(run.Dots), Number(run.Time.Wall), Megabytes(run.Peak));
        }

        return table;
    }

    private static FigureTable Threads(FigureContext context)
    {
        var goals = new Dictionary<int, double> { [2] = 1.83, [4] = 3.37, [8] = 4.44, [16] = 4.71 };
        var table = new FigureTable("preset", "threads", "ms", "speedup", "cores used", "goal");
        using var image = context.Decode(Photograph, 2048, 2048);
        foreach (var preset in (string[])[Default, Gradient])
        {
            var first = 0.0;
            foreach (var threads in FigureContext.ThreadCounts)
            {
                var run = Run(image, DotArtOptions.Presets[preset], threads);
                first = threads == 1 ? run.Time.Wall : first;
                var speedup = first / run.Time.Wall;
                table.Row(
                    preset, Count(threads), Number(run.Time.Wall), Number(speedup), Percent(run.Time.CoreUse(threads)),
                    goals.TryGetValue(threads, out var goal) ? AtLeast(speedup, goal) : "");
            }
        }

        table.Note = FigureContext.Cores < 4
            ? $"This machine has {FigureContext.Cores} cores, so the speedup on 4 cores and more was not measured."
            : "";
        return table;
    }

    private static FigureTable Memory(FigureContext context)
    {
        var table = new FigureTable("preset", "phase", "ms", "allocated, MB", "times the image");
        using var image = context.Decode(Photograph, 2048, 2048);
        foreach (var preset in (string[])[Default, Gradient])
        {
            var run = Run(image, DotArtOptions.Presets[preset], 1);
            foreach (var phase in run.Phases)
            {
                table.Row(
                    preset, phase.Name, Number(phase.Elapsed.TotalMilliseconds), Megabytes(phase.AllBytes),
                    Number(phase.AllBytes / (4.0 * image.PixelCount)));
            }

            table.Row(
                preset, "peak of the whole run", Number(run.Time.Wall), Megabytes(run.Peak),
                Number(run.Peak / (4.0 * image.PixelCount)));
        }

        return table;
    }

    private static FigureTable Options(FigureContext context)
    {
        var basis = DotArtOptions.Presets[Gradient];
        (string Name, DotArtOptions Options, int Time, int? Dots)[] rows =
        [
            ("density threshold 0.25", basis with { DensityThreshold = 0.25f }, -60, -70),
            ("density threshold 0.03", basis with { DensityThreshold = 0.03f }, 40, 300),
            ("adaptive sizing off", basis with { AdaptiveSizing = false }, -15, null),
        ];
        var table =
            new FigureTable("option", "ms", "without, ms", "change", "goal", "dots", "dots without", "change", "goal");
        using var image = context.Decode(Photograph, 1000, 1000);
        foreach (var (name, options, time, dots) in rows)
        {
            var (count, normal) = (0, 0);
            var times = RunTime.Alternating(
                () => count = Once(image, options, FigureContext.Cores).Dots,
                () => normal = Once(image, basis, FigureContext.Cores).Dots);
            table.Row(
                name, Number(times[0].Wall), Number(times[1].Wall), Change(times[0].Wall, times[1].Wall),
                Verdict($"at most {time:+0;-0}%", times[0].Wall / times[1].Wall <= 1 + (time / 100.0)), Count(count),
                Count(normal), Change(count, normal), dots is { } goal ? Verdict(
                    goal < 0 ? $"at most {goal}%" : $"at least +{goal}%",
                    goal < 0 ? count <= normal * (1 + (goal / 100.0)) : count >= normal * (1 + (goal / 100.0))) : "");
        }

        return table;

        static string Change(double value, double basis) =>
            $"{(value >= basis ? "+" : "-")}{Percent(Math.Abs(value - basis) / basis)}";
    }

    private static FigureTable Command(FigureContext context)
    {
        var file = Path.Combine(context.Scratch, "dots.jpg");
        using (var image = context.Decode(Photograph, 1000, 1000))
        using (var stream = File.Create(file))
        {
            ImageCodecs.Default.Encode(image, stream, new EncodeOptions(ImageFormat.Jpeg) { Quality = 95 });
        }

        var operation = new DotArtOperation(DotArtOptions.Presets[Gradient]);
        var library = RunTime.Of(() =>
        {
            using var result = operation.Run(
                new ImageInput(ImageSource.File(file), ImageCodecs.Default),
                new OperationContext { MaxThreads = FigureContext.Cores });
            using var target = File.Create(Path.Combine(context.Scratch, "library.svg"));
            result.Write(target);
        }).Wall;
        string[] simple = ["dot-art", file, "-o", Path.Combine(context.Scratch, "out"), "--force",
            "--preset", Gradient];
        string[] complex =
        [
            .. simple, "--density-threshold", "0.1", "--min-radius", "0.5", "--max-radius", "3",
            "--spacing-factor", "1.5", "--precision", "1", "--min-opacity", "0.3", "--seed", "42", "--json",
        ];
        var table = new FigureTable("front end", "ms", "more than the library, ms", "goal");
        table.Row("library", Number(library), "", "");
        Row("command", simple, 40);
        Row("command, many options", complex, 60);
        return table;

        void Row(string name, string[] words, double goal)
        {
            var run = ChildProcess.Best(8, () => context.Stylize(words))!;
            var (wall, more) = (1000 * run.Wall, (1000 * run.Wall) - library);
            table.Row(name, Number(wall), Number(more), AtMost(more, goal, " ms"));
        }
    }

    private static DotRun Run(Raster<Rgba32> image, DotArtOptions options, int threads)
    {
        DotRun? best = null;
        var peak = 0L;
        var time = RunTime.Of(() =>
        {
            var run = Once(image, options, threads);
            peak = Math.Max(peak, run.Peak);
            best = best is null || run.Time.Wall < best.Time.Wall ? run : best;
        });
        return best! with { Time = new(best.Time.Wall, Math.Min(time.Cpu, best.Time.Cpu)), Peak = peak };
    }

    private static DotRun Once(Raster<Rgba32> image, DotArtOptions options, int threads)
    {
        var before = AlignedPool.RentedBytes;
        AlignedPool.ResetPeak();
        var context = new OperationContext { MaxThreads = threads };
        using var result = (DotArtResult)new DotArtOperation(options).Run(
            ImageInput.Pixels(image, ImageCodecs.Default, "image.png"), context);
        using (context.Phases.Start("write"))
        {
            result.Write(Stream.Null);
        }

        var phases = context.Phases.Phases;
        var timed = phases.Where(phase => phase.Name != "decode").ToList();
        var time = new RunTime(
            timed.Sum(phase => phase.Elapsed.TotalMilliseconds),
            timed.Sum(phase => phase.ProcessorTime.TotalMilliseconds));
        return new(result.Dots.Length, time, AlignedPool.PeakRentedBytes - before, phases);
    }

    private sealed record DotRun(int Dots, RunTime Time, long Peak, IReadOnlyList<PhaseRecord> Phases);
}
