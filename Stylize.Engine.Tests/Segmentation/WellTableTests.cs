using Stylize.Engine.Segmentation.Regions;
using static Stylize.Engine.Tests.Segmentation.SampleFiles;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The table of wells in its file, the database and the command.</summary>
public sealed class WellTableTests : PlateTest
{
    [Fact]
    public void Statistics_equal_those_of_NumPy_and_SciPy()
    {
        var oracle = OracleTable.Embedded("samples.csv");
        foreach (var row in oracle.Rows)
        {
            var noise = SyntheticImages.Noise((int)oracle.Number(row, "count")!, (uint)oracle.Number(row, "seed")!);
            var table =
                new RegionTable([new RegionColumn("Area", RegionProperties.Area, -1, 0, 2, true)], noise.Length);
            for (var i = 0; i < noise.Length; i++)
            {
                table.Values(i)[0] = noise[i] / 7.0;
            }

            var plane = new PlaneMeasurement("DAPI", [], [], table, []);
            var found = WellStatistic.Compute("DAPI", [plane], new Dictionary<string, double> { ["Area"] = 4000 });
            Assert.Equal(new WellStatistic("DAPI", WellStatistic.Cells, noise.Length), found[0]);
            foreach (var (name, value) in WellStatistic.Names.Zip(found[1].Values()))
            {
                Assert.Equal(oracle.Number(row, name) is null, value is null);
                Assert.Equal(oracle.Number(row, name) ?? 0, value ?? 0, 1e-9 * Math.Abs(value ?? 0));
            }
        }
    }

    /// <summary>GFP_1 had the column Map_MeanIntensity_GFP_1, MeanIntensity_GFP_1 held GFP-1, and gfp chose GFP,
    /// too.</summary>
    [Fact]
    public void Channels_that_differ_in_case_or_sign_keep_their_columns()
    {
        string[] channels = ["gfp", "GFP", "GFP-1", "GFP_1"];
        SavePages(
            _plate["P_A1_1.ome.tif"], 16, 16, 4, (x, y, page) => x is > 3 and < 12 && y is > 3 and < 12
                ? (ushort)(1000 * (page + 1)) : (ushort)100,
            "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image><Pixels DimensionOrder=\"XYCZT\" "
            + "SizeX=\"16\" SizeY=\"16\" SizeC=\"4\" SizeZ=\"1\" SizeT=\"1\" Type=\"uint16\">"
            + string.Concat(channels.Select(name => $"<Channel Name=\"{name}\"/>"))
            + "<TiffData/></Pixels></Image></OME>");
        File.WriteAllText(_plate["map.csv"], "well,MeanIntensity_GFP\nA1,7\n");
        Run("segment", "P_A1_1.ome.tif", "-o", "out", "--method", "manual", "--threshold", "500", "--channel", "gfp",
            "--measure-channel", "*", "--plate-map", "map.csv").Exits(0);
        using var database = StoreDump.OpenSqlite(_plate["out/segmentation.sqlite"]);
        Assert.Equal(
            ["MeanIntensity_GFP", "MeanIntensity_GFP_1", "MeanIntensity_GFP_1_2", "MeanIntensity_gfp_2"],
            StoreDump.Rows(database, "SELECT name FROM pragma_table_info('cell_measurement') "
                + "WHERE name LIKE 'MeanIntensity%' ORDER BY name"));
        Assert.Equal(
            ["gfp|1000|2000|3000|4000|7"],
            StoreDump.Rows(database, "SELECT Channel, MeanIntensity_gfp_2, MeanIntensity_GFP, MeanIntensity_GFP_1_2, "
                + "MeanIntensity_GFP_1, Map_MeanIntensity_GFP FROM cell_measurement"));
        var wells = Run("wells", "out/segmentation.sqlite", "--measurement", "MeanIntensity_gfp", "--json").Json;
        Assert.Equal([1000], wells.Select(well => well.GetProperty("Mean").GetDouble()));
    }

    [Fact]
    public void File_view_and_command_hold_the_same_statistics_of_the_regions()
    {
        File.WriteAllText(_plate["map.csv"], "well,Mean,compound\nE4,1.5,\"a,b\"\n");
        Run("segment tiles -o out --channel DAPI --measure-channel GFP --method otsu --plate-map map.csv "
            + "--positive MeanIntensity_GFP=9900").Exits(0);
        var lines = File.ReadAllLines(_plate["out/wells.csv"]);
        Assert.Equal(
            "Experiment,Well,Timepoint,Channel,Mean,compound,Measurement,Count,Mean,Median,StandardDeviation,MedianAbsoluteDeviation,"
            + "Quantile5,Quantile25,Quantile75,Quantile95,PositiveShare",
            lines[0]);

        // From the table of regions.
        var regions = Table(_plate["out/Regions/E5/PLATE1_E5_T1_DAPI_REGIONS.csv"]);
        foreach (var name in (string[])["Area", "MeanIntensity_GFP", "Eccentricity"])
        {
            var values = regions.ConvertAll(row => Number(row[name]));
            var mean = values.Average();
            var fields = lines.Single(line => line.StartsWith("PLATE1,E5,1,DAPI,,,", StringComparison.Ordinal)
                && line.Contains($",{name},")).Split(',');
            Assert.Equal($"{values.Count}", fields[7]);
            Assert.Equal(mean, Number(fields[8]), mean * 1e-12);
            Assert.Equal(name == "MeanIntensity_GFP" ? $"{values.Count(v => v > 9900) / (double)values.Count:R}" : "",
                fields[16]);
        }

        Assert.DoesNotContain(lines, line => line.Contains("Centroid"));

        // A column of the plate map with the name of a statistic has another name in the view.
        using var database = StoreDump.OpenSqlite(_plate["out/segmentation.sqlite"]);
        var view = StoreDump.Rows(database, $"""
            SELECT Experiment, Well, Timepoint, Channel, Map_Mean, compound, Measurement, Count, {string.Join(", ", WellStatistic.Names)}
            FROM well_measurement
            """);
        Assert.Equal(
            lines.Skip(1)
                .Select(line => line.Replace("\"a,b\"", "a,b").Replace(',', '|')).Order(),
            view.Select(row => row.Replace(',', '|')).Order());
        Assert.Equal(
            StoreDump.Rows(database, "SELECT Well, Timepoint, COUNT(*), ROUND(SUM(Area), 6), ROUND(AVG(Area), 6), "
                + "ROUND(AVG(MeanIntensity_DAPI), 6) FROM cell_measurement GROUP BY 1, 2 ORDER BY 1, 2"),
            StoreDump.Rows(database,
                "SELECT Well, Timepoint, Cells, ROUND(TotalArea, 6), ROUND(MeanArea, 6), ROUND(MeanIntensity, 6) FROM "
                + "run_summary ORDER BY 1, 2"));

        var listed = Run("wells out/segmentation.sqlite --well E4 --measurement Cells,MeanIntensity_GFP --json").Json;
        Assert.Equal(4, listed.Length);
        Assert.Equal("1.5", listed[0].GetProperty("Map_Mean").GetString());
        Assert.Equal(
            lines.Where(line => line.Contains(",E4,"))
                .Where(line => line.Contains("MeanIntensity_GFP"))
                .Select(line => Number(line.Split(',')[9])),
            listed.Where(row => row.GetProperty("Measurement").GetString() != "Cells")
                .Select(row => row.GetProperty("Mean").GetDouble()));
        Assert.Contains("one of", Run("wells", "out/segmentation.sqlite", "--measurement", "GFP").Error);
        Run("segment", "tiles", "-o", "other", "--positive", "GFP").Exits(2);
    }
}
