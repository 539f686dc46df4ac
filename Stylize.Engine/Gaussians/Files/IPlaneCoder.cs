namespace Stylize.Engine.Gaussians.Files;

/// <summary>A code of planes of integers, each plane as a stream.</summary>
internal interface IPlaneCoder
{
    /// <summary>Writes values of a given width.</summary>
    /// <param name="values">The values.</param>
    /// <param name="bits">Bits of a value, 1 to 32; differences wrap at 2^bits.</param>
    static abstract byte[] Encode(ReadOnlySpan<uint> values, int bits);

    /// <summary>Reads values of a given width.</summary>
    static abstract void Decode(ReadOnlySpan<byte> bytes, int bits, Span<uint> values);

    /// <summary>
    /// Reads two planes of as many values in turns: each value waits for the one before it in its plane, and the processor works on the
    /// other plane meanwhile.
    /// </summary>
    static abstract void Decode(
        ReadOnlySpan<byte> bytes1, int bits1, uint[] values1, ReadOnlySpan<byte> bytes2, int bits2, uint[] values2);
}
