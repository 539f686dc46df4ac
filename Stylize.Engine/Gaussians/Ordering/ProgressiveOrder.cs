namespace Stylize.Engine.Gaussians.Ordering;

/// <summary>Assigns weights for the layers of a file, so that any number of the heaviest Gaussians covers the picture
/// evenly.</summary>
internal static class ProgressiveOrder
{
    /// <summary>
    /// Sets the weights of Gaussians of a normalized model by rank of their mass (area times opacity): from
    /// <paramref name="heaviest"/> in equal steps down to just above <paramref name="heaviest"/> - 1.
    /// </summary>
    /// <param name="heaviest">Weight of the Gaussian of the largest mass, 1 or more.</param>
    public static void AssignByMass(GaussianStore store, int first, int count, float heaviest = 1)
    {
        var keys = new uint[count];
        var order = new int[count];
        var l11 = store.L11;
        var l22 = store.L22;
        var opacity = store.Opacity;
        var weight = store.Weight;
        for (var k = 0; k < count; k++)
        {
            var i = first + k;
            keys[k] = ~BitConverter.SingleToUInt32Bits(Math.Max(0, l11[i] * l22[i] * opacity[i]));
            order[k] = i;
        }

        RadixSort.Sort(keys, order);
        for (var rank = 0; rank < count; rank++)
        {
            weight[order[rank]] = heaviest - ((float)rank / count);
        }
    }

    /// <summary>
    /// Returns an element of the van der Corput sequence in base 2, the bit-reversed rank: 0, 1/2, 1/4, 3/4, 1/8 and so
    /// on.
    /// </summary>
    internal static float VanDerCorput(uint rank) => ReverseBits(rank) / 4294967296f;

    /// <summary>Quantizes a position in [0,1] to 16 bits, for space-filling curves.</summary>
    internal static uint Cell(float position) => (uint)Math.Clamp(position * 65536f, 0, 65535);

    internal static uint ReverseBits(uint value)
    {
        value = ((value >> 1) & 0x5555_5555) | ((value & 0x5555_5555) << 1);
        value = ((value >> 2) & 0x3333_3333) | ((value & 0x3333_3333) << 2);
        value = ((value >> 4) & 0x0F0F_0F0F) | ((value & 0x0F0F_0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }
}
