using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The statistics of the table of wells.</summary>
public sealed class WellTableTests
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
}
