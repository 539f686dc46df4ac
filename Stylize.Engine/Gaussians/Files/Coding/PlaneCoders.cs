using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Stores planes of integers as independent streams, which threads code in parallel: first the lengths in bytes, then
/// the streams.
/// </summary>
internal static class PlaneStreams
{
    /// <param name="widths">Bits per value of each plane.</param>
    public static byte[] Encode<TCoder>(uint[][] planes, int[] widths, ThreadGrant maxThreads)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var streams = new byte[planes.Length][];
        ForEach(planes.Length, maxThreads, k => streams[k] = TCoder.Encode(planes[k], widths[k]));
        using var payload = new MemoryStream();
        payload.Write([.. streams.SelectMany(stream => VariableInteger.Bytes((uint)stream.Length))]);
        foreach (var stream in streams)
        {
            payload.Write(stream);
        }

        return payload.ToArray();
    }

    /// <summary>Decodes streams into the first planes of a store, as the bits of their floats.</summary>
    public static void Decode<TCoder>(
        ReadOnlyMemory<byte> payload, int[] widths, GaussianStore target, int first, int count, ThreadGrant maxThreads)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var lengths = new int[widths.Length];
        var position = 0;
        for (var k = 0; k < widths.Length; k++)
        {
            lengths[k] = (int)Math.Min(VariableInteger.Read(payload.Span, ref position), int.MaxValue);
        }

        var streams = new ReadOnlyMemory<byte>[widths.Length];
        for (var k = 0; k < widths.Length; k++)
        {
            GaussianFormatException.ThrowIf(
                lengths[k] > payload.Length - position, "a layer is shorter than its streams");

            streams[k] = payload.Slice(position, lengths[k]);
            position += lengths[k];
        }

        ForEach((widths.Length + 1) / 2, maxThreads, pair =>
        {
            var k = 2 * pair;
            if (k + 1 == widths.Length)
            {
                Decode<TCoder>(streams[k].Span, widths[k], Plane(k));
            }
            else
            {
                Decode<TCoder>(
                    streams[k].Span, widths[k], Plane(k), streams[k + 1].Span, widths[k + 1], Plane(k + 1));
            }
        });

        Span<uint> Plane(int k) => Bits(target, k, first, count);
    }

    /// <summary>Returns the values of a plane as integers.</summary>
    public static Span<uint> Bits(GaussianStore store, int plane, int first, int count) =>
        MemoryMarshal.Cast<float, uint>(store.Plane(plane).Slice(first, count));

    public static void Decode<TCoder>(ReadOnlySpan<byte> bytes, int bits, Span<uint> values)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var reader = TCoder.Read(bytes, bits);
        foreach (ref var value in values)
        {
            value = reader.Next();
        }
    }

    /// <summary>Reads two planes alternately, so that their dependency chains overlap in the processor.</summary>
    private static void Decode<TCoder>(
        ReadOnlySpan<byte> bytes1, int bits1, Span<uint> values1, ReadOnlySpan<byte> bytes2, int bits2,
        Span<uint> values2)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var reader1 = TCoder.Read(bytes1, bits1);
        var reader2 = TCoder.Read(bytes2, bits2);
        for (var i = 0; i < values1.Length; i++)
        {
            values1[i] = reader1.Next();
            values2[i] = reader2.Next();
        }
    }

    private static void ForEach(int count, ThreadGrant maxThreads, Action<int> body) =>
        RowBands.ForEach(count, maxThreads, CancellationToken.None, (_, k, _) => body(k), bandHeight: 1);
}

/// <summary>Codes a plane of integers as a stream. An instance reads one stream.</summary>
internal interface IPlaneCoder<TSelf>
    where TSelf : struct, IPlaneCoder<TSelf>, allows ref struct
{
    /// <param name="bits">Bits per value, 1 to 32; differences wrap at 2^bits.</param>
    static abstract byte[] Encode(ReadOnlySpan<uint> values, int bits);

    static abstract TSelf Read(ReadOnlySpan<byte> bytes, int bits);

    uint Next();
}

