namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Either side of the entropy coder, so that one description of a code serves both writing and reading.</summary>
internal interface IBitCoder
{
    /// <summary>True on the writing side.</summary>
    static abstract bool Writes { get; }

    /// <summary>Reading a stream that is cut short: true where what was read last may follow from bytes that are missing.</summary>
    bool IsSpent { get; }

    /// <summary>Writes <paramref name="bit"/>; or reads a bit, whatever is passed. Returns the bit.</summary>
    int Code(ref AdaptiveBit model, int bit);

    /// <summary>
    /// Reading: the cumulative frequency that the next symbol covers, out of 2^<see cref="RangeEncoder.TotalBits"/>. Writing: 0.
    /// </summary>
    uint Peek();

    /// <summary>Writes the symbol whose frequencies are [start, start + size); or consumes it, where they hold what Peek gave.</summary>
    void Take(uint start, uint size);

    /// <summary>Writes the low bits of a value unmodelled; or reads them. Returns the value.</summary>
    /// <param name="count">0 to 32.</param>
    uint CodeBits(uint value, int count);
}
