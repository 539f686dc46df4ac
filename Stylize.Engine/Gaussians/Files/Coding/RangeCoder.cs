namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>A range encoder with carry propagation (Martin, 1979; as in LZMA) and frequencies out of
/// 2^<see cref="TotalBits"/>.</summary>
internal sealed class RangeEncoder
{
    /// <summary>Binary logarithm of the sum of all frequencies of a model.</summary>
    public const int TotalBits = 15;

    public const int Total = 1 << TotalBits;

    private byte[] _bytes = new byte[4096];
    private int _length;
    private uint _low;
    private uint _range = uint.MaxValue;

    /// <summary>Writes the symbol with the cumulative frequencies [start, start + size).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(uint start, uint size)
    {
        var unit = _range >> TotalBits;

        // The last symbol also receives the remainder of the division, so that the whole range is used.
        var rest = _range & (0 - ((start + size) >> TotalBits)) & ((1u << TotalBits) - 1);
        Narrow(unit * start, (unit * size) + rest);
    }

    /// <summary>Writes the low bits of a value with equal probabilities.</summary>
    public void EncodeBits(uint value, int count)
    {
        if (count > 16)
        {
            EncodeBits(value >> 16, count - 16);
            (value, count) = (value & 0xFFFF, 16);
        }

        var unit = _range >> count;
        Narrow(unit * value, unit);
    }

    /// <summary>Ends the stream. Trailing zeros are removed, because decoders read zeros beyond the end.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        // Choose the value in [low, low + range) with the most trailing zero bits.
        for (var shift = 32; shift >= 0; shift -= 8)
        {
            var mask = (1ul << shift) - 1;
            var rounded = (_low + mask) & ~mask;
            if (rounded < (ulong)_low + _range)
            {
                if (rounded > uint.MaxValue)
                {
                    Carry();
                }

                _low = (uint)rounded;
                break;
            }
        }

        Reserve();
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), _low);
        return _bytes.AsSpan(0, _length + sizeof(uint)).TrimEnd((byte)0);
    }

    /// <summary>Narrows the range and writes the leading bytes that are final. Branch-free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Narrow(uint offset, uint range)
    {
        var low = _low + offset;
        if (low < offset)
        {
            Carry();
        }

        Reserve();
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), low);
        var known = BitOperations.LeadingZeroCount(range) & ~7;
        _length += known >> 3;
        _low = low << known;
        _range = range << known;
    }

    private void Carry()
    {
        var at = _length - 1;
        while (++_bytes[at] == 0)
        {
            at--;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve()
    {
        if (_bytes.Length - _length < sizeof(uint))
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }
    }
}

/// <summary>Decodes the stream of a <see cref="RangeEncoder"/>. Beyond the end of the bytes it reads zeros.</summary>
internal ref struct RangeDecoder
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Position of the next byte. Reading a damaged stream may pass the largest integer.</summary>
    private long _position;
    private uint _range = uint.MaxValue;
    private uint _code;

    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _code = bytes.Length < sizeof(uint) ? Tail() : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        _position = sizeof(uint);
    }

    /// <summary>True if the decoder has read beyond the end, so the last symbol may depend on missing bytes.</summary>
    public readonly bool IsBeyondEnd => _position > _bytes.Length;

    /// <summary>Returns a cumulative frequency that the next symbol covers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek() =>
        Math.Min(_code / (_range >> RangeEncoder.TotalBits), (1u << RangeEncoder.TotalBits) - 1);

    /// <summary>
    /// Consumes the symbol with the cumulative frequencies [start, start + size), which contain the result of
    /// <see cref="Peek"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(uint start, uint size)
    {
        var unit = _range >> RangeEncoder.TotalBits;
        var rest = _range & (0 - ((start + size) >> RangeEncoder.TotalBits)) & ((1u << RangeEncoder.TotalBits) - 1);
        _code -= unit * start;
        Narrow((unit * size) + rest);
    }

    /// <summary>Reads a bit that is 0 with a frequency of 1 to 2^15 - 1. Uses no division and no unpredictable
    /// branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeBit(uint zero)
    {
        var bound = (_range >> RangeEncoder.TotalBits) * zero;
        var mask = _code < bound ? 0 : uint.MaxValue;
        _code -= bound & mask;
        Narrow(bound ^ ((bound ^ (_range - bound)) & mask));
        return (int)(mask & 1);
    }

    public uint DecodeBits(int count)
    {
        if (count == 0) return 0;

        if (count > 16)
        {
            var upper = DecodeBits(count - 16);
            return (upper << 16) | DecodeBits(16);
        }

        var unit = _range >> count;
        var value = Math.Min(_code / unit, (1u << count) - 1);
        _code -= value * unit;
        Narrow(unit);
        return value;
    }

    /// <summary>Renormalizes the range and reads the bytes it needs. Branch-free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Narrow(uint range)
    {
        var known = BitOperations.LeadingZeroCount(range) & ~7;
        var next = _position <= _bytes.Length - sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[(int)_position..])
            : Tail();
        _code = (uint)((((ulong)_code << 32) | next) << known >> 32);
        _range = range << known;
        _position += known >> 3;
    }

    /// <summary>Returns the next four bytes, padded with zeros beyond the end.</summary>
    private readonly uint Tail()
    {
        Span<byte> next = stackalloc byte[sizeof(uint)];
        next.Clear();
        if (_position < _bytes.Length)
        {
            _bytes[(int)_position..].CopyTo(next);
        }

        return BinaryPrimitives.ReadUInt32BigEndian(next);
    }
}

/// <summary>Encoder or decoder of the entropy coder, so that one implementation of a code serves both writing and
/// reading.</summary>
internal interface IBitCoder
{
    static abstract bool Writes { get; }

    /// <summary>True if the symbol read last may depend on bytes missing from a truncated stream. Always false when
    /// writing.</summary>
    bool IsExhausted { get; }

    /// <summary>Writes <paramref name="bit"/>, or reads a bit and ignores the argument. Returns the bit.</summary>
    int Code(ref AdaptiveBit model, int bit);

    /// <summary>
    /// Returns the cumulative frequency of the next symbol out of 2^<see cref="RangeEncoder.TotalBits"/> when reading,
    /// 0 when writing.
    /// </summary>
    uint Peek();

    /// <summary>
    /// Writes the symbol with the cumulative frequencies [start, start + size), or consumes it if they contain the
    /// result of Peek.
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
/// Adaptive model of a bit: the frequency of 0 out of 2^15. The n-th bit moves it by 1/(n + 1.5) of the distance, at
/// least 1/60.5.
/// </summary>
internal struct AdaptiveBit
{
    private const int MinFrequency = 48;
    private const int Slowest = 60;

    private static readonly int[] Rates = [.. Enumerable.Range(1, Slowest - 1).Select(n => (1 << 17) / ((2 * n) + 3))];

    private ushort _zero;
    private byte _seen;

    public readonly uint Zero => _zero;

    public static AdaptiveBit[] Create(int count)
    {
        var models = new AdaptiveBit[count];
        Array.Fill(models, new AdaptiveBit { _zero = RangeEncoder.Total / 2 });
        return models;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Learn(int bit)
    {
        var goal = RangeEncoder.Total - MinFrequency - (bit * (RangeEncoder.Total - (2 * MinFrequency)));
        _zero = (ushort)(_zero + (((goal - _zero) * Rates[_seen]) >> 16));
        _seen = (byte)Math.Min(_seen + 1, Slowest - 2);
    }
}
