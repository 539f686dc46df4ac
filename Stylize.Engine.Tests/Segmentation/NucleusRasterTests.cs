using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Compares the steps that find nuclei with simple implementations.</summary>
public sealed class NucleusRasterTests
{
    [Fact]
    public void Catchment_basins_are_merged_if_the_lower_maximum_is_not_high_enough_above_the_saddle()
    {
        float[] line = [0, 5, 3, 4, 1, 9, 8, 8.5f, 0];
        int[] Find(float floor, double depth, double share, float raised = 0)
        {
            var maxima = new int[line.Length];
            new CatchmentBasins().Find(
                Array.ConvertAll(line, value => value + raised), line.Length, floor + raised, depth, share, maxima);
            return maxima;
        }

        Assert.Equal([-1, 1, 1, 3, 5, 5, 5, 7, -1], Find(0, 0, 0));
        Assert.Equal([-1, 1, 1, 1, 5, 5, 5, 5, -1], Find(0, 1.5, 0));
        Assert.Equal([-1, 1, 1, 3, 5, 5, 5, 5, -1], Find(0, 0, .1));
        Assert.Equal([-1, 1, -1, 3, -1, 5, 5, 5, -1], Find(3, .6, 0));
        Assert.Equal(Find(0, 1.5, 0), Find(0, 1.5, 0, raised: 1000));
    }

    [Fact]
    public void Catchment_basins_do_not_depend_on_the_number_of_slabs()
    {
        // Two million pixels are visited in more than one slab, a few thousand in one; and half of the pixels share one
        // level.
        var tile = new float[1000];
        var random = new Random(3);
        for (var i = 0; i < tile.Length; i++)
        {
            tile[i] = i % 2 == 0 ? 500 : random.Next(1, 1000);
        }

        tile[7] = 1000;
        var small = new int[tile.Length];
        new CatchmentBasins().Find(tile, 1, 0, 100, .1, small);

        // Columns without neighbors: every second column is below the floor.
        const int Columns = 3000;
        var many = new float[tile.Length * Columns];
        for (var i = 0; i < many.Length; i++)
        {
            many[i] = i % 2 == 0 ? tile[i / Columns] : 0;
        }

        var found = new int[many.Length];
        new CatchmentBasins().Find(many, Columns, 0, 100, .1, found);
        for (var i = 0; i < many.Length; i++)
        {
            var expected = i % 2 == 0 ? (small[i / Columns] * Columns) + (i % Columns) : -1;
            Assert.True(expected == found[i], $"pixel {i}: {found[i]}, not {expected}");
        }
    }
}
