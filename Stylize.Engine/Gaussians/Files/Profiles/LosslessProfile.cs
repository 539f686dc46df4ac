using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>The lossless profile: each plane of the store is a stream of order-preserving 32-bit integers.</summary>
internal sealed class LosslessEncoder(GaussianModel model, ThreadGrant maxThreads) : LayerEncoder
{
    /// <summary>Bits per value of each plane.</summary>
    public static readonly int[] Widths = [.. Enumerable.Repeat(32, GaussianStore.PlaneCount)];

    public override EncodedLayer Encode(int[] indices)
    {
        var order = LayerOrder.Sort(model, indices);
        var planes = new uint[GaussianStore.PlaneCount][];
        for (var k = 0; k < planes.Length; k++)
        {
            var source = model.Store.Plane(k);
            var plane = GC.AllocateUninitializedArray<uint>(order.Length);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = OrderedBits.FromSingle(source[order[i]]);
            }

            planes[k] = plane;
        }

        return new(PlaneStreams.Encode<FloatPlaneCoder>(planes, Widths, maxThreads), []);
    }
}

/// <summary>Reads layers of the lossless profile.</summary>
internal sealed class LosslessDecoder(ThreadGrant maxThreads) : LayerDecoder
{
    public override bool KeepsWeights => true;

    public override int Decode(FileLayer layer, GaussianStore target, int first)
    {
        var (payload, count) = (layer.Payload, layer.Count);
        PlaneStreams.Decode<FloatPlaneCoder>(payload, LosslessEncoder.Widths, target, first, count, maxThreads);
        for (var k = 0; k < GaussianStore.PlaneCount; k++)
        {
            var plane = target.Plane(k).Slice(first, count);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = OrderedBits.ToSingle(BitConverter.SingleToUInt32Bits(plane[i]));
            }
        }

        return count;
    }
}
