using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Benchmarks;

/// <summary>
/// Computes object-level F1 against hand labels. An object counts as found if its intersection over union with a hand
/// label exceeds 0.5, or, for sets, also 0.7.
/// </summary>
internal static class SegmentationQuality
{
    public const string Name = "segmentation";

    /// <param name="words">"quality" and one folder, or "sets" and folders.</param>
    public static int Run(string[] words)
    {
        switch (words)
        {
            case ["quality", var folder]: Methods(folder); return 0;
            case ["sets", .. { Length: > 0 } folders]: Sets(folders); return 0;
            default: return BenchmarkCommands.Usage();
        }
    }

    private static void Methods(string folder)
    {
        Console.WriteLine("| method | F1 | precision | recall | F1, split | precision | recall |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var method in Enum.GetValues<ThresholdMethod>()
            .Where(m => m is not (ThresholdMethod.Manual or ThresholdMethod.Labels)))
        {
            var options = new SegmentationOptions { Method = method, Split = false };
            Row(folder, method.ToString(), options);
            if (method == ThresholdMethod.SdFromMean)
            {
                Row(folder, "SdFromMean, k = 1", options with { StandardDeviations = 1 });
            }

            if (method == ThresholdMethod.Local)
            {
                Row(folder, "Local, block 151, offset -3", options with { BlockSize = 151, LocalOffset = -3 });
            }

            if (method == ThresholdMethod.Sauvola)
            {
                Row(folder, "Sauvola, window 151", options with { WindowSize = 151 });
            }
        }

        foreach (var depth in (double[])[0.25, 0.5, 0.75, 1, 1.5, 2, 3])
        {
            var options = new SegmentationOptions { Method = ThresholdMethod.Otsu, SplitDepth = depth };
            Row(folder, string.Create(CultureInfo.InvariantCulture, $"Otsu, split depth {depth}"), options);
        }
    }

