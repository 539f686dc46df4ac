namespace Stylize.Engine.Gaussians.Files;

/// <summary>Keeps every float unchanged: each plane of the store is one stream of 32-bit integers in the order of the numbers.</summary>
internal sealed class LosslessProfile : IProfileCodec
{
    public GaussianProfile Profile => GaussianProfile.Lossless;

    public byte Version => 1;

    public bool KeepsWeights => true;

    public IReadOnlyList<int> PlanLayers(int count) => LayerPlan.Halving(count);

    public ILayerEncoder CreateEncoder(GaussianModel model, int maxThreads) => new Encoder(model, maxThreads);

    public ILayerDecoder CreateDecoder(GaussianFileHeader header, GaussianReadOptions options) => new Decoder(options.MaxThreads);

    private sealed class Encoder(GaussianModel model, int maxThreads) : ILayerEncoder
    {
        public ReadOnlyMemory<byte> Parameters => default;

        public EncodedLayer Encode(int[] indices)
        {
            var order = LayerOrder.Sort(model, indices);
            var planes = new uint[GaussianStore.PlaneCount][];
            for (var k = 0; k < planes.Length; k++)
            {
                var plane = model.Store.Plane(k);
                planes[k] = new uint[order.Length];
                for (var i = 0; i < order.Length; i++)
                {
                    planes[k][i] = OrderedBits.Of(plane[order[i]]);
                }
            }

            return new(PlaneStreams.Encode(planes, Widths, maxThreads), []);
        }
    }

    private sealed class Decoder(int maxThreads) : ILayerDecoder
    {
        public int Decode(FileLayer layer, GaussianStore target, int first)
        {
            var (payload, count) = (layer.Payload, layer.Count);
            var planes = PlaneStreams.Decode(payload, Widths, count, maxThreads);
            for (var k = 0; k < planes.Length; k++)
            {
                var plane = target.Plane(k).Slice(first, count);
                for (var i = 0; i < count; i++)
                {
                    plane[i] = OrderedBits.ToSingle(planes[k][i]);
                }
            }

            return count;
        }
    }

    private static readonly int[] Widths = [.. Enumerable.Repeat(32, GaussianStore.PlaneCount)];
}
