using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Measurements of drawn objects compared with the ground truth.</summary>
public sealed class PlateMeasurementTests : PlateTest
{
    [Fact]
    public void Objects_are_measured_as_they_were_drawn_and_belong_to_the_tile_of_their_centroid()
    {
        var wells = PlateTests.Run(_plate, _plate.Options);
        for (var well = 0; well < 4; well++)
        {
            var plane = wells[well].Planes[0];
            foreach (var (region, ellipse) in TestPlate.Objects(well).Index())
            {
                var pixels = ellipse.Pixels(3 * _plate.TileWidth, 3 * _plate.TileHeight).ToList();
                var (x, y) = (pixels.Average(p => (double)p.X), pixels.Average(p => (double)p.Y));
                Assert.Equal(pixels.Count, plane.Regions.Value(region, "Area"));
                Assert.Equal(x, plane.Regions.Value(region, "CentroidX"), 9);
                Assert.Equal(y, plane.Regions.Value(region, "CentroidY"), 9);
                Assert.Equal(5000 + (10 * region), plane.Regions.Value(region, "MeanIntensity_DAPI"));
                Assert.Equal(0, plane.Regions.Value(region, "IntensityStandardDeviation_DAPI"));
                // The mean of a ramp is its value at the centroid.
                Assert.Equal(9000 + (3 * x) + (2 * y), plane.Regions.Value(region, "MeanIntensity_GFP"), 6);
                Assert.Equal(pixels.Max(p => TestPlate.Gfp(p.X, p.Y, true)),
                    plane.Regions.Value(region, "MaximumIntensity_GFP"));
                // A pixel's center is half a pixel from its corner.
                var tile = 1 + (int)((x + .5) / _plate.TileWidth) + (3 * (int)((y + .5) / _plate.TileHeight));
                Assert.Equal(tile, plane.Tiles[plane.TileOfRegion[region]].Tile.Tile);
            }
        }
    }

    [Theory]
    [InlineData(BackgroundCorrection.SubtractTile)]
    [InlineData(BackgroundCorrection.SubtractWell)]
    [InlineData(BackgroundCorrection.DivideTile)]
    [InlineData(BackgroundCorrection.DivideWell)]
    public void Measured_intensities_are_those_of_the_corrected_pixels(BackgroundCorrection correction)
    {
        var options = _plate.Options with
        {
            Segmentation = new SegmentationOptions { Method = ThresholdMethod.Otsu, Background = correction },
            Wells = ["E4"],
            Timepoints = ["0"],
        };
        var regions = PlateTests.Run(_plate, options)[0].Planes[0].Regions;
        var gfp = _plate.Whole(0, "GFP");
        var ofTile = correction is BackgroundCorrection.SubtractTile or BackgroundCorrection.DivideTile;
        var levels = Enumerable.Range(0, 9).Select(tile => Median(
            from x in Enumerable.Range(0, gfp.Width)
            from y in Enumerable.Range(0, gfp.Height)
            where !ofTile || (x / _plate.TileWidth) + (3 * (y / _plate.TileHeight)) == tile
            select (int)gfp[x, y])).ToArray();
        foreach (var (region, ellipse) in TestPlate.Objects(0).Index())
        {
            var expected = ellipse.Pixels(gfp.Width, gfp.Height).Average(p =>
            {
                var level = levels[(p.X / _plate.TileWidth) + (3 * (p.Y / _plate.TileHeight))];
                return correction is BackgroundCorrection.DivideTile or BackgroundCorrection.DivideWell
                    ? Math.Round(gfp[p.X, p.Y] * 1000.0 / level, MidpointRounding.ToEven)
                    : Math.Max(gfp[p.X, p.Y] - level, 0);
            });
            Assert.Equal(expected, regions.Value(region, "MeanIntensity_GFP"), 6);
        }
    }

    private static int Median(IEnumerable<int> values)
    {
        int[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}
