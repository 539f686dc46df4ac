using System.Diagnostics;
using System.Text.Json;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using static Stylize.Benchmarks.Figures.FigureText;

namespace Stylize.Benchmarks.Figures;

/// <summary>The tables of start, threads, batches and peers.</summary>
internal static class CommandFigures
{
    private const string Photograph = "kodim21.jpg";

    public static Figure[] All { get; } =
    [
        new("command-start", CommandStart),
        new("command-compiled", Compiled),
        new("module-start", ModuleStart),
        new("threads", Threads),
        new("batch", Batch),
        new("batch-overhead", Overhead),
        new("small-files", SmallFiles),
        new("peers", Peers),
    ];

    private static FigureTable CommandStart(FigureContext context)
    {
        const int Runs = 12;
        var table = new FigureTable("command", "wall, ms", "processor, ms", "start, ms", "goal");
        var benchmarks = typeof(CommandFigures).Assembly.Location;
        Row("the .NET runtime alone", null,
            () => ChildProcess.Run("dotnet", [benchmarks, FigureReport.NothingCommand]));
        Row("`stylize --version`", 5, () => context.Stylize(["--version"]));
        Row("`stylize dot-art --help`", 8, () => context.Stylize(["dot-art", "--help"]));
        Row("`stylize pixel-art --help`", 8, () => context.Stylize(["pixel-art", "--help"]));
        string[] picture =
            ["pixel-art", context.Sample("kodim03.jpg"), "-o", Path.Combine(context.Scratch, "start"), "--force",
                "--json", "--fast"];
        var (start, best) = (double.MaxValue, (Wall: double.MaxValue, Cpu: double.MaxValue));
        for (var run = 0; run < Runs; run++)
        {
            var taken = context.Stylize(picture);
            using var result = JsonDocument.Parse(taken.Output.Split('\n')[0]);
            start = Math.Min(start, 1000 * (taken.Wall - result.RootElement.GetProperty("elapsed").GetDouble()));
            best = (Math.Min(best.Wall, 1000 * taken.Wall), Math.Min(best.Cpu, 1000 * taken.Cpu));
        }

        table.Row(
            "`stylize pixel-art kodim03.jpg --fast`", Number(best.Wall), Number(best.Cpu), Number(start),
            AtMost(start, 150, " ms"));
        return table;

        void Row(string name, double? goal, Func<ChildProcess?> run)
        {
            var taken = ChildProcess.Best(Runs, run) ?? throw new InvalidOperationException($"{name} failed.");
            var milliseconds = 1000 * taken.Cpu;
            table.Row(
                name, Number(1000 * taken.Wall), Number(milliseconds), "",
                goal is { } max ? AtMost(milliseconds, max, " ms of processor time") : "");
        }
    }

    private static FigureTable Compiled(FigureContext context)
    {
        const int Runs = 6;
        var output = Path.Combine(context.Scratch, "compiled");
        var table =
            new FigureTable("command", ".NET tool, ms", "native, ms", "ratio", "goal", ".NET tool, MB", "native, MB");
        Row("--version", 0.5, ["--version"]);
        Row("dot-art --help", 0.5, ["dot-art", "--help"]);
        Row("pixel-art kodim21.jpg", 0.5, ["pixel-art", context.Sample(Photograph), "-o", output, "--force"]);
        Row("dot-art kodim21.jpg", 0.5, ["dot-art", context.Sample(Photograph), "-o", output, "--force"]);
        Row("regions nuclei01.png", 0.5, ["regions", FigureContext.Data("nuclei", "nuclei01.png")]);
        Row("gaussian encode kodim21.jpg --iterations 300", 1,
            ["gaussian", "encode", context.Sample(Photograph), "-o", output, "--force", "--iterations", "300"]);
        Row("pixel-art, 24 megapixels", 1, ["pixel-art", Large(context), "-o", output, "--force"]);
        string[] plate = [DrawnTiles.TwoChannels(context), "--channel", "DAPI", "--measure-channel", "GFP"];
        Row("segment, one well", 1, ["segment", .. plate, "-o", output, "--force"]);
        return table;

        void Row(string name, double goal, string[] words)
        {
            var best = new ChildProcess?[2];
            for (var run = 0; run < Runs; run++)
            {
                best[0] = ChildProcess.Smaller(best[0], context.Tool(words));
                best[1] = ChildProcess.Smaller(best[1], context.Stylize(words));
            }

            var (tool, native) = (best[0]!, best[1]!);
            var ratio = native.Cpu / tool.Cpu;
            table.Row(
                $"`{name}`", Number(1000 * tool.Cpu), Number(1000 * native.Cpu), Number(ratio), AtMost(ratio, goal),
                Peak(tool), Peak(native));
        }

        static string Peak(ChildProcess run) => run.PeakBytes > 0 ? Megabytes(run.PeakBytes) : "";
    }

