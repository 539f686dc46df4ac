using Stylize.Engine.Catalog;
using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Saved;

/// <summary>What earlier versions saved is read: presets, databases, Gaussian images, provenance and reports.</summary>
public sealed class SavedFileTests : FolderTest
{
    /// <summary>Options of each preset in commands.txt, as lists show them.</summary>
    private static readonly Dictionary<string, string[]> Given = new()
    {
        ["pixel-art"] = ["Width 20", "Palette pico-8", "Dither Bayer"],
        ["dot-art"] = ["Distribution Ink", "Color #4a2814", "PaperColor #fcf8f0", "InkThreshold 0.54", "PaperSize A4"],
        ["trace"] = ["Colors 4", "Background Transparent"],
        ["gaussian-encode"] = ["Count 50"],
        ["regions"] = ["Method Otsu", "MinArea 20"],
    };

    public static TheoryData<string> Folders => [.. SavedFolder.All.Select(folder => folder.Name)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_preset_of_each_operation_is_read_with_what_was_set(string folder)
    {
        foreach (var operation in OperationCatalog.WithPresets)
        {
            var path = _folder.File($"{operation.Word}/Saved.json");
            File.Copy(Of(folder)[$"presets/{operation.Word}.json"], path, overwrite: true);
            var options = new UserPresets(_folder.Path).Load(operation, "Saved");
            var read = operation.DifferencesFromDefault(options).Select(option => FieldText.Format(option)).ToList();
            Assert.Superset(Given[operation.Word].ToHashSet(), read.ToHashSet());
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_database_is_read_without_a_change(string folder)
    {
        var path = Of(folder).Unpack("segmentation.sqlite", _folder);
        var before = File.ReadAllBytes(path);
        var wells = WellReader.Read(path, new StoredQuery(), []);
        Assert.Equal(Wells(folder), wells.Select(Line));
        Assert.Equal(4, wells.Count(row => row.Statistic is { Measurement: "Cells", Channel: "DAPI" }));
        var tracks = TrackReader.Read(path, new StoredQuery()).ToList();
        Assert.NotEmpty(tracks);
        Assert.All(tracks, track => Assert.Equal((0, 1), (track.First, track.Last)));
        Run("wells", path).Exits(0);
        Run("tracks", path).Exits(0);
        Run("hits", path, "--measurement", "Area").Exits(0);
        Run("export", path, "-o", _folder["exported"], "--format", "csv").Exits(0);
        var regions = File.ReadAllLines(_folder["exported/Tables/cell.csv"]);
        Assert.Equal(wells.Where(row => row.Statistic.Measurement == "Cells").Sum(row => row.Statistic.Count),
            regions.Length - 1);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_database_is_converted_by_a_merge_and_by_the_next_run_with_its_rows(string folder)
    {
        var path = Of(folder).Unpack("segmentation.sqlite", _folder);
        var before = Rows(path);
        Run("merge", path, "-o", _folder["merged.sqlite"]).Exits(0);
        Assert.Equal(before, Rows(path));
        MeasurementStores.Open(path).Dispose();
        foreach (var converted in (string[])[_folder["merged.sqlite"], path])
        {
            Assert.Equal(before, Rows(converted));
            Assert.Equal([$"{StoreSchema.Version}"], StoreDump.Rows(converted, "SELECT Version FROM stylize_schema"));
            Assert.Equal(Wells(folder), WellReader.Read(converted, new StoredQuery(), []).Select(Line));
            Assert.NotEmpty(StoreDump.Rows(converted, "SELECT * FROM cell_measurement"));
        }

        // Rows in the order of names, because a merge numbers them again.
        static List<string> Rows(string path) => StoreDump.Rows(path, """
            SELECT Experiment, Well, Timepoint, Channel, Label, MeasuredChannel, Area, MeanIntensity, Track
            FROM measurement ORDER BY 1, 2, 3, 4, 5, 6
            """);
    }

    [Fact]
    public void A_table_that_an_earlier_version_lacks_is_empty()
    {
        var path = Of("1").Unpack("segmentation.sqlite", _folder);
        using (var database = StoreDump.OpenSqlite(path))
        {
            StoreDump.Execute(database, "DROP VIEW measurement; DROP TABLE roi");
        }

        Run("tracks", path).Exits(0);
        Run("merge", path, "-o", _folder["merged.sqlite"]).Exits(0);
        MeasurementStores.Open(path).Dispose();
        Assert.Equal(
            StoreDump.Rows(path, "SELECT * FROM roi"), StoreDump.Rows(_folder["merged.sqlite"], "SELECT * FROM roi"));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_Gaussian_image_of_each_profile_is_decoded_to_the_picture_of_its_version(string folder)
    {
        foreach (var profile in Enum.GetNames<GaussianProfile>().Select(name => name.ToLowerInvariant()))
        {
            Run("gaussian", "decode", Of(folder)[$"{profile}.g2d"], "-o", _folder["now.png"], "--force").Exits(0);
            using var then = ImageCodecs.Default.DecodeRgba(ImageSource.File(Of(folder)[$"{profile}.png"]));
            using var now = ImageCodecs.Default.DecodeRgba(ImageSource.File(_folder["now.png"]));
            Assert.Equal((then.Width, then.Height), (now.Width, now.Height));
            Assert.Equal(then.Pixels.ToArray(), now.Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData("pixels.png", "pixel-art", "Width")]
    [InlineData("dots.svg", "dot-art", "DotCount")]
    [InlineData("compact.g2d", "gaussian encode", "Count")]
    public void Provenance_is_read(string file, string operation, string option)
    {
        foreach (var folder in SavedFolder.All)
        {
            var record = OutputProvenance.Require(ImageSource.File(folder[file]), ImageCodecs.Default);
            Assert.Equal((operation, 64), (record.Operation, record.SourceSha256.Length));
            Assert.StartsWith("Stylize 1.", record.Program, StringComparison.Ordinal);

            // A compact file holds only a digest of its options.
            if (record.Options is { } options) Assert.Contains(options, one => one.Name == option);
        }
    }

    [Fact]
    public void A_report_has_at_least_the_fields_of_earlier_ones()
    {
        var reports = SavedFolder.All.Select(folder => File.ReadAllLines(folder["report.jsonl"])
            .Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject())
            .Select(fields => fields.Select(field => field.Name).ToHashSet())
            .ToArray()).ToArray();
        foreach (var (earlier, later) in reports.Zip(reports.Skip(1)))
        {
            Assert.Equal(earlier.Length, later.Length);
            Assert.All(earlier.Zip(later), lines => Assert.Superset(lines.First, lines.Second));
        }
    }

    private static SavedFolder Of(string folder) => SavedFolder.All.Single(one => one.Name == folder);

    private CliRun Run(params string[] words) => CliRun.InProcess(_folder.Path, words);

    /// <summary>Returns the rows that the version wrote as wells.csv.</summary>
    private IEnumerable<string> Wells(string folder) =>
        File.ReadLines(Of(folder).Unpack("wells.csv", _folder)).Skip(1).Select(line => line.Split(','))
            .Select(row => string.Join(' ', row[1], row[2], row[3], row[6], row[7], Rounded(row[8]), Rounded(row[9])))
            .Order(StringComparer.Ordinal).ToList();

    private static string Line(StoredWell row) => string.Join(
        ' ', row.Well, row.Timepoint, row.Statistic.Channel, row.Statistic.Measurement, row.Statistic.Count,
        Rounded($"{row.Statistic.Mean}"), Rounded($"{row.Statistic.Median}"));

    private static string Rounded(string number) => number.Length == 0
        ? "" : double.Parse(number, CultureInfo.InvariantCulture).ToString("G9", CultureInfo.InvariantCulture);
}
