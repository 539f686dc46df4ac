using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Residuals;

/// <summary>
/// Codes the quantized coefficients of blocks from left to right and from top to bottom: whether a block has any, then
/// in zigzag order whether each is zero, its magnitude and sign, and whether it is the last. Contexts are the frequency
/// and the magnitudes of neighbors.
/// </summary>
/// <param name="columns">Blocks per row.</param>
internal sealed class ResidualCoder(int columns)
{
    private const int Area = LappedTransform.Area;
    private const int Bands = (2 * LappedTransform.Side) - 1;
    private const int Contexts = 8;
    private const int Prefixes = 8;

    /// <summary>Bits of the prefix of a magnitude, so that damaged data ends.</summary>
    private const int MaxPrefix = 20;

    private static readonly int[] Scan = [.. Enumerable.Range(0, Area)
        .OrderBy(at => Band(at))
        .ThenBy(at => Band(at) % 2 == 1 ? at / LappedTransform.Side : at % LappedTransform.Side)];

    /// <summary>Bits of a symbol by its frequency out of 2^15, in steps of 32.</summary>
    private static readonly float[] Costs = [.. Enumerable.Range(0, 1 << 10).Select(share =>
        (float)-PortableMath.Log2((share + 0.5) / (1 << 10)))];

    private readonly AdaptiveBit[] _any = AdaptiveBit.Create(3);
    private readonly AdaptiveBit[] _nonzero = AdaptiveBit.Create(Bands * Contexts);
    private readonly AdaptiveBit[] _aboveOne = AdaptiveBit.Create(Bands * Contexts);
    private readonly AdaptiveBit[] _aboveTwo = AdaptiveBit.Create(Bands);
    private readonly AdaptiveBit[] _prefix = AdaptiveBit.Create(Prefixes);
    private readonly AdaptiveBit[] _last = AdaptiveBit.Create(Area);

    /// <summary>Levels of the last blocks of each column, and whether they have any.</summary>
    private readonly int[] _levels = new int[columns * Area];
    private readonly bool[] _hasAny = new bool[columns];

    /// <summary>Levels of the block above the current one, which the current one replaces.</summary>
    private readonly int[] _above = new int[Area];

    /// <summary>Reads a block. The result is empty for a block of zeros, and valid until the next one.</summary>
    public ReadOnlySpan<int> Code<TCoder>(ref TCoder coder, int column)
        where TCoder : struct, IBitCoder, allows ref struct => Code(ref coder, column, default, -1);

    /// <summary>Writes a block, or reads one and ignores <paramref name="levels"/> and
    /// <paramref name="last"/>.</summary>
    /// <param name="levels">Coefficients in units of the step.</param>
    /// <param name="last">Place in the scan of the last coefficient that is not zero; -1 for none.</param>
    public ReadOnlySpan<int> Code<TCoder>(ref TCoder coder, int column, scoped ReadOnlySpan<int> levels, int last)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        ref var any = ref _any[AnyContext(column)];
        var block = _levels.AsSpan(column * Area, Area);
        block.CopyTo(_above);
        block.Clear();
        _hasAny[column] = coder.Code(ref any, last < 0 ? 0 : 1) == 1;
        if (!_hasAny[column]) return default;

        for (var place = 0; place < Area; place++)
        {
            var at = Scan[place];
            var context = Context(block, column, at);
            var value = TCoder.Writes ? levels[at] : 0;
            if (coder.Code(ref _nonzero[context], value == 0 ? 0 : 1) == 0) continue;

            block[at] = CodeLevel(ref coder, context, value);
            if (coder.Code(ref _last[place], place == last ? 1 : 0) == 1) break;
        }

