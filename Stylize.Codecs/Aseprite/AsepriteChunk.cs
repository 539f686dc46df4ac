namespace Stylize.Codecs.Aseprite;

/// <summary>Types of the chunks that are read or written (aseprite/docs/ase-file-specs.md).</summary>
internal enum AsepriteChunkType
{
    /// <summary>Colors of 8 bits without opacity.</summary>
    OldPalette = 0x0004,

    /// <summary>Colors of 6 bits without opacity.</summary>
    OldestPalette = 0x0011,

    Layer = 0x2004,
    Cel = 0x2005,
    ColorProfile = 0x2007,
    Tags = 0x2018,
    Palette = 0x2019,
    UserData = 0x2020,
    Tileset = 0x2023,
}

/// <param name="At">Position of its data in the file, after its length and type.</param>
/// <param name="Length">Number of bytes of its data.</param>
internal readonly record struct AsepriteChunk(AsepriteChunkType Type, long At, long Length)
{
    internal const int HeadBytes = 6;

    /// <summary>Returns the data of the chunk.</summary>
    internal LittleEndianReader Read(Stream stream) => new(StreamBytes.Read(stream, At, Length));

    /// <summary>Returns the first bytes of the chunk's data.</summary>
    internal LittleEndianReader ReadHead(Stream stream, int length) =>
        new(StreamBytes.Read(stream, At, Math.Min(length, Length)));

    /// <summary>Lists the chunks of a frame.</summary>
    /// <param name="at">Position of the first chunk.</param>
    /// <param name="end">Position of the end of the frame.</param>
    /// <exception cref="InvalidDataException">A chunk exceeds the frame.</exception>
    internal static IEnumerable<AsepriteChunk> All(Stream stream, long at, long end, uint count)
    {
        var head = new byte[HeadBytes];
        for (var i = 0u; i < count; i++)
        {
            if (end - at < HeadBytes || !StreamBytes.TryRead(stream, at, head))
            {
                throw new InvalidDataException("A frame of the sprite ends before its last chunk.");
            }

            var size = BinaryPrimitives.ReadUInt32LittleEndian(head);
            if (size < HeadBytes || size > end - at)
            {
                throw new InvalidDataException("A chunk of the sprite claims more bytes than its frame has.");
            }

            yield return new AsepriteChunk(
                (AsepriteChunkType)BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(4)), at + HeadBytes,
                size - HeadBytes);
            at += size;
        }
    }
}

/// <summary>Stores provenance in the user data of a sprite, as a text that begins with "Stylize: ".</summary>
internal static class AsepriteMetadata
{
    private const uint HasText = 1;
    private const string Keyword = "Stylize: ";

    internal static byte[] UserData(string provenance)
    {
        var text = Encoding.UTF8.GetBytes(Keyword + provenance);
        return [.. LittleEndian.Long(HasText), .. LittleEndian.Word(text.Length), .. text];
    }

    internal static ImageMetadata Read(Stream stream) => new() { Provenance = ReadProvenance(stream) };

    /// <summary>Reads the provenance, which precedes the layers.</summary>
    internal static string? ReadProvenance(Stream stream)
    {
        var (first, end, count) = AsepriteFile.FrameAt(stream, AsepriteFile.HeaderBytes, out _);
        foreach (var chunk in AsepriteChunk.All(stream, first, end, count))
        {
            if (chunk.Type is AsepriteChunkType.Layer or AsepriteChunkType.Cel) return null;

            if (chunk.Type == AsepriteChunkType.UserData && chunk.Read(stream) is var fields
                && (fields.Long() & HasText) != 0
                && fields.Text() is var text && text.StartsWith(Keyword, StringComparison.Ordinal))
            {
                return text[Keyword.Length..];
            }
        }

        return null;
    }
}
