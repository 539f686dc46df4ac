namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>Random access to the bytes of a .g2d file, read on demand.</summary>
internal abstract class FileBytes
{
    public abstract long Length { get; }

    /// <summary>Reads bytes. The caller must have checked the range against <see cref="Length"/>.</summary>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public abstract ReadOnlyMemory<byte> Read(long position, int count);

    public static implicit operator FileBytes(ReadOnlyMemory<byte> bytes) => new Memory(bytes);

    /// <summary>Reads from a seekable stream, which the caller owns.</summary>
    public static FileBytes FromStream(Stream stream) => new Parts(stream);

    /// <summary>Reads type and length of the chunk at a position.</summary>
    public Chunk ChunkAt(long position)
    {
        GaussianFormatException.ThrowIf(Length - position < ChunkType.Overhead, "it is truncated");
        var head = Read(position, 8).Span;
        return new(Encoding.Latin1.GetString(head[4..]), position + 8, BinaryPrimitives.ReadUInt32LittleEndian(head));
    }

    /// <summary>Returns true if the bytes contain the whole chunk.</summary>
    public bool Contains(in Chunk chunk) => chunk.Length <= int.MaxValue - ChunkType.Overhead && chunk.End <= Length;

    /// <summary>Reads the data of a chunk and verifies its checksum.</summary>
    public ReadOnlyMemory<byte> Data(in Chunk chunk)
    {
        GaussianFormatException.ThrowIf(!Contains(chunk), "it is truncated");
        var (start, length) = (chunk.Start - 4, (int)chunk.Length + 4);
        var bytes = Read(start, length + 4);
        return Crc32.HashToUInt32(bytes.Span[..length]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[length..])
            ? bytes[4..length]
            : throw new GaussianFormatException("a chunk is damaged: its checksum does not match");
    }

    /// <summary>Lists the whole chunks of a file.</summary>
    public IEnumerable<Chunk> Chunks()
    {
        for (long position = GaussianFileSignature.Bytes.Length; Length - position >= ChunkType.Overhead;)
        {
            var chunk = ChunkAt(position);
            if (!Contains(chunk)) yield break;

            yield return chunk;
            position = chunk.End;
        }
    }

    private sealed class Memory(ReadOnlyMemory<byte> bytes) : FileBytes
    {
        public override long Length => bytes.Length;

        public override ReadOnlyMemory<byte> Read(long position, int count) => bytes.Slice((int)position, count);
    }

    private sealed class Parts(Stream stream) : FileBytes
    {
        public override long Length { get; } = stream.Length;

        public override ReadOnlyMemory<byte> Read(long position, int count)
        {
            var bytes = new byte[count];
            stream.Position = position;
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}

/// <summary>A chunk of a file: its type, and the position and length of its data.</summary>
internal readonly record struct Chunk(string Type, long Start, long Length)
{
    /// <summary>Position after the checksum.</summary>
    public long End => Start + Length + 4;

    public static void Write(Stream target, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        target.Write(LittleEndian.Long(data.Length));
        Encoding.ASCII.GetBytes(type, word);
        target.Write(word);
        target.Write(data);
        var checksum = new Crc32();
        checksum.Append(word);
        checksum.Append(data);
        checksum.GetCurrentHash(word);
        target.Write(word);
    }
}

/// <summary>Integers below 2^32 as 1 to 5 bytes (LEB128): seven bits per byte, lowest bits first.</summary>
internal static class VariableInteger
{
    public static byte[] Bytes(uint value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Bytes(value >> 7)];

    /// <exception cref="GaussianFormatException">The bytes end too early, or the value is 2^32 or more.</exception>
    public static uint Read(ReadOnlySpan<byte> source, ref int position)
    {
        var value = 0ul;
        for (var shift = 0; shift < 35; shift += 7)
        {
            GaussianFormatException.ThrowIf(position >= source.Length, "a length is truncated");

            var next = source[position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value <= uint.MaxValue
                    ? (uint)value : throw new GaussianFormatException("a length is too large");
            }
        }

        throw new GaussianFormatException("a length is too large");
    }
}

/// <summary>The data of LAYR chunks (number of Gaussians, payload of the profile) and of PART chunks
/// (payload).</summary>
internal static class LayerChunk
{
    /// <summary>Largest number of Gaussians per byte of a layer or part, so that a small file cannot force large
    /// allocations.</summary>
    public const int MaxPerByte = 4;

    public static byte[] Create(int count, in EncodedLayer layer)
    {
        byte[] data = [.. VariableInteger.Bytes((uint)count), .. layer.Payload];
        return layer.Parts.Length > 0 ? data : Padded(data, count);
    }

    /// <summary>Pads bytes with zeros to the smallest length allowed for a number of Gaussians.</summary>
    public static byte[] Padded(byte[] bytes, int count)
    {
        var min = (count + MaxPerByte - 1) / MaxPerByte;
        return bytes.Length >= min ? bytes : [.. bytes, .. new byte[min - bytes.Length]];
    }

    /// <summary>
    /// Reads the number of Gaussians and the start of the payload. The caller applies <see cref="Check"/> to the layer
    /// or to its parts.
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

/// <summary>
/// The META chunk: pairs of name and value, each a length in bytes and UTF-8 text. Names are unique and in ascending
/// order.
/// </summary>
internal static class MetadataChunk
{
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static byte[] Create(IReadOnlyDictionary<string, string> metadata)
    {
        var data = new List<byte>();
        foreach (var (name, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            Write(data, name);
            Write(data, value);
        }

        return data.Count <= MaxBytes
            ? [.. data]
            : throw Errors.MetadataTooLarge.With("Metadata", data.Count, MaxBytes);
    }

    public static IReadOnlyDictionary<string, string> Parse(ReadOnlySpan<byte> data)
    {
        GaussianFormatException.ThrowIf(data.Length > MaxBytes, "the metadata is too long");

        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var position = 0;
        while (position < data.Length)
        {
            var name = Read(data, ref position);
            metadata[name] = Read(data, ref position);
        }

        return metadata;
    }

    private static void Write(List<byte> target, string text)
    {
        var bytes = Utf8.GetBytes(text);
        target.AddRange([.. VariableInteger.Bytes((uint)bytes.Length), .. bytes]);
    }

    private static string Read(ReadOnlySpan<byte> data, ref int position)
    {
        var length = VariableInteger.Read(data, ref position);
        GaussianFormatException.ThrowIf(length > data.Length - position, "a text of the metadata is truncated");

        try
        {
            var text = Utf8.GetString(data.Slice(position, (int)length));
            position += (int)length;
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw new GaussianFormatException("a text of the metadata is not UTF-8");
        }
    }
}
