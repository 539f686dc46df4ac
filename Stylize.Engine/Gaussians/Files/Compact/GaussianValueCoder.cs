using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>Codes the values of a Gaussian, except for alpha and the high bits of its center, each predicted from
/// neighbors.</summary>
internal sealed class GaussianValueCoder(CompactQuantizer quantizer, CompactGrid grid, bool hasOpacity)
{
    public const int Layers = 4;
    private const int Logs = 16;
    private const int Classes = PredictiveCoder.Classes;

    /// <summary>Weight of the running mean, relative to 4 times the weights of neighbors.</summary>
    private const int RunningMeanWeight = 32;

    private readonly PredictiveCoder[] _opacity = ForLayers([0, 1, 0], Classes);
    private readonly PredictiveCoder[] _size = ForLayers([0, 0, 1, 0], Logs);
    private readonly PredictiveCoder _u = new([.6], .01, 1, (Logs, Logs, 1));
    private readonly PredictiveCoder _v = new([.6], .01, 1, (Logs, Logs, Classes));
    private readonly PredictiveCoder _luma = new([.9, 0], .01, 0, (Logs, Logs, 1));
    private readonly PredictiveCoder _orange = new([.9, 0], .01, 0, (Logs, Logs, Classes));
    private readonly PredictiveCoder _green = new([.9, 0, 0], .01, 0, (Logs, Logs, Classes * Classes));
    private NeighborContext? _boxes;
    private int _known;
    private double _meanSize = 16;
    private double _meanOpacity;
    private Vector128<int> _lastColor = Vector128.Create(CompactQuantizer.Units / 2, 0, 0, 0);

    public void Begin(int count)
    {
        _known += count;
        _boxes = new NeighborContext(grid, _known, _boxes);
    }

    /// <summary>Codes a Gaussian. The high bits of its center must be set.</summary>
    public void Code<TCoder>(ref TCoder coder, ref CompactGaussian g, int layer)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        _boxes!.Around(
            CompactQuantizer.Middle(g.X, g.OpenX), CompactQuantizer.Middle(g.Y, g.OpenY), out var all, out var own);
        var sizeSpread = CodeSize(ref coder, ref g, layer, own);
        var scales = quantizer.Scales(g);

        // Without neighbors, predict the last color, no elongation, and deviations of 1/8 and 1/16.
        var (color, rest) =
            (ToDouble(_lastColor), Vector256.Create(0, CompactQuantizer.Units / 8, CompactQuantizer.Units / 16, 1.0));
        if (all[NeighborContext.Count] is var count and > 0)
        {
            var share = Vector256.Create(1.0 / count);
            color = ToDouble(all.GetLower()) * share;
            rest = ToDouble(all.GetUpper()) * share;
        }
        else
        {
            color = color.WithElement(3, 0);
        }

        CodeElongation(ref coder, ref g, scales, color[3], rest[0]);
        var (dropX, dropY) = CompactQuantizer.Drops(g, scales);
        g.X = CodeLowBits(ref coder, g.X, g.OpenX, dropX);
        g.Y = CodeLowBits(ref coder, g.Y, g.OpenY, dropY);
        CodeColor(ref coder, ref g, scales, color, rest[1], rest[2]);

