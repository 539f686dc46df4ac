using System.IO.Compression;
using Stylize.Engine.Catalog;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Tests.Saved;

/// <summary>A folder of files that one version saved: see README.md.</summary>
internal sealed record SavedFolder(string Path)
{
    private const string Variable = "STYLIZE_SAVED";
    private const string FormatsFile = "formats.txt";

    public static string Root { get; } = Checkout.Path("Stylize.Engine.Tests", "Saved");

    /// <summary>All folders in the order of the versions.</summary>
    public static SavedFolder[] All { get; } =
    [
        .. Directory.GetDirectories(Root).Select(path => new SavedFolder(path))
            .OrderBy(folder => int.Parse(folder.Name, CultureInfo.InvariantCulture)),
    ];

    public static bool IsWriting { get; } = Environment.GetEnvironmentVariable(Variable) == "write";

    public static string Command { get; } =
        $"{Variable}=write dotnet test Stylize.Engine.Tests --filter FullyQualifiedName~SavedFormatTests";

    public string Name => System.IO.Path.GetFileName(Path);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The formats of the version; empty if they were not listed yet.</summary>
    public string[] Formats => File.Exists(this[FormatsFile]) ? File.ReadAllLines(this[FormatsFile]) : [];

    /// <summary>Unpacks a file into a folder.</summary>
    public string Unpack(string name, TemporaryFolder target)
    {
        using var packed = new GZipStream(File.OpenRead(this[name + ".gz"]), CompressionMode.Decompress);
        using var file = File.Create(target[name]);
        packed.CopyTo(file);
        return target[name];
    }

    /// <summary>Adds lines to the newest folder, or a folder if a line no longer holds.</summary>
    public static void Write(string[] formats)
    {
        var newest = All[^1];
        if (newest.Formats.Length == 0 || newest.Formats.Except(formats).Any())
        {
            newest = new(System.IO.Path.Combine(Root, $"{All.Length + 1}"));
            Record(newest);
        }

        File.WriteAllLines(newest[FormatsFile], formats);
    }

    /// <summary>Runs the lines of commands.txt on drawn inputs, and keeps what they save.</summary>
    private static void Record(SavedFolder target)
    {
        using var work = new CliFolder();
        work.Image("photo.ppm", 32, 24, (x, y) => new Rgba32(
            (byte)(x * 8), (byte)(y * 10), (byte)(((x - 16) * (x - 16)) + ((y - 12) * (y - 12)) < 49 ? 200 : 60)));
        foreach (var (well, timepoint, channel) in
            from well in (int[])[1, 2] from timepoint in (int[])[0, 1] from channel in (string[])["DAPI", "GFP"]
            select (well, timepoint, channel))
        {
            work.Image($"tiles/SAMPLE_A{well}_T{timepoint}_1_{channel}.png", 96, 96, (x, y) =>
            {
                var gray = (byte)(Centers(well, timepoint).Any(center => double.Hypot(x - center.X, y - center.Y) < 10)
                    ? 150 + (20 * well) + ((x + y) % 7) : 20 + (x % 5));
                return new Rgba32(gray, gray, gray);
            });
        }

        File.WriteAllText(work["map.csv"], "well,role,dose\nA1,negative,0\nA2,positive,10\n");
        foreach (var line in File.ReadLines(System.IO.Path.Combine(Root, "commands.txt")))
        {
            work.RunWithHome(line.Split(' ')).Exits(0);
        }

        Directory.CreateDirectory(target["presets"]);
        foreach (var preset in Directory.GetFiles(work["home"], "Saved.json", SearchOption.AllDirectories))
        {
            var operation = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(preset));
            File.Copy(preset, target[$"presets/{operation}.json"]);
        }

        foreach (var file in Directory.GetFiles(work.Path)
            .Where(file => !file.EndsWith(".ppm") && !file.EndsWith(".csv")))
        {
            var text = file.EndsWith(".jsonl") ? File.ReadAllText(file).Replace(work.Path, "/data/run") : null;
            File.Copy(file, target[System.IO.Path.GetFileName(file)]);
            if (text is not null) File.WriteAllText(target[System.IO.Path.GetFileName(file)], text);
        }

        foreach (var name in (string[])["segmentation.sqlite", "wells.csv"])
        {
            using var packed = new GZipStream(File.Create(target[name + ".gz"]), CompressionLevel.SmallestSize);
            packed.Write(File.ReadAllBytes(work["out/" + name]));
        }

        static (double X, double Y)[] Centers(int well, int timepoint) =>
            [(20 + timepoint, 22), (60 + (2 * timepoint), 30 + well), (34, 66 - timepoint), (72, 70 + (5 * well))];
    }
}

/// <summary>The formats of saved files, one line per part.</summary>
internal static class SavedFormats
{
    /// <summary>Returns what the code reads and writes now.</summary>
    public static string[] Now() =>
    [
        .. OperationCatalog.WithPresets.SelectMany(operation => OptionSet.ForRecord(operation.OptionsType).All
            .Select(option => $"preset {operation.Word} {option.Place} {ValueOf(option)}")),
        $"database {StoreSchema.Version}",
        .. DatabaseColumns(),
        .. Enum.GetNames<GaussianProfile>().Select(profile => $"g2d {profile} {GaussianFileHeader.ProfileVersion}"),
        .. typeof(ProvenanceRecord).GetProperties().Where(property => !property.GetMethod!.IsStatic)
            .Select(property => $"provenance {property.Name}"),
    ];

    private static string ValueOf(OptionDeclaration option) => option.ElementType.IsEnum
        ? $"{option.Kind} {string.Join(' ', Enum.GetNames(option.ElementType))}" : $"{option.Kind}";

    private static IEnumerable<string> DatabaseColumns()
    {
        using var folder = new TemporaryFolder();
        MeasurementStores.Open(folder["new.sqlite"]).Dispose();
        return Segmentation.StoreDump.Rows(folder["new.sqlite"], """
            SELECT 'table ' || entry.name || ' ' || group_concat(field.name, ' ') FROM sqlite_schema AS entry
            JOIN pragma_table_info(entry.name) AS field WHERE entry.type = 'table' GROUP BY entry.name ORDER BY entry.name
            """);
    }
}
