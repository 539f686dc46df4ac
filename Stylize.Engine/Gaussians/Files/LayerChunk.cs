namespace Stylize.Engine.Gaussians.Files;

/// <summary>The data of a LAYR chunk: the number of Gaussians, then the profile's bytes.</summary>
internal static class LayerChunk
{
    /// <summary>
    /// A layer has at least a byte for this many Gaussians (zeros are appended to shorter ones), so that a small file cannot make a reader
    /// allocate much.
    /// </summary>
    public const int MaxPerByte = 4;

    public static byte[] Create(int count, ReadOnlySpan<byte> payload)
    {
        var data = new List<byte>();
        VariableInteger.Write(data, (uint)count);
        data.AddRange(payload);
        var min = (count + MaxPerByte - 1) / MaxPerByte;
        while (data.Count < min)
        {
            data.Add(0);
        }

        return [.. data];
    }

    /// <summary>Number of Gaussians, and where the profile's bytes begin.</summary>
    public static (int Count, int Start) Parse(ReadOnlySpan<byte> data)
    {
        var position = 0;
        var count = VariableInteger.Read(data, ref position);
        return count >= 1 && count <= (long)data.Length * MaxPerByte
            ? ((int)count, position)
            : throw new GaussianFormatException(FormattableString.Invariant($"a layer of {data.Length} bytes claims {count} Gaussians"));
    }
}
