namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Plate maps of segmentations and screens, from the file to the database and back.</summary>
public sealed class PlateMapRunTests : PlateTest
{
    [Fact]
    public void The_columns_of_a_plate_map_belong_to_its_run_and_are_replaced_with_it()
    {
        Segment("Well;Role;Compound;Dose\nE4;negative;DMSO;0\nE5;sample;drug;9910\n");
        Segment("well,role,compound,concentration\nE4,negative,DMSO,\nE5,sample,drug,10\n", "--update");
        var drug = Run("hits", Database, "--measurement", "Cells", "--table", "wells", "--json").Json[^1];
        Assert.Equal(10, drug.GetProperty("Concentration").GetDouble());
        var well = Run("wells", Database, "--measurement", "Cells", "--json").Json[0];
        Assert.Equal(["role", "compound", "concentration"], well.EnumerateObject().Select(field => field.Name)
            .Where(name => name.ToLowerInvariant() is "role" or "compound" or "concentration" or "dose")
            .OrderByDescending(n => n[0]));

        // Another run has other contents of the same wells, and one column of the views for both spellings.
        Segment("Well,Compound\nE5,other\n", "--run", "two");
        using var database = StoreDump.OpenSqlite(_plate[Database]);
        Assert.Equal(
            ["default|drug|10", "two|other|"],
            StoreDump.Rows(database,
                "SELECT DISTINCT Run, Compound, concentration FROM well_measurement WHERE Well = 'E5' ORDER BY 1"));
        Assert.Equal(
            ["default|drug|10", "two|other|"],
            StoreDump.Rows(database,
                "SELECT DISTINCT Run, Compound, concentration FROM cell_measurement WHERE Well = 'E5' ORDER BY 1"));
    }

    [Fact]
    public void Excluded_wells_are_left_out_of_hits()
    {
        Segment("well,role,compound\nE4,negative,DMSO\nE5,sample,drug\n");
        File.WriteAllText(_plate["excluded.csv"], "plate,well\n\"PLATE1\",\"E04\"\n\"PLATE1\",\"H9\"\n");
        var run = Run("hits", Database, "--measurement", "Cells", "--table", "wells", "--exclude", "excluded.csv");
        Assert.Single(run.OutLines, line => line.Contains("  E"));
        Assert.Contains("E5", run.OutLines[0]);
        Assert.Contains("excluded wells has well H9", run.Error);
        var treatments =
            Run("hits", Database, "--measurement", "Cells", "--table", "treatments", "--exclude", "excluded.csv");
        Assert.Contains("1 well excluded.", string.Concat(treatments.OutLines));
    }

    [Fact]
    public void Measurements_and_other_names_of_a_database_are_listed_and_completed()
    {
        const string Map = "well,role,compound\nE4,negative,DMSO\nE5,sample,drug\n";
        Segment(Map, "--run", "first run", "--measure-channel", "GFP");
        var listed = Run("hits", Database, "--list").OutLines;
        Assert.Contains("MeanIntensity_GFP", listed);
        var rows = Run("hits", Database, "--list", "--json").Json;
        Assert.Equal(listed, rows.Select(row => row.GetProperty("Measurement").GetString()));
        var missing = Run("hits", Database);
        Assert.Equal((2, ""), (missing.ExitCode, missing.Out));
        Assert.Contains(string.Join(", ", listed), missing.Error);

        Assert.Equal(listed, Complete("hits", "--measurement", ""));
        Assert.Equal(["MeanIntensity_GFP"], Complete("wells", "--measurement", "meanintensity_g"));
        Assert.Equal(["DAPI"], Complete("hits", "--channel", ""));
        Assert.Equal(["E4", "E5"], Complete("tracks", "--well", ""));
        Assert.Equal(["first run"], Complete("export", "--run", ""));
        Assert.Equal(["PLATE1"], Complete("wells", "--experiment", ""));
        Assert.Empty(Run("completion", "--words", "hits", "nosuch.sqlite", "--measurement", "").OutLines);

        string[] Complete(string command, string option, string typed) =>
        [
            .. Run("completion", "--words", command, Database, option, typed).OutLines.Select(
                line => line.Split('\t')[0]),
        ];
    }

