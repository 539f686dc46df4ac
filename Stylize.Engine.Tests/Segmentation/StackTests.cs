namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Stacks of planes, from names and pages, and their projections.</summary>
public sealed class StackTests : FolderTest
{
    private string _well = "A1";
    private string _error = "";

    [Theory]
    [InlineData("max", null, 400)]
    [InlineData("mean", null, 250)]
    [InlineData("sum", null, 1000)]
    [InlineData("median", null, 250)]
    [InlineData("max", "1-3", 300)]
    [InlineData("median", "2-4", 300)]
    public void Planes_in_names_are_projected(string projection, string? planes, int expected)
    {
        for (var plane = 1; plane <= 4; plane++)
        {
            Save($"plate/P_A01_T0001F001L01A01Z{plane:00}C01.tif", (_, _) => plane * 100);
        }

        _well = "A01";
        Assert.Equal(expected,
            Highest(["--projection", projection, .. planes is null ? (string[])[] : ["--stack-plane", planes]]));
    }

    [Fact]
    public void Best_is_the_plane_in_focus()
    {
        for (var plane = 1; plane <= 3; plane++)
        {
            // The same squares, blurred in all but the second plane by widening the steps.
            var soft = plane == 2 ? 1 : 6;
            Save($"plate/r01c01f01p{plane:00}-ch1sk1fk1fl1.tif",
                (x, y) => 200 + plane + (x / 3 % 2 == 0 ? 600 / soft : 0));
        }

        Assert.Equal(802, Highest("--projection", "best"));
    }

    [Fact]
    public void Without_a_projection_the_middle_plane_is_used_with_a_warning()
    {
        for (var plane = 1; plane <= 3; plane++)
        {
            Save($"plate/P_A1_T0_1_DAPI_Z{plane}.tif", (_, _) => plane * 100);
        }

        Assert.Equal(200, Highest());
        Assert.Contains("stacks of 3 planes; using plane 2", _error, StringComparison.Ordinal);
        Cli("segment", "plate", "-o", "none", "--stack-plane", "2-9").Exits(2, "--stack-plane requires --projection");
        Cli("segment", "plate", "-o", "none", "--stack-plane", "7").Exits(2);
    }

    [Fact]
    public void Floating_point_tiles_are_measured_in_their_own_numbers()
    {
        SampleFiles.SaveFloats(
            _folder["plate/P_A1_T0_1_DAPI.tif"], 60, 40,
            (x, y) => x == 50 ? float.NaN : x is >= 10 and < 20 && y is >= 10 and < 20 ? 1.25f : -.5f + (.0001f * y));
        var run = Cli("segment", "plate", "-o", "out", "--method", "otsu", "--property", "Area,MeanIntensity").Exits(0);
        var table = _folder["out/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"];
        Assert.Equal(
            ("100", 1.25), (Column(table, "Area"), Math.Round(double.Parse(Column(table, "MeanIntensity")), 4)));
        const string Scale = "from -0.5 to 1.25 are stored as 0 to 65,535";
        Assert.DoesNotContain(Scale, run.Error, StringComparison.Ordinal);
        Assert.Contains(Scale, File.ReadAllText(_folder["out/segmentation.html"]), StringComparison.Ordinal);
        Assert.Contains("40 pixels are NaN or infinite", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("saturated", run.Error, StringComparison.Ordinal);
        run = Cli("regions", "plate/P_A1_T0_1_DAPI.tif", "--method", "otsu", "--property",
            "MaximumIntensity,RingMinimumIntensity", "--ring", "2", "--json");
        Assert.Equal(1.25, run.Json[0].GetProperty("MaximumIntensity").GetDouble(), 4);
        Assert.Equal(-.5, run.Json[0].GetProperty("RingMinimumIntensity").GetDouble(), 2);

        run = Cli("segment", "plate", "-o", "manual", "--threshold", "0.5", "--float-range", "0,1", "--property",
            "Area,MeanIntensity");
        table = _folder["manual/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"];
        Assert.Equal(("100", "1"), (Column(table, "Area"), Column(table, "MeanIntensity")));
        run = Cli("segment", "plate", "-o", "none", "--statistics", "plate", "--method", "otsu").Exits(
            2, "Add --float-range");
        Assert.Contains("40 pixels that are NaN", Cli("regions", _folder["plate/P_A1_T0_1_DAPI.tif"]).Error,
            StringComparison.Ordinal);
    }

    /// <summary>Segments all pixels and returns the highest.</summary>
    private double Highest(params string[] line)
    {
        var run = Cli(
            ["segment", "plate", "-o", "out", "--threshold", "0", "--property", "MaximumIntensity", .. line]).Exits(0);
        _error = run.Error;
        return double.Parse(
            Column(Assert.Single(Directory.GetFiles(_folder["out/Regions/" + _well])), "MaximumIntensity"));
    }

    /// <summary>Returns the only value of a column of a table.</summary>
    private static string Column(string path, string name)
    {
        var lines = File.ReadAllLines(path);
        var index = Array.FindIndex(lines[0].Split(','), column => column.StartsWith(name, StringComparison.Ordinal));
        return Assert.Single(lines.Skip(1)).Split(',')[index];
    }

    private void Save(string name, Func<int, int, int> value) => SampleFiles.Save(_folder[name], 60, 40, value);

    private CliRun Cli(params string[] line) => CliRun.InProcess(_folder[""], line);
}
