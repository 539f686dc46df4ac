using Microsoft.Data.Sqlite;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Storage;
using static Stylize.Benchmarks.Figures.FigureText;

namespace Stylize.Benchmarks.Figures;

/// <summary>The tables of segmentation. The description is the laboratory's document about its Python
/// pipeline.</summary>
internal static class SegmentationFigures
{
    private const int Tiles = 4;
    private const int Repeats = 20;

    /// <summary>The threshold of the stages: mean + standard deviation.</summary>
    private static readonly string[] Method = ["--method", "SdFromMean", "--standard-deviations", "1"];

    private const RegionProperties Listed = RegionProperties.Area | RegionProperties.Centroid
        | RegionProperties.WeightedCentroid
        | RegionProperties.Orientation | RegionProperties.Solidity | RegionProperties.Extent
        | RegionProperties.Perimeter
        | RegionProperties.Eccentricity | RegionProperties.MajorAxisLength | RegionProperties.MinorAxisLength
        | RegionProperties.MinimumIntensity | RegionProperties.MeanIntensity | RegionProperties.MaximumIntensity
        | RegionProperties.IntensityStandardDeviation;

    public static Figure[] All { get; } =
    [
        new("segmentation-stages", Stages),
        new("segmentation-reading", Reading),
        new("segmentation-plate", Plate),
        new("segmentation-memory", Memory),
        new("segmentation-database", Database),
        new("segmentation-large", Large),
    ];

    private static RunRecord Record => new(RunRecord.DefaultName, DateTimeOffset.UnixEpoch, "", "{}", "{}");

    private static FigureTable Stages(FigureContext context)
    {
        var folder = DrawnTiles.Folder(context, Tiles);
        var (ours, regions) = StageTimes(folder, context.Scratch);
        var peer = PeerStages(context, folder);
        var table = new FigureTable("stage", "scikit-image, ms", "Stylize, ms", "ratio", "goal");
        Row("read", "read");
        Row("threshold", "threshold");
        Row("label and filter", "label", "filter");
        Row("properties", "regionprops");
        Row("mask, deflated", "mask_tiff");
        Row("mask, uncompressed", "mask_none");
        Row("database", "sqlite");
        Total("all, deflated mask", "mask, uncompressed", "mask_none", 60);
        Total("all, uncompressed mask", "mask, deflated", "mask_tiff", 35);
        table.Note = $"{Tiles} tiles with {Count(regions / Tiles)} regions each on average.";
        return table;

        void Row(string stage, params string[] names) =>
            Add(stage, ours[stage], peer is null ? null : names.Sum(name => peer[name]),
                stage == "properties" ? 15 : null);

        void Total(string name, string ourOther, string peerOther, double goal) => Add(
            name, ours.Where(s => s.Key != ourOther).Sum(s => s.Value),
            peer?.Where(s => s.Key != peerOther).Sum(s => s.Value), goal);

        void Add(string name, double mine, double? theirs, double? goal) => table.Row(
            name, Peer(theirs), Number(mine), theirs is { } time ? Number(time / mine) : "",
            goal is { } max ? AtMost(mine, max, " ms") : name == "database" && theirs / mine is { } ratio
                ? AtLeast(ratio, 1) : "");
    }

