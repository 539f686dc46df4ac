namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>The Hilbert curve on a grid of 2^32 x 2^32 cells (Hilbert 1891). Consecutive cells share an edge. The curve starts at (0, 0)
/// with a step along x and ends at (2^32 - 1, 0). For even n, its first 4^n cells are the grid of 2^n x 2^n cells at (0, 0).</summary>
/// <remarks>The index is computed from the Morton index, five levels (ten bits) at a time. For each of the curve's 4 orientations and each
/// value of ten bits, a table gives the ten bits of the other index and the next orientation. Seven steps are 35 levels: the first has
/// three levels of zeros above the index, which transpose the curve three times.</remarks>
internal static class HilbertCurve
{
    private const int Levels = 5;
    private const int Bits = 2 * Levels;
    private const int Mask = (1 << Bits) - 1;

    /// <summary>The orientation from which an odd number of levels of zeros leads to the curve's own.</summary>
    private const int Transposed = 1;

    /// <summary>By orientation and bits of the Morton index: next orientation (upper bits), bits of the Hilbert index (lower).</summary>
    private static readonly ushort[] FromMorton = new ushort[4 << Bits];

    /// <summary>The inverse of <see cref="FromMorton"/>.</summary>
    private static readonly ushort[] ToMorton = new ushort[4 << Bits];

    static HilbertCurve()
    {
        for (var orientation = 0; orientation < 4; orientation++)
        {
            for (var morton = 0; morton <= Mask; morton++)
            {
                var (state, index) = (orientation, 0);
                for (var level = Levels - 1; level >= 0; level--)
                {
                    var (x, y) = ((morton >> (2 * level)) & 1, (morton >> ((2 * level) + 1)) & 1);
                    (index, state) = Step(index, state, x, y);
                }

                FromMorton[(orientation << Bits) | morton] = (ushort)((state << Bits) | index);
                ToMorton[(orientation << Bits) | index] = (ushort)((state << Bits) | morton);
            }
        }
    }

    public static ulong Index(uint x, uint y) => Translate(MortonCurve.Index(x, y), FromMorton);

    public static (uint X, uint Y) Cell(ulong index) => MortonCurve.Cell(Translate(index, ToMorton));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Translate(ulong value, ushort[] table)
    {
        ref var first = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(table);
        nuint entry = Transposed << Bits;
        var result = 0ul;
        Next(ref first, value >> (6 * Bits), ref entry, ref result);
        Next(ref first, value >> (5 * Bits), ref entry, ref result);
        Next(ref first, value >> (4 * Bits), ref entry, ref result);
        Next(ref first, value >> (3 * Bits), ref entry, ref result);
        Next(ref first, value >> (2 * Bits), ref entry, ref result);
        Next(ref first, value >> Bits, ref entry, ref result);
        Next(ref first, value, ref entry, ref result);
        return result;
    }

    /// <summary>Translates the value's lowest bits, and appends them to the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(ref ushort table, ulong value, ref nuint entry, ref ulong result)
    {
        entry = Unsafe.Add(ref table, (entry & (3 << Bits)) | (nuint)(value & Mask));
        result = (result << Bits) | ((ulong)entry & Mask);
    }

    /// <summary>One level of the curve. The elementary curve visits the quarters (0,0), (0,1), (1,1) and (1,0). The first quarter holds the
    /// curve transposed, the last holds it transposed and reflected through its center. Bit 0 of an orientation stands for the
    /// transposition, bit 1 for the reflection.</summary>
    private static (int Index, int State) Step(int index, int state, int x, int y)
    {
        if ((state & 2) != 0)
        {
            (x, y) = (1 - x, 1 - y);
        }

        if ((state & 1) != 0)
        {
            (x, y) = (y, x);
        }

        var quarter = x == 0 ? y : 3 - y;
        var next = quarter switch
        {
            0 => state ^ 1,
            3 => state ^ 3,
            _ => state,
        };
        return ((index << 2) | quarter, next);
    }
}

/// <summary>The Z-order curve on a grid of 2^32 x 2^32 cells (Morton 1966): bit k of x is bit 2k of the index, of y bit 2k + 1.</summary>
internal static class MortonCurve
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Index(uint x, uint y) => Bmi2.X64.IsSupported
        ? Bmi2.X64.ParallelBitDeposit(x, EvenBits) | Bmi2.X64.ParallelBitDeposit(y, ~EvenBits)
        : Spread(x) | (Spread(y) << 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint X, uint Y) Cell(ulong index) => Bmi2.X64.IsSupported
        ? ((uint)Bmi2.X64.ParallelBitExtract(index, EvenBits), (uint)Bmi2.X64.ParallelBitExtract(index, ~EvenBits))
        : (Gather(index), Gather(index >> 1));

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>Moves bit k of a value to bit 2k; the bits between are 0.</summary>
    internal static ulong Spread(uint value)
    {
        var v = (ulong)value;
        v = (v | (v << 16)) & 0x0000_FFFF_0000_FFFF;
        v = (v | (v << 8)) & 0x00FF_00FF_00FF_00FF;
        v = (v | (v << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
        v = (v | (v << 2)) & 0x3333_3333_3333_3333;
        return (v | (v << 1)) & EvenBits;
    }

    /// <summary>Moves bit 2k of a value to bit k: the inverse of <see cref="Spread"/>.</summary>
    internal static uint Gather(ulong value)
    {
        var v = value & EvenBits;
        v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
        v = (v | (v >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
        v = (v | (v >> 4)) & 0x00FF_00FF_00FF_00FF;
        v = (v | (v >> 8)) & 0x0000_FFFF_0000_FFFF;
        return (uint)(v | (v >> 16));
    }
}
