namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>The data of LAYR chunks (number of Gaussians, payload of the profile) and of PART chunks (payload).</summary>
internal static class LayerChunk
{
    /// <summary>Largest number of Gaussians per byte of a layer or part, so that a small file cannot force large allocations.</summary>
    public const int MaxPerByte = 4;

    public static byte[] Create(int count, in EncodedLayer layer)
    {
        var number = new List<byte>();
        VariableInteger.Write(number, (uint)count);
        byte[] data = [.. number, .. layer.Payload];
        return layer.Parts.Length > 0 ? data : Padded(data, count);
    }

    /// <summary>Pads bytes with zeros to the smallest length allowed for a number of Gaussians.</summary>
    public static byte[] Padded(byte[] bytes, int count)
    {
        var min = (count + MaxPerByte - 1) / MaxPerByte;
        return bytes.Length >= min ? bytes : [.. bytes, .. new byte[min - bytes.Length]];
    }

    /// <summary>
    /// Reads the number of Gaussians and the start of the payload. The caller applies <see cref="Check"/> to the layer or to its parts.
    /// </summary>
    public static (int Count, int Start) Parse(ReadOnlySpan<byte> data)
    {
        var position = 0;
        var count = VariableInteger.Read(data, ref position);
        return count is >= 1 and <= GaussianFileHeader.MaxCount
            ? ((int)count, position)
            : throw new GaussianFormatException(Invariant($"a layer claims {count} Gaussians"));
    }

    /// <summary>Throws if the bytes are too few for the number of Gaussians.</summary>
    public static void Check(int count, int bytes)
    {
        if (count > (long)bytes * MaxPerByte)
        {
            throw new GaussianFormatException(Invariant($"a layer of {bytes} bytes claims {count} Gaussians"));
        }
    }
}

/// <summary>An encoded layer.</summary>
/// <param name="Parts">Data of the PART chunks that follow; empty if the payload holds the whole layer.</param>
internal readonly record struct EncodedLayer(byte[] Payload, byte[][] Parts);

/// <summary>A PART chunk that follows a LAYR chunk.</summary>
/// <param name="IsWanted">False if the reader skips the part.</param>
internal readonly record struct LayerPart(int Tile, int Count, int Length, bool IsWanted);

internal sealed record FileLayer(int Count, ReadOnlyMemory<byte> Payload, IReadOnlyList<LayerPart> Parts)
{
    /// <summary>Data of the parts read so far; empty for a skipped part.</summary>
    public List<ReadOnlyMemory<byte>> Data { get; } = [];

    /// <summary>True if the payload, or the last part present, is truncated.</summary>
    public bool IsCut { get; set; }

    /// <summary>File position after the last chunk read so far.</summary>
    public long End { get; set; }

    public bool IsWhole => Data.Count == Parts.Count;

    /// <summary>Number of Gaussians to decode: those of the wanted parts.</summary>
    public int WantedCount => Parts.Count == 0 ? Count : Parts.Sum(part => part.IsWanted ? part.Count : 0);

    /// <summary>Size of all chunks of the layer, in bytes.</summary>
    public int Bytes => Payload.Length + ChunkType.Overhead + Parts.Sum(part => part.Length + ChunkType.Overhead);

    /// <summary>Returns the layer reduced to the parts present.</summary>
    public FileLayer Beginning()
    {
        LayerPart[] parts = [.. Parts.Take(Data.Count)];
        var beginning = new FileLayer(parts.Sum(part => part.Count), Payload, parts) { IsCut = IsCut, End = End };
        beginning.Data.AddRange(Data);
        return beginning;
    }
}