    /// <summary>
    /// Prints a row per folder, for the default and for Otsu with splitting, and one for all. Each image is NAME.png or
    /// NAME.tif with labels in NAME.labels.png.
    /// </summary>
    private static void Sets(IReadOnlyList<string> folders)
    {
        Console.WriteLine("| images | number | nuclei | F1 | precision | recall | at IoU 0.7 | Otsu | Otsu at 0.7 "
            + "| merged | missed | extra | area by true area | images beyond 2% |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var (all, allOtsu) = (default(Figures), default(Figures));
        foreach (var folder in folders)
        {
            var score = Score([folder], new SegmentationOptions());
            var otsu = Score([folder], SegmentationOptions.Presets["Otsu"]);
            (all, allOtsu) = (all + score, allOtsu + otsu);
            Row(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), [folder], score, otsu);
        }

        if (folders.Count > 1) Row("all", folders, all, allOtsu);

        static void Row(string name, IReadOnlyList<string> folders, Figures score, Figures otsu) =>
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {folders.Sum(folder => Images(folder).Count())} | {score.Drawn} "
                + $"| {score.F1:0.000} | {score.Precision:0.000} | {score.Recall:0.000} | {score.Strict:0.000} "
                + $"| {otsu.F1:0.000} | {otsu.Strict:0.000} | {score.Merged} | {score.Missed} | {score.Extra} "
                + $"| {score.Area / (double)score.TrueArea:0.000} | {score.AreasBeyond} |"));
    }

    private static IEnumerable<string> Images(string folder) => Directory.GetFiles(folder)
        .Where(f => Path.GetExtension(f) is ".png" or ".tif" && File.Exists(Path.ChangeExtension(f, ".labels.png")))
        .Order(StringComparer.Ordinal);

    private static void Row(string folder, string name, SegmentationOptions options)
    {
        var whole = Score([folder], options);
        var split = Score([folder], options with { Split = true });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {whole.F1:0.000} | {whole.Precision:0.000} | {whole.Recall:0.000} "
            + $"| {split.F1:0.000} | {split.Precision:0.000} | {split.Recall:0.000} |"));
    }

    private static Figures Score(IEnumerable<string> folders, SegmentationOptions options)
    {
        var figures = default(Figures);
        foreach (var file in folders.SelectMany(Images))
        {
            using var truth =
                ImageCodecs.Default.DecodeSamples(ImageSource.File(Path.ChangeExtension(file, ".labels.png")));
            using var reader = new SampleScanner(new ImageInput(ImageSource.File(file), ImageCodecs.Default));
            using var labels = new Raster<ushort>(reader.Width, reader.Height, clear: true);
            try
            {
                var threshold = ForegroundFinder.Threshold(reader, options, null, default);
                var runs = ForegroundFinder.Runs(reader, options, threshold, null, default);
                using var labeled = ForegroundFinder.Label(runs, options, default);
                labeled.Paint(labels, 0, 0, labels.Height);
            }
            catch (ThresholdNotFoundException)
            {
                // A method without a result finds no objects.
            }

            Count(truth.Planes[0], labels, ref figures);
        }

        return figures;
    }

    private static void Count(Raster<ushort> truth, Raster<ushort> labels, ref Figures figures)
    {
        var areasTrue = new Dictionary<ushort, int>();
        var areas = new Dictionary<ushort, int>();
        var common = new Dictionary<(ushort, ushort), int>();
        for (var y = 0; y < truth.Height; y++)
        {
            for (var x = 0; x < truth.Width; x++)
            {
                var (t, l) = (truth[x, y], labels[x, y]);
                if (t != 0) areasTrue[t] = areasTrue.GetValueOrDefault(t) + 1;
                if (l != 0) areas[l] = areas.GetValueOrDefault(l) + 1;
                if (t != 0 && l != 0) common[(t, l)] = common.GetValueOrDefault((t, l)) + 1;
            }
        }

        double Overlap(KeyValuePair<(ushort, ushort), int> c) =>
            c.Value / (double)(areasTrue[c.Key.Item1] + areas[c.Key.Item2] - c.Value);
        var matched = common.Where(c => Overlap(c) > .5).Select(c => c.Key.Item1).ToHashSet();
        var covers = common.Where(c => 2 * c.Value > areasTrue[c.Key.Item1]).Select(c => c.Key).ToList();
        var several = covers.GroupBy(c => c.Item2).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        var covered = common.GroupBy(c => c.Key.Item1).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));
        var inside = common.GroupBy(c => c.Key.Item2).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));
        var pairs = common.Where(c => Overlap(c) > .5).Select(c => c.Key).ToList();
        var (area, trueArea) = (pairs.Sum(p => (long)areas[p.Item2]), pairs.Sum(p => (long)areasTrue[p.Item1]));
        figures.Area += area;
        figures.TrueArea += trueArea;
        figures.AreasBeyond += Math.Abs(area - trueArea) > .02 * trueArea ? 1 : 0;
        figures.Matched += matched.Count;
        figures.MatchedStrictly += common.Count(c => Overlap(c) > .7);
        figures.Found += areas.Count;
        figures.Drawn += areasTrue.Count;
        figures.Merged += covers.Count(c => several.Contains(c.Item2) && !matched.Contains(c.Item1));
        figures.Missed +=
            areasTrue.Count(t => !matched.Contains(t.Key) && 2 * covered.GetValueOrDefault(t.Key) < t.Value);
        figures.Extra += areas.Count(l => 2 * inside.GetValueOrDefault(l.Key) < l.Value);
    }

    /// <summary>
    /// Counts of nuclei and objects. Merged nuclei have no match and are covered by half or more by an object that
    /// covers another nucleus by half or more. Missed ones have no match and are covered by less than half. Extra
    /// objects are outside of nuclei by more than half. Areas are those of matched pairs.
    /// </summary>
    private record struct Figures(
        long Matched, long MatchedStrictly, long Found, long Drawn, long Merged, long Missed, long Extra,
        long Area, long TrueArea, long AreasBeyond)
    {
        public readonly double F1 => 2.0 * Matched / (Found + Drawn);
        public readonly double Strict => 2.0 * MatchedStrictly / (Found + Drawn);
        public readonly double Precision => Found == 0 ? 0 : (double)Matched / Found;
        public readonly double Recall => (double)Matched / Drawn;

        public static Figures operator +(Figures a, Figures b) => new(
            a.Matched + b.Matched, a.MatchedStrictly + b.MatchedStrictly, a.Found + b.Found, a.Drawn + b.Drawn,
            a.Merged + b.Merged, a.Missed + b.Missed, a.Extra + b.Extra,
            a.Area + b.Area, a.TrueArea + b.TrueArea, a.AreasBeyond + b.AreasBeyond);
    }
}