/// <summary>Codes a plane of integers: type of prediction, constant of the prediction, and residuals by
/// <see cref="ValueModel"/>.</summary>
internal ref struct PlaneCoder : IPlaneCoder<PlaneCoder>
{
    private readonly ValueModel _model = new();
    private readonly uint _mask;
    private readonly bool _isFromPrevious;
    private BitReader _reader;
    private uint _previous;

    private PlaneCoder(ReadOnlySpan<byte> bytes, int bits)
    {
        _reader = new BitReader(bytes);
        _mask = uint.MaxValue >> (32 - bits);
        _isFromPrevious = _reader.CodeBits(0, 1) == 0;
        _previous = _isFromPrevious ? 0 : _reader.CodeBits(0, bits);
    }

    public static PlaneCoder Read(ReadOnlySpan<byte> bytes, int bits) => new(bytes, bits);

    public static byte[] Encode(ReadOnlySpan<uint> values, int bits)
    {
        var encoder = new RangeEncoder();
        var writer = new BitWriter(encoder);
        var model = new ValueModel();
        var start = Choose(values, bits, out var fromPrevious);
        encoder.EncodeBits(fromPrevious ? 0u : 1, 1);
        if (!fromPrevious)
        {
            encoder.EncodeBits(start, bits);
        }

        var previous = start;
        foreach (var value in values)
        {
            model.Code(ref writer, Fold(value - previous, bits));
            previous = fromPrevious ? value : start;
        }

        return encoder.Finish().ToArray();
    }

    public uint Next()
    {
        var value = (_previous + Unfold(_model.Code(ref _reader, 0))) & _mask;
        _previous = _isFromPrevious ? value : _previous;
        return value;
    }

    /// <summary>Maps signed differences modulo 2^bits to unsigned integers: 0, -1, 1, -2, 2 to 0, 1, 2, 3, 4 (zigzag
    /// coding).</summary>
    internal static uint Fold(uint difference, int bits)
    {
        var signed = (int)(difference << (32 - bits)) >> (32 - bits);
        return (uint)((signed << 1) ^ (signed >> 31));
    }

    internal static uint Unfold(uint folded) => (folded >> 1) ^ (uint)-(int)(folded & 1);

    /// <summary>Chooses the prediction by the bit length of the residuals of at least 2,000 values.</summary>
    /// <param name="fromPrevious">True to predict each value from the previous one.</param>
    /// <returns>The prediction of the first value, or of all values if the prediction is a constant.</returns>
    internal static uint Choose(ReadOnlySpan<uint> values, int bits, out bool fromPrevious)
    {
        const int Samples = 2048;
        var middle = Middle(values, bits);
        var (cost, costOfConstant) = (0L, 0L);
        for (var i = 0; i < values.Length; i += 1 + (values.Length / Samples))
        {
            cost += 32 - BitOperations.LeadingZeroCount(Fold(values[i] - (i > 0 ? values[i - 1] : 0), bits));
            costOfConstant += 32 - BitOperations.LeadingZeroCount(Fold(values[i] - middle, bits));
        }

        fromPrevious = cost <= costOfConstant;
        return fromPrevious ? 0 : middle;
    }

    /// <summary>Computes the mean modulo 2^bits, from differences to the first value so that values around 0 have a
    /// mean near 0.</summary>
    private static uint Middle(ReadOnlySpan<uint> values, int bits)
    {
        if (values.IsEmpty) return 0;

        var sum = 0L;
        foreach (var value in values)
        {
            sum += (int)((value - values[0]) << (32 - bits)) >> (32 - bits);
        }

        return (values[0] + (uint)(sum / values.Length)) & (uint.MaxValue >> (32 - bits));
    }
}

