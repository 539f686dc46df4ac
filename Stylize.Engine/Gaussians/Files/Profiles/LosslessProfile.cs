namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>The lossless profile: each plane of the store is a stream of order-preserving 32-bit integers.</summary>
internal sealed class LosslessProfile : IProfileCodec
{
    public bool KeepsWeights => true;

    public IReadOnlyList<int> PlanLayers(int count) => LayerPlan.Halving(count);

    public ILayerEncoder CreateEncoder(GaussianModel model, ThreadGrant maxThreads) => new Encoder(model, maxThreads);

    public ILayerDecoder CreateDecoder(GaussianFileHeader header, PixelRectangle? region, ThreadGrant maxThreads) =>
        new Decoder(maxThreads);

    private sealed class Encoder(GaussianModel model, ThreadGrant maxThreads) : ILayerEncoder
    {
        public ReadOnlyMemory<byte> Parameters => default;

        public EncodedLayer Encode(int[] indices)
        {
            var order = LayerOrder.Sort(model, indices);
            var planes = new uint[GaussianStore.PlaneCount][];
            for (var k = 0; k < planes.Length; k++)
            {
                var source = model.Store.Plane(k);
                var plane = GC.AllocateUninitializedArray<uint>(order.Length);
                for (var i = 0; i < plane.Length; i++)
                {
                    plane[i] = OrderedBits.Of(source[order[i]]);
                }

                planes[k] = plane;
            }

            return new(PlaneStreams.Encode<FloatPlaneCoder>(planes, Widths, maxThreads), []);
        }
    }

    private sealed class Decoder(ThreadGrant maxThreads) : ILayerDecoder
    {
        public int Decode(FileLayer layer, GaussianStore target, int first)
        {
            var (payload, count) = (layer.Payload, layer.Count);
            var planes = PlaneStreams.Decode<FloatPlaneCoder>(payload, Widths, count, maxThreads);
            for (var k = 0; k < planes.Length; k++)
            {
                var source = planes[k];
                var plane = target.Plane(k).Slice(first, count);
                for (var i = 0; i < plane.Length; i++)
                {
                    plane[i] = OrderedBits.ToSingle(source[i]);
                }
            }

            return count;
        }
    }

    private static readonly int[] Widths = [.. Enumerable.Repeat(32, GaussianStore.PlaneCount)];
}
