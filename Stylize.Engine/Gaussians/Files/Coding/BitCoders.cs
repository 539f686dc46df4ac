namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Encoder or decoder of the entropy coder, so that one implementation of a code serves both writing and reading.</summary>
internal interface IBitCoder
{
    static abstract bool Writes { get; }

    /// <summary>True if the symbol read last may depend on bytes missing from a truncated stream. Always false when writing.</summary>
    bool IsExhausted { get; }

    /// <summary>Writes <paramref name="bit"/>, or reads a bit and ignores the argument. Returns the bit.</summary>
    int Code(ref AdaptiveBit model, int bit);

    /// <summary>
    /// Returns the cumulative frequency of the next symbol out of 2^<see cref="RangeEncoder.TotalBits"/> when reading, 0 when writing.
    /// </summary>
    uint Peek();

    /// <summary>
    /// Writes the symbol with the cumulative frequencies [start, start + size), or consumes it if they contain the result of Peek.
    /// </summary>
    void Take(uint start, uint size);

    /// <summary>Writes or reads the low bits of a value without a model. Returns the value.</summary>
    /// <param name="count">Number of bits, 0 to 32.</param>
    uint CodeBits(uint value, int count);
}

/// <param name="isCut">True for a truncated stream.</param>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, bool isCut = false) : IBitCoder
{
    private RangeDecoder _decoder = new(bytes);

    public static bool Writes => false;
    public readonly bool IsExhausted => isCut && _decoder.IsBeyondEnd;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code(ref AdaptiveBit model, int bit)
    {
        bit = _decoder.TakeBit(model.Zero);
        model.Learn(bit);
        return bit;
    }

    public readonly uint Peek() => _decoder.Peek();

    public void Take(uint start, uint size) => _decoder.Take(start, size);

    public uint CodeBits(uint value, int count) => _decoder.DecodeBits(count);
}

internal readonly ref struct BitWriter(RangeEncoder encoder) : IBitCoder
{
    public static bool Writes => true;
    public bool IsExhausted => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code(ref AdaptiveBit model, int bit)
    {
        var (zero, mask) = (model.Zero, (uint)-bit);
        encoder.Encode(zero & mask, zero ^ ((zero ^ ((1u << RangeEncoder.TotalBits) - zero)) & mask));
        model.Learn(bit);
        return bit;
    }

    public uint Peek() => 0;

    public void Take(uint start, uint size) => encoder.Encode(start, size);

    public uint CodeBits(uint value, int count)
    {
        encoder.EncodeBits(value, count);
        return value;
    }
}

/// <summary>
/// Adaptive model of a bit: the frequency of 0 out of 2^15. The n-th bit moves it by 1/(n + 1.5) of the distance, at least 1/60.5.
/// </summary>
internal struct AdaptiveBit
{
    private const int Total = 1 << RangeEncoder.TotalBits;
    private const int MinFrequency = 48;
    private const int Slowest = 60;

    private static readonly int[] Rates = [.. Enumerable.Range(1, Slowest - 1).Select(n => (1 << 17) / ((2 * n) + 3))];

    private ushort _zero;
    private byte _seen;

    public readonly uint Zero => _zero;

    public static AdaptiveBit[] Create(int count)
    {
        var models = new AdaptiveBit[count];
        Array.Fill(models, new AdaptiveBit { _zero = Total / 2 });
        return models;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Learn(int bit)
    {
        var goal = Total - MinFrequency - (bit * (Total - (2 * MinFrequency)));
        _zero = (ushort)(_zero + (((goal - _zero) * Rates[_seen]) >> 16));
        _seen = (byte)Math.Min(_seen + 1, Slowest - 2);
    }
}
