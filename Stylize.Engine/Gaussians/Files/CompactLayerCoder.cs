namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Codes the layers of one compact file, one after the other: the centres as a set, then each value against what Gaussians that are
/// already coded lead to expect. docs/gaussian-format.md states every step.
/// </summary>
/// <param name="quantiser">The file's steps.</param>
/// <param name="grid">The grid around all centres.</param>
/// <param name="orderIsFree">True where the Gaussians of a layer may be coded in any order.</param>
/// <param name="version">Version of the profile; it says how values are coded.</param>
/// <param name="hasAlpha">True where alpha is coded.</param>
/// <param name="hasOpacity">True where opacities are coded.</param>
internal sealed class CompactLayerCoder(
    CompactQuantiser quantiser, CompactGrid grid, byte version, bool orderIsFree, bool hasAlpha, bool hasOpacity)
{
    private const int Layers = 4;

    private readonly PointSetCoder[] _points = [new(), new(), new(), new()];

    /// <summary>What codes values from version 4 on.</summary>
    private readonly ExpectedValues? _expected = version > CompactProfile.WithoutParts ? new() : null;

    /// <summary>What coded them before; null from then on.</summary>
    private readonly ResidualValues? _residuals = version > CompactProfile.WithoutParts ? null : new();
    private readonly ResidualModel _alpha = new(1);
    private CompactNeighbours? _neighbours;
    private CompactNeighbours.Prediction _previous = new(
        16 * 16, 0, 0, CompactQuantiser.Units / 2, 0, 0, 0, CompactQuantiser.Units / 8, CompactQuantiser.Units / 16);
    private int _previousAlpha = CompactQuantiser.MaxAlpha;
    private int _known;
    private int _layer;

    /// <summary>Codes a layer. Reading fills it; writing sorts it into the order of the code.</summary>
    public void Code<TCoder>(ref TCoder coder, Span<CompactGaussian> layer)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        _known += layer.Length;
        _neighbours = new CompactNeighbours(grid, _known, _neighbours);
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

        foreach (ref var g in layer)
        {
            CodeValues(ref coder, ref g);
        }

        _layer = Math.Min(_layer + 1, Layers - 1);
    }

    private void CodeValues<TCoder>(ref TCoder coder, ref CompactGaussian g)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var expected = _neighbours!.PredictShape(CompactQuantiser.Middle(g.X, g.OpenX), CompactQuantiser.Middle(g.Y, g.OpenY), _previous);
        _expected?.CodeSize(ref coder, ref g, expected, _layer, hasOpacity);
        _residuals?.CodeSize(ref coder, ref g, expected, _layer, hasOpacity);
        var scales = quantiser.Scales(g);
        _expected?.CodeStretch(ref coder, ref g, expected, scales);
        _residuals?.CodeStretch(ref coder, ref g, expected, scales);
        var (dropX, dropY) = quantiser.Drops(g, scales);
        g.X = Place(ref coder, g.X, g.OpenX, dropX);
        g.Y = Place(ref coder, g.Y, g.OpenY, dropY);
        expected = _neighbours.PredictColor(g.X, g.Y, _previous);
        _expected?.CodeColor(ref coder, ref g, expected, scales);
        _residuals?.CodeColor(ref coder, ref g, expected, scales);
        g.Alpha = CompactQuantiser.MaxAlpha is var most && hasAlpha
            ? _previousAlpha = Math.Clamp(_previousAlpha + _alpha.Code(ref coder, g.Alpha - _previousAlpha, 0), 0, most)
            : most;

        // Where no neighbour is near, the prediction is a running mean of the layer's sizes and opacities, and the last Gaussian's colour.
        var values = new CompactNeighbours.Prediction(
            16 * g.Size,
            (int)Math.Clamp((long)g.U * scales.Stretch, -MaxValue, MaxValue),
            (int)Math.Clamp((long)g.V * scales.Stretch, -MaxValue, MaxValue),
            (int)Math.Clamp((long)g.Light * scales.Light, -MaxValue, MaxValue),
            (int)Math.Clamp((long)g.Orange * scales.Chroma, -MaxValue, MaxValue),
            (int)Math.Clamp((long)g.Green * scales.Chroma, -MaxValue, MaxValue),
            16 * g.Opacity,
            _previous.LightSpread,
            _previous.ChromaSpread);
        _neighbours.Add(g, values);
        _previous = values with
        {
            U = 0,
            V = 0,
            Size = _previous.Size + ((values.Size - _previous.Size) >> 4),
            Opacity = _previous.Opacity + ((values.Opacity - _previous.Opacity) >> 4),
        };
    }

    private const int MaxValue = 1 << 24;

    /// <summary>Codes the low bits of a coordinate that are neither known from the set of centres nor dropped by quantisation.</summary>
    private static int Place<TCoder>(ref TCoder coder, int coordinate, int open, int drop)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var bits = Math.Max(0, open - drop);
        var first = coordinate >> drop >> bits << bits;
        return CompactQuantiser.Middle((first + (int)coder.CodeBits((uint)((coordinate >> drop) - first), bits)) << drop, drop);
    }
}
