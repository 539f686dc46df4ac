namespace Stylize.Engine.Gaussians.Files;

/// <summary>Floats as 32-bit integers in the same order, so that near numbers have small differences.</summary>
internal static class OrderedBits
{
    /// <summary>The float's bits with the sign bit set for positive numbers, and all bits inverted for negative ones.</summary>
    public static uint Of(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }

    /// <summary>The float of an integer that <see cref="Of"/> gave.</summary>
    public static float ToSingle(uint ordered) =>
        BitConverter.UInt32BitsToSingle((ordered & 0x8000_0000) != 0 ? ordered & 0x7FFF_FFFF : ~ordered);
}
