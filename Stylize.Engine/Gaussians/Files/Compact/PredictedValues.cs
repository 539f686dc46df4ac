using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>Codes the values of a Gaussian but the high bits of its center and alpha, each predicted from neighbors in boxes.</summary>
internal sealed class PredictedValues(CompactQuantizer quantizer, CompactGrid grid, bool hasOpacity)
{
    private const int Layers = 4;
    private const int Logs = 16;
    private const int Classes = PredictedValue.Classes;

    /// <summary>Weight of the running mean beside four times the weights of neighbors.</summary>
    private const int RunningMeanWeight = 32;

    private readonly PredictedValue[] _opacity = ForLayers([0, 1, 0], Classes);
    private readonly PredictedValue[] _size = ForLayers([0, 0, 1, 0], Logs);
    private readonly PredictedValue _u = new([.6], .01, 1, (Logs, Logs, 1));
    private readonly PredictedValue _v = new([.6], .01, 1, (Logs, Logs, Classes));
    private readonly PredictedValue _light = new([.9, 0], .01, 0, (Logs, Logs, 1));
    private readonly PredictedValue _orange = new([.9, 0], .01, 0, (Logs, Logs, Classes));
    private readonly PredictedValue _green = new([.9, 0, 0], .01, 0, (Logs, Logs, Classes * Classes));
    private CompactBoxes? _boxes;
    private int _known;
    private double _meanSize = 16;
    private double _meanOpacity;
    private Vector128<int> _lastColor = Vector128.Create(CompactQuantizer.Units / 2, 0, 0, 0);

    public void Begin(int count)
    {
        _known += count;
        _boxes = new CompactBoxes(grid, _known, _boxes);
    }

    /// <summary>Codes a Gaussian whose center's high bits are set.</summary>
    public void Code<TCoder>(ref TCoder coder, ref CompactGaussian g, int layer)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        _boxes!.Around(CompactQuantizer.Middle(g.X, g.OpenX), CompactQuantizer.Middle(g.Y, g.OpenY), out var all, out var own);
        var sizeSpread = CodeSize(ref coder, ref g, layer, own);
        var scales = quantizer.Scales(g);

        // Without neighbors: the last color, no elongation, and deviations of 1/8 and 1/16.
        var (color, rest) = (ToDouble(_lastColor), Vector256.Create(0, CompactQuantizer.Units / 8, CompactQuantizer.Units / 16, 1.0));
        if (all[CompactBoxes.Count] is var count and > 0)
        {
            var share = Vector256.Create(1.0 / count);
            color = ToDouble(all.GetLower()) * share;
            rest = ToDouble(all.GetUpper()) * share;
        }
        else
        {
            color = color.WithElement(3, 0);
        }

        CodeStretch(ref coder, ref g, scales, color[3], rest[0]);
        var (dropX, dropY) = CompactQuantizer.Drops(g, scales);
        g.X = Place(ref coder, g.X, g.OpenX, dropX);
        g.Y = Place(ref coder, g.Y, g.OpenY, dropY);
        CodeColor(ref coder, ref g, scales, color, rest[1], rest[2]);