    /// <summary>Processor milliseconds per tile of each stage, and the number of regions that were kept.</summary>
    private static (Dictionary<string, double> Stages, long Regions) StageTimes(string folder, string scratch)
    {
        var files = Directory.GetFiles(folder, "*.tif").Order(StringComparer.Ordinal).ToArray();
        var options = SegmentationOptions.Presets["SdFromMean"] with { StandardDeviations = 1, Properties = Listed };
        var best = new Dictionary<string, double>();
        var kept = 0L;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var stages = new Dictionary<string, double>();
            kept = 0;
            using var store = MeasurementStores.Open(Path.Combine(scratch, $"stages{repeat}.sqlite"));
            store.Begin(Record);
            foreach (var (index, file) in files.Index())
            {
                using var reader = new SampleScanner(new ImageInput(ImageSource.File(file), ImageCodecs.Default));
                Stage("read", () => reader.Scan((_, _, _) => { }, default));
                double? threshold = null;
                Stage("threshold", () => threshold = ForegroundFinder.Threshold(reader, options, null, default));
                LabeledRuns labeled = null!;
                Stage("label and filter", () => labeled = ForegroundFinder.Label(
                    ForegroundFinder.Runs(reader, options, threshold, null, default), options, default));
                RegionTable table = null!;
                Stage("properties", () =>
                {
                    var sums = new IntensitySums(labeled.Count);
                    reader.ScanRows((row, y) => sums.AddRow(labeled, row, 0, y), default);
                    table = RegionMeasurer.Measure(labeled, options.Properties, [("0", sums)]);
                });
                var mask = Path.Combine(scratch, "mask.tif");
                Stage("mask, deflated", () => Write(labeled, mask, LosslessCompression.Fast));
                Stage("mask, uncompressed", () => Write(labeled, mask, LosslessCompression.None));
                Stage("database", () => store.Write(OnePlane(table, file, index, reader.Width, reader.Height)));
                kept += labeled.Count;
                labeled.Dispose();
            }

            foreach (var (name, seconds) in stages)
            {
                best[name] = Math.Min(best.GetValueOrDefault(name, double.MaxValue), 1000 * seconds / files.Length);
            }

            void Stage(string name, Action work)
            {
                var before = Environment.CpuUsage.TotalTime;
                work();
                stages[name] = stages.GetValueOrDefault(name) + (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            }
        }

        return (best, kept);
    }

    private static void Write(LabeledRuns labeled, string path, LosslessCompression compression)
    {
        using var file = File.Create(path);
        LabelMask.Write(labeled, 0, 0, labeled.Runs.Width, labeled.Runs.Height, file, compression);
    }

    private static WellResult OnePlane(RegionTable table, string file, int timepoint, int width, int height)
    {
        var tile = new TileFile(file, 0, "bench", "A1", timepoint, "0", 1);
        var tiles = new ChannelTiles("0", [tile]);
        var plane = new PlaneMeasurement([new TileMeasurement(tile, width, height, 0, 0, 0)], table)
        {
            MeasuredChannels = ["0"], TileOfRegion = new int[table.Count],
        };
        var well = new WellTimepoint("bench", "A1", timepoint, [tiles], [tiles], [1]);
        return new WellResult([well with { Channels = [tiles with { Planes = [plane] }] }]);
    }

