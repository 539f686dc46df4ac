namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Codes what a Gaussian has besides the high bits of its centre and alpha by single neighbours: versions 2 to 4 of the compact profile.
/// </summary>
/// <param name="quantiser">The file's steps.</param>
/// <param name="grid">The grid around all centres.</param>
/// <param name="version">Version of the profile.</param>
/// <param name="hasOpacity">True where opacities are coded.</param>
internal sealed class EarlierValues(CompactQuantiser quantiser, CompactGrid grid, byte version, bool hasOpacity)
{
    private const int MaxValue = 1 << 24;

    /// <summary>What coded values in version 4.</summary>
    private readonly ExpectedValues? _expected = version > CompactProfile.WithoutParts ? new() : null;

    /// <summary>What coded them before; null in version 4.</summary>
    private readonly ResidualValues? _residuals = version > CompactProfile.WithoutParts ? null : new();
    private CompactNeighbours? _neighbours;
    private CompactNeighbours.Prediction _previous = new(
        16 * 16, 0, 0, CompactQuantiser.Units / 2, 0, 0, 0, CompactQuantiser.Units / 8, CompactQuantiser.Units / 16);
    private int _known;

    /// <summary>Begins a layer.</summary>
    /// <param name="count">Its Gaussians.</param>
    public void Begin(int count)
    {
        _known += count;
        _neighbours = new CompactNeighbours(grid, _known, _neighbours);
    }

    /// <summary>Codes a Gaussian whose centre's high bits are set.</summary>
    public void Code<TCoder>(ref TCoder coder, ref CompactGaussian g, int layer)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var expected = _neighbours!.PredictShape(CompactQuantiser.Middle(g.X, g.OpenX), CompactQuantiser.Middle(g.Y, g.OpenY), _previous);
        _expected?.CodeSize(ref coder, ref g, expected, layer, hasOpacity);
        _residuals?.CodeSize(ref coder, ref g, expected, layer, hasOpacity);
        var scales = quantiser.Scales(g);
        _expected?.CodeStretch(ref coder, ref g, expected, scales);
        _residuals?.CodeStretch(ref coder, ref g, expected, scales);
        var (dropX, dropY) = CompactQuantiser.Drops(g, scales);
        g.X = CompactLayerCoder.Place(ref coder, g.X, g.OpenX, dropX);
        g.Y = CompactLayerCoder.Place(ref coder, g.Y, g.OpenY, dropY);
        expected = _neighbours.PredictColor(g.X, g.Y, _previous);
        _expected?.CodeColor(ref coder, ref g, expected, scales);
        _residuals?.CodeColor(ref coder, ref g, expected, scales);

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
}