        var stretch = (U: Limit((long)g.U * scales.Stretch), V: Limit((long)g.V * scales.Stretch));
        _lastColor = Vector128.Create(
            Limit((long)g.Light * scales.Light), Limit((long)g.Orange * scales.Chroma), Limit((long)g.Green * scales.Chroma), 0);
        var deviations = Vector256.Abs(ToDouble(_lastColor) - color);
        _boxes.Add(
            g.X,
            g.Y,
            Vector256.Create(
                _lastColor.WithElement(3, stretch.U),
                Vector128.Create(stretch.V, Limit(deviations[0]), Limit(deviations[1] + deviations[2]), 1)),
            Vector128.Create(Limit(g.Size), g.Opacity, sizeSpread, 1));
        _meanSize += (g.Size - _meanSize) / 16;
        _meanOpacity += (g.Opacity - _meanOpacity) / 16;
    }

    /// <summary>Codes opacity and size, and returns by how much the size differs from that of the neighbors.</summary>
    private int CodeSize<TCoder>(ref TCoder coder, ref CompactGaussian g, int layer, in Vector128<int> sums)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var means = Vector256.Create(_meanSize, _meanOpacity, 0, 0) * Vector256.Create((double)RunningMeanWeight);
        means = (means + (ToDouble(sums) * Vector256.Create(4.0)))
            * Vector256.Create(1 / ((4.0 * sums[CompactBoxes.LayerCount]) + RunningMeanWeight));
        var (opacities, sizes) = (_opacity[layer], _size[layer]);
        g.Opacity = hasOpacity
            ? Math.Clamp(
                opacities.Code(ref coder, g.Opacity, Vector256.Create(16, means[1], _meanOpacity, 0), opacities.Class, sizes.Class),
                0,
                CompactQuantizer.MaxOpacity)
            : 0;
        var features = Vector256.Create(16, g.Opacity, means[0], means[1]);
        g.Size = Math.Clamp(sizes.Code(ref coder, g.Size, features, opacities.Class, Log(16 * means[2])), 1, CompactQuantizer.MaxSize);
        return Limit(Math.Abs(g.Size - means[0]));
    }

    /// <summary>Codes the elongation; opacity and size are set.</summary>
    private void CodeStretch<TCoder>(ref TCoder coder, ref CompactGaussian g, in CompactScales scales, double u, double v)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var step = scales.StretchStep;
        var (fine, bent) = (step.FinenessLog, Log((Math.Abs(u) + Math.Abs(v)) * step.PerUnit));
        var most = step.MaxStretch;
        g.U = Math.Clamp(_u.Code(ref coder, g.U, Vector256.CreateScalar(u * step.PerUnit), fine, bent), -most, most);
        g.V = Math.Clamp(_v.Code(ref coder, g.V, Vector256.CreateScalar(v * step.PerUnit), fine, bent, _u.Class), -most, most);
    }

    private void CodeColor<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactScales scales, in Vector256<double> color, double lightSpread,
        double chromaSpread)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int Most = CompactQuantizer.MaxLevel;
        var step = scales.LightStep;
        var features = Vector256.Create(color[0] * step.PerUnit, step.Fineness, 0, 0);
        g.Light = Math.Clamp(_light.Code(ref coder, g.Light, features, Log(lightSpread * step.PerUnit), step.FinenessLog), -Most, Most);

        var brighter = ((double)g.Light * step.Whole) - color[0];
        step = scales.ChromaStep;
        var chromas = Vector256.Create(color[1], color[2], brighter, chromaSpread) * Vector256.Create(step.PerUnit);
        var spread = Log(chromas[3]);
        features = Vector256.Create(chromas[0], chromas[2], 0, 0);
        g.Orange = Math.Clamp(_orange.Code(ref coder, g.Orange, features, spread, step.FinenessLog, _light.Class), -Most, Most);
        features = Vector256.Create(chromas[1], chromas[2], g.Orange - chromas[0], 0);
        var classes = (Classes * _light.Class) + _orange.Class;
        g.Green = Math.Clamp(_green.Code(ref coder, g.Green, features, spread, step.FinenessLog, classes), -Most, Most);
    }

    /// <summary>Codes the low bits of a coordinate that are neither known from the set of centers nor dropped by quantization.</summary>
    private static int Place<TCoder>(ref TCoder coder, int coordinate, int open, int drop)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var bits = Math.Max(0, open - drop);
        var first = coordinate >> drop >> bits << bits;
        return CompactQuantizer.Middle((first + (int)coder.CodeBits((uint)((coordinate >> drop) - first), bits)) << drop, drop);
    }

    private static PredictedValue[] ForLayers(double[] weights, int contexts) =>
        [.. Enumerable.Range(0, Layers).Select(_ => new PredictedValue(weights, 1, 3, (Classes, contexts, 1)))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Limit(long value) => (int)Math.Clamp(value, -CompactBoxes.MaxValue, CompactBoxes.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Limit(double value) => (int)Math.Min(value, CompactBoxes.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ToDouble(Vector128<int> values)
    {
        if (Avx.IsSupported) return Avx.ConvertToVector256Double(values);

        var (lower, upper) = Vector128.Widen(values);
        return Vector256.ConvertToDouble(Vector256.Create(lower, upper));
    }

    /// <summary>The binary logarithm of 4 <paramref name="steps"/> + 1 rounded down, at most 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Log(double steps) => Math.Min(EighthOctaves.Exponent((4 * steps) + 1), Logs - 1);
}
