namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Stacks of planes, from names and pages, and their projections.</summary>
public sealed class StackTests : CliTest
{
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

        Assert.Equal(expected,
            Highest("", $"--projection {projection}{(planes is null ? "" : " --stack-plane " + planes)}"));
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

        Assert.Equal(802, Highest("", "--projection best"));
    }

    [Fact]
    public void Without_a_projection_the_middle_plane_is_used_with_a_warning()
    {
        for (var plane = 1; plane <= 3; plane++)
        {
            Save($"plate/P_A1_T0_1_DAPI_Z{plane}.tif", (_, _) => plane * 100);
        }

        Assert.Equal(200, Highest("stacks of 3 planes; using plane 2", ""));
        _folder.Run("segment plate -o none --stack-plane 2-9").Exits(2, "--stack-plane requires --projection");
        _folder.Run("segment plate -o none --stack-plane 7").Exits(2);
    }

    [Fact]
    public void Floating_point_tiles_are_measured_in_their_own_numbers()
    {
        SampleFiles.SaveFloats(
            _folder["plate/P_A1_T0_1_DAPI.tif"], 60, 40,
            (x, y) => x == 50 ? float.NaN : x is >= 10 and < 20 && y is >= 10 and < 20 ? 1.25f : -.5f + (.0001f * y));
        var run = _folder.Run("segment plate -o out --method otsu --property Area,MeanIntensity").Exits(
            0, "40 pixels are NaN or infinite");
        var table = _folder["out/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"];
        Assert.Equal(
            ("100", 1.25), (Column(table, "Area"), Math.Round(double.Parse(Column(table, "MeanIntensity")), 4)));
        const string Scale = "from -0.5 to 1.25 are stored as 0 to 65,535";
        Assert.DoesNotContain(Scale, run.Error);
        Assert.Contains(Scale, File.ReadAllText(_folder["out/segmentation.html"]));
        Assert.DoesNotContain("saturated", run.Error);
        run = _folder.Run("regions", "plate/P_A1_T0_1_DAPI.tif", "--method", "otsu", "--property",
            "MaximumIntensity,RingMinimumIntensity", "--ring", "2", "--json");
        Assert.Equal(1.25, run.Json[0].GetProperty("MaximumIntensity").GetDouble(), 4);
        Assert.Equal(-.5, run.Json[0].GetProperty("RingMinimumIntensity").GetDouble(), 2);

        _folder.Run("segment plate -o manual --threshold 0.5 --float-range 0,1 --property Area,MeanIntensity");
        table = _folder["manual/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"];
        Assert.Equal(("100", "1.25"), (Column(table, "Area"), Column(table, "MeanIntensity")));
        _folder.Run("segment plate -o none --statistics plate --method otsu").Exits(2, "Add --float-range");
        Assert.Contains("40 pixels that are NaN", _folder.Run("regions", _folder["plate/P_A1_T0_1_DAPI.tif"]).Error);
    }

    /// <summary>Segments all pixels and returns the highest.</summary>
    private double Highest(string warning, string options)
    {
        _folder.Run($"segment plate -o out --threshold 0 --property MaximumIntensity {options}").Exits(0, warning);
        return double.Parse(Column(
            Assert.Single(Directory.GetFiles(_folder["out/Regions"], "*", SearchOption.AllDirectories)),
            "MaximumIntensity"));
    }

    /// <summary>Returns the only value of a column of a table.</summary>
    private static string Column(string path, string name) => SampleFiles.Table(path).Single()
        .First(field => field.Key.StartsWith(name, StringComparison.Ordinal)).Value;

    private void Save(string name, Func<int, int, int> value) => SampleFiles.Save(_folder[name], 60, 40, value);
}
