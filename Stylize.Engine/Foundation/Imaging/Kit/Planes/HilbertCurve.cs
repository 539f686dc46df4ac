namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>The Hilbert curve on a grid of 2^32 x 2^32 cells (Hilbert 1891). Consecutive cells share an edge. The curve
/// starts at (0, 0) with a step along x and ends at (2^32 - 1, 0). For even n, its first 4^n cells are the grid of 2^n
/// x 2^n cells at (0, 0).</summary>
/// <remarks>The elementary curve visits the quarters (0,0), (0,1), (1,1) and (1,0). The first quarter holds the curve
/// transposed, the last holds it transposed and reflected through its center. An index costs about ten operations for
/// each of 32 levels.</remarks>
/// <example><code>
/// Assert.Equal(1UL, HilbertCurve.Index(1, 0));
/// Assert.Equal(2UL, HilbertCurve.Index(1, 1));
/// Assert.Equal(3UL, HilbertCurve.Index(0, 1)); // back to the first column
/// </code></example>
internal static class HilbertCurve
{
    private const int Transposed = 1, Reflected = 2;

    public static ulong Index(uint x, uint y)
    {
        var (index, state) = (0ul, 0);
        for (var level = 31; level >= 0; level--)
        {
            var (right, below) = ((x >> level) & 1, (y >> level) & 1);
            (right, below) = (state & Reflected) != 0 ? (1 - right, 1 - below) : (right, below);
            (right, below) = (state & Transposed) != 0 ? (below, right) : (right, below);
            var quarter = right == 0 ? below : 3 - below;
            state ^= quarter switch { 0 => Transposed, 3 => Transposed | Reflected, _ => 0 };
            index = (index << 2) | quarter;
        }

        return index;
    }
}

/// <summary>The Z-order curve on a grid of 2^32 x 2^32 cells (Morton 1966): bit k of x is bit 2k of the index, of y bit
/// 2k + 1.</summary>
/// <example><code>
/// Assert.Equal(0b1101UL, MortonCurve.Index(x: 0b11, y: 0b10));
/// Assert.Equal((0b11u, 0b10u), MortonCurve.Cell(0b1101));
/// </code></example>
internal static class MortonCurve
{
    public static ulong Index(uint x, uint y) => Spread(x) | (Spread(y) << 1);

    public static (uint X, uint Y) Cell(ulong index) => (Gather(index), Gather(index >> 1));

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>Moves bit k of a value to bit 2k; the bits between are 0.</summary>
    private static ulong Spread(uint value)
    {
        var v = (ulong)value;
        v = (v | (v << 16)) & 0x0000_FFFF_0000_FFFF;
        v = (v | (v << 8)) & 0x00FF_00FF_00FF_00FF;
        v = (v | (v << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
        v = (v | (v << 2)) & 0x3333_3333_3333_3333;
        return (v | (v << 1)) & EvenBits;
    }

    /// <summary>Moves bit 2k of a value to bit k: the inverse of <see cref="Spread"/>.</summary>
    private static uint Gather(ulong value)
    {
        var v = value & EvenBits;
        v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
        v = (v | (v >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
        v = (v | (v >> 4)) & 0x00FF_00FF_00FF_00FF;
        v = (v | (v >> 8)) & 0x0000_FFFF_0000_FFFF;
        return (uint)(v | (v >> 16));
    }
}
