using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class SplitTests
{
    [Fact]
    public void Distances_equal_the_nearest_background_pixel_by_search()
    {
        Prop.ForAll(LabelTests.Sizes(24, 24), size =>
        {
            var random = new Random(size.seed);
            var mask = new bool[size.w * size.h];
            for (var i = 0; i < mask.Length; i++)
            {
                mask[i] = random.NextDouble() < .8;
            }

            // Without background the distance is undefined.
            mask[random.Next(mask.Length)] = false;
            var found = Array.ConvertAll(mask, isObject => isObject ? 1 : 0);
            new DistanceMap().Compute(found, size.w, size.h);
            for (var i = 0; i < mask.Length; i++)
            {
                var nearest = int.MaxValue;
                for (var j = 0; j < mask.Length; j++)
                {
                    if (!mask[j])
                    {
                        var (dx, dy) = ((i % size.w) - (j % size.w), (i / size.w) - (j / size.w));
                        nearest = Math.Min(nearest, (dx * dx) + (dy * dy));
                    }
                }

                if (found[i] != nearest) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(20, 24)]
    [InlineData(20, 30)]
    [InlineData(30, 36)]
    [InlineData(30, 50)]
    [InlineData(16, 26)]
    public void Touching_discs_are_split_if_h_is_below_the_depth_of_their_concavity_and_one_disc_is_not(
        int radius, int apart)
    {
        // The maxima of the distance transform are the radius; between the discs it is half their common chord.
        var drop = radius - Math.Sqrt((radius * radius) - (apart * apart / 4.0));
        int[] centers = [radius + 10, radius + 10 + apart, apart + (3 * radius) + 20];
        using var image = Paint<ushort>(apart + (4 * radius) + 30, (2 * radius) + 20, (x, y) => (ushort)(
            centers.Any(c => ((x - c) * (x - c)) + ((y - radius - 10) * (y - radius - 10)) <= radius * radius)
                ? 1 : 0));
        Assert.Equal(3, Parts(drop - 1));
        Assert.Equal(2, Parts(drop + 1));

        int Parts(double h)
        {
            using var split = ObjectSplitter.Split(RunLabeler.Label(LabelTests.Runs(image)), h, default);
            return split.Count;
        }
    }

    [Fact]
    public void Splitting_keeps_every_pixel_and_numbers_in_raster_order()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            using var image = LabelTests.Random(60, 40, seed);
            var runs = LabelTests.Runs(image);
            var area = runs.Area;
            using var split = ObjectSplitter.Split(RunLabeler.Label(runs), .5, default);
            var highest = 0;
            foreach (var label in split.Labels)
            {
                if (label > highest + 1) return false;

                highest = Math.Max(highest, label);
            }

            return split.Runs.Area == area && highest == split.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Areas_are_filtered_strictly_and_close_pairs_and_border_objects_are_dropped()
    {
        (int Left, int Width, int Height)[] boxes = [(10, 5, 10), (30, 5, 11), (60, 8, 8), (70, 8, 8), (92, 8, 10)];
        using var image = Paint<ushort>(100, 40, (x, y) => (ushort)(boxes.Any(
            box => x >= box.Left && x < box.Left + box.Width && y >= 10 && y < 10 + box.Height) ? 1 : 0));
        Assert.Equal(4, Count(image, new SegmentationOptions { MinimumArea = 50 }));
        Assert.Equal(3, Count(image, new SegmentationOptions { MinimumArea = 50, MaximumArea = 80 }));
        Assert.Equal(3, Count(image, new SegmentationOptions { MinimumArea = 50, DropBorder = true }));
        Assert.Equal(4, Count(image, new SegmentationOptions { ProximityRadius = 10 }));
        Assert.Equal(2, Count(image, new SegmentationOptions { ProximityRadius = 10.001 }));
    }

    private static int Count(Raster<ushort> image, SegmentationOptions options)
    {
        using var labeled = ForegroundFinder.Label(LabelTests.Runs(image), options, default);
        return labeled.Count;
    }
}
