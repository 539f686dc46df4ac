using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Ordering;
using Stylize.Engine.Gaussians.Rendering;

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
        var chosen = DetailLevel.Select(store, 0.25);
        // A block of 8x8 is a run of 64 ranks of the Hilbert curve; 25% of them are 16.
        var blocks = chosen.GroupBy(i => (i % 64 / 8, i / 64 / 8)).ToArray();
        Assert.Equal(64, blocks.Length);
        Assert.All(blocks, b => Assert.Equal(16, b.Count()));
    }

    [Fact]
    public void ALevelOfDetailLeavesNoGaps()
    {
        using var store = new GaussianStore(400);
        for (var i = 0; i < 400; i++)
        {
            (store.X[i], store.Y[i]) = ((i % 20 + 0.5f) / 20, (i / 20 + 0.5f) / 20);
            (store.L11[i], store.L22[i], store.R[i]) = (2.5f, 2.5f, 1);
        }

        ProgressiveOrder.AssignWeights(store);
        using var model = new GaussianModel(store.Clone(), 100, 100);
        using var image = GaussianRenderer.Render(model, new RenderOptions { Level = 0.1 });
        for (var y = 0; y < 100; y++)
        {
            Assert.All(image.Row(y).ToArray(), p => Assert.True(p.R > 250));
        }
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
