namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>
/// The data of LAYR chunks, the number of Gaussians and the profile's bytes, and of PART chunks, a profile's bytes alone.
/// </summary>
internal static class LayerChunk
{
    /// <summary>
    /// A layer without parts, and a part, has at least a byte for this many Gaussians (zeros are appended to shorter ones), so that a
    /// small file cannot make a reader allocate much.
    /// </summary>
    public const int MaxPerByte = 4;

    /// <summary>The data of a LAYR chunk.</summary>
    public static byte[] Create(int count, in EncodedLayer layer)
    {
        var number = new List<byte>();
        VariableInteger.Write(number, (uint)count);
        byte[] data = [.. number, .. layer.Payload];
        return layer.Parts.Length > 0 ? data : Padded(data, count);
    }

    /// <summary>Bytes with zeros behind them where they are few for a number of Gaussians.</summary>
    public static byte[] Padded(byte[] bytes, int count)
    {
        var min = (count + MaxPerByte - 1) / MaxPerByte;
        return bytes.Length >= min ? bytes : [.. bytes, .. new byte[min - bytes.Length]];
    }

    /// <summary>Number of Gaussians, and where the profile's bytes begin. <see cref="Check"/> follows, of the layer or its parts.</summary>
    public static (int Count, int Start) Parse(ReadOnlySpan<byte> data)
    {
        var position = 0;
        var count = VariableInteger.Read(data, ref position);
        return count is >= 1 and <= GaussianFileHeader.MaxCount
            ? ((int)count, position)
            : throw new GaussianFormatException(FormattableString.Invariant($"a layer claims {count} Gaussians"));
    }

    /// <summary>Refuses more Gaussians than so many bytes may hold.</summary>
    public static void Check(int count, int bytes)
    {
        if (count > (long)bytes * MaxPerByte)
        {
            throw new GaussianFormatException(FormattableString.Invariant($"a layer of {bytes} bytes claims {count} Gaussians"));
        }
    }
}
