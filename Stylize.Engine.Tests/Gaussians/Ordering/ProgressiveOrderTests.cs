using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Tests.Gaussians.Ordering;

public sealed class ProgressiveOrderTests
{
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