        var elongation = (U: Limit((long)g.U * scales.Elongation), V: Limit((long)g.V * scales.Elongation));
        _lastColor = Vector128.Create(
            Limit((long)g.Luma * scales.Luma), Limit((long)g.Orange * scales.Chroma),
            Limit((long)g.Green * scales.Chroma), 0);
        var deviations = Vector256.Abs(ToDouble(_lastColor) - color);
        _boxes.Add(
            g.X,
            g.Y,
            Vector256.Create(
                _lastColor.WithElement(3, elongation.U),
                Vector128.Create(elongation.V, Limit(deviations[0]), Limit(deviations[1] + deviations[2]), 1)),
            Vector128.Create(Limit(g.Size), g.Opacity, sizeSpread, 1));
        _meanSize += (g.Size - _meanSize) / 16;
        _meanOpacity += (g.Opacity - _meanOpacity) / 16;
    }

    /// <summary>Codes opacity and size. Returns the difference between the size and its prediction.</summary>
    private int CodeSize<TCoder>(ref TCoder coder, ref CompactGaussian g, int layer, in Vector128<int> sums)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var means = Vector256.Create(_meanSize, _meanOpacity, 0, 0) * Vector256.Create((double)RunningMeanWeight);
        means = (means + (ToDouble(sums) * Vector256.Create(4.0)))
            * Vector256.Create(1 / ((4.0 * sums[NeighborContext.LayerCount]) + RunningMeanWeight));
        var (opacities, sizes) = (_opacity[layer], _size[layer]);
        g.Opacity = hasOpacity
            ? Math.Clamp(
                opacities.Code(ref coder, g.Opacity, Vector256.Create(16, means[1], _meanOpacity, 0), opacities.Class,
                    sizes.Class),
                0,
                CompactQuantizer.MaxOpacity)
            : 0;
        var features = Vector256.Create(16, g.Opacity, means[0], means[1]);
        g.Size = Math.Clamp(
            sizes.Code(ref coder, g.Size, features, opacities.Class, Log(16 * means[2])), 1, CompactQuantizer.MaxSize);
        return Limit(Math.Abs(g.Size - means[0]));
    }

    /// <summary>Codes the elongation. Opacity and size must be set.</summary>
    private void CodeElongation<TCoder>(
        ref TCoder coder, ref CompactGaussian g, CompactScales scales, double u, double v)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var step = scales.ElongationStep;
        var (fine, curved) = (step.FinenessLog, Log((Math.Abs(u) + Math.Abs(v)) * step.PerUnit));
        var max = step.MaxElongation;
        g.U = Math.Clamp(_u.Code(ref coder, g.U, Vector256.CreateScalar(u * step.PerUnit), fine, curved), -max, max);
        g.V = Math.Clamp(
            _v.Code(ref coder, g.V, Vector256.CreateScalar(v * step.PerUnit), fine, curved, _u.Class), -max, max);
    }

    private void CodeColor<TCoder>(
        ref TCoder coder, ref CompactGaussian g, CompactScales scales, in Vector256<double> color, double lumaSpread,
        double chromaSpread)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int Max = CompactQuantizer.MaxLevel;
        var step = scales.LumaStep;
        var features = Vector256.Create(color[0] * step.PerUnit, step.Fineness, 0, 0);
        g.Luma = Math.Clamp(
            _luma.Code(ref coder, g.Luma, features, Log(lumaSpread * step.PerUnit), step.FinenessLog), -Max, Max);

        var brighter = ((double)g.Luma * step.Whole) - color[0];
        step = scales.ChromaStep;
        var chromas = Vector256.Create(color[1], color[2], brighter, chromaSpread) * Vector256.Create(step.PerUnit);
        var spread = Log(chromas[3]);
        features = Vector256.Create(chromas[0], chromas[2], 0, 0);
        g.Orange =
            Math.Clamp(_orange.Code(ref coder, g.Orange, features, spread, step.FinenessLog, _luma.Class), -Max, Max);
        features = Vector256.Create(chromas[1], chromas[2], g.Orange - chromas[0], 0);
        var classes = (Classes * _luma.Class) + _orange.Class;
        g.Green = Math.Clamp(_green.Code(ref coder, g.Green, features, spread, step.FinenessLog, classes), -Max, Max);
    }

    /// <summary>Codes the low bits of a coordinate that the point set leaves open and quantization keeps.</summary>
    private static int CodeLowBits<TCoder>(ref TCoder coder, int coordinate, int open, int drop)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var bits = Math.Max(0, open - drop);
        var first = coordinate >> drop >> bits << bits;
        return CompactQuantizer.Middle(
            (first + (int)coder.CodeBits((uint)((coordinate >> drop) - first), bits)) << drop, drop);
    }

    private static PredictiveCoder[] ForLayers(double[] weights, int contexts) =>
        [.. Enumerable.Range(0, Layers).Select(_ => new PredictiveCoder(weights, 1, 3, (Classes, contexts, 1)))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Limit(long value) => (int)Math.Clamp(value, -NeighborContext.MaxValue, NeighborContext.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Limit(double value) => (int)Math.Min(value, NeighborContext.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ToDouble(Vector128<int> values)
    {
        if (Avx.IsSupported) return Avx.ConvertToVector256Double(values);

        var (lower, upper) = Vector128.Widen(values);
        return Vector256.ConvertToDouble(Vector256.Create(lower, upper));
    }

    /// <summary>Returns log2(4 <paramref name="steps"/> + 1), rounded down, at most 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Log(double steps) => Math.Min(EighthOctaves.Exponent((4 * steps) + 1), Logs - 1);
}

/// <summary>
/// The context model: predicts a Gaussian from its coded neighbors. The area is divided into boxes with sums over the
/// Gaussians coded so far; the sums of the four boxes nearest to a center are weighted by distance. Uses integers only.
/// </summary>
internal sealed class NeighborContext
{
    /// <summary>Largest magnitude of a summand, so that sums stay below 2^31.</summary>
    public const int MaxValue = 1 << 16;

    /// <summary>Vector lane of the sums over all layers that counts Gaussians.</summary>
    public const int Count = 7;

    /// <summary>Vector lane of the sums over the layer that counts Gaussians.</summary>
    public const int LayerCount = 3;

    /// <summary>The sums of a box are halved before an addition when they cover this number of Gaussians.</summary>
    private const int MaxCount = 8;

    /// <summary>Positions between the centers of two boxes that have their own weights, per axis, as a binary
    /// logarithm.</summary>
    private const int PartBits = 2;
    private const int Parts = 1 << PartBits;

    /// <summary>Weights of the four boxes, by row, for each position between their centers.</summary>
    private static readonly int[] Weights = CreateWeights();

    private readonly CompactGrid _grid;
    private readonly int _shift;
    private readonly int _half;
    private readonly int _columns;
    private readonly int _rows;

    /// <summary>The boxes by row, with an empty border of one box on each side.</summary>
    private readonly Sums[] _boxes;
    private readonly List<Entry> _entries = [];

    /// <param name="count">Number of Gaussians up to the end of this layer; there is about one box per two
    /// Gaussians.</param>
    /// <param name="before">The context of the previous layer, whose Gaussians are copied.</param>
    public NeighborContext(CompactGrid grid, int count, NeighborContext? before)
    {
        _grid = grid;
        while (((long)((grid.Columns << grid.Shift) >> _shift) + 1) * (((grid.Rows << grid.Shift) >> _shift) + 1)
            > Math.Max(16, count / 2))
        {
            _shift++;
        }

        _half = (1 << _shift) >> 1;
        _columns = ((grid.Columns << grid.Shift) >> _shift) + 1;
        _rows = ((grid.Rows << grid.Shift) >> _shift) + 1;
        _boxes = new Sums[(_columns + 2) * (_rows + 2)];
        foreach (ref readonly var entry in before is null ? default : CollectionsMarshal.AsSpan(before._entries))
        {
            Add(entry);
        }
    }

    /// <param name="all">Summands over all layers, with 1 in the lane <see cref="Count"/>.</param>
    /// <param name="layer">Summands over this layer, with 1 in the lane <see cref="LayerCount"/>.</param>
    public void Add(int x, int y, in Vector256<int> all, in Vector128<int> layer)
    {
        ref var sums = ref _boxes[Add(new Entry { Values = all, X = x, Y = y })].Layer;
        sums = (sums[LayerCount] < MaxCount ? sums : sums >> 1) + layer;
    }

    public void Around(int x, int y, out Vector256<int> all, out Vector128<int> layer)
    {
        var (dx, dy) = (x - _grid.Left - _half, y - _grid.Top - _half);
        ref var weights = ref Weights[4 * ((Part(dy) << PartBits) + Part(dx))];
        var column = Math.Clamp(dx >> _shift, -1, _columns - 1);
        var row = Math.Clamp(dy >> _shift, -1, _rows - 1);
        var first = ((row + 1) * (_columns + 2)) + column + 1;
        var upper = _boxes.AsSpan(first, 2);
        var lower = _boxes.AsSpan(first + _columns + 2, 2);
        var (w0, w1, w2, w3) =
            (weights, Unsafe.Add(ref weights, 1), Unsafe.Add(ref weights, 2), Unsafe.Add(ref weights, 3));
        all = (upper[0].All * w0) + (upper[1].All * w1) + (lower[0].All * w2) + (lower[1].All * w3);
        layer = (upper[0].Layer * w0) + (upper[1].Layer * w1) + (lower[0].Layer * w2) + (lower[1].Layer * w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Add(in Entry entry)
    {
        var box = Box(entry.X, entry.Y);
        ref var sums = ref _boxes[box].All;
        sums = (sums[Count] < MaxCount ? sums : sums >> 1) + entry.Values;
        _entries.Add(entry);
        return box;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Box(int x, int y)
    {
        var column = Math.Clamp((x - _grid.Left) >> _shift, 0, _columns - 1);
        var row = Math.Clamp((y - _grid.Top) >> _shift, 0, _rows - 1);
        return ((row + 1) * (_columns + 2)) + column + 1;
    }

    private int Part(int distance) => (int)(((long)distance << PartBits) >> _shift) & (Parts - 1);

    /// <summary>Weights fall with the squared distance between position and center of the box, in 1/8 boxes.</summary>
    private static int[] CreateWeights()
    {
        var weights = new int[4 * Parts * Parts];
        for (var k = 0; k < weights.Length; k++)
        {
            var (box, part) = (k % 4, k / 4);
            var dx = (8 * (box % 2)) - 1 - (2 * (part % Parts));
            var dy = (8 * (box / 2)) - 1 - (2 * (part / Parts));
            weights[k] = 1024 / ((dx * dx) + (dy * dy) + 8);
        }

        return weights;
    }

    private struct Sums
    {
        public Vector256<int> All;
        public Vector128<int> Layer;
    }

    private struct Entry
    {
        public Vector256<int> Values;
        public int X;
        public int Y;
    }
}