/// <summary>
/// Codes floats as integers with the prediction of <see cref="PlaneCoder"/>. Magnitude class and next bit form a
/// modeled symbol; the remaining bits are noise and are stored plainly.
/// </summary>
internal ref struct FloatPlaneCoder : IPlaneCoder<FloatPlaneCoder>
{
    private const int ClassBits = 6;

    /// <summary>Number of contexts: the previous symbol, in eight classes.</summary>
    private const int Contexts = 8;

    private readonly WideModel[] _models = WideModel.Create(Contexts);
    private readonly uint _mask;
    private readonly bool _isFromPrevious;
    private readonly int _first;
    private BitReader _reader;
    private PlainBitReader _plain;
    private uint _previous;
    private int _symbol;

    private FloatPlaneCoder(ReadOnlySpan<byte> bytes, int bits)
    {
        var position = 0;
        var length = (int)Math.Min(VariableInteger.Read(bytes, ref position), (uint)(bytes.Length - position));
        _reader = new BitReader(bytes.Slice(position, length));
        _plain = new PlainBitReader(bytes[(position + length)..]);
        _mask = uint.MaxValue >> (32 - bits);
        _isFromPrevious = _reader.CodeBits(0, 1) == 0;
        _previous = _reader.CodeBits(0, bits);
        _first = (int)_reader.CodeBits(0, ClassBits);
    }

    public static FloatPlaneCoder Read(ReadOnlySpan<byte> bytes, int bits) => new(bytes, bits);

    public static byte[] Encode(ReadOnlySpan<uint> values, int bits)
    {
        var start = PlaneCoder.Choose(values, bits, out var fromPrevious);
        var differences = GC.AllocateUninitializedArray<uint>(values.Length);
        var all = 0u;
        for (var i = 0; i < values.Length; i++)
        {
            differences[i] = PlaneCoder.Fold(values[i] - (fromPrevious && i > 0 ? values[i - 1] : start), bits);
            all |= differences[i];
        }

        var first = Math.Max(0, Class(all | (all >> 1)) - WideModel.Symbols + 1);
        var encoder = new RangeEncoder();
        var writer = new BitWriter(encoder);
        encoder.EncodeBits(fromPrevious ? 0u : 1, 1);
        encoder.EncodeBits(start, bits);
        encoder.EncodeBits((uint)first, ClassBits);
        var models = WideModel.Create(Contexts);
        var plain = new PlainBitWriter(values.Length * 2);
        var symbol = 0;
        foreach (var difference in differences)
        {
            var @class = Class(difference);
            ref var model = ref models[symbol * Contexts / WideModel.Symbols];
            symbol = Math.Max(0, @class - first);
            model.Code(ref writer, symbol);
            if (symbol == 0 && first > 0)
            {
                plain.Write((uint)@class, ClassBits);
            }

            plain.Write(difference, Rest(@class));
        }

        var symbols = encoder.Finish();
        var noise = plain.Finish();
        return [.. VariableInteger.Bytes((uint)symbols.Length), .. symbols, .. noise];
    }

    public uint Next()
    {
        _symbol = _models[_symbol * Contexts / WideModel.Symbols].Code(ref _reader, 0);
        var @class = _symbol == 0 && _first > 0 ? (int)_plain.Read(ClassBits) : _symbol + _first;
        var rest = Math.Min(Rest(@class), 30);
        var difference = ((uint)(@class - (2 * rest)) << rest) | _plain.Read(rest);
        var value = (_previous + PlaneCoder.Unfold(difference)) & _mask;
        _previous = _isFromPrevious ? value : _previous;
        return value;
    }

    /// <summary>Returns the class of a number: the number itself below 2, then two classes per bit length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Class(uint value)
    {
        var rest = Math.Max(0, 30 - BitOperations.LeadingZeroCount(value));
        return (2 * rest) + (int)(value >> rest);
    }

    /// <summary>Returns the number of bits that the class does not determine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rest(int @class) => Math.Max(0, (@class >> 1) - 1);
}

/// <summary>Packs unmodeled bits, least significant bit first.</summary>
internal sealed class PlainBitWriter(int capacity)
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity + sizeof(ulong));
    private int _length;
    private ulong _held;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(uint value, int count)
    {
        _held |= (value & ((1ul << count) - 1)) << _count;
        _count += count;
        if (_bytes.Length - _length < sizeof(ulong))
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }

        // Branch-free: always writes eight bytes, and keeps the whole ones.
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), _held);
        _length += _count >> 3;
        _held >>= _count & ~7;
        _count &= 7;
    }

    public ReadOnlySpan<byte> Finish() => _bytes.AsSpan(0, _length + (_count > 0 ? 1 : 0));
}

/// <summary>Reads the bits of <see cref="PlainBitWriter"/>. Beyond the end of the bytes it returns zeros.</summary>
internal ref struct PlainBitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int count)
    {
        var first = _position >> 3;
        var held = first <= _bytes.Length - sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes[(int)first..])
            : Tail(first);
        var value = (uint)(held >> (int)(_position & 7)) & (uint)((1ul << count) - 1);
        _position += count;
        return value;
    }

    /// <summary>Returns the next eight bytes, padded with zeros beyond the end.</summary>
    private readonly ulong Tail(long first)
    {
        Span<byte> next = stackalloc byte[sizeof(ulong)];
        next.Clear();
        if (first < _bytes.Length)
        {
            _bytes[(int)first..].CopyTo(next);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(next);
    }
}
