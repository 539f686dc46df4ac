using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Neighbors, texture, granularity, radial distribution and colocalization, compared with scikit-image and
/// SciPy.</summary>
public sealed class RegionExtraTests : PlateTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Measures_equal_those_of_scikit_image(int threads)
    {
        using var foreground = SyntheticImages.Make("blobs8").Image;
        using var one = SyntheticImages.Make("blobs16").Image;
        using var two = SyntheticImages.Make("narrow16").Image;
        using var ones = one.Floats(0, 0, one.Width, one.Height);
        using var twos = two.Floats(0, 0, two.Width, two.Height);
        var runs = RunArea.Objects(160, 120, (x, y) => foreground[x, y] > 110 ? 1 + (x / 20) + (8 * (y / 20)) : 0);

        using var regions = GivenLabels.ByValue(runs);
        ChannelImage[] images =
        [
            new("A", ones, 1, 2000, 58_000, 30_000),
            new("B", twos, 1, 1003, 1037, 1020),
        ];
        var table = RegionExtras.Add(
            RegionMeasurer.Measure(regions, RegionProperties.Centroid, []), regions, RegionMeasures.All, images, 5, .5,
            threads, default);
        var oracle = OracleTable.Embedded("measures.csv");
        Assert.Equal(oracle.Rows.Count, table.Count);
        Assert.Equal(oracle.Head.Order(),
            table.Columns.Select(column => column.Name).Except(["CentroidX", "CentroidY"]).Order());
        foreach (var (region, row) in oracle.Rows.Index())
        {
            foreach (var name in oracle.Head)
            {
                var expected = oracle.Number(row, name)!.Value;
                var found = table.Value(region, name);
                var isEqual = Math.Abs(found - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected));
                Assert.True(isEqual, $"{name} of {row[0]}: {found}, {expected}");
            }
        }
    }

    [Fact]
    public void Measures_are_in_tables_of_regions_and_wells()
    {
        CliRun.InProcess(
            _plate[""], [.. ("segment tiles -o out --channel DAPI --measure-channel GFP --method otsu --well E4 "
                + "--timepoint 0 --measure neighbors,texture,colocalization").Split(' ')]).Exits(0);
        var head = File.ReadLines(_plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]).First().Split(',');
        string[] names = ["NeighborCount", "TextureEntropy_GFP", "Correlation_DAPI_GFP", "Manders_GFP_DAPI"];
        Assert.Empty(names.Except(head));
        Assert.DoesNotContain("RadialShare1_GFP", head);
        Assert.Empty(names.Except(
            StoreDump.Rows(_plate["out/segmentation.sqlite"], "SELECT Measurement FROM well_measurement")));
    }
}
