using System.Numerics;

namespace Stylize.Codecs.Bmp;

/// <summary>The bits of a pixel that hold one channel.</summary>
internal readonly struct BmpMask
{
    private readonly int _shift;
    private readonly uint _max;

    /// <param name="bits">Adjacent bits; 0 for a channel that is absent.</param>
    /// <exception cref="InvalidDataException">The bits are not adjacent.</exception>
    internal BmpMask(uint bits)
    {
        _shift = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
        _max = bits >> _shift;
        if ((_max & (_max + 1)) != 0)
        {
            throw new InvalidDataException("The bitmap has a channel whose bits lie apart.");
        }
    }

    /// <summary>The channel of a pixel, scaled to 0 to 255 and rounded.</summary>
    internal ushort Value(uint pixel) => _max == 0 ? (ushort)0 : (ushort)(((((ulong)(pixel >> _shift) & _max) * 255) + (_max / 2)) / _max);
}
