using Stylize.Engine.Tests.Workers;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>A plate in shards with a database each, and `stylize merge`.</summary>
public sealed class MergeTests : PlateTest
{
    [Fact]
    public void Merged_shards_of_a_plate_equal_the_rows_of_one_run()
    {
        File.WriteAllText(_plate["map.csv"], "well,dose\nE4,1.5\nE5,none\n");
        var manifest = Run("list", "segment", "tiles");
        Assert.Equal(36, manifest.OutLines.Length / 2);
        File.WriteAllText(_plate["manifest.txt"], manifest.Out);
        string[] segment = ["segment", "--input-list", "manifest.txt", "--channel", "DAPI", "--measure-channel", "GFP",
            "--method", "otsu", "--statistics", "plate", "--plate-map", "map.csv", "-o"];
        Run([.. segment, "whole"]).Exits(0);
        for (var shard = 1; shard <= 3; shard++)
        {
            var run = Run([.. segment, "parts", "--shard", $"{shard}/3", "--database", $"{shard}.sqlite"]).Exits(0);
            Assert.Single(run.ErrorLines);
        }

        Run("merge", "3.sqlite", "?.sqlite", "-o", "joined.sqlite").Exits(1, "both have rows");
        Assert.False(File.Exists(_plate["joined.sqlite"]));
        Run("merge", "3.sqlite", "1.sqlite", "2.sqlite", "-o", "joined.sqlite").IsQuiet();
        Assert.Equal(
            StoreRows.OfSqlite(_plate["whole/segmentation.sqlite"]), StoreRows.OfSqlite(_plate["joined.sqlite"]));
        Assert.Equal(
            Files(_plate["whole"]).Where(file => !file.EndsWith(".sqlite", StringComparison.Ordinal) && !IsPage(file)),
            Files(_plate["parts"]).Where(file => !IsPage(file)));

        // Apart from its link to the database, the page is the same.
        Assert.Equal(
            File.ReadAllText(_plate["whole/segmentation.html"]),
            File.ReadAllText(_plate["parts/segmentation.html"]).Replace("../3.sqlite", "segmentation.sqlite"));
        Run("merge", "1.sqlite", "-o", "joined.sqlite").Exits(1);
        Run("merge", "map.csv", "-o", "other.sqlite").Exits(1);
        Run("merge", "1.sqlite", "-o", "1.sqlite", "--force").Exits(1);
    }

    [Fact]
    public void A_well_with_two_spellings_is_one_well()
    {
        const string segment = "segment tiles --channel DAPI --method otsu --timepoint 0 --well E4 -o";
        Run($"{segment} one").Exits(0);
        foreach (var tile in _plate.Files.Where(file => file.Contains("_E4_T0_")))
        {
            var isFirst = tile.EndsWith("_1_DAPI.tif", StringComparison.Ordinal);
            File.Move(tile, isFirst ? tile : tile.Replace("_E4_", "_E04_"));
        }

        Assert.Single(Run($"{segment} two").Exits(0).ErrorLines);
        Assert.Single(Directory.GetDirectories(_plate["two/Regions"]));
        StoreDump.Rows(_plate["two/segmentation.sqlite"], "UPDATE well SET Name = 'E04'");
        Run("merge one/segmentation.sqlite two/segmentation.sqlite -o all.sqlite --quiet").Exits(
            1, "both have rows of run default, well E4,");
    }

    [Fact]
    public void The_list_of_a_plate_equals_the_tiles_of_a_run_for_folders_of_wells_too()
    {
        foreach (var tile in _plate.Files)
        {
            var folder = _plate["wells/" + (tile.Contains("_E4_") ? "E4" : "E5")];
            Directory.CreateDirectory(folder);
            File.Move(tile, Path.Combine(folder, Path.GetFileName(tile)));
        }

        var list = Run("list", "segment", "wells").IsQuiet();
        var taken = Run("segment wells --list --json").Json.Select(l => l.GetProperty("path").GetString());
        Assert.Equal(taken, list.OutLines);
    }

    private static bool IsPage(string file) => file.StartsWith("segmentation.html", StringComparison.Ordinal);

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file =>
                $"{Path.GetRelativePath(folder, file)} {(file.EndsWith(".sqlite", StringComparison.Ordinal) ? ".sqlite"
                    : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))))}");
}
