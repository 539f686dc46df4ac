using System.Diagnostics;
using System.Text.Json;
using Stylize.Benchmarks.Figures;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Engine.Measuring;
using Stylize.Engine.Tests;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares the time that the command estimates for a batch with the time that the batch takes, for all operations and
/// several sizes, also while other programs keep some processors busy. Estimates and runs alternate, and the median
/// ratio counts.
/// </summary>
internal static class EstimateTable
{
    public const string Name = "estimates";

    /// <summary>Goal: the largest factor between estimate and actual time.</summary>
    private const double Goal = 1.5;

    /// <summary>Sides of the tiles as multiples of those of the sample plate.</summary>
    private static readonly int[] TileFactors = [4, 8];

    private static readonly string[] OnPhotographs =
    [
        "pixel-art", "pixel-art --width 512", "pixel-art --preset Fast", "dot-art", "dot-art --distribution gradient",
        "dot-art --preset Hatching", "trace", "gaussian encode --effort draft",
        "gaussian encode --count 300 --iterations 200",
    ];

    private static readonly string[] OnGaussians =
        ["gaussian decode --scale 4 --include-results", "gaussian edit --rotate 90 --include-results"];

    private static readonly string[] OnPixelArt = ["restore --include-results"];

    private static readonly string[] OnPlates = ["segment --channel DAPI --measure-channel GFP",
        "segment --channel DAPI --method otsu"];

    /// <param name="words">Rounds (default 3), number of busy threads (default 0), and words that select rows.</param>
    public static int Run(string command, string photographs, IReadOnlyList<string> words)
    {
        var rounds = words.Count > 0 ? int.Parse(words[0], CultureInfo.InvariantCulture) : 3;
        var load = words.Count > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0;
        var folder = Directory.CreateTempSubdirectory("stylize-estimates-").FullName;
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < load; i++)
        {
            new Thread(
                () => { while (!stop.IsCancellationRequested) Thread.SpinWait(1000); }) { IsBackground = true }.Start();
        }

