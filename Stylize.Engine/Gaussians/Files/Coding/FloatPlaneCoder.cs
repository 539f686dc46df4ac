namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Codes floats as integers with the prediction of <see cref="PlaneCoder"/>. Magnitude class and next bit form a modeled symbol; the
/// remaining bits are noise and are stored plainly.
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
    private RangeDecoder _decoder;
    private PlainBitReader _plain;
    private uint _previous;
    private int _symbol;

    private FloatPlaneCoder(ReadOnlySpan<byte> bytes, int bits)
    {
        var position = 0;
        var length = (int)Math.Min(VariableInteger.Read(bytes, ref position), (uint)(bytes.Length - position));
        _decoder = new RangeDecoder(bytes.Slice(position, length));
        _plain = new PlainBitReader(bytes[(position + length)..]);
        _mask = uint.MaxValue >> (32 - bits);
        _isFromPrevious = _decoder.DecodeBits(1) == 0;
        _previous = _decoder.DecodeBits(bits);
        _first = (int)_decoder.DecodeBits(ClassBits);
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
            model.Encode(encoder, symbol);
            if (symbol == 0 && first > 0)
            {
                plain.Write((uint)@class, ClassBits);
            }

            plain.Write(difference, Rest(@class));
        }

        var symbols = encoder.Finish();
        var noise = plain.Finish();
        var length = new List<byte>();
        VariableInteger.Write(length, (uint)symbols.Length);
        return [.. length, .. symbols, .. noise];
    }

    public uint Next()
    {
        _symbol = _models[_symbol * Contexts / WideModel.Symbols].Decode(ref _decoder);
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