    [Theory]
    [InlineData("well,role,compound\nE4,nag,DMSO\n", "has the role 'nag' in well E4. Roles are")]
    [InlineData("well\trole\tcompound\tdose\nE4\tsample\tdrug\t3,3333\n",
        "has the concentration '3,3333' in well E4. Use decimal points")]
    [InlineData(
        "well;compound;dose\nE4;drug;3,3\nE5;drug;0.3\n", "has the concentration '3,3' in well E4. Use decimal points")]
    [InlineData(
        "well,compound,dose\nE4,drug,10 uM\n", "has the concentration '10 uM' in well E4. Concentrations are numbers")]
    public void A_plate_map_is_checked_before_anything_is_segmented(string map, string why)
    {
        File.WriteAllText(_plate["map.csv"], map);
        Run("segment tiles -o out --channel DAPI --plate-map map.csv").Exits(
            2, $"The plate map '{_plate["map.csv"]}' {why}");
        Assert.False(Directory.Exists(_plate["out"]));
    }

    [Fact]
    public void Maps_of_German_Excel_have_decimal_commas_and_Latin_letters()
    {
        File.WriteAllBytes(
            _plate["map.csv"], Encoding.Latin1.GetBytes("well;compound;Dose (µM);lot\r\nE5;Säure;3,3333;A,B\r\n"));
        var map = PlateMap.Read(_plate["map.csv"]);
        Assert.Equal(["compound", "Dose (µM)", "lot"], map.Columns);
        Assert.Equal(["Säure", "3.3333", "A,B"], map.Find("P", "E5"));
    }

    [Fact]
    public void A_screen_names_what_its_plate_map_lacks()
    {
        var run = Segment("well,role,compound,level\nE4,negative,DMSO,1\nE5,sample,drug,2\n");
        Assert.Contains("has no column concentration (found: role, compound, level)", run.Error);
        Assert.Contains(
            "has no column concentration (found: compound, level, role)",
            Run("hits", Database, "--measurement", "cells").Error);
        Run("hits", Database, "--measurement", "Cells", "--table", "curves").Exits(2, "No sample has a concentration");
        Run("hits", Database, "--measurement", "Cells", "--control", "negative=DMSOO").Exits(
            2, "Unknown compound 'DMSOO' in --control. Did you mean DMSO?");
        var plates = Run("hits", Database, "--measurement", "Cells", "--table", "plates");
        Assert.Contains("no Z' without two negative and two positive controls", plates.Out);
        Assert.DoesNotContain("NaN", plates.Out);

        File.WriteAllText(
            _plate["unit.csv"], "well,role,compound,Concentration [uM]\nE4,negative,DMSO,\nE5,sample,drug,2.5\n");
        var wells = Run("hits", Database, "--measurement", "Cells", "--table", "wells", "--plate-map", "unit.csv");
        Assert.Contains("E5  Sample  drug  2.5 uM  ", wells.Out);

        File.WriteAllText(_plate["merged.csv"], "well,role,compound\nE4,negative,DMSO\nE5,,\n");
        var merged = Run("hits", Database, "--measurement", "Cells", "--table", "wells", "--plate-map", "merged.csv");
        Assert.Contains("names no compound and no role of well PLATE1 E5, which is left out", merged.Error);
        Assert.DoesNotContain("E5", merged.Out);
    }

    [Fact]
    public void Warnings_list_the_wells_that_lack_a_tile_or_a_channel()
    {
        foreach (var tile in (string[])["E4_T0_9_DAPI", "E5_T0_9_DAPI", "E4_T0_9_GFP", "E5_T0_9_GFP"])
        {
            File.Delete(_plate[$"tiles/PLATE1_{tile}.tif"]);
        }

        foreach (var tile in Directory.GetFiles(_plate.Tiles, "PLATE1_E5_T1_*_GFP.tif"))
        {
            File.Delete(tile);
        }

        var plan = PlatePlan.Make(_plate.Files, _plate.Options, ImageCodecs.Default);
        Assert.Equal(
            [
                "PLATE1_E5_T1 lacks channel GFP, which other wells have.",
                "2 wells lack tile 9 of channels DAPI, GFP, whose positions in the montage stay empty. "
                + "These are PLATE1_E4_T0, PLATE1_E5_T0.",
            ],
            plan.Warnings);
    }

    [Fact]
    public void The_summary_of_an_update_has_the_wells_of_the_plate()
    {
        const string Map = "well,note\nE4,x\nE5,y\n";
        Segment(Map, "--well", "E4");
        Assert.Contains("1 of 2 wells segmented, ", Segment(Map, "--update").Error);
    }

    private const string Database = "out/segmentation.sqlite";

    private static readonly string[] Command =
        ["segment", "tiles", "-o", "out", "--channel", "DAPI", "--method", "otsu", "--timepoint", "0",
            "--plate-map", "map.csv"];

    private CliRun Segment(string map, params string[] more)
    {
        File.WriteAllText(_plate["map.csv"], map);
        var run = Run([.. more.Contains("-o") ? Command.Where(word => word is not ("-o" or "out")) : Command, .. more]);
        Assert.Equal(0, run.ExitCode);
        return run;
    }
}