    /// <summary>A photograph of 6000x4000 pixels.</summary>
    private static string Large(FigureContext context)
    {
        var path = Path.Combine(context.Scratch, "large.jpg");
        using var image = context.Decode(Photograph, 6000, 4000);
        using var file = File.Create(path);
        ImageCodecs.Default.Encode(image, file, new EncodeOptions(ImageFormat.Jpeg) { Quality = 92 });
        return path;
    }

    private static FigureTable ModuleStart(FigureContext context)
    {
        var table = new FigureTable("statement", "processor, ms", "elapsed, ms", "goal");
        if (context.Module is not { } module)
        {
            table.Note = "Not measured: pwsh is not installed, or the module could not be packed.";
            return table;
        }

        var script = Path.Combine(context.Root, "tools", "packaging", "Measure-Import.ps1");
        var run =
            ChildProcess.Run("pwsh", ["-NoProfile", "-Command", $"& '{script}' '{module}' -Rounds 4 | ConvertTo-Json"])
                ?? throw new InvalidOperationException("Measure-Import.ps1 failed.");
        using var rows = JsonDocument.Parse(run.Output);
        string[] names =
            ["`pwsh` alone (whole process)", "`Import-Module`", "and a first cmdlet", "and a first picture",
                "and a second picture"];
        foreach (var (index, row) in rows.RootElement.EnumerateArray().Index())
        {
            // The properties are the case, processor time, processor time beyond a bare pwsh, and elapsed time.
            var values = row.EnumerateObject().Skip(1).Select(property => property.Value.GetDouble()).ToArray();
            var goal = index switch
            {
                1 => AtMost(values[1], 50, " ms of processor time"),
                2 => AtMost(values[2], 300, " ms elapsed"),
                3 => AtMost(values[1], 200, " ms of processor time"),
                _ => "",
            };
            table.Row(
                names[index], Number(index == 0 ? values[0] : values[1]), index == 0 ? "" : Number(values[2]), goal);
        }

        return table;
    }

    private static FigureTable Threads(FigureContext context)
    {
        const int Rounds = 2;
        var table =
            new FigureTable("task", "1 thread, s", "processor, s", "all threads, s", "processor, s", "ratio", "goal");
        var photograph = context.Sample(Photograph);
        var plate = DrawnTiles.TwoChannels(context);
        var output = Path.Combine(context.Scratch, "threads") + Path.DirectorySeparatorChar;
        string[] copies = [.. Enumerable.Range(0, 3).Select(i => Path.Combine(context.Scratch, $"copy{i}.jpg"))];
        Array.ForEach(copies, copy => File.Copy(photograph, copy, overwrite: true));
        Row("Gaussian fit of 300 iterations, command", 0.6,
            Command(["gaussian", "encode", photograph, "--iterations", "300"]));
        if (context.Module is { } module)
        {
            Row("the same in a PowerShell pipeline", 0.6, Pipeline(module));
        }

        Row("pixel art, 512 cells wide", 0.6, Command(["pixel-art", photograph, "--width", "512"]));
        Row("dot art", 0.6, Command(["dot-art", photograph]));
        Row("plate of one well", 0.6, Command(["segment", plate, "--channel", "DAPI", "--measure-channel", "GFP"]));
        Row("Gaussian fits of three files, drafts", 0.54,
            Command(["gaussian", "encode", .. copies, "--effort", "draft"]), isBatch: true);
        return table;

        void Row(string name, double goal, Func<bool, (double Wall, double Cpu)> run, bool isBatch = false)
        {
            var (one, all) =
                ((Wall: double.MaxValue, Cpu: double.MaxValue), (Wall: double.MaxValue, Cpu: double.MaxValue));
            for (var round = 0; round < Rounds; round++)
            {
                (one, all) = (Min(one, run(true)), Min(all, run(false)));
            }

            var ratio = all.Wall / (isBatch ? all.Cpu : one.Wall);
            table.Row(name, Number(one.Wall), Number(one.Cpu), Number(all.Wall), Number(all.Cpu), Number(ratio),
                AtMost(ratio, goal));
        }

        Func<bool, (double, double)> Command(string[] words) => isAlone =>
        {
            string[] limit = isAlone ? ["--max-threads", "1"] : [];
            var taken = context.Stylize([.. words, "-o", output, "--force", .. limit]);
            return (taken.Wall, taken.Cpu);
        };

        Func<bool, (double, double)> Pipeline(string module) => isAlone =>
        {
            var script =
                $"$ErrorActionPreference = 'Stop'; Import-Module '{module}'; (Measure-Command {{ Get-Item "
                + $"'{photograph}' | "
                + $"New-GaussianImage -DestinationPath '{output}' -Iterations 300 -Force "
                + $"{(isAlone ? "-MaxThreads 1" : "")} "
                + "}).TotalSeconds.ToString([cultureinfo]::InvariantCulture)";
            var taken = ChildProcess.Run("pwsh", ["-NoProfile", "-Command", script])
                ?? throw new InvalidOperationException("pwsh failed.");
            return (double.Parse(taken.Output, CultureInfo.InvariantCulture), taken.Cpu);
        };

        static (double, double) Min((double Wall, double Cpu) a, (double Wall, double Cpu) b) =>
            (Math.Min(a.Wall, b.Wall), Math.Min(a.Cpu, b.Cpu));
    }

