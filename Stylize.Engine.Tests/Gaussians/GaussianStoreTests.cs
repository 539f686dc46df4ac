using System.Runtime.InteropServices;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Tests.Gaussians;

public sealed class GaussianStoreTests
{
    [Fact]
    public unsafe void PlanesAreAlignedAndApart()
    {
        using var store = new GaussianStore(19);
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            store.Plane(plane).Fill(plane + 1);
            Assert.Equal(0u, (nuint)store.PlanePointer(plane) % 64);
        }

        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            Assert.Equal(19, store.Plane(plane).Length);
            Assert.All(store.Plane(plane).ToArray(), v => Assert.Equal(plane + 1, v));
        }
    }

    [Fact]
    public void AGaussianHasTheLayoutOfElevenFloatsInC()
    {
        var gaussian = new Gaussian2D<float, CholeskyShape<float>>(1, 2, new(3, 4, 5), new(6, 7, 8, 9), 10, 11);
        var floats = MemoryMarshal.Cast<Gaussian2D<float, CholeskyShape<float>>, float>(MemoryMarshal.CreateSpan(ref gaussian, 1));
        Assert.Equal(Enumerable.Range(1, GaussianStore.PlaneCount).Select(i => (float)i), floats.ToArray());
    }

    [Fact]
    public void GatherCopiesTheGivenGaussiansInOrder()
    {
        using var store = new GaussianStore(4);
        for (var i = 0; i < 4; i++)
        {
            store.X[i] = i;
            store.Weight[i] = 10 * i;
        }

        using var some = store.Gather([3, 1]);
        Assert.Equal([3f, 1f], some.X.ToArray());
        Assert.Equal([30f, 10f], some.Weight.ToArray());
        Assert.Equal([1f, 1f], some.Opacity.ToArray());
    }

    [Fact]
    public void CloneIsIndependent()
    {
        using var store = new GaussianStore(2);
        using var copy = store.Clone();
        copy.R[0] = 5;
        Assert.Equal(0, store.R[0]);
    }

    [Fact]
    public void AnEmptyStoreIsAllowed()
    {
        using var store = new GaussianStore(0);
        Assert.Equal(0, store.X.Length);
    }
}