        return block;
    }

    /// <summary>Chooses the levels of a block with the least squared error plus bits.</summary>
    /// <param name="coefficients">Coefficients in units of the step.</param>
    /// <param name="weight">Weight of the squared error, in bits per squared step.</param>
    /// <param name="levels">Receives the levels.</param>
    /// <returns>Place in the scan of the last coefficient that is not zero; -1 for none.</returns>
    public int Choose(ReadOnlySpan<float> coefficients, double weight, int column, Span<int> levels)
    {
        levels.Clear();
        if (TensorPrimitives.MaxMagnitude(coefficients) is > -0.5f and < 0.5f) return -1;

        var any = _any[AnyContext(column)];
        _levels.AsSpan(column * Area, Area).CopyTo(_above);
        var (cost, best, last) = (Bits(any, 1), Bits(any, 0), -1);
        for (var place = 0; place < Area; place++)
        {
            var at = Scan[place];
            var context = Context(levels, column, at);
            var magnitude = (double)Math.Abs(coefficients[at]);
            var rounded = (int)Math.Min(magnitude + 0.5, 1 << 16);
            var least = Bits(_nonzero[context], 0);
            var (chosen, more) = (0, 0.0);
            for (var level = rounded; level > 0 && level >= rounded - 1; level--)
            {
                var error = (level * level) - (2 * level * magnitude);
                var bits = (weight * error) + Bits(_nonzero[context], 1) + LevelBits(context, level);
                if (bits + Bits(_last[place], 0) < least)
                {
                    (chosen, more, least) = (level, bits, bits + Bits(_last[place], 0));
                }
            }

            if (chosen > 0)
            {
                levels[at] = coefficients[at] < 0 ? -chosen : chosen;
                if (cost + more + Bits(_last[place], 1) < best)
                {
                    (best, last) = (cost + more + Bits(_last[place], 1), place);
                }
            }

            cost += least;
        }

        for (var place = last + 1; place < Area; place++)
        {
            levels[Scan[place]] = 0;
        }

        return last;
    }

    private static int Band(int at) => (at / LappedTransform.Side) + (at % LappedTransform.Side);

    private static double Bits(in AdaptiveBit model, int bit) =>
        Costs[(bit == 0 ? model.Zero : (1u << RangeEncoder.TotalBits) - model.Zero) >> 5];

    private int AnyContext(int column) => (_hasAny[column] ? 1 : 0) + (column > 0 && _hasAny[column - 1] ? 1 : 0);

    /// <summary>Returns the context of a coefficient from its frequency, and from those known of the block and its
    /// neighbors.</summary>
    private int Context(ReadOnlySpan<int> block, int column, int at)
    {
        var (x, y) = (at % LappedTransform.Side, at / LappedTransform.Side);
        var sum = (y > 0 ? Math.Min(Math.Abs(block[at - LappedTransform.Side]), 2) : 0)
            + (x > 0 ? Math.Min(Math.Abs(block[at - 1]), 2) : 0)
            + (x > 0 && y > 0 && block[at - LappedTransform.Side - 1] != 0 ? 1 : 0);
        var isNear = _above[at] != 0 || (column > 0 && _levels[((column - 1) * Area) + at] != 0);
        return (Band(at) * Contexts) + (2 * Math.Min(sum, 3)) + (isNear ? 1 : 0);
    }

    /// <summary>Codes a level that is not zero: whether it exceeds 1 and 2, the rest in an Exp-Golomb code, and the
    /// sign.</summary>
    private int CodeLevel<TCoder>(ref TCoder coder, int context, int value)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var magnitude = Math.Abs(value);
        var result = 1;
        if (coder.Code(ref _aboveOne[context], magnitude > 1 ? 1 : 0) == 1)
        {
            result = 2;
            if (coder.Code(ref _aboveTwo[context / Contexts], magnitude > 2 ? 1 : 0) == 1)
            {
                var (rest, bits) = (magnitude - 3, 0);
                result = 3;
                while (bits < MaxPrefix
                    && coder.Code(ref _prefix[Math.Min(bits, Prefixes - 1)], rest >= 1 << bits ? 1 : 0) == 1)
                {
                    result += 1 << bits;
                    rest -= 1 << bits++;
                }

                result += (int)coder.CodeBits((uint)rest, bits);
            }
        }

        return coder.CodeBits(value < 0 ? 1u : 0, 1) == 1 ? -result : result;
    }

    private double LevelBits(int context, int level)
    {
        var sum = 1 + Bits(_aboveOne[context], level > 1 ? 1 : 0);
        if (level > 1)
        {
            sum += Bits(_aboveTwo[context / Contexts], level > 2 ? 1 : 0);
        }

        if (level > 2)
        {
            var (rest, bits) = (level - 3, 0);
            for (; rest >= 1 << bits; bits++)
            {
                sum += Bits(_prefix[Math.Min(bits, Prefixes - 1)], 1);
                rest -= 1 << bits;
            }

            sum += Bits(_prefix[Math.Min(bits, Prefixes - 1)], 0) + bits;
        }

        return sum;
    }
}
