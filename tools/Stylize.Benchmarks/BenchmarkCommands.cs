using Stylize.Benchmarks.Figures;

namespace Stylize.Benchmarks;

/// <summary>The instruments of this program.</summary>
internal static class BenchmarkCommands
{
    private const int Invalid = 2;

    /// <param name="Name">First word of the command line.</param>
    /// <param name="Arguments">The other words, for the usage text.</param>
    /// <param name="Summary">What the command does, one line.</param>
    /// <param name="Run">Takes the other words and returns the exit code.</param>
    private sealed record Command(string Name, string Arguments, string Summary, Func<string[], int> Run);

    private static readonly Command[] All =
    [
        new(FigureReport.Name, "[--only TABLE] [--list]",
            "Measure this machine and write docs/evidence/performance.md, or print one table.", FigureReport.Run),
        new(BuildComparison.Name, "OTHER.dll STYLIZE.dll DATA [PAIRS] [TASK]",
            "Compare the processor time of two builds of the command.",
            words => words is [var other, var current, var data, .. var rest]
                ? BuildComparison.Run(other, current, data, rest) : Usage()),
        new(CostSweep.Name, "STYLIZE [FOLDER...] [--only TASK] [--picture WORDS]",
            "Find pictures that take far more processor time per pixel than others.",
            words => words is [] ? Usage() : CostSweep.Run(words)),
        new(EstimateTable.Name, "STYLIZE.dll PHOTOGRAPHS [ROUNDS] [BUSY] [WORDS]",
            "Compare estimated times of batches with actual times.",
            words => words is [var command, var folder, .. var rest]
                ? EstimateTable.Run(command, folder, rest) : Usage()),
        new(FaultTable.Name, "[--kills N] [--only CASE]", "Kill and obstruct batches, and check the files they leave.",
            FaultTable.Run),
        new(FuzzTable.Name, "READER|all [--minutes N] [--seed N]",
            "Feed mutated files to the readers of untrusted input.",
            words => words is [var reader, .. var rest] ? FuzzTable.Run(reader, rest) : Usage()),
        new(MemoryTable.Name, "STYLIZE.dll PHOTOGRAPHS [MEGABYTES] [COUNT] [WORDS]",
            "Run commands on large photographs in little memory (Linux, as root).",
            words => words is [var command, var folder, .. var rest]
                ? MemoryTable.Run(command, folder, rest) : Usage()),
        new(ThousandWorkers.Name, "STYLIZE.dll [--workers N] [--files N] [--seconds N] [--chunk N]",
            "Simulate many workers on a broker, with kills and a restart of the broker.",
            words => words is [var command, .. var rest] ? ThousandWorkers.Run(command, rest) : Usage()),
        new(BrowserPictures.Name, "FOLDER...",
            "Compare decoded pictures with those of Chromium, and count the differences by cause.",
            words => words is [] ? Usage() : BrowserPictures.Run(words)),
        new(PlaneTable.Name, "FOLDER", "Print a hash of each plane of files, for tools/compare_planes.py.",
            words => words is [var folder] ? PlaneTable.Run(folder) : Usage()),
        new(RestoreTable.Name, "FOLDER [LIMIT]",
            "Enlarge pixel art and measure the share of grids and cells that are restored.",
            words => words is [var folder, .. var rest]
                ? RestoreTable.Run(folder, rest is [var n] ? Number(n) : int.MaxValue) : Usage()),
        new(TourTable.Name, "[POINTS]", "Measure the length of the single line through random points.",
            words => TourTable.Run(words is [var count, ..] ? Number(count) : 20_000)),
        new(GaussianFitTable.Name, "--images FILES [--counts N,...] [--seconds N | --iterations N]",
            "Measure the quality of Gaussian fits by number of Gaussians.",
            GaussianFitTable.Run),
        new(GaussianAnimationTable.Name, "CLIP PSNRS",
            "Fit an animation, and compare its bytes with those of single files at equal PSNR.",
            words => words is [var clip, var counts] ? GaussianAnimationTable.Run(clip, counts) : Usage()),
        new(GaussianSizeTable.Name, "PHOTOGRAPH [MEGAPIXELS] [EFFORTS]",
            "Measure Gaussian fits by image size, and seams between tiles.",
            words => words is [var photograph, .. var rest] ? GaussianSizeTable.Run(photograph, rest) : Usage()),
        new(GaussianLevelTable.Name, "--images FILES [--count N] [--iterations N]",
            "Measure the quality and the time of levels of detail.", GaussianLevelTable.Run),
        new(GaussianLayerTable.Name, "--images FILES [--bytes N] [--iterations N]",
            "Compare truncated progressive files with plain files of equal size.", GaussianLayerTable.Run),
        new(GaussianBdRate.Name, "--images FILES [--rates N,...] [--iterations N]",
            "Compute BD-rates of Gaussian files and other codecs against AVIF.", GaussianBdRate.Run),
        new(SegmentationQuality.Name, "quality FOLDER | sets FOLDER...",
            "Compute F1 of segmentation against hand labels.", SegmentationQuality.Run),
        new("sample-plate", "FOLDER [SEED]", "Draw the plate of samples/plate.", words =>
        {
            if (words is not [var folder, .. var rest]) return Usage();

            SamplePlate.Make(folder, rest is [var seed] ? Number(seed) : 1);
            return 0;
        }),
        new(FigureReport.VectorsCommand, "", "", _ => GaussianFigures.RunVectors()),
    ];

    public static int Run(string[] words)
    {
        if (words is [] or ["help"] or ["--help"])
        {
            Print(Console.Out);
            return 0;
        }

        return All.FirstOrDefault(command => command.Name == words[0]) is { } chosen ? chosen.Run(words[1..]) : Usage();
    }

    /// <summary>Prints the usage text as an error.</summary>
    /// <returns>The exit code of wrong arguments.</returns>
    public static int Usage()
    {
        Print(Console.Error);
        return Invalid;
    }

    private static void Print(TextWriter writer)
    {
        writer.WriteLine("Usage: dotnet run -c Release --project tools/Stylize.Benchmarks -- COMMAND\n");
        foreach (var command in All.Where(command => command.Summary.Length > 0))
        {
            writer.WriteLine($"  {command.Name} {command.Arguments}\n      {command.Summary}");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
