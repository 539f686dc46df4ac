using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Keeps every float unchanged: each plane of the store is one stream of 32-bit integers in the order of the numbers.</summary>
/// <param name="version">Version of the profile: 2 is written; 1 coded planes as the standard profile does.</param>
internal sealed class LosslessProfile(byte version = LosslessProfile.Latest) : IProfileCodec
{
    /// <summary>The version that is written.</summary>
    public const byte Latest = 2;

    /// <summary>The version that is only read.</summary>
    public const byte First = 1;

    public GaussianProfile Profile => GaussianProfile.Lossless;

    public byte Version => version;

    public bool KeepsWeights => true;

    public IReadOnlyList<int> PlanLayers(int count) => LayerPlan.Halving(count);

    public ILayerEncoder CreateEncoder(GaussianModel model, ThreadGrant maxThreads) => new Encoder(model, version, maxThreads);

    public ILayerDecoder CreateDecoder(GaussianFileHeader header, GaussianReadOptions options) => new Decoder(version, options.MaxThreads);

    private sealed class Encoder(GaussianModel model, byte version, ThreadGrant maxThreads) : ILayerEncoder
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

            return new(
                version == First
                    ? PlaneStreams.Encode<PlaneCoder>(planes, Widths, maxThreads)
                    : PlaneStreams.Encode<FloatPlaneCoder>(planes, Widths, maxThreads),
                []);
        }
    }

    private sealed class Decoder(byte version, ThreadGrant maxThreads) : ILayerDecoder
    {
        public int Decode(FileLayer layer, GaussianStore target, int first)
        {
            var (payload, count) = (layer.Payload, layer.Count);
            var planes = version == First
                ? PlaneStreams.Decode<PlaneCoder>(payload, Widths, count, maxThreads)
                : PlaneStreams.Decode<FloatPlaneCoder>(payload, Widths, count, maxThreads);
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
