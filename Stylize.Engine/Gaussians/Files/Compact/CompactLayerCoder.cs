namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>Codes the layers of a tile: the centers as a point set, then each value by prediction. See docs/gaussian-format.md.</summary>
internal sealed class CompactLayerCoder(CompactQuantizer quantizer, CompactGrid grid, bool orderIsFree, bool hasAlpha, bool hasOpacity)
{
    private const int Layers = 4;

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

        _layer = Math.Min(_layer + 1, Layers - 1);
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
