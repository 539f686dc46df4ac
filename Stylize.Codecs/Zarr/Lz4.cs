namespace Stylize.Codecs.Zarr;

/// <summary>Decodes a block of LZ4 (the LZ4 block format).</summary>
internal static class Lz4
{
    private const int MinMatch = 4;

    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        try
        {
            Unpack(packed, target);
        }
        catch (Exception failure) when (failure is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("The LZ4 data is damaged.", failure);
        }
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var (at, filled) = (0, 0);
        while (true)
        {
            var token = packed[at++];
            var literals = Length(packed, token >> 4, ref at);
            packed.Slice(at, literals).CopyTo(target[filled..]);
            at += literals;
            filled += literals;
            if (at == packed.Length) break;

            var distance = packed[at] | (packed[at + 1] << 8);
            at += 2;
            var length = Length(packed, token & 15, ref at) + MinMatch;
            if (distance == 0 || distance > filled) throw new InvalidDataException("The LZ4 data refers to bytes before its start.");

            // Source and target may overlap: a copy can repeat bytes that it has just written.
            for (var rest = length; rest > 0;)
            {
                var count = Math.Min(rest, distance);
                target.Slice(filled - distance, count).CopyTo(target[filled..]);
                filled += count;
                rest -= count;
            }
        }

        if (filled != target.Length) throw new InvalidDataException("The LZ4 data ends too early.");
    }

    private static int Length(ReadOnlySpan<byte> packed, int length, ref int at)
    {
        if (length == 15)
        {
            byte more;
            do
            {
                more = packed[at++];
                length = checked(length + more);
            }
            while (more == 255);
        }

        return length;
    }
}
