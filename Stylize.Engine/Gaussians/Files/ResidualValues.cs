using System.Numerics;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Values as differences from the expected ones: versions 2 and 3 of the profile, which are only read.</summary>
internal sealed class ResidualValues
{
    private const int Scales = 16;
    private const int Layers = 4;

    private readonly ResidualModel _size = new(Layers);
    private readonly ResidualModel _stretch = new(Scales);
    private readonly ResidualModel _light = new(Scales);
    private readonly ResidualModel _orange = new(Scales);
    private readonly ResidualModel _green = new(Scales);
    private readonly ResidualModel _opacity = new(Layers);

    /// <summary>Codes opacity and size.</summary>
    public void CodeSize<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, int layer, bool hasOpacity)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        g.Opacity = hasOpacity
            ? Math.Clamp(Residual(ref coder, _opacity, g.Opacity, (expected.Opacity + 8) >> 4, layer), 0, CompactQuantiser.MaxOpacity)
            : 0;
        g.Size = Math.Clamp(Residual(ref coder, _size, g.Size, (expected.Size + 8) >> 4, layer), 1, CompactQuantiser.MaxSize);
    }

    /// <summary>Codes the elongation; opacity and size are set.</summary>
    public void CodeStretch<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, CompactScales scales)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var scale = Scale(CompactQuantiser.Units, scales.Stretch);
        var most = CompactQuantiser.MaxStretchOf(scales);
        g.U = Limit(Residual(ref coder, _stretch, g.U, Divide(expected.U / 2, scales.Stretch), scale), most);
        g.V = Limit(Residual(ref coder, _stretch, g.V, Divide(expected.V / 2, scales.Stretch), scale), most);
    }

    /// <summary>Codes the colour; all else is set.</summary>
    public void CodeColor<TCoder>(
        ref TCoder coder, ref CompactGaussian g, in CompactNeighbours.Prediction expected, CompactScales scales)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int Most = CompactQuantiser.MaxLevel;
        var (light, chroma) = (Scale(expected.LightSpread, scales.Light), Scale(expected.ChromaSpread, scales.Chroma));
        g.Light = Limit(Residual(ref coder, _light, g.Light, Divide(expected.Light, scales.Light), light), Most);
        g.Orange = Limit(Residual(ref coder, _orange, g.Orange, Divide(expected.Orange, scales.Chroma), chroma), Most);
        g.Green = Limit(Residual(ref coder, _green, g.Green, Divide(expected.Green, scales.Chroma), chroma), Most);
    }

    private static int Residual<TCoder>(ref TCoder coder, ResidualModel model, int value, int expected, int context)
        where TCoder : struct, IBitCoder, allows ref struct => unchecked(expected + model.Code(ref coder, value - expected, context));

    private static int Limit(int level, int max) => Math.Clamp(level, -max, max);

    /// <summary>Quotient rounded to nearest, halves away from zero.</summary>
    private static int Divide(int value, int step) => (value + (value < 0 ? -step / 2 : step / 2)) / step;

    private static int Scale(int spread, int step) => Math.Min(BitOperations.Log2((uint)((4 * (long)spread / step) + 1)), Scales - 1);
}
