namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Either side of the entropy coder, so that one description of a code serves both writing and reading.</summary>
internal interface IBitCoder
{
    static abstract bool Writes { get; }

    /// <summary>Reading a stream that is cut short: true where what was read last may follow from bytes that are missing.</summary>
    bool IsSpent { get; }

    /// <summary>Writes <paramref name="bit"/>; or reads a bit, whatever is passed. Returns the bit.</summary>
    int Code(ref AdaptiveBit model, int bit);

    /// <summary>Reading: the cumulative frequency of the next symbol, out of 2^<see cref="RangeEncoder.TotalBits"/>. Writing: 0.</summary>
    uint Peek();

    /// <summary>Writes the symbol whose frequencies are [start, start + size); or consumes it, where they hold what Peek gave.</summary>
    void Take(uint start, uint size);

    /// <summary>Writes the low bits of a value unmodeled; or reads them. Returns the value.</summary>
    /// <param name="count">0 to 32.</param>
    uint CodeBits(uint value, int count);
}

/// <param name="isCut">True for a stream of which the end is missing.</param>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, bool isCut = false) : IBitCoder
{
    private RangeDecoder _decoder = new(bytes);

    public static bool Writes => false;
    public readonly bool IsSpent => isCut && _decoder.IsBeyondEnd;

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
    public bool IsSpent => false;

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

/// <summary>The frequency of 0 out of 2^15; after the n-th bit it moves by 1/(n + 1.5) toward the bit, at least by 1/60.5.</summary>
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
