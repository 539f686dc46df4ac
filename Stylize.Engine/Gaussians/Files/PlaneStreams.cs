namespace Stylize.Engine.Gaussians.Files;

/// <summary>Planes of integers as independent streams: for each its length in bytes as a variable-length integer, then the streams.</summary>
internal static class PlaneStreams
{
    /// <param name="planes">Planes of one length.</param>
    /// <param name="widths">Bits of a plane's values.</param>
    public static byte[] Encode(uint[][] planes, int[] widths, int maxThreads)
    {
        var streams = new byte[planes.Length][];
        ForEach(planes.Length, maxThreads, k => streams[k] = PlaneCoder.Encode(planes[k], widths[k]));
        var payload = new List<byte>();
        foreach (var stream in streams)
        {
            VariableInteger.Write(payload, (uint)stream.Length);
        }

        foreach (var stream in streams)
        {
            payload.AddRange(stream);
        }

        return [.. payload];
    }

    public static uint[][] Decode(ReadOnlyMemory<byte> payload, int[] widths, int count, int maxThreads)
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
            if (lengths[k] > payload.Length - position)
            {
                throw new GaussianFormatException("a layer is shorter than its streams");
            }

            streams[k] = payload.Slice(position, lengths[k]);
            position += lengths[k];
        }

        var planes = new uint[widths.Length][];
        ForEach(widths.Length, maxThreads, k =>
        {
            planes[k] = new uint[count];
            PlaneCoder.Decode(streams[k].Span, widths[k], planes[k]);
        });
        return planes;
    }

    private static void ForEach(int count, int maxThreads, Action<int> body)
    {
        if (maxThreads <= 1)
        {
            for (var k = 0; k < count; k++)
            {
                body(k);
            }

            return;
        }

        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = maxThreads }, body);
    }
}
