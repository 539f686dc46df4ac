using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Tiff;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Storage;

namespace Stylize.Benchmarks;

/// <summary>
/// `segmentation tiles|rows|mosaic|flat|quality ...`: processor time a stage, database rates, memory and quality of segmentation, as
/// tables.
/// </summary>
internal static class SegmentationReport
{
    public const string Name = "segmentation";

    private const string Usage = """
        segmentation tiles FOLDER [REPEATS]     processor time of each stage over 2048x2048 tiles, one thread
        segmentation rows [REGIONS]             rows a second into SQLite in one transaction
        segmentation mosaic [SIDE]              a SIDE x SIDE image in strips: time and peak memory
        segmentation flat [TILES]               resident memory from tile 10 to the last
        segmentation quality NUCLEI_FOLDER      object-level F1 at IoU 0.5 of every method against hand labels
        segmentation sets FOLDER ...            the same of the default for folders of NAME.png or .tif with NAME.labels.png
        """;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["tiles", var folder, .. var rest]: Tiles(folder, Number(rest, 5)); return 0;
            case ["rows", .. var rest]: Rows(Number(rest, 200_000)); return 0;
            case ["mosaic", .. var rest]: Mosaic(Number(rest, 20_000)); return 0;
            case ["flat", .. var rest]: Flat(Number(rest, 1000)); return 0;
            case ["quality", var folder]: SegmentationQuality.Run(folder); return 0;
            case ["sets", .. var folders]: SegmentationQuality.Sets(folders); return 0;
            default: Console.Error.WriteLine(Usage); return 2;
        }
    }

    private static int Number(string[] rest, int absent) => rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : absent;

    /// <summary>
    /// The stages of tools/seg_pipeline.py with its threshold, filter and properties, and a full measurement of the unfiltered
    /// regions.
    /// </summary>
    private static void Tiles(string folder, int repeats)
    {
        const RegionProperties Listed = RegionProperties.Area | RegionProperties.Centroid | RegionProperties.WeightedCentroid
            | RegionProperties.Orientation | RegionProperties.Solidity | RegionProperties.Extent | RegionProperties.Perimeter
            | RegionProperties.Eccentricity | RegionProperties.MajorAxisLength | RegionProperties.MinorAxisLength
            | RegionProperties.MinimumIntensity | RegionProperties.MeanIntensity | RegionProperties.MaximumIntensity
            | RegionProperties.IntensityStandardDeviation;
        var files = Directory.GetFiles(folder, "*.tif").Order(StringComparer.Ordinal).ToArray();
        var output = Directory.CreateTempSubdirectory("stylize-bench-").FullName;
        var filtered = SegmentationOptions.Presets["SdFromMean"] with { StandardDeviations = 1, Properties = Listed };
        var all = filtered with { MinimumArea = 0, MaximumArea = long.MaxValue, Properties = RegionProperties.Standard };
        var best = new Dictionary<string, double>();
        long kept = 0, components = 0;
        for (var repeat = 0; repeat < repeats + 2; repeat++)
        {
            var stages = new Dictionary<string, double>();
            kept = components = 0;
            var database = Path.Combine(output, $"regions{repeat}.sqlite");
            using var store = MeasurementStores.Open(database);
            store.Begin(Record);
            foreach (var (index, file) in files.Index())
            {
                using var reader = new SampleScanner(new ImageInput(ImageSource.File(file), ImageCodecs.Default));
                Stage("read", () => reader.Scan((_, _, _) => { }, default));
                double? threshold = null;
                Stage("threshold", () => threshold = ForegroundFinder.Threshold(reader, filtered, null, default));
                LabeledRuns labeled = null!, unfiltered = null!;
                Stage("label and filter", () => labeled = Label(reader, threshold, filtered));
                RegionTable table = null!;
                Stage("properties", () => table = Measure(reader, labeled, filtered));
                var mask = Path.Combine(output, "mask.tif");
                Stage("mask deflated", () => Write(labeled, mask, LosslessCompression.Fast));
                Stage("mask uncompressed", () => Write(labeled, mask, LosslessCompression.None));
                Stage("database", () => store.Write(new WellResult([OnePlane(table, file, index, reader)])));
                Stage("[label all]", () => unfiltered = Label(reader, threshold, all));
                Stage("[all properties of all regions]", () => Measure(reader, unfiltered, all));
                kept += labeled.Count;
                components += unfiltered.Count;
                labeled.Dispose();
                unfiltered.Dispose();
            }

            // The first two repeats compile.
            foreach (var (name, seconds) in stages.Where(_ => repeat >= 2))
            {
                best[name] = Math.Min(best.GetValueOrDefault(name, double.MaxValue), seconds);
            }

            void Stage(string name, Action work) => stages[name] = stages.GetValueOrDefault(name) + Measured(work);
        }

        Directory.Delete(output, recursive: true);
        Console.WriteLine(
            $"{files.Length} tiles, {kept / files.Length} regions kept of {components / files.Length} a tile; "
            + $"processor milliseconds a tile, best of {repeats}");
        foreach (var (name, seconds) in best)
        {
            Line(name, seconds);
        }

        var common = best.Where(s => s.Key[0] != '[' && !s.Key.StartsWith("mask", StringComparison.Ordinal)).Sum(s => s.Value);
        Line("TOTAL, deflated mask", common + best["mask deflated"]);
        Line("TOTAL, uncompressed mask", common + best["mask uncompressed"]);

        void Line(string name, double seconds) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {seconds * 1000 / files.Length,8:0.00}"));
    }

    private static LabeledRuns Label(SampleScanner reader, double? threshold, SegmentationOptions options) =>
        ForegroundFinder.Label(ForegroundFinder.Runs(reader, options, threshold, null, default), options, default);

    private static RegionTable Measure(SampleScanner reader, LabeledRuns labeled, SegmentationOptions options)
    {
        var sums = new IntensitySums(labeled.Count);
        reader.Scan((strip, top, rows) => sums.Add(labeled, strip, 0, top, rows), default);
        return RegionMeasurer.Measure(labeled, options.Properties, [("0", sums)]);
    }

    private static void Write(LabeledRuns labeled, string path, LosslessCompression compression)
    {
        using var file = File.Create(path);
        LabelMask.Write(labeled, 0, 0, labeled.Runs.Width, labeled.Runs.Height, file, compression);
    }

    private static WellMeasurement OnePlane(RegionTable table, string file, int timepoint, SampleScanner reader)
    {
        var tile = new TileFile(file, 0, "bench", "A1", timepoint, "0", 1);
        var tiles = new ChannelTiles("0", [tile]);
        var plane = new PlaneMeasurement([new TileMeasurement(tile, reader.Width, reader.Height, 0, 0, 0)], table, new int[table.Count]);
        var well = new WellTimepoint("bench", "A1", timepoint, [tiles], [tiles], [1]);
        return new WellMeasurement(well, [new ChannelMeasurement("0", ["0"], [plane])]);
    }

    private static void Rows(int regions)
    {
        var folder = Directory.CreateTempSubdirectory("stylize-bench-").FullName;
        using var image = new Raster<ushort>(2000, 2 * (regions / 1000 + 1), clear: true);
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
        var table = RegionMeasurer.Measure(labeled, RegionProperties.Standard, [("0", sums)]);
        var tile = new TileFile("none", 0, "bench", "A1", 0, "0", 1);
        var tiles = new ChannelTiles("0", [tile]);
        var plane = new PlaneMeasurement([new TileMeasurement(tile, 1, 1, 0, 0, 0)], table, new int[table.Count]);
        var timepoint = new WellTimepoint("bench", "A1", 0, [tiles], [tiles], [1]);
        var well = new WellMeasurement(timepoint, [new ChannelMeasurement("0", ["0"], [plane])]);
        foreach (var what in (string[])["first (new rows)", "again (delete, insert)", "again (delete, insert)"])
        {
            using var store = MeasurementStores.Open(Path.Combine(folder, "rows.sqlite"));
            store.Begin(Record);
            var before = store.Elapsed;
            var cpu = Measured(() => store.Write(new WellResult([well])));
            var elapsed = (store.Elapsed - before).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-24} {store.Rows} rows in one transaction: {store.Rows / elapsed:0} rows/s by wall time, "
                + $"{store.Rows / cpu:0} by processor time"));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static RunRecord Record => new(RunRecord.DefaultName, DateTimeOffset.UnixEpoch, "", "{}", "{}");

    private static void Mosaic(int side)
    {
        var folder = Directory.CreateTempSubdirectory("stylize-bench-").FullName;
        var path = Path.Combine(folder, "mosaic_A1_1_0.tif");
        using (var file = File.Create(path))
        using (var tiff = new TiffWriter(file, new TiffPage(side, side, 1, 16, LosslessCompression.None)))
        {
            var row = new ushort[side];
            for (var y = 0; y < side; y++)
            {
                // Discs of 10 to 20 pixels radius, 64 apart, over a ramp of noise.
                for (var x = 0; x < side; x++)
                {
                    var (dx, dy) = ((x & 63) - 32, (y & 63) - 32);
                    var radius = 10 + (((x >> 6) + (3 * (y >> 6))) % 11);
                    row[x] = (ushort)(((dx * dx) + (dy * dy) <= radius * radius ? 9000 : 800) + ((x * 31) + (y * 17) & 255));
                }

                tiff.Add<ushort>(row);
            }

            tiff.Finish();
        }

        var options = Options(folder) with { NoMontage = side > 30_000 };
        var plan = PlatePlan.Make([path], options, ImageCodecs.Default);
        var segmenter = new PlateSegmenter(options, plan, ImageCodecs.Default);
        WellMeasurement well = null!;
        var cpu = Measured(() => well = segmenter.Segment(plan.Wells[0], OperationContext.Quiet));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{side} x {side}: {well.RegionCount} regions, processor {cpu:0.00} s, wall {well.ImageTime.TotalSeconds:0.00} s, "
            + $"peak resident {PeakMiB} MiB"));
        Directory.Delete(folder, recursive: true);
    }

    private static void Flat(int tiles)
    {
        var folder = Directory.CreateTempSubdirectory("stylize-bench-").FullName;
        using (var image = new Raster<ushort>(1024, 1024))
        {
            for (var y = 0; y < 1024; y++)
            {
                for (var x = 0; x < 1024; x++)
                {
                    var (dx, dy) = ((x & 63) - 32, (y & 63) - 32);
                    image[x, y] = (ushort)((dx * dx) + (dy * dy) < 300 ? 5000 : 500);
                }
            }

            using var samples = new SampleImage<ushort>([image.Clone()], false, 16);
            using var file = File.Create(Path.Combine(folder, "tile.tif"));
            ImageCodecs.Default.Encode(samples, file, new EncodeOptions(ImageFormat.Tiff));
        }

        for (var tile = 0; tile < tiles; tile++)
        {
            var name = $"flat_{(char)('A' + (tile / 480))}{(tile / 20 % 24) + 1}_T0_{(tile % 20) + 1}_0.tif";
            File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(folder, "tile.tif"));
        }

        var context = new RunContext<WellResult>(new MemoryDisplay(tiles), ImageCodecs.Default) { Batch = new() { Verbose = true } };
        using var run = new PlateRun(context, Options(folder), new(), MeasurementStores.Open);
        run.Take(Directory.GetFiles(folder, "flat_*.tif").Select(file => new RunInput(file)), areAll: true);
        run.Complete();
        Directory.Delete(folder, recursive: true);
    }

    private static PlateOptions Options(string folder) => new()
    {
        Destination = Path.Combine(folder, "out"), Segmentation = SegmentationOptions.Presets["SdFromMean"] with { StandardDeviations = 1 },
    };

    private static long PeakMiB => System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 >> 20;

    private static double Measured(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private sealed class MemoryDisplay(int tiles) : IRunDisplay<WellResult>
    {
        private int _done;
        private int _next = 10;

        public void Result(BatchResult<WellResult> result)
        {
            _done += result.Value!.Timepoints.Sum(timepoint => timepoint.TileCount);
            if (_done < _next && _done != tiles) return;

            Console.WriteLine($"after {_done} tiles: resident {Environment.WorkingSet >> 20} MiB, peak {PeakMiB} MiB");
            _next = _done < 100 ? 100 : _next + 300;
        }

        public void Failure(StylizeException failure, string? source) => Console.WriteLine(failure.Message);

        public void Detail(string text) => Console.WriteLine(text);
    }
}
