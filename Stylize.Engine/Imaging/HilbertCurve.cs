using System.Runtime.CompilerServices;
using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Imaging;

/// <summary>
/// The Hilbert curve on a grid of 2^32 x 2^32 (Hilbert, 1891): cells that follow each other on the curve share an edge. It starts at (0,0) going along x,
/// and ends at (2^32 - 1, 0). A smaller grid of 2^n cells a side, n even, is its first 4^n indices.
/// </summary>
/// <remarks>Works on the Morton index, four levels (a byte) at a time, by a table of 4 orientations x 256 bytes built from the curve's four elementary steps.</remarks>
public static class HilbertCurve
{
    /// <summary>Orientation after the byte in the upper bits, translated byte in the lower ones.</summary>
    private static readonly ushort[] FromMorton = new ushort[1024];

    private static readonly ushort[] ToMorton = new ushort[1024];

    static HilbertCurve()
    {
        for (var orientation = 0; orientation < 4; orientation++)
        {
            for (var morton = 0; morton < 256; morton++)
            {
                var (state, index) = (orientation, 0);
                for (var level = 3; level >= 0; level--)
                {
                    var (x, y) = ((morton >> (2 * level)) & 1, (morton >> ((2 * level) + 1)) & 1);
                    (index, state) = Step(index, state, x, y);
                }

                FromMorton[(orientation << 8) | morton] = (ushort)((state << 8) | index);
                ToMorton[(orientation << 8) | index] = (ushort)((state << 8) | morton);
            }
        }
    }

    /// <summary>Index of a cell on the curve.</summary>
    public static ulong Index(uint x, uint y) => Translate(MortonCurve.Index(x, y), FromMorton);

    /// <summary>Cell of an index.</summary>
    public static (uint X, uint Y) Cell(ulong index) => MortonCurve.Cell(Translate(index, ToMorton));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Translate(ulong value, ushort[] table)
    {
        ref var first = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(table);
        nuint entry = 0;
        var result = 0ul;
        Next(ref first, ref value, ref entry, ref result);
        Next(ref first, ref value, ref entry, ref result);
        Next(ref first, ref value, ref entry, ref result);
        Next(ref first, ref value, ref entry, ref result);
        Next(ref first, ref value, ref entry, ref result);
        Next(ref first, ref value, ref entry, ref result);
        Next(ref first, ref value, ref entry, ref result);
        Next(ref first, ref value, ref entry, ref result);
        return result;
    }

    /// <summary>Translates the uppermost byte and turns the value to the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(ref ushort table, ref ulong value, ref nuint entry, ref ulong result)
    {
        value = System.Numerics.BitOperations.RotateLeft(value, 8);
        entry = Unsafe.Add(ref table, (entry & 0x300) | (byte)value);
        result = (result << 8) | (byte)entry;
    }

    /// <summary>
    /// One level. An orientation is a transposition (bit 0) and a point reflection (bit 1) of the elementary curve (0,0) (0,1) (1,1) (1,0), whose first quarter is
    /// transposed and whose last is transposed and reflected.
    /// </summary>
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