    private static FigureTable Batch(FigureContext context)
    {
        const int Files = 48, Steps = 4;
        const double Goal = 0.85;
        var table = new FigureTable("files", "wall, s", "processor, s", "cores used", "goal", "resident, MB");
        var folder = Directory.CreateDirectory(Path.Combine(context.Scratch, "batch")).FullName;
        string[] photographs = ["kodim03.jpg", "kodim21.jpg", "kodim23.jpg"];
        for (var i = 0; i < Files; i++)
        {
            File.CreateSymbolicLink(
                Path.Combine(folder, $"{i:00}.jpg"), context.Sample(photographs[i % photographs.Length]));
        }

        var planner = new TargetPlanner(new PixelArtOperation(PixelArtOptions.Default), new TargetOptions());
        using var batch = new FileWork(new PixelArtOperation(PixelArtOptions.Default), planner).CreateBatch();
        var items = Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Select(path => planner.Plan(new ImageInput(ImageSource.File(path), ImageCodecs.Default)));
        var (began, before, done) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, 0);
        foreach (var result in batch.Runner.Run(items))
        {
            if (!result.Succeeded) throw new InvalidOperationException(result.Failure.Message);

            if (++done % (Files / Steps) == 0)
            {
                var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
                var cpu = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
                var use = cpu / (wall * FigureContext.Cores);
                table.Row(
                    Count(done), Number(wall), Number(cpu), Percent(use),
                    done == Files ? Verdict("at least 85%", use >= Goal) : "", Megabytes(Environment.WorkingSet));
            }
        }

