namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// The compact profile: integers by <see cref="CompactQuantiser"/>, coded by <see cref="CompactLayerCoder"/>; five to six bytes a Gaussian.
/// </summary>
/// <param name="steps">How coarsely files are quantised when written.</param>
internal sealed class CompactProfile(CompactSteps steps) : IProfileCodec
{
    public GaussianProfile Profile => GaussianProfile.Compact;

    public byte Version => 2;

    public bool KeepsWeights => false;

    /// <summary>
    /// Two layers, a quarter of the Gaussians first: a set costs fewer bits than its parts, so more layers would make the file larger.
    /// </summary>
    public IReadOnlyList<int> PlanLayers(int count) => count < 64 ? (count > 0 ? [count] : []) : [count / 4, count - (count / 4)];

    public ILayerEncoder CreateEncoder(GaussianModel model, int maxThreads) => new Encoder(model, new CompactQuantiser(steps));

    public ILayerDecoder CreateDecoder(GaussianFileHeader header, int maxThreads) => new Decoder(header);

    private sealed class Encoder : ILayerEncoder
    {
        private readonly CompactGaussian[] _gaussians;
        private readonly CompactLayerCoder _coder;

        public Encoder(GaussianModel model, CompactQuantiser quantiser)
        {
            _gaussians = new CompactGaussian[model.Count];
            for (var i = 0; i < _gaussians.Length; i++)
            {
                var g = model.Store[i];
                _gaussians[i] = quantiser.Quantise(g.X * (double)model.Width, g.Y * (double)model.Height, g.Shape, g.Color, g.Opacity);
            }

            var grid = CompactGrid.Around(_gaussians);
            _coder = new CompactLayerCoder(
                quantiser,
                grid,
                model.Compositing != GaussianCompositing.Over,
                model.HasAlpha,
                GaussianFileHeader.HasOtherThanOne(model.Store.Opacity));
            Parameters = (byte[])[.. quantiser.Steps.ToBytes(), .. grid.ToBytes()];
        }

        public ReadOnlyMemory<byte> Parameters { get; }

        public byte[] Encode(int[] indices)
        {
            var layer = new CompactGaussian[indices.Length];
            for (var i = 0; i < layer.Length; i++)
            {
                layer[i] = _gaussians[indices[i]];
            }

            var encoder = new RangeEncoder();
            var writer = new BitWriter(encoder);
            _coder.Code(ref writer, layer);
            return encoder.Finish().ToArray();
        }
    }

    private sealed class Decoder : ILayerDecoder
    {
        private readonly CompactQuantiser _quantiser;
        private readonly CompactLayerCoder _coder;
        private readonly GaussianFileHeader _header;

        public Decoder(GaussianFileHeader header)
        {
            var parameters = header.Parameters.Span;
            if (parameters.Length < 6)
            {
                throw new GaussianFormatException("the profile's parameters have the wrong length");
            }

            _header = header;
            _quantiser = new CompactQuantiser(CompactSteps.Parse(parameters));
            _coder = new CompactLayerCoder(
                _quantiser, CompactGrid.Parse(parameters[6..]), header.OrderIsFree, header.HasAlpha, header.HasOpacity);
        }

        public void Decode(ReadOnlyMemory<byte> payload, GaussianStore target, int first, int count)
        {
            var layer = new CompactGaussian[count];
            var reader = new BitReader(payload.Span);
            _coder.Code(ref reader, layer);
            for (var i = 0; i < count; i++)
            {
                ref var g = ref layer[i];
                var scales = _quantiser.Scales(g);
                var (x, y) = CompactQuantiser.Center(g);
                target[first + i] = new(
                    (float)(x / _header.Width),
                    (float)(y / _header.Height),
                    _quantiser.Shape(g, scales),
                    _quantiser.Color(g, scales),
                    _header.HasOpacity ? _quantiser.Opacity(g) : 1,
                    0);
            }
        }
    }
}
