namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Stores planes of integers as independent streams, which threads code in parallel: first the lengths in bytes, then the streams.
/// </summary>
internal static class PlaneStreams
{
    /// <param name="widths">Bits per value of each plane.</param>
    public static byte[] Encode<TCoder>(uint[][] planes, int[] widths, ThreadGrant maxThreads)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var streams = new byte[planes.Length][];
        ForEach(planes.Length, maxThreads, k => streams[k] = TCoder.Encode(planes[k], widths[k]));
        var lengths = new List<byte>();
        foreach (var stream in streams)
        {
            VariableInteger.Write(lengths, (uint)stream.Length);
        }

        var payload = GC.AllocateUninitializedArray<byte>(lengths.Count + streams.Sum(stream => stream.Length));
        lengths.CopyTo(payload);
        var at = lengths.Count;
        foreach (var stream in streams)
        {
            stream.CopyTo(payload, at);
            at += stream.Length;
        }

        return payload;
    }

    public static uint[][] Decode<TCoder>(ReadOnlyMemory<byte> payload, int[] widths, int count, ThreadGrant maxThreads)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var lengths = new int[widths.Length];
        var position = 0;
        for (var k = 0; k < widths.Length; k++)
        {
            lengths[k] = (int)Math.Min(VariableInteger.Read(payload.Span, ref position), int.MaxValue);
        }

        var streams = new ReadOnlyMemory<byte>[widths.Length];
        for (var k = 0; k < widths.Length; k++)
        {
            GaussianFormatException.ThrowIf(lengths[k] > payload.Length - position, "a layer is shorter than its streams");

            streams[k] = payload.Slice(position, lengths[k]);
            position += lengths[k];
        }

        var planes = new uint[widths.Length][];
        for (var k = 0; k < planes.Length; k++)
        {
            planes[k] = GC.AllocateUninitializedArray<uint>(count);
        }

        ForEach((widths.Length + 1) / 2, maxThreads, pair =>
        {
            var k = 2 * pair;
            if (k + 1 == widths.Length)
            {
                Decode<TCoder>(streams[k].Span, widths[k], planes[k]);
            }
            else
            {
                Decode<TCoder>(streams[k].Span, widths[k], planes[k], streams[k + 1].Span, widths[k + 1], planes[k + 1]);
            }
        });
        return planes;
    }

    public static void Decode<TCoder>(ReadOnlySpan<byte> bytes, int bits, Span<uint> values)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var reader = TCoder.Read(bytes, bits);
        foreach (ref var value in values)
        {
            value = reader.Next();
        }
    }

    /// <summary>Reads two planes alternately, so that their dependency chains overlap in the processor.</summary>
    private static void Decode<TCoder>(
        ReadOnlySpan<byte> bytes1, int bits1, uint[] values1, ReadOnlySpan<byte> bytes2, int bits2, uint[] values2)
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var reader1 = TCoder.Read(bytes1, bits1);
        var reader2 = TCoder.Read(bytes2, bits2);
        for (var i = 0; i < values1.Length; i++)
        {
            values1[i] = reader1.Next();
            values2[i] = reader2.Next();
        }
    }

    private static void ForEach(int count, ThreadGrant maxThreads, Action<int> body) =>
        RowBands.ForEach(count, maxThreads, CancellationToken.None, (_, k, _) => body(k), bandHeight: 1);
}

/// <summary>Codes a plane of integers as a stream. An instance reads one stream.</summary>
internal interface IPlaneCoder<TSelf>
    where TSelf : struct, IPlaneCoder<TSelf>, allows ref struct
{
    /// <param name="bits">Bits per value, 1 to 32; differences wrap at 2^bits.</param>
    static abstract byte[] Encode(ReadOnlySpan<uint> values, int bits);

    static abstract TSelf Read(ReadOnlySpan<byte> bytes, int bits);

    uint Next();
}
