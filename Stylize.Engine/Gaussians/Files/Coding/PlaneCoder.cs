namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Codes a plane of integers: type of prediction, constant of the prediction, and residuals by <see cref="ValueModel"/>.</summary>
internal ref struct PlaneCoder : IPlaneCoder<PlaneCoder>
{
    private readonly ValueModel _model = new();
    private readonly uint _mask;
    private readonly bool _isFromPrevious;
    private RangeDecoder _decoder;
    private uint _previous;

    private PlaneCoder(ReadOnlySpan<byte> bytes, int bits)
    {
        _decoder = new RangeDecoder(bytes);
        _mask = uint.MaxValue >> (32 - bits);
        _isFromPrevious = _decoder.DecodeBits(1) == 0;
        _previous = _isFromPrevious ? 0 : _decoder.DecodeBits(bits);
    }

    public static PlaneCoder Read(ReadOnlySpan<byte> bytes, int bits) => new(bytes, bits);

    public static byte[] Encode(ReadOnlySpan<uint> values, int bits)
    {
        var encoder = new RangeEncoder();
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
            model.Encode(encoder, Fold(value - previous, bits));
            previous = fromPrevious ? value : start;
        }

        return encoder.Finish().ToArray();
    }

    public uint Next()
    {
        var value = (_previous + Unfold(_model.Decode(ref _decoder))) & _mask;
        _previous = _isFromPrevious ? value : _previous;
        return value;
    }

    /// <summary>Maps signed differences modulo 2^bits to unsigned integers: 0, -1, 1, -2, 2 to 0, 1, 2, 3, 4 (zigzag coding).</summary>
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

    /// <summary>Computes the mean modulo 2^bits, from differences to the first value so that values around 0 have a mean near 0.</summary>
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
