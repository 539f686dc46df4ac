using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Adaptive frequencies of 32 symbols, which are learned as those of <see cref="NibbleModel"/>.</summary>
internal struct WideModel
{
    public const int Symbols = 32;

    private const int Total = 1 << RangeEncoder.TotalBits;

    private static readonly Targets[] AllTargets = CreateTargets();

    private Vector256<short> _first;
    private Vector256<short> _second;
    private int _seen;

    /// <summary>Models that begin with all symbols equally likely.</summary>
    public static WideModel[] Create(int count)
    {
        var first = Vector256<short>.Indices * (Total / Symbols);
        var models = new WideModel[count];
        Array.Fill(models, new() { _first = first, _second = first + Vector256.Create((short)(Total / 2)) });
        return models;
    }

    /// <summary>Writes a symbol and updates the frequencies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(RangeEncoder encoder, int symbol)
    {
        var start = Below(symbol);
        encoder.Encode(start, Below(symbol + 1) - start);
        Learn(symbol);
    }

    /// <summary>Reads a symbol and updates the frequencies.</summary>
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