        try
        {
            Console.WriteLine(
                $"{"command",-46} {"batch",-24} {"estimate s",10} {"factor",6} {"actual s",9} {"ratio",6}");
            var rows = Pairs(OnPhotographs, Photographs(photographs, folder)).Concat(Pairs(OnPlates, Plates(folder)))
                .Concat(Pairs(OnGaussians, Made(command, folder, "gaussian encode --count 2000 --iterations 20")))
                .Concat(Pairs(OnPixelArt, Made(command, folder, "pixel-art --scale 8")));
            var ratios = rows.Where(row => words.Count < 3 || row.Words.Contains(words[2]))
                .Select(row => Row(command, row.Words, row.Batch, row.Folder, rounds)).ToList();
            var within = ratios.Count(r => Math.Max(r.Ratio, 1 / r.Ratio) <= Goal);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"within a factor of {Goal}: {within} of {ratios.Count}; ratios {ratios.Min(r => r.Ratio):0.00} to "
                + $"{ratios.Max(r => r.Ratio):0.00}; within the stated range: {ratios.Sum(r => r.Within)} of "
                + $"{ratios.Count * rounds}"));
            return within == ratios.Count ? 0 : 1;
        }
        finally
        {
            stop.Cancel();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Words, string Batch, string Folder)> Pairs(
        string[] commands, IEnumerable<(string Name, string Folder)> batches) =>
        batches.SelectMany(batch => commands.Select(words => (words, batch.Name, batch.Folder)));

    /// <summary>Measures and prints a row.</summary>
    /// <returns>The median ratio of estimate and actual time, and the number of actual times within the stated
    /// range.</returns>
    private static (double Ratio, int Within) Row(string command, string words, string batch, string folder, int rounds)
    {
        var output = Path.Combine(Path.GetDirectoryName(folder)!, "out");
        string[] arguments = [.. words.Split(' '), folder, "-o", output];
        var taken = new List<(double Estimate, double Factor, double Actual, bool IsCut)>();
        for (var round = 0; round < rounds; round++)
        {
            var estimate = JsonDocument.Parse(Start(command, [.. arguments, "--estimate", "--json"])).RootElement;
            var began = Stopwatch.GetTimestamp();
            Start(command, arguments);
            taken.Add((
                estimate.GetProperty("seconds").GetDouble(), estimate.GetProperty("factor").GetDouble(),
                Stopwatch.GetElapsedTime(began).TotalSeconds, estimate.GetProperty("isCut").GetBoolean()));
            Directory.Delete(output, recursive: true);
        }

        var ratio = Sample.Median([.. taken.Select(t => t.Estimate / t.Actual)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{words,-46} {batch,-24} {Median(t => t.Estimate),10:0.00} {Median(t => t.Factor),6:0.00} "
            + $"{Median(t => t.Actual),9:0.00} "
            + $"{ratio,6:0.00}{(taken.Exists(t => t.IsCut) ? "  runs stopped" : "")}"));
        return (ratio, taken.Count(t => Math.Max(t.Estimate / t.Actual, t.Actual / t.Estimate) <= t.Factor));

        double Median(Func<(double Estimate, double Factor, double Actual, bool IsCut), double> figure) =>
            Sample.Median([.. taken.Select(figure)]);
    }

    private static string Start(string command, IEnumerable<string> arguments) =>
        ChildProcess.Stylize(command, arguments)?.Output
            ?? throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed.");

    /// <summary>Creates a batch of one photograph for each of two sizes, and one of photographs in several
    /// sizes.</summary>
    private static IEnumerable<(string Name, string Folder)> Photographs(string photographs, string folder)
    {
        string[] sources =
        [
            .. Directory.GetFiles(photographs).Where(f => Path.GetExtension(f).ToLowerInvariant() is ".png" or ".jpg")
                .Order(StringComparer.Ordinal).Take(3),
        ];
        foreach (var size in (double[])[.4, 12])
        {
            var single = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"one-{size}"));
            Save(sources[0], size, Path.Combine(single, "0.jpg"));
            yield return (string.Create(CultureInfo.InvariantCulture, $"1 of {size} megapixels"), single);
        }

        var mixed = Path.Combine(folder, "mixed");
        foreach (var size in (double[])[.1, .4, 1.5, 4])
        {
            foreach (var (i, source) in sources.Index())
            {
                Save(source, size, Path.Combine(mixed, string.Create(CultureInfo.InvariantCulture, $"{size}-{i}.jpg")));
            }
        }

        yield return ("12 of 0.1 to 4 megapixels", mixed);
    }

    /// <summary>Creates a batch of the results of a command for the photographs in several sizes.</summary>
    private static IEnumerable<(string Name, string Folder)> Made(string command, string folder, string words)
    {
        var made = Path.Combine(folder, words.Split(' ')[0]);
        Start(command, [.. words.Split(' '), Path.Combine(folder, "mixed"), "-o", made]);
        yield return ("12 results", made);
    }

    /// <summary>Creates copies of the sample plate with larger tiles, filled with mirrored copies.</summary>
    private static IEnumerable<(string Name, string Folder)> Plates(string folder)
    {
        var sample = Checkout.Path("samples", "plate");
        foreach (var factor in TileFactors)
        {
            var plate = Path.Combine(folder, $"plate{factor}");
            var megapixels = 0.0;
            foreach (var file in Directory.GetFiles(sample, "*.tif", SearchOption.AllDirectories))
            {
                var target = Path.Combine(plate, Path.GetRelativePath(sample, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                using var tile = ImageCodecs.Default.DecodeSamples(ImageSource.File(file));
                using var large = Repeat(tile.Planes[0], factor);
                megapixels = large.Planes[0].Width * large.Planes[0].Height / 1e6;
                using var stream = File.Create(target);
                ImageCodecs.Default.Encode(large, stream, new EncodeOptions(ImageFormat.Tiff));
            }

            yield return (string.Create(CultureInfo.InvariantCulture, $"48 tiles of {megapixels:0.0} MP"), plate);
        }
    }

    private static void Save(string source, double megapixels, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var image = ImageCodecs.Default.DecodeRgba(ImageSource.File(source));
        var (width, height) =
            Resampler.ScaledSize(image.Width, image.Height, Math.Sqrt(megapixels * 1e6 / image.PixelCount));
        using var resized = Resampler.Resize(image, width, height, ResampleFilter.Lanczos3, Environment.ProcessorCount);
        using var stream = File.Create(target);
        ImageCodecs.Default.Encode(resized, stream, new EncodeOptions(ImageFormat.Jpeg));
    }

    private static SampleImage<ushort> Repeat(Raster<ushort> tile, int factor)
    {
        var large = new Raster<ushort>(tile.Width * factor, tile.Height * factor);
        for (var y = 0; y < large.Height; y++)
        {
            for (var x = 0; x < large.Width; x++)
            {
                large[x, y] = tile[Mirrored(x, tile.Width), Mirrored(y, tile.Height)];
            }
        }

        return new SampleImage<ushort>([large], false, 16);

        static int Mirrored(int place, int length) =>
            place / length % 2 == 0 ? place % length : length - 1 - (place % length);
    }
}
