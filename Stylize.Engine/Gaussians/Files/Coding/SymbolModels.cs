namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Adaptive cumulative frequencies of 16 symbols. Entry i is the sum of the frequencies of the symbols before i. After symbol s, entry i
/// moves toward i if i is at most s, otherwise toward 2^15 - 16 + i, by 1/16 (later 1/128) of the distance, rounded down. Every frequency
/// stays at least 1.
/// </summary>
internal struct NibbleModel
{
    private const int Total = 1 << RangeEncoder.TotalBits;

    private static readonly Vector256<short>[] Targets = CreateTargets();

    private Vector256<short> _below;
    private int _seen;

    public static NibbleModel Create() => new() { _below = Vector256<short>.Indices * (Total / 16) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(RangeEncoder encoder, int symbol)
    {
        var start = Below(symbol);
        encoder.Encode(start, Below(symbol + 1) - start);
        Learn(symbol);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref RangeDecoder decoder)
    {
        var at = (short)decoder.Peek();
        var symbol = System.Numerics.BitOperations.PopCount(
            Vector256.LessThanOrEqual(_below, Vector256.Create(at)).ExtractMostSignificantBits()) - 1;
        var start = Below(symbol);
        decoder.Take(start, Below(symbol + 1) - start);
        Learn(symbol);
        return symbol;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Below(int symbol) =>
        symbol == 16 ? Total : (uint)Unsafe.Add(ref Unsafe.As<Vector256<short>, short>(ref _below), symbol);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Learn(int symbol) => _below += Vector256.ShiftRightArithmetic(Targets[symbol] - _below, Rate(ref _seen));

    /// <summary>Counts a symbol and returns the adaptation rate as a right shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Rate(ref int seen)
    {
        var rate = seen < 16 ? 4 : seen < 64 ? 5 : seen < 256 ? 6 : 7;
        seen += seen < 256 ? 1 : 0;
        return rate;
    }

    private static Vector256<short>[] CreateTargets()
    {
        var targets = new Vector256<short>[16];
        var entries = new short[16];
        for (var symbol = 0; symbol < 16; symbol++)
        {
            for (var i = 0; i < 16; i++)
            {
                entries[i] = (short)(i <= symbol ? i : Total - 16 + i);
            }

            targets[symbol] = Vector256.Create(entries);
        }

        return targets;
    }
}

/// <summary>Adaptive cumulative frequencies of 32 symbols, updated as in <see cref="NibbleModel"/>.</summary>
internal struct WideModel
{
    public const int Symbols = 32;

    private const int Total = 1 << RangeEncoder.TotalBits;

    private static readonly Targets[] AllTargets = CreateTargets();

    private Vector256<short> _first;
    private Vector256<short> _second;
    private int _seen;

    public static WideModel[] Create(int count)
    {
        var first = Vector256<short>.Indices * (Total / Symbols);
        var models = new WideModel[count];
        Array.Fill(models, new() { _first = first, _second = first + Vector256.Create((short)(Total / 2)) });
        return models;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(RangeEncoder encoder, int symbol)
    {
        var start = Below(symbol);
        encoder.Encode(start, Below(symbol + 1) - start);
        Learn(symbol);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref RangeDecoder decoder)
    {
        var at = Vector256.Create((short)decoder.Peek());
        var below = Vector256.LessThanOrEqual(_first, at).ExtractMostSignificantBits()
            | (Vector256.LessThanOrEqual(_second, at).ExtractMostSignificantBits() << 16);
        var symbol = BitOperations.PopCount(below) - 1;
        var start = Below(symbol);
        decoder.Take(start, Below(symbol + 1) - start);
        Learn(symbol);
        return symbol;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Below(int symbol) =>
        symbol == Symbols ? Total : (uint)Unsafe.Add(ref Unsafe.As<Vector256<short>, short>(ref _first), symbol);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Learn(int symbol)
    {
        var rate = NibbleModel.Rate(ref _seen);
        ref readonly var targets = ref AllTargets[symbol];
        _first += Vector256.ShiftRightArithmetic(targets.First - _first, rate);
        _second += Vector256.ShiftRightArithmetic(targets.Second - _second, rate);
    }

    private static Targets[] CreateTargets()
    {
        var targets = new Targets[Symbols];
        for (var symbol = 0; symbol < Symbols; symbol++)
        {
            short[] entries = [.. Enumerable.Range(0, Symbols).Select(i => (short)(i <= symbol ? i : Total - Symbols + i))];
            targets[symbol] = new(Vector256.Create(entries, 0), Vector256.Create(entries, Symbols / 2));
        }

        return targets;
    }

    private readonly record struct Targets(Vector256<short> First, Vector256<short> Second);
}
