namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Adaptive cumulative frequencies of 16 symbols. Entry i is the sum of the frequencies of the symbols before i. After
/// symbol s, entry i moves toward i if i is at most s, otherwise toward 2^15 - 16 + i, by 1/16 (later 1/128) of the
/// distance, rounded down. Every frequency stays at least 1.
/// </summary>
internal struct NibbleModel
{
    private static readonly Vector256<short>[] Targets =
        [.. WideModel.TargetsOf(16).Select(target => Vector256.Create(target))];

    private Vector256<short> _below;
    private int _seen;

    public static NibbleModel Create() => new() { _below = Vector256<short>.Indices * (RangeEncoder.Total / 16) };

    /// <summary>Writes a symbol, or reads one and ignores the argument. Returns the symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code<TCoder>(ref TCoder coder, int symbol)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        if (!TCoder.Writes)
        {
            symbol = Find(coder.Peek());
        }

        var start = Below(symbol);
        coder.Take(start, Below(symbol + 1) - start);
        Learn(symbol);
        return symbol;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Find(uint frequency) => BitOperations.PopCount(
        Vector256.LessThanOrEqual(_below, Vector256.Create((short)frequency)).ExtractMostSignificantBits()) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Below(int symbol) =>
        symbol == 16 ? RangeEncoder.Total
            : (uint)Unsafe.Add(ref Unsafe.As<Vector256<short>, short>(ref _below), symbol);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Learn(int symbol) =>
        _below += Vector256.ShiftRightArithmetic(Targets[symbol] - _below, Rate(ref _seen));

    /// <summary>Counts a symbol and returns the adaptation rate as a right shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Rate(ref int seen)
    {
        var rate = seen < 16 ? 4 : seen < 64 ? 5 : seen < 256 ? 6 : 7;
        seen += seen < 256 ? 1 : 0;
        return rate;
    }
}

/// <summary>Adaptive cumulative frequencies of 32 symbols, updated as in <see cref="NibbleModel"/>.</summary>
internal struct WideModel
{
    public const int Symbols = 32;

    private static readonly Targets[] AllTargets = [.. TargetsOf(Symbols).Select(target =>
        new Targets(Vector256.Create(target), Vector256.Create(target, Symbols / 2)))];

    private Vector256<short> _first;
    private Vector256<short> _second;
    private int _seen;

    public static WideModel[] Create(int count)
    {
        var first = Vector256<short>.Indices * (RangeEncoder.Total / Symbols);
        var models = new WideModel[count];
        var second = first + Vector256.Create((short)(RangeEncoder.Total / 2));
        Array.Fill(models, new() { _first = first, _second = second });
        return models;
    }

    /// <summary>Writes a symbol, or reads one and ignores the argument. Returns the symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code<TCoder>(ref TCoder coder, int symbol)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        if (!TCoder.Writes)
        {
            symbol = Find(coder.Peek());
        }

        var start = Below(symbol);
        coder.Take(start, Below(symbol + 1) - start);
        Learn(symbol);
        return symbol;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Find(uint frequency)
    {
        var at = Vector256.Create((short)frequency);
        return BitOperations.PopCount(Vector256.LessThanOrEqual(_first, at).ExtractMostSignificantBits()
            | (Vector256.LessThanOrEqual(_second, at).ExtractMostSignificantBits() << 16)) - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Below(int symbol) =>
        symbol == Symbols ? RangeEncoder.Total
            : (uint)Unsafe.Add(ref Unsafe.As<Vector256<short>, short>(ref _first), symbol);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Learn(int symbol)
    {
        var rate = NibbleModel.Rate(ref _seen);
        ref readonly var targets = ref AllTargets[symbol];
        _first += Vector256.ShiftRightArithmetic(targets.First - _first, rate);
        _second += Vector256.ShiftRightArithmetic(targets.Second - _second, rate);
    }

    /// <summary>Returns the entries toward which those of a model move, for each symbol.</summary>
    internal static IEnumerable<short[]> TargetsOf(int symbols) => Enumerable.Range(0, symbols).Select(symbol =>
        Enumerable.Range(0, symbols).Select(i => (short)(i <= symbol ? i : RangeEncoder.Total - symbols + i))
            .ToArray());

    private readonly record struct Targets(Vector256<short> First, Vector256<short> Second);
}

/// <summary>
/// Adaptive code of 32-bit integers: bit length, four bits below the leading one, then the remaining bits without a
/// model.
/// </summary>
internal sealed class ValueModel
{
    /// <summary>One model for the bit length / 4, 9 for its remainder, 33 for the upper bits by bit length.</summary>
    private readonly NibbleModel[] _models = [.. Enumerable.Repeat(NibbleModel.Create(), 43)];

    /// <summary>Writes a value, or reads one and ignores the argument. Returns the value.</summary>
    public uint Code<TCoder>(ref TCoder coder, uint value)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var bits = 32 - BitOperations.LeadingZeroCount(value);
        var quotient = Math.Min(_models[0].Code(ref coder, bits >> 2), 8);
        bits = Math.Min((quotient << 2) + (_models[1 + quotient].Code(ref coder, bits & 3) & 3), 32);
        if (bits < 2) return (uint)bits;

        var below = bits - 1;
        var modeled = Math.Min(below, 4);
        var raw = below - modeled;
        var rest = value & ((1u << below) - 1);
        var upper = (uint)_models[10 + bits].Code(ref coder, (int)(rest >> raw)) & ((1u << modeled) - 1);
        var result = (1u << below) | (upper << raw);
        return raw > 0 ? result | coder.CodeBits(rest & ((1u << raw) - 1), raw) : result;
    }
}

/// <summary>
/// Adaptive code of differences: zero flag, sign, position of the magnitude's leading bit in unary, then the lower
/// bits, of which the first two are modeled. Zero flag, sign and position have a model per context of the caller.
/// </summary>
internal sealed class ResidualModel(int contexts)
{
    private const int Positions = 32;
    private const int Modeled = 12;

    private readonly AdaptiveBit[] _zero = AdaptiveBit.Create(contexts);
    private readonly AdaptiveBit[] _sign = AdaptiveBit.Create(contexts);
    private readonly AdaptiveBit[] _position = AdaptiveBit.Create(contexts * Modeled);
    private readonly AdaptiveBit[] _below = AdaptiveBit.Create(4 * Positions);

    /// <summary>Writes or reads a difference of magnitude below 2^31.</summary>
    public int Code<TCoder>(ref TCoder coder, int value, int context)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        if (coder.Code(ref _zero[context], value == 0 ? 0 : 1) == 0) return 0;

        var sign = coder.Code(ref _sign[context], value < 0 ? 1 : 0);
        var magnitude = (uint)Math.Abs(value);
        var wanted = TCoder.Writes ? BitOperations.Log2(magnitude) : 0;
        var position = 0;
        var first = context * Modeled;
        while (position < Positions - 2
            && coder.Code(ref _position[first + Math.Min(position, Modeled - 1)], position < wanted ? 1 : 0) == 1)
        {
            position++;
        }

        var result = 1u;
        for (var bit = position - 1; bit >= 0; bit--)
        {
            var node = position - 1 - bit;
            if (node > 1)
            {
                result = (result << (bit + 1)) | coder.CodeBits(magnitude & ((1u << (bit + 1)) - 1), bit + 1);
                break;
            }

            var model = (4 * position) + (node == 0 ? 0 : 2 + (int)(result & 1));
            result = (result << 1) | (uint)coder.Code(ref _below[model], (int)(magnitude >> bit) & 1);
        }

        return sign == 0 ? (int)result : -(int)result;
    }
}
