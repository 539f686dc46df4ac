using Microsoft.Data.Sqlite;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>Databases of a run in which values were changed, and the files that they name.</summary>
public sealed class StoredDatabaseTests : PlateTest
{
    [Fact]
    public void Changed_values_are_refused_before_anything_is_written()
    {
        Segment();
        var original = File.ReadAllBytes(_plate["out/segmentation.sqlite"]);
        foreach (var (change, words) in new (string, string)[]
        {
            ("UPDATE tile SET Width = 2147483647", "Width"),
            ("UPDATE tile SET Height = 2147483647 WHERE Id = 3", "Height"),
            ("UPDATE tile SET OriginX = -5", "OriginX"),
            ("UPDATE tile SET OriginY = -100000", "OriginY"),
            ("UPDATE tile SET OriginX = 9223372036854775807", "OriginX"),
            ("UPDATE tile SET OriginX = 2147483647 WHERE Id = 2", "OriginX"),
            ("UPDATE cell SET Label = 'x' WHERE Label = 4", "Label"),
            ("UPDATE cell SET Label = 1099511627776 WHERE Label = 4", "Label"),
            ("UPDATE channel SET Name = x'00FF41'", "'channel'"),
            ("UPDATE run SET Name = x'00FF41'", "'run'"),
            ("UPDATE shift SET Dx = 'x'", "Dx"),
            ("UPDATE cell SET TileId = 99 WHERE Label = 2", "'cell'"),
            ("DELETE FROM well", "'well'"),
            ("UPDATE stylize_schema SET Version = 'x'", "wrong type"),
        })
        {
            File.WriteAllBytes(_plate["out/segmentation.sqlite"], original);
            Change(change);
            foreach (var command in new string[][]
            {
                ["export", "out/segmentation.sqlite", "-o", "to", "--format", "all,overlay", "--tile-path", "tiles"],
                ["tracks", "out/segmentation.sqlite"],
                ["merge", "out/segmentation.sqlite", "-o", "to/merged.sqlite"],
            })
            {
                var run = Run(command);
                var text = $"{change}: {run.ExitCode} {run.Error}";
                Assert.True(run.ExitCode == 1 && run.Out.Length == 0 && run.ErrorLines.Length == 1, text);
                Assert.Contains("segmentation.sqlite", run.Error, StringComparison.Ordinal);
                Assert.True(
                    run.Error.Contains(words, StringComparison.Ordinal)
                    || run.Error.Contains("not a database of measurements", StringComparison.Ordinal),
                    text);
                Assert.DoesNotContain("'Database'", run.Error, StringComparison.Ordinal);
                Assert.False(Directory.Exists(_plate["to"]), text);
            }
        }
    }

    [Fact]
    public void A_page_that_a_tile_lacks_names_the_database_and_no_option_of_another_command()
    {
        Segment();
        Change("UPDATE tile SET Page = 2147483647");
        var run = Run(
            "export", "out/segmentation.sqlite", "-o", "to", "--format", "overlay", "--tile-path", "tiles").Exits(1);
        Assert.Contains("its database names page 2147483648", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("--frame", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_plate["to"]));
    }

    [Fact]
    public void A_tile_is_read_only_in_the_folder_of_the_database_or_a_named_folder()
    {
        Segment("--no-montage");
        string[] overlay = ["export", "out/segmentation.sqlite", "-o", "to", "--format", "csv,overlay"];
        var run = Run(overlay).Exits(1);
        foreach (var words in (string[])[Path.Combine(_plate["tiles"], "PLATE1_E4_T0_1_DAPI"), $"'{_plate["out"]}'",
            "--tile-path"])
        {
            Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_plate["to"]));
        Run([.. overlay, "--tile-path", "tiles"]).Exits(0);
    }

    [Fact]
    public void A_link_out_of_the_folder_of_the_database_is_outside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege.");
        Segment("--no-montage");
        Directory.CreateSymbolicLink(_plate["out/tiles"], _plate["tiles"]);
        Change($"UPDATE tile SET File = replace(File, '{_plate["tiles"]}', '{_plate["out/tiles"]}')");
        var run = Run("export", "out/segmentation.sqlite", "-o", "to", "--format", "overlay");
        Assert.Equal((1, true), (run.ExitCode, run.Error.Contains("--tile-path", StringComparison.Ordinal)));

        var mask = Directory.GetFiles(_plate["out/CellMasksMontage/E4"], "*_ENCODED.tif").Order().First();
        File.Move(mask, _plate["elsewhere.tif"]);
        File.CreateSymbolicLink(mask, _plate["elsewhere.tif"]);
        run = Run("export", "out/segmentation.sqlite", "-o", "to", "--format", "image-j");
        Assert.Equal((1, true), (run.ExitCode, run.Error.Contains(mask, StringComparison.Ordinal)));
        Assert.False(Directory.Exists(_plate["to"]));
    }

    [Fact]
    public void A_failed_export_leaves_the_files_of_an_earlier_one()
    {
        Segment("--no-montage");
        string[] export = ["export", "out/segmentation.sqlite", "-o", "to", "--format", "csv,image-j", "--force"];
        Run(export).Exits(0);
        var before = Contents();
        Change("UPDATE cell SET Area = Area + 1");
        File.Delete(Directory.GetFiles(_plate["out/CellMasksMontage/E5"], "*_ENCODED.tif").Order().Last());
        Run(export).Exits(1);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Names_lead_to_no_other_folder_or_file()
    {
        Segment();
        foreach (var (change, words) in new[]
        {
            ("UPDATE well SET Name = 'E4?/' WHERE Name = 'E4'; UPDATE well SET Name = 'E4?-' WHERE Name = 'E5'",
                "Two wells"),
            ("UPDATE run SET Name = '../..'", "../.."),
        })
        {
            Change(change);
            var run = Run("export", "out/segmentation.sqlite", "-o", "to", "--format", "geo-json");
            Assert.Equal((1, true), (run.ExitCode, run.Error.Contains(words, StringComparison.Ordinal)));
            Assert.False(Directory.Exists(_plate["to"]));
        }
    }

    private (string Name, string Text)[] Contents() =>
    [
        .. Directory.GetFiles(_plate["to"], "*", SearchOption.AllDirectories).Order()
            .Select(f => (f, Convert.ToHexString(File.ReadAllBytes(f)))),
    ];

    private void Segment(params string[] options)
    {
        string[] segment = ["segment", "tiles", "-o", "out", "--channel", "DAPI", "--method", "otsu",
            "--align", "DAPI"];
        Run([.. segment, "--timepoint", "0", .. options]).Exits(0);
    }

    private void Change(string statements) =>
        HostileDatabaseTests.Execute(_plate["out/segmentation.sqlite"], statements);
}
