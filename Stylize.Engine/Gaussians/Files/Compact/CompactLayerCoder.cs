using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>Codes the layers of a tile: the centers as a point set, then each value by prediction. See
/// docs/gaussian-format.md.</summary>
internal sealed class CompactLayerCoder(
    CompactQuantizer quantizer, CompactGrid grid, bool orderIsFree, bool hasAlpha, bool hasOpacity)
{
    private readonly PointSetCoder[] _points = [new(), new(), new(), new()];
    private readonly GaussianValueCoder _values = new(quantizer, grid, hasOpacity);
    private readonly ResidualModel _alpha = new(1);
    private int _previousAlpha = CompactQuantizer.MaxAlpha;
    private int _layer;

    /// <summary>Codes a layer. Reading fills the span; writing sorts it into the order of the code.</summary>
    /// <returns>The number of Gaussians coded, less than the length of the span if the stream is truncated.</returns>
    public int Code<TCoder>(ref TCoder coder, Span<CompactGaussian> layer)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        if (orderIsFree)
        {
            _points[_layer].Code(ref coder, layer, grid);
        }
        else
        {
            for (var i = 0; i < layer.Length; i++)
            {
                _points[_layer].Code(ref coder, layer.Slice(i, 1), grid);
            }
        }

        _values.Begin(layer.Length);
        var done = 0;
        for (; done < layer.Length && !coder.IsExhausted; done++)
        {
            ref var g = ref layer[done];
            _values.Code(ref coder, ref g, _layer);
            CodeAlpha(ref coder, ref g);
        }

        _layer = Math.Min(_layer + 1, GaussianValueCoder.Layers - 1);
        return coder.IsExhausted ? Math.Max(0, done - 1) : done;
    }

    private void CodeAlpha<TCoder>(ref TCoder coder, ref CompactGaussian g)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int Max = CompactQuantizer.MaxAlpha;
        if (hasAlpha)
        {
            _previousAlpha = Math.Clamp(_previousAlpha + _alpha.Code(ref coder, g.Alpha - _previousAlpha, 0), 0, Max);
        }

        g.Alpha = _previousAlpha;
    }
}

/// <summary>A quantized Gaussian of the compact profile; see <see cref="CompactQuantizer"/>.</summary>
internal struct CompactGaussian
{
    /// <summary>Center in units of 1/16 pixel.</summary>
    public int X, Y;

    /// <summary>Fourth root of the geometric mean of the standard deviations, in steps, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative) and along the diagonals, in steps.</summary>
    public int U, V;

    /// <summary>YCoCg (Malvar and Sullivan, 2003) in steps: (R + 2G + B) / 4, R - B, G - (R + B) / 2.</summary>
    public int Luma, Orange, Green;

    /// <summary>-log2 of the opacity, in steps; alpha, 0 to 63.</summary>
    public int Opacity, Alpha;

    /// <summary>Number of low bits of X and Y that the code of the point set leaves open.</summary>
    public byte OpenX, OpenY;

    /// <summary>Returns true if all values that the picture depends on are equal.</summary>
    public readonly bool HasValuesOf(in CompactGaussian other) =>
        (X, Y, Size, U, V, Opacity) == (other.X, other.Y, other.Size, other.U, other.V, other.Opacity)
        && (Luma, Orange, Green, Alpha) == (other.Luma, other.Orange, other.Green, other.Alpha);
}
