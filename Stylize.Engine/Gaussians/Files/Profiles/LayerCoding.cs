using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>Encodes the layers of one file in order. A layer may be predicted from earlier layers.</summary>
internal abstract class LayerEncoder
{
    /// <summary>The parameters of the profile, stored after the fixed fields of the header.</summary>
    public virtual ReadOnlyMemory<byte> Parameters => default;

    /// <param name="steps">Quantization steps of the compact profile; null for <see cref="CompactSteps.Fine"/>.</param>
    /// <exception cref="StylizeException">OptionInvalid: the profile does not exist.</exception>
    public static LayerEncoder Create(
        GaussianModel model, GaussianProfile profile, CompactSteps? steps, ThreadGrant maxThreads) =>
        profile switch
        {
            GaussianProfile.Compact =>
                new CompactEncoder(model, new CompactQuantizer(steps ?? CompactSteps.Fine), maxThreads),
            GaussianProfile.Standard => new StandardEncoder(model, maxThreads),
            GaussianProfile.Lossless => new LosslessEncoder(model, maxThreads),
            _ => throw StylizeException.Option("Profile", profile, "Compact, Standard or Lossless"),
        };

    /// <summary>Returns the number of Gaussians of each layer, most important layer first. The sum is
    /// <paramref name="count"/>.</summary>
    public virtual IReadOnlyList<int> PlanLayers(int count) => LayerPlan.Halving(count);

    /// <param name="indices">Gaussians of the layer in store order. The encoder may reorder them if compositing allows
    /// it.</param>
    public abstract EncodedLayer Encode(int[] indices);
}

/// <summary>Decodes the layers of one file in order.</summary>
internal abstract class LayerDecoder
{
    /// <summary>True if the profile stores weights; otherwise the reader derives them from the layers.</summary>
    public virtual bool KeepsWeights => false;

    /// <summary>True if the first Gaussians of a truncated layer without parts can be decoded.</summary>
    public virtual bool ReadsCutLayers => false;

    /// <param name="region">The region needed, in source pixels; null for the whole picture.</param>
    /// <exception cref="GaussianFormatException">The parameters of the profile are damaged.</exception>
    public static LayerDecoder Create(GaussianFileHeader header, PixelRectangle? region, ThreadGrant maxThreads) =>
        header.Profile switch
        {
            GaussianProfile.Compact => new CompactDecoder(header, region, maxThreads),
            GaussianProfile.Standard => new StandardDecoder(header, maxThreads),
            GaussianProfile.Lossless => new LosslessDecoder(maxThreads),
        };

    /// <summary>Returns the PART chunks that follow a layer's own chunk.</summary>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    public virtual IReadOnlyList<LayerPart> PartsOf(ReadOnlyMemory<byte> payload, int count) => [];

    /// <summary>Decodes a layer into the store, starting at index <paramref name="first"/>.</summary>
    /// <returns>The number of Gaussians decoded, less than that of the layer for a region or a truncated
    /// layer.</returns>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    public abstract int Decode(FileLayer layer, GaussianStore target, int first);
}

internal static class LayerOrder
{
    /// <summary>Sorts the Gaussians of a layer along the Morton curve; with "over" compositing the order
    /// stays.</summary>
    public static int[] Sort(GaussianModel model, int[] indices)
    {
        var order = (int[])indices.Clone();
        if (model.Compositing == GaussianCompositing.Over) return order;

        var keys = new uint[order.Length];
        var x = model.Store.X;
        var y = model.Store.Y;
        for (var i = 0; i < order.Length; i++)
        {
            keys[i] = (uint)MortonCurve.Index(ProgressiveOrder.Cell(x[order[i]]), ProgressiveOrder.Cell(y[order[i]]));
        }

        RadixSort.Sort(keys, order);
        return order;
    }

    /// <summary>
    /// Divides Gaussians into layers by descending weight, each in store order; with "over" compositing in store order
    /// throughout.
    /// </summary>
    public static int[][] Split(GaussianModel model, IReadOnlyList<int> sizes)
    {
        var count = model.Count;
        int[] order = [.. Enumerable.Range(0, count)];
        if (sizes.Count > 1 && model.Compositing != GaussianCompositing.Over)
        {
            var keys = new uint[count];
            var weights = model.Store.Weight;
            for (var i = 0; i < count; i++)
            {
                keys[i] = ~OrderedBits.FromSingle(weights[i]);
            }

            RadixSort.Sort(keys, order);
        }

        var layers = new int[sizes.Count][];
        var end = 0;
        for (var k = 0; k < layers.Length; k++)
        {
            layers[k] = order[end..(end += sizes[k])];
            RadixSort.Sort(Array.ConvertAll(layers[k], g => (uint)g), layers[k]);
        }

        return layers;
    }
}

/// <summary>Maps floats to 32-bit integers in the same order, so that close numbers have small differences.</summary>
internal static class OrderedBits
{
    /// <summary>
    /// Returns the bits of a float, with the sign bit set for positive numbers and all bits inverted for negative
    /// numbers.
    /// </summary>
    public static uint FromSingle(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }

    public static float ToSingle(uint ordered) =>
        BitConverter.UInt32BitsToSingle((ordered & 0x8000_0000) != 0 ? ordered & 0x7FFF_FFFF : ~ordered);
}

internal static class LayerPlan
{
    private const int MinLayer = 64;
    private const int MaxLayers = 6;

    /// <summary>Cumulative shares of the layers of <see cref="Growing"/>, except for the last.</summary>
    private static readonly double[] Shares = [1.0 / 6, .3, .55];

    /// <summary>Puts half of the Gaussians into the last layer, half of the rest into the layer before it, and so
    /// on.</summary>
    public static IReadOnlyList<int> Halving(int count)
    {
        var sizes = new List<int>();
        var rest = count;
        while (rest >= 2 * MinLayer && sizes.Count < MaxLayers - 1)
        {
            var last = rest / 2;
            sizes.Insert(0, last);
            rest -= last;
        }

        return rest > 0 ? [rest, .. sizes] : sizes;
    }

    /// <summary>
    /// Plans layers whose prefixes are good pictures: cumulative counts grow by 80% each, starting at 1/6 of the
    /// Gaussians. All layers except for the last end at a multiple of eight.
    /// </summary>
    public static IReadOnlyList<int> Growing(int count)
    {
        var sizes = new List<int>();
        var start = 0;
        foreach (var share in Shares)
        {
            var end = (int)(count * share) & ~7;
            if (end - start >= MinLayer)
            {
                sizes.Add(end - start);
                start = end;
            }
        }

        return count > start ? [.. sizes, count - start] : sizes;
    }
}

/// <summary>Weights for profiles that do not store them: larger for earlier layers; within a layer by mass or evenly
/// spread.</summary>
internal static class LayerWeights
{
    /// <summary>
    /// Sets weights to K - k - r/n (rank r by mass of n Gaussians, layer k of K), or to K - k - v(r) with the van der
    /// Corput sequence v and the index r in the layer.
    /// </summary>
    public static void Assign(GaussianStore store, IReadOnlyList<int> counts, bool byMass)
    {
        var weights = store.Weight;
        var i = 0;
        for (var layer = 0; layer < counts.Count; layer++)
        {
            if (byMass)
            {
                ProgressiveOrder.AssignByMass(store, i, counts[layer], counts.Count - layer);
                i += counts[layer];
                continue;
            }

            for (var rank = 0; rank < counts[layer]; rank++)
            {
                weights[i++] = counts.Count - layer - ProgressiveOrder.VanDerCorput((uint)rank);
            }
        }
    }
}
