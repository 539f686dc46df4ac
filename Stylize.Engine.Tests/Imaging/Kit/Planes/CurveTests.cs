using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Gaussians.Ordering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;

namespace Stylize.Engine.Tests.Imaging.Kit.Planes;

public sealed class CurveTests
{
    private static readonly Arbitrary<(uint X, uint Y)> Cells =
        (from x in Gen.Choose(int.MinValue, int.MaxValue)
         from y in Gen.Choose(int.MinValue, int.MaxValue)
         select ((uint)x, (uint)y)).ToArbitrary();

    [Fact]
    public void Morton_interleaves_the_bits_of_x_and_y() => Prop.ForAll(Cells, c =>
    {
        var expected = 0ul;
        for (var k = 0; k < 32; k++)
        {
            expected |= ((ulong)((c.X >> k) & 1) << (2 * k)) | ((ulong)((c.Y >> k) & 1) << ((2 * k) + 1));
        }

        Assert.Equal(expected, MortonCurve.Index(c.X, c.Y));
        Assert.Equal(expected, MortonCurve.Spread(c.X) | (MortonCurve.Spread(c.Y) << 1));
        Assert.Equal(c, MortonCurve.Cell(expected));
        Assert.Equal(c, (MortonCurve.Gather(expected), MortonCurve.Gather(expected >> 1)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Hilbert_index_and_cell_are_inverse() => Prop.ForAll(Cells, c =>
        Assert.Equal(c, HilbertCurve.Cell(HilbertCurve.Index(c.X, c.Y)))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Hilbert_starts_at_the_origin_and_fills_a_square_edge_by_edge()
    {
        var (x, y) = HilbertCurve.Cell(0);
        Assert.Equal((0u, 0u), (x, y));
        for (var index = 1ul; index < 1 << 16; index++)
        {
            var next = HilbertCurve.Cell(index);
            Assert.Equal(1, Math.Abs((long)next.X - x) + Math.Abs((long)next.Y - y));
            Assert.True(next is { X: < 256, Y: < 256 });
            (x, y) = next;
        }
    }

    [Fact]
    public void Consecutive_cells_of_hilbert_share_an_edge() => Prop.ForAll(Cells, c =>
    {
        var index = HilbertCurve.Index(c.X, c.Y);
        var next = HilbertCurve.Cell(index == ulong.MaxValue ? index - 1 : index + 1);
        Assert.Equal(1, Math.Abs((long)next.X - c.X) + Math.Abs((long)next.Y - c.Y));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Both_curves_end_in_a_corner_of_the_grid()
    {
        Assert.Equal((uint.MaxValue, 0u), HilbertCurve.Cell(ulong.MaxValue));
        Assert.Equal((uint.MaxValue, uint.MaxValue), MortonCurve.Cell(ulong.MaxValue));
    }

    [Fact]
    public void Radix_sort_is_stable()
    {
        var random = new Random(1);
        var keys = Enumerable.Range(0, 5000)
            .Select(_ => random.Next(4) == 0 ? (uint)random.NextInt64(1L << 32) : (uint)random.Next(30))
            .ToArray();
        var items = Enumerable.Range(0, keys.Length).ToArray();
        var expected = items.OrderBy(i => keys[i]).ToArray();
        var sorted = (uint[])keys.Clone();
        RadixSort.Sort(sorted, items);
        Assert.Equal(expected, items);
        Assert.Equal(keys.Order(), sorted);
    }
}
