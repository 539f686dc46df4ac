using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Gaussians.Ordering;

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
        Assert.Equal(c, MortonCurve.Cell(expected));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Hilbert_fills_a_square_at_the_origin_edge_by_edge()
    {
        const int Side = 64;
        var order = (from x in Enumerable.Range(0, Side) from y in Enumerable.Range(0, Side) select (X: x, Y: y))
            .OrderBy(cell => HilbertCurve.Index((uint)cell.X, (uint)cell.Y)).ToList();
        Assert.Equal([(0, 0), (1, 0)], order[..2]);
        for (var i = 1; i < order.Count; i++)
        {
            Assert.Equal((ulong)i, HilbertCurve.Index((uint)order[i].X, (uint)order[i].Y));
            Assert.Equal(1, Math.Abs(order[i].X - order[i - 1].X) + Math.Abs(order[i].Y - order[i - 1].Y));
        }
    }

    [Fact]
    public void Each_cell_of_hilbert_shares_an_edge_with_the_next_one() => Prop.ForAll(Cells, c =>
    {
        if (c == (uint.MaxValue, 0)) return;

        (uint X, uint Y)[] around = [(c.X + 1, c.Y), (c.X - 1, c.Y), (c.X, c.Y + 1), (c.X, c.Y - 1)];
        Assert.Contains(HilbertCurve.Index(c.X, c.Y) + 1, around.Select(cell => HilbertCurve.Index(cell.X, cell.Y)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

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
