using System.Numerics;

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
        var opacity = _opacity[layer];
        (opacity.Features[0], opacity.Features[1]) = (16, expected.Opacity / 16.0);
        g.Opacity = hasOpacity ? Math.Clamp(opacity.Code(ref coder, g.Opacity), 0, CompactQuantiser.MaxOpacity) : 0;
        var size = _size[layer];
        (size.Features[0], size.Features[1]) = (16, g.Opacity);
        (size.Features[2], size.Features[3]) = (expected.Size / 16.0, expected.Opacity / 16.0);
        g.Size = Math.Clamp(size.Code(ref coder, g.Size), 1, CompactQuantiser.MaxSize);
    }

    /// <summary>Codes the elongation; opacity and size are set.</summary>
    public void CodeStretch<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, CompactScales scales)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var most = CompactQuantiser.MaxStretchOf(scales);
        var (fineness, stretch) = (
            Log(CompactQuantiser.Units, scales.Stretch), Log(Math.Abs(expected.U) + Math.Abs(expected.V), scales.Stretch));
        _u.Features[0] = (double)expected.U / scales.Stretch;
        (_u.Contexts[0], _u.Contexts[1]) = (fineness, stretch);
        g.U = Math.Clamp(_u.Code(ref coder, g.U), -most, most);
        _v.Features[0] = (double)expected.V / scales.Stretch;
        (_v.Contexts[0], _v.Contexts[1], _v.Contexts[2]) = (fineness, stretch, Class(_u));
        g.V = Math.Clamp(_v.Code(ref coder, g.V), -most, most);
    }

    /// <summary>Codes the colour; all else is set.</summary>
    public void CodeColor<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, CompactScales scales)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        (_light.Features[0], _light.Features[1]) = ((double)expected.Light / scales.Light, (double)CompactQuantiser.Units / scales.Light);
        (_light.Contexts[0], _light.Contexts[1]) = (
            Log(expected.LightSpread, scales.Light), Log(CompactQuantiser.Units, scales.Light));
        g.Light = Limit(_light.Code(ref coder, g.Light));
        var (spread, fineness) = (Log(expected.ChromaSpread, scales.Chroma), Log(CompactQuantiser.Units, scales.Chroma));
        var light = (((double)g.Light * scales.Light) - expected.Light) / scales.Chroma;
        (_orange.Features[0], _orange.Features[1]) = ((double)expected.Orange / scales.Chroma, light);
        (_orange.Contexts[0], _orange.Contexts[1], _orange.Contexts[2]) = (spread, fineness, Class(_light));
        g.Orange = Limit(_orange.Code(ref coder, g.Orange));
        (_green.Features[0], _green.Features[1]) = ((double)expected.Green / scales.Chroma, light);
        _green.Features[2] = g.Orange - ((double)expected.Orange / scales.Chroma);
        (_green.Contexts[0], _green.Contexts[1]) = (spread, fineness);
        (_green.Contexts[2], _green.Contexts[3]) = (Class(_light), Class(_orange));
        g.Green = Limit(_green.Code(ref coder, g.Green));
    }

    private static int Limit(int level) => Math.Clamp(level, -CompactQuantiser.MaxLevel, CompactQuantiser.MaxLevel);

    private static int Log(int value, int step) => Math.Min(BitOperations.Log2((uint)((4 * (long)value / step) + 1)), Scales - 1);

    /// <summary>How unexpected the last value was.</summary>
    private static int Class(ExpectedValue value) => (int)Math.Min(2 * Math.Abs(value.Deviation), Deviations - 1);
}
