namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>A layer as a profile writes it.</summary>
/// <param name="Payload">The profile's bytes in the LAYR chunk.</param>
/// <param name="Parts">Data of the PART chunks that follow; none where the payload is all.</param>
internal readonly record struct EncodedLayer(byte[] Payload, byte[][] Parts);

/// <summary>A PART chunk that follows a LAYR chunk.</summary>
/// <param name="Chain">Number of its chain.</param>
/// <param name="Count">Gaussians that it holds.</param>
/// <param name="Length">Bytes of its data.</param>
/// <param name="IsWanted">False where a reader passes over it.</param>
internal readonly record struct LayerPart(int Chain, int Count, int Length, bool IsWanted);

/// <summary>A layer of a file that is being read.</summary>
/// <param name="Count">Its Gaussians.</param>
/// <param name="Payload">The profile's bytes in the LAYR chunk.</param>
/// <param name="Parts">The PART chunks that follow.</param>
internal sealed record FileLayer(int Count, ReadOnlyMemory<byte> Payload, IReadOnlyList<LayerPart> Parts)
{
    /// <summary>Data of the parts so far; empty for one that is not wanted.</summary>
    public List<ReadOnlyMemory<byte>> Data { get; } = [];

    /// <summary>True where the end of the payload, or of the last data of parts that is there, is missing.</summary>
    public bool IsCut { get; set; }

    /// <summary>Bytes of the file to the end of its last chunk so far.</summary>
    public long End { get; set; }

    /// <summary>True where no part is missing.</summary>
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
