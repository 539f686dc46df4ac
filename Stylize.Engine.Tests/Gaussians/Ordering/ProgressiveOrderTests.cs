using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Tests.Gaussians.Ordering;

public sealed class ProgressiveOrderTests
{
    [Fact]
    public void AQuarterOfTheGaussiansCoversEveryQuarterOfThePicture()
    {
        using var store = new GaussianStore(4096);
        for (var i = 0; i < 4096; i++)
        {
            (store.X[i], store.Y[i]) = ((i % 64 + 0.5f) / 64, (i / 64 + 0.5f) / 64);
        }

        ProgressiveOrder.AssignWeights(store);
        var chosen = Heaviest.Share(store, 0.25);
        // A block of 8x8 is a run of 64 ranks of the Hilbert curve; 25% of them are 16.
        var blocks = chosen.GroupBy(i => (i % 64 / 8, i / 64 / 8)).ToArray();
        Assert.Equal(64, blocks.Length);
        Assert.All(blocks, b => Assert.Equal(16, b.Count()));
    }

    [Fact]
    public void By_mass_the_largest_and_most_opaque_come_first()
    {
        using var store = new GaussianStore(3);
        for (var i = 0; i < 3; i++)
        {
            (store.L11[i], store.L22[i], store.Opacity[i]) = (1 + i, 2, i == 2 ? .1f : 1);
        }

        ProgressiveOrder.AssignByMass(store, 0, 3, 2);
        // Masses 2, 4 and 0.6.
        Assert.Equal([2 - (1f / 3), 2, 2 - (2f / 3)], store.Weight.ToArray());
    }
}
