namespace Stylize.Codecs.Aseprite;

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

            if (chunk.Type == AsepriteChunkType.UserData && chunk.Read(stream) is var fields && (fields.Long() & HasText) != 0
                && fields.Text() is var text && text.StartsWith(Keyword, StringComparison.Ordinal))
            {
                return text[Keyword.Length..];
            }
        }

        return null;
    }
}
