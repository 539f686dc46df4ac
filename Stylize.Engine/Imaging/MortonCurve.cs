using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Stylize.Engine.Imaging;

/// <summary>
/// The Z-order curve on a grid of 2^32 x 2^32 cells (Morton 1966): bit k of x is bit 2k of the index, and bit k of y is bit 2k + 1.
/// </summary>
internal static class MortonCurve
{
    /// <summary>Index of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Index(uint x, uint y) => Bmi2.X64.IsSupported
        ? Bmi2.X64.ParallelBitDeposit(x, EvenBits) | Bmi2.X64.ParallelBitDeposit(y, ~EvenBits)
        : Spread(x) | (Spread(y) << 1);

    /// <summary>Cell of an index.</summary>
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
