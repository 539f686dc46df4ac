using Stylize.Engine.Segmentation.Regions;
using static Stylize.Engine.Tests.Segmentation.SampleFiles;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The statistics of the table of wells, and its columns in the database.</summary>
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

            var plane = new PlaneMeasurement([], table);
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
}