    /// <summary>Processor milliseconds per tile of the peer's stages; null if it is not installed.</summary>
    private static Dictionary<string, double>? PeerStages(FigureContext context, string folder)
    {
        if (context.Python is not { } python) return null;

        var stages = Times("zlib");
        stages["mask_none"] = Times("none")["mask_tiff"];
        return stages;

        Dictionary<string, double> Times(string compression)
        {
            var json = Path.Combine(context.Scratch, "peer.json");
            string[] words =
                [PeerScript(context), folder, Path.Combine(context.Scratch, "peer"), "--compression", compression,
                    "--json", json];
            if (ChildProcess.Run(python, words) is null)
            {
                throw new InvalidOperationException("tools/seg_pipeline.py failed.");
            }

            using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(json));
            return document.RootElement.GetProperty("stages_cpu_per_tile").EnumerateObject()
                .ToDictionary(stage => stage.Name, stage => 1000 * stage.Value.GetDouble());
        }
    }

    private static FigureTable Reading(FigureContext context)
    {
        var file = Directory.GetFiles(DrawnTiles.Folder(context, Tiles), "*.tif").Order(StringComparer.Ordinal).First();
        var ours = RunTime.Of(() =>
        {
            using var image = ImageCodecs.Default.DecodeSamples(ImageSource.File(file));
        }, 20).Cpu;
        var table = new FigureTable("reader", "ms", "compared with Stylize", "goal");
        table.Row("Stylize", Number(ours), "1", "");
        foreach (var library in (string[])["tifffile", "imageio", "cv2"])
        {
            var call = library == "cv2" ? "cv2.imread(f, -1)" : $"{library}.imread(f)";
            var script = $"""
                import sys, time, {library}
                f = sys.argv[1]
                best = 9
                for _ in range(40):
                    start = time.process_time()
                    {call}
                    best = min(best, time.process_time() - start)
                print(best)
                """;
            var peer = context.Python is { } python
                ? ChildProcess.Run(python, ["-W", "ignore", "-c", script, file]) : null;
            double? time = peer is null ? null : 1000 * double.Parse(peer.Output, CultureInfo.InvariantCulture);
            var ratio = time / ours;
            table.Row(
                library, Peer(time), ratio is { } times ? Number(times) : "",
                library == "imageio" && ratio is { } faster ? AtLeast(faster, 3) : "");
        }

        return table;
    }

    private static FigureTable Plate(FigureContext context)
    {
        const int Wells = 96, GoalMinutes = 8;
        var table = new FigureTable(
            "method", "wall, s", "processor, s", "minutes", "goal");
        Row("SdFromMean, the laboratory's method", Method);
        Row("default (nuclei, split)", []);
        return table;

        void Row(string name, string[] words)
        {
            var run = Segment(context, DrawnTiles.Plate(context, Wells, Tiles), words);
            var minutes = run.Wall / 60;
            table.Row(
                name, Number(run.Wall), Number(run.Cpu), Number(minutes), AtMost(minutes, GoalMinutes, " min"));
        }
    }

    private static FigureTable Memory(FigureContext context)
    {
        var folder = DrawnTiles.Folder(context, Tiles);
        var table = new FigureTable("process", "peak, MB", "compared with the peer", "goal");
        var peer = context.Python is { } python
            ? ChildProcess.Run(
                python, [PeerScript(context), folder, Path.Combine(context.Scratch, "peer"), "--repeat", "1"])
            : null;
        table.Row("scikit-image pipeline, 4 tiles of 2048x2048",
            peer is null ? NotInstalled : Megabytes(peer.PeakBytes), "", "");
        var ours = Segment(context, DrawnTiles.Plate(context, 1, Tiles), ["--no-montage", .. Method]).PeakBytes;
        var change = peer is null ? 0 : 1 - ((double)ours / peer.PeakBytes);
        table.Row(
            "`stylize segment`, the same tiles", Megabytes(ours), peer is null ? "" : $"-{Percent(change)}",
            peer is null ? "" : Verdict("at least 40% less", change >= 0.4));
        foreach (var tiles in (int[])[40, 200, 600])
        {
            var run = Segment(context, DrawnTiles.SmallTiles(context, tiles), ["--no-montage", .. Method]);
            table.Row($"`stylize segment`, {tiles} tiles of 1024x1024", Megabytes(run.PeakBytes), "", "");
        }

        return table;
    }

    /// <summary>Runs the command, and deletes its outputs.</summary>
    private static ChildProcess Segment(FigureContext context, string plate, string[] words)
    {
        var output = Path.Combine(context.Scratch, "segmented");
        var run = context.Stylize(["segment", plate, "--channel", "DAPI", "-o", output, "--force", .. words]);
        Directory.Delete(output, recursive: true);
        return run;
    }

    private static string PeerScript(FigureContext context) => Path.Combine(context.Root, "tools", "seg_pipeline.py");

    private static FigureTable Database(FigureContext context)
    {
        const int Single = 1_000, Batch = 200_000, Columns = 16;
        var single = Rows(Single, isBatch: false);
        var batch = Rows(Batch, isBatch: true);
        var (first, again) = StoreRows(context, 100_000);
        var saved = 1 - (batch / single);
        var table = new FigureTable("rows", "microseconds per row", "rows per second", "goal");
        table.Row("single inserts, 16 columns", Number(1e6 * single), Count((long)(1 / single)), "");
        table.Row(
            "one transaction, 16 columns", Number(1e6 * batch), Count((long)(1 / batch)),
            Verdict($"at least 80% less, is {100 * saved:0.0}%", saved >= 0.8));
        table.Row("Stylize, objects and intensities", Number(1e6 * first), Count((long)(1 / first)), "");
        table.Row("Stylize, replacing the rows of an earlier run", Number(1e6 * again), Count((long)(1 / again)), "");
        return table;

        double Rows(int rows, bool isBatch)
        {
            var path = Path.Combine(context.Scratch, isBatch ? "batch.sqlite" : "single.sqlite");
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            var names = Enumerable.Range(0, Columns).Select(i => $"c{i}").ToArray();
            using (var create =
                new SqliteCommand($"CREATE TABLE region ({string.Join(" REAL, ", names)} REAL)", connection))
            {
                create.ExecuteNonQuery();
            }

            var sql = $"INSERT INTO region VALUES ({string.Join(", ", names.Select(name => "@" + name))})";
            var seconds = System.Diagnostics.Stopwatch.StartNew();
            using var transaction = isBatch ? connection.BeginTransaction() : null;
            using var prepared = Insert();
            for (var row = 0; row < rows; row++)
            {
                if (isBatch)
                {
                    Execute(prepared, row);
                }
                else
                {
                    using var command = Insert();
                    Execute(command, row);
                }
            }

            transaction?.Commit();
            return seconds.Elapsed.TotalSeconds / rows;

            SqliteCommand Insert()
            {
                var command = new SqliteCommand(sql, connection, transaction);
                foreach (var name in names)
                {
                    command.Parameters.AddWithValue("@" + name, 0.0);
                }

                return command;
            }

            static void Execute(SqliteCommand command, int row)
            {
                for (var column = 0; column < Columns; column++)
                {
                    command.Parameters[column].Value = row + (0.1 * column);
                }

                command.ExecuteNonQuery();
            }
        }
    }

    /// <summary>Wall seconds per row when Stylize stores regions for the first time, and when it replaces
    /// them.</summary>
    private static (double First, double Again) StoreRows(FigureContext context, int regions)
    {
        using var image = new Raster<ushort>(2000, 2 * ((regions / 1000) + 1), clear: true);
        for (var region = 0; region < regions; region++)
        {
            image[region % 1000 * 2, region / 1000 * 2] = 100;
        }

        using var runs = new RunTable(image.Width, image.Height);
        var bits = new ulong[Binarizer.Words(image.Width)];
        for (var y = 0; y < image.Height; y++)
        {
            Binarizer.Above(image.Row(y), 0, bits);
            runs.AddRow(bits);
        }

        using var labeled = RunLabeler.Label(runs);
        var sums = new IntensitySums(labeled.Count);
        sums.Add(labeled, image, 0, 0, image.Height);
        var well = OnePlane(RegionMeasurer.Measure(labeled, RegionProperties.Standard, [("0", sums)]), "none", 0, 1, 1);
        var times = new double[2];
        for (var turn = 0; turn < 2; turn++)
        {
            using var store = MeasurementStores.Open(Path.Combine(context.Scratch, "rows.sqlite"));
            store.Begin(Record);
            var before = store.Elapsed;
            store.Write(well);
            times[turn] = (store.Elapsed - before).TotalSeconds / store.Rows;
        }

        return (times[0], times[1]);
    }

    private static FigureTable Large(FigureContext context)
    {
        var plate = DrawnTiles.LargeImage(context, 12_000);
        var run = Segment(context, plate, Method);
        Directory.Delete(plate, recursive: true);
        var table = new FigureTable("wall, s", "processor, s", "peak, MB");
        table.Row(Number(run.Wall), Number(run.Cpu), Megabytes(run.PeakBytes));
        return table;
    }
}
