namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>The data of LAYR chunks (number of Gaussians, profile's bytes) and of PART chunks (profile's bytes).</summary>
internal static class LayerChunk
{
    /// <summary>Gaussians per byte of a layer or part, at most, so that a small file cannot make a reader allocate much.</summary>
    public const int MaxPerByte = 4;

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

/// <summary>A layer as a profile writes it.</summary>
/// <param name="Parts">Data of the PART chunks that follow; none where the payload is all.</param>
internal readonly record struct EncodedLayer(byte[] Payload, byte[][] Parts);

/// <summary>A PART chunk that follows a LAYR chunk.</summary>
/// <param name="IsWanted">False where a reader passes over it.</param>
internal readonly record struct LayerPart(int Chain, int Count, int Length, bool IsWanted);

/// <summary>A layer of a file that is being read.</summary>
internal sealed record FileLayer(int Count, ReadOnlyMemory<byte> Payload, IReadOnlyList<LayerPart> Parts)
{
    /// <summary>Data of the parts so far; empty for one that is not wanted.</summary>
    public List<ReadOnlyMemory<byte>> Data { get; } = [];

    /// <summary>True where the end of the payload, or of the last data of parts that is there, is missing.</summary>
    public bool IsCut { get; set; }

    /// <summary>Bytes of the file to the end of its last chunk so far.</summary>
    public long End { get; set; }

    public bool IsWhole => Data.Count == Parts.Count;

    /// <summary>Gaussians that are read: those of the parts that are wanted.</summary>
    public int WantedCount => Parts.Count == 0 ? Count : Parts.Sum(part => part.IsWanted ? part.Count : 0);

    /// <summary>Bytes of its chunks, lengths, types and checksums included.</summary>
    public int Bytes => Payload.Length + ChunkType.Overhead + Parts.Sum(part => part.Length + ChunkType.Overhead);

    /// <summary>The layer with no other parts than those that are there.</summary>
    public FileLayer Beginning()
    {
        LayerPart[] parts = [.. Parts.Take(Data.Count)];
        var beginning = new FileLayer(parts.Sum(part => part.Count), Payload, parts) { IsCut = IsCut, End = End };
        beginning.Data.AddRange(Data);
        return beginning;
    }
}
