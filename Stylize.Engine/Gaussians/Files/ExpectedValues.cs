using System.Numerics;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Values by learned expectations: from version 4 of the profile on.</summary>
internal sealed class ExpectedValues
{
    private const int Layers = 4;
    private const int Scales = 16;
    private const int Deviations = 6;

    private readonly ExpectedValue[] _opacity = [.. Enumerable.Range(0, Layers).Select(_ => new ExpectedValue([0, 1], 1, 8))];
    private readonly ExpectedValue[] _size = [.. Enumerable.Range(0, Layers).Select(_ => new ExpectedValue([0, 0, 1, 0], 1, 8))];
    private readonly ExpectedValue _u = new([.6], .01, 2, Scales, Scales);
    private readonly ExpectedValue _v = new([.6], .01, 2, Scales, Scales, Deviations);
    private readonly ExpectedValue _light = new([.9, 0], .01, 1, Scales, Scales);
    private readonly ExpectedValue _orange = new([.9, 0], .01, 1, Scales, Scales, Deviations);
    private readonly ExpectedValue _green = new([.9, 0, 0], .01, 1, Scales, Scales, Deviations, Deviations);

    /// <summary>Codes opacity and size.</summary>
    public void CodeSize<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, int layer, bool hasOpacity)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        g.Opacity = hasOpacity
            ? Math.Clamp(
                _opacity[layer].Code(ref coder, g.Opacity, Vector256.Create(16, expected.Opacity / 16.0, 0, 0)),
                0,
                CompactQuantiser.MaxOpacity)
            : 0;
        var features = Vector256.Create(16, g.Opacity, expected.Size / 16.0, expected.Opacity / 16.0);
        g.Size = Math.Clamp(_size[layer].Code(ref coder, g.Size, features), 1, CompactQuantiser.MaxSize);
    }

    /// <summary>Codes the elongation; opacity and size are set.</summary>
    public void CodeStretch<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, CompactScales scales)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var most = CompactQuantiser.MaxStretchOf(scales);
        var (fineness, stretch) = (
            Log(CompactQuantiser.Units, scales.Stretch), Log(Math.Abs(expected.U) + Math.Abs(expected.V), scales.Stretch));
        var features = Vector256.Create((double)expected.U, expected.V, 0, 0) / Vector256.Create((double)scales.Stretch);
        g.U = Math.Clamp(_u.Code(ref coder, g.U, Vector256.CreateScalar(features[0]), fineness, stretch), -most, most);
        features = Vector256.CreateScalar(features[1]);
        g.V = Math.Clamp(_v.Code(ref coder, g.V, features, fineness, stretch, Class(_u)), -most, most);
    }

    /// <summary>Codes the colour; all else is set.</summary>
    public void CodeColor<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, CompactScales scales)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var quotients = Vector256.Create((double)expected.Light, CompactQuantiser.Units, expected.Orange, expected.Green)
            / Vector256.Create(scales.Light, scales.Light, scales.Chroma, (double)scales.Chroma);
        g.Light = Limit(_light.Code(
            ref coder,
            g.Light,
            Vector256.Create(quotients[0], quotients[1], 0, 0),
            Log(expected.LightSpread, scales.Light),
            Log(CompactQuantiser.Units, scales.Light)));
        var (spread, fineness) = (Log(expected.ChromaSpread, scales.Chroma), Log(CompactQuantiser.Units, scales.Chroma));
        var light = (((double)g.Light * scales.Light) - expected.Light) / scales.Chroma;
        var features = Vector256.Create(quotients[2], light, 0, 0);
        g.Orange = Limit(_orange.Code(ref coder, g.Orange, features, spread, fineness, Class(_light)));
        features = Vector256.Create(quotients[3], light, g.Orange - quotients[2], 0);
        g.Green = Limit(_green.Code(ref coder, g.Green, features, spread, fineness, Class(_light), Class(_orange)));
    }

    private static int Limit(int level) => Math.Clamp(level, -CompactQuantiser.MaxLevel, CompactQuantiser.MaxLevel);

    private static int Log(int value, int step) => Math.Min(BitOperations.Log2((uint)((4 * (long)value / step) + 1)), Scales - 1);

    /// <summary>How unexpected the last value was.</summary>
    private static int Class(ExpectedValue value) => (int)Math.Min(2 * Math.Abs(value.Deviation), Deviations - 1);
}
