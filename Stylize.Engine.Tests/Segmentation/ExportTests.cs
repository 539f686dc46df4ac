using System.IO.Compression;
using Parquet;
using Parquet.Schema;
using Stylize.Engine.Segmentation.Export;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize export`.</summary>
public sealed class ExportTests(ExportTests.Tracked tracked) : PlateTest, IClassFixture<ExportTests.Tracked>
{
    [Fact]
    public void A_well_with_fewer_tiles_than_the_others_is_exported_with_the_room_for_them()
    {
        foreach (var tile in Enumerable.Range(1, 9).Where(tile => tile is not (1 or 2)))
        {
            File.Delete(_plate[$"tiles/PLATE1_E4_T0_{tile}_DAPI.tif"]);
        }

        Run("segment", "tiles", "-o", "out", "--channel", "DAPI", "--method", "otsu", "--timepoint", "0").Exits(0);
        Run(
            "export", "out/segmentation.sqlite", "-o", "to", "--format", "image-j,geo-json,overlay", "--tile-path",
            "tiles", "--quiet").IsQuiet();
        Assert.Equal(
            File.ReadLines(_plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]).Count() - 1,
            SampleFiles.Features(_plate["to/QuPath/E4/PLATE1_E4_T0_DAPI.geojson"]).Length);
    }

    [Fact]
    public void Selected_regions_are_exported_and_drawn()
    {
        Segment("--run", "two", "--no-montage");
        var run = Run(
            "export", "out/segmentation.sqlite", "-o", "to", "--format", "image-j,overlay", "--well", "E5",
            "--timepoint", "0", "--label", "2,7", "--tile-path", "tiles").IsQuiet();
        Assert.Equal(2, run.OutLines.Length);
        using (var zip = ZipFile.OpenRead(_plate["to/ImageJ/E5/PLATE1_E5_T0_DAPI_ROIS.zip"]))
        {
            Assert.Equal(["2.roi", "7.roi"], zip.Entries.Select(e => e.FullName));
        }

        using var overlay =
            ImageCodecs.Default.DecodeRgba(ImageSource.File(_plate["to/Overlays/E5/PLATE1_E5_T0_DAPI_OVERLAY.png"]));
        var zoom = overlay.Width / TestPlate.Width;
        var objects = TestPlate.Objects(2);
        Assert.True(IsColored(objects[1]) && IsColored(objects[6]));
        Assert.False(IsColored(objects[0]) || IsColored(objects[3]));

        bool IsColored(Ellipse ellipse) => ellipse.Pixels(TestPlate.Width, TestPlate.Height).Any(
            p => overlay[p.X * zoom, p.Y * zoom] is var color
                && Math.Abs(color.R - color.B) + Math.Abs(color.R - color.G) > 40);
    }

    [Fact]
    public async Task Parquet_has_the_values_of_Csv_with_types_and_units()
    {
        const string database = "out/segmentation.sqlite";
        tracked.Run("export", database, "-o", "tables", "--format", "csv,parquet", "--quiet").IsQuiet();
        var texts = Directory.GetFiles(tracked.Plate["tables/Tables"], "*.csv");
        Assert.True(texts.Length > 10);
        foreach (var text in texts)
        {
            string[][] rows = [.. File.ReadLines(text).Select(line => line.Split(','))];
            if (rows.Any(row => row.Length != rows[0].Length)) continue; // A list in quotation marks.

            await using var reader = await ParquetReader.CreateAsync(Path.ChangeExtension(text, ".parquet"));
            Assert.Equal(rows[0], reader.Schema.DataFields.Select(field => field.Name));
            using var group = reader.OpenRowGroupReader(0);
            foreach (var (i, field) in reader.Schema.DataFields.Index())
            {
                Assert.Equal(rows.Skip(1).Select(row => row[i].TrimStart('\'')), await Texts(group, field));
            }
        }

        await using var cells =
            await ParquetReader.CreateAsync(tracked.Plate["tables/Tables/cell_measurement.parquet"]);
        using var first = cells.OpenRowGroupReader(0);
        var fields = cells.Schema.DataFields.ToDictionary(field => field.Name);
        Assert.Equal(
            [typeof(ReadOnlyMemory<char>), typeof(long), typeof(long), typeof(double)],
            new[] { "Well", "Label", "Track", "Area" }.Select(name => fields[name].ClrType));
        var units = DocumentedUnits();
        Assert.Equal("pixels^2", units["Area"]);
        Assert.All(fields.Values, field => Assert.Equal(
            (field.Name, units.GetValueOrDefault(field.Name.Split('_')[0])),
            (field.Name, first.GetCustomMetadata(field).GetValueOrDefault("unit"))));

        static async Task<IEnumerable<string>> Texts(ParquetRowGroupReader group, DataField field)
        {
            var count = (int)group.RowCount;
            if (field.ClrType == typeof(long))
            {
                var integers = new long?[count];
                await group.ReadAsync<long>(field, integers);
                return integers.Select(value => $"{value}");
            }

            if (field.ClrType == typeof(double))
            {
                var numbers = new double?[count];
                await group.ReadAsync<double>(field, numbers);
                return numbers.Select(value => value?.ToString(CultureInfo.InvariantCulture) ?? "");
            }

            var texts = new string[count];
            await group.ReadAsync(field, texts);
            return texts.Select(text => text ?? "");
        }
    }

    /// <summary>Returns the lengths, areas, volumes and positions of docs/database.md, for a run without the size of a
    /// pixel.</summary>
    private static Dictionary<string, string> DocumentedUnits()
    {
        var known = new Dictionary<string, string>
        {
            ["pixels"] = "pixels", ["length"] = "pixels", ["area"] = "pixels^2", ["volume"] = "pixels^3",
        };
        return File.ReadLines(Checkout.Path("docs", "database.md"))
            .Select(line => line.Split('|')).Where(cells => cells.Length > 3 && known.ContainsKey(cells[2].Trim()))
            .SelectMany(cells => Regex.Matches(cells[1], @"\w+").Select(name => (name.Value, known[cells[2].Trim()])))
            .ToDictionary();
    }

    [Fact]
    public void Tiles_that_were_labeled_separately_are_exported_separately()
    {
        Segment("--per-tile", "--well", "E4", "--timepoint", "0");
        Run("export", "out/segmentation.sqlite", "-o", "to", "--format", "geo-json").Exits(0);
        var files = Directory.GetFiles(_plate["to/QuPath/E4"]);
        Assert.Equal(9, files.Length);
        using var database = StoreDump.OpenSqlite(_plate["out/segmentation.sqlite"]);
        Assert.Equal(
            StoreDump.Scalar(database, "SELECT COUNT(*) FROM cell"),
            files.Sum(file => SampleFiles.Features(file).Length));
    }

    [Fact]
    public void Wrong_use_is_refused_before_anything_is_written()
    {
        Segment("--well", "E4");
        Check(2, "--run", "--run", "nope");
        Check(2, "--well", "--well", "Z9");
        Check(2, "no tracks", "--format", "napari");
        Check(1, "does not exist", "--format", "image-j", "--mask-path", "tiles");
        Assert.False(Directory.Exists(_plate["to"])
            && Directory.EnumerateFiles(_plate["to"], "*", SearchOption.AllDirectories).Any());
        File.WriteAllText(_plate["text.sqlite"], "not a database");
        (string, string)[] wrong =
            [("nope.sqlite", "does not exist"), ("text.sqlite", "not a database"), ("out", "Give the database in it")];
        foreach (var (name, words) in wrong)
        {
            Run("export", name, "-o", "to").Exits(1, words);
        }

        Directory.CreateDirectory(_plate["to/Tables"]);
        File.WriteAllText(_plate["to/Tables/cell.csv"], "mine");
        Check(1, "already exists");
        Assert.Equal("mine", Assert.Single(Directory.GetFiles(_plate["to/Tables"]).Select(File.ReadAllText)));
        Run("export", "out/segmentation.sqlite", "-o", "to", "--force").Exits(0);

        // Masks of a later segmentation do not have the regions of the database.
        File.Copy(_plate["out/segmentation.sqlite"], _plate["old.sqlite"]);
        Run([.. Words("--well", "E4", "--force"), "--minimum-area", "200"]).Exits(0);
        Run("export old.sqlite -o to2 --format image-j --mask-path out")
            .Exits(1, "different runs");

        void Check(int code, string words, params string[] options) =>
            Run(["export", "out/segmentation.sqlite", "-o", "to", .. options]).Exits(code, words);
    }

    [Fact]
    public void A_canceled_export_leaves_no_files()
    {
        var options =
            new RegionExportOptions { Formats = RegionExportFormats.All, Destination = tracked.Plate["canceled"] };
        using var stop = new CancellationTokenSource();
        using var stored = StoredRun.Open(tracked.Plate["out/segmentation.sqlite"], options);
        using var canceling = new CancelingRegions(stored, stop, tracked.Plate["canceled"]);
        Assert.ThrowsAny<OperationCanceledException>(
            () => new RegionExporter(options, canceling, tracked.Plate["out"], ImageCodecs.Default).Write(stop.Token));
        Assert.True(canceling.HadFiles);
        Assert.False(Directory.Exists(tracked.Plate["canceled"]));
    }

    private void Segment(params string[] options) => Assert.Equal(0, Run(Words(options)).ExitCode);

    private static string[] Words(params string[] options) =>
        ["segment", "tiles", "-o", "out", "--channel", "DAPI", "--measure-channel", "GFP", "--standard-deviations", "1",
            .. options];

    /// <summary>A segmented plate with tracks, which several tests export.</summary>
    public sealed class Tracked : IDisposable
    {
        public Tracked() => Assert.Equal(0, Run(Words("--track", "overlap")).ExitCode);

        internal TestPlate Plate { get; } = new();

        public void Dispose() => Plate.Dispose();

        internal CliRun Run(params string[] arguments) => Plate.Run(arguments);

        internal CliRun Run(string line) => Plate.Run(line);
    }

    /// <summary>Cancels when the regions of the second well are read, after files of the first one were
    /// written.</summary>
    private sealed class CancelingRegions(IStoredRegions regions, CancellationTokenSource stop, string destination)
        : IStoredRegions
    {
        public bool HadFiles { get; private set; }
        public string Run => regions.Run;
        public string? Folder => regions.Folder;
        public bool IsOfStacks => regions.IsOfStacks;
        public IReadOnlyList<StoredSeries> Series => regions.Series;
        public IReadOnlyList<string> Tables => regions.Tables;

        public IReadOnlyList<StoredRegion> Read(StoredFrame frame)
        {
            if (frame == Series[^1].Frames[^1])
            {
                HadFiles =
                    Directory.EnumerateFiles(destination, "*", SearchOption.AllDirectories).All(AtomicFile.IsTemporary);
                stop.Cancel();
            }

            return regions.Read(frame);
        }

        public int WriteTable(
            string table, RegionExportFormats format, Stream target, CancellationToken cancellation) =>
            regions.WriteTable(table, format, target, cancellation);

        public void Dispose()
        {
        }
    }
}