        return table;
    }

    private static FigureTable Overhead(FigureContext context)
    {
        const int Items = 10_000;
        var table = new FigureTable("runner", "microseconds per item");
        Row("plain loop", () => Enumerable.Range(0, Items).Sum(Work));
        Row("PLINQ, in order", () => Enumerable.Range(0, Items).AsParallel().AsOrdered()
            .WithDegreeOfParallelism(FigureContext.Cores).Select(Work).Sum());
        Row("runner of Stylize", () =>
        {
            var options = new RunnerOptions { ThrottleLimit = FigureContext.Cores };
            using var runner = new OrderedRunner<int, int>(
                (item, _, _) => Work(item), (_, exception) => throw exception, options, _ => 0);
            return runner.Run(Enumerable.Range(0, Items)).Sum();
        });
        return table;

        void Row(string name, Func<int> work) =>
            table.Row(name, Number(1000 * RunTime.Of(() => work(), 1).Wall / Items));

        static int Work(int item)
        {
            Thread.SpinWait(2);
            return item & 1;
        }
    }

    private static FigureTable SmallFiles(FigureContext context)
    {
        const int Files = 300, Runs = 4;
        var table = new FigureTable("front end", "processor per file, ms", "decoding and work, ms", "rest, ms", "goal");
        var small = Path.Combine(context.Scratch, "small.png");
        _ = context.Stylize(
            ["pixel-art", context.Sample(Photograph), "-o", small, "--width", "48", "--scale", "1", "--no-provenance"]);
        var folder = Directory.CreateDirectory(Path.Combine(context.Scratch, "small")).FullName;
        for (var i = 0; i < Files; i++)
        {
            File.CreateSymbolicLink(Path.Combine(folder, $"{i:000}.png"), small);
        }

        var output = Path.Combine(context.Scratch, "small-out");
        var report = Path.Combine(context.Scratch, "small.jsonl");
        Row("command", inputs => context.Stylize(
            ["pixel-art", inputs, "-o", output + Path.DirectorySeparatorChar, "--width", "8", "--fast", "--max-threads",
                "1", "--force", "--quiet", "--report-path", report]));
        if (context.Module is { } module)
        {
            Row("module", inputs => ChildProcess.Run("pwsh",
                ["-NoProfile", "-Command",
                    $"Import-Module '{module}'; ConvertTo-PixelArt '{inputs}' -DestinationPath '{output}/' -Width 8 "
                    + $"-Fast -MaxThreads 1 -Force -ReportPath '{report}' | Out-Null"])
                ?? throw new InvalidOperationException("ConvertTo-PixelArt failed."));
        }

        return table;

        void Row(string name, Func<string, ChildProcess> run)
        {
            var one = ChildProcess.Best(Runs, () => run(small))!;
            var (perFile, work) = (double.MaxValue, 0.0);
            for (var i = 0; i < Runs; i++)
            {
                var all = run(folder);
                if (1000 * (all.Cpu - one.Cpu) / (Files - 1) is var taken && taken < perFile)
                {
                    (perFile, work) = (taken, 1000 * File.ReadLines(report).Sum(Work) / Files);
                }
            }

            table.Row(
                name, Number(perFile), Number(work), Number(perFile - work),
                AtMost(perFile - work, 6, " ms of processor time"));
        }

        static double Work(string line)
        {
            using var row = JsonDocument.Parse(line);
            return row.RootElement.TryGetProperty("phases", out var phases)
                ? phases.EnumerateObject().Where(phase => phase.Name is not ("hash" or "write"))
                    .Sum(phase => phase.Value.GetDouble())
                : 0;
        }
    }

    private static FigureTable Peers(FigureContext context)
    {
        const int Rounds = 3;
        const string KMeans = """
            import sys, numpy as np
            from PIL import Image
            from skimage.color import rgb2lab, lab2rgb
            from scipy.cluster.vq import kmeans2
            im = Image.open(sys.argv[1]).convert("RGB").resize((96, 64), Image.BOX)
            lab = rgb2lab(np.asarray(im)).reshape(-1, 3)
            c, l = kmeans2(lab, 16, iter=20, minit="++", seed=1)
            Image.fromarray((lab2rgb(c[l].reshape(64, 96, 3)) * 255 + .5).astype(np.uint8)).save(sys.argv[2])
            """;
        const string Metrics = """
            import sys, numpy as np
            from PIL import Image
            from skimage.metrics import peak_signal_noise_ratio, structural_similarity
            from skimage.color import rgb2lab, deltaE_ciede2000
            a, b = (np.asarray(Image.open(p).convert("RGB")) for p in sys.argv[1:3])
            wang = dict(channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
            print(peak_signal_noise_ratio(b, a), structural_similarity(a, b, **wang), deltaE_ciede2000(rgb2lab(a), rgb2lab(b)).mean())
            """;
        var photograph = context.Sample(Photograph);
        var changed = Path.Combine(context.Scratch, "changed.png");
        using (var image = context.Decode(Photograph))
        using (var stream = File.Create(changed))
        {
            image[0, 0] = new Rgba32(0, 0, 0);
            ImageCodecs.Default.Encode(image, stream, new EncodeOptions(ImageFormat.Png));
        }

        var output = Path.Combine(context.Scratch, "peer.png");
        string[] pixelArt = ["pixel-art", photograph, "-o", Path.Combine(context.Scratch, "peers"), "--force"];
        string[] magick = [photograph, "-resize", "96x64!", "+dither", "-colors", "16", output];
        var table = new FigureTable("task", "peer", "peer, s", "Stylize, s", "ratio");
        string[] compare = ["compare", changed, "-r", photograph];
        Row(
            "pixel art, 96 cells, 16 colors", "box filter and k-means in Lab (SciPy)", context.Python,
            ["-c", KMeans, photograph, output], pixelArt);
        Row("pixel art with `--fast`", "ImageMagick without dithering", "magick", magick,
            [.. pixelArt, "--fast"], "convert");
        Row("PSNR, SSIM and CIEDE2000", "scikit-image", context.Python, ["-c", Metrics, changed, photograph], compare);
        return table;

        void Row(string task, string peer, string? file, string[] words, string[] ours, string? otherFile = null)
        {
            var (theirs, mine) = ((double?)null, double.MaxValue);
            for (var round = 0; round < Rounds; round++)
            {
                var run = Peer(file, words) ?? Peer(otherFile, words);
                theirs = run is null ? theirs : Math.Min(theirs ?? double.MaxValue, run.Cpu);
                mine = Math.Min(mine, context.Stylize(ours).Cpu);
            }

            table.Row(task, peer, FigureText.Peer(theirs), Number(mine), theirs is { } time ? Number(time / mine) : "");
        }

        static ChildProcess? Peer(string? file, string[] words) => file is null ? null : ChildProcess.Run(file, words);
    }
}
