namespace Stylize.Codecs.Gif;

/// <summary>
/// Stores provenance in the comment of a GIF (GIF89a specification, 24) that begins with "Stylize: ". The comment is UTF-8, a superset of
/// the recommended ASCII.
/// </summary>
internal static class GifMetadata
{
    private const byte CommentLabel = 0xfe;
    private const int MaxBlock = 255;

    private static ReadOnlySpan<byte> Keyword => "Stylize: "u8;

    internal static byte[] Comment(ImageMetadata metadata)
    {
        if (metadata.Provenance is not { } provenance) return [];

        using var block = new MemoryStream();
        block.Write([0x21, CommentLabel]);
        foreach (var piece in ((byte[])[.. Keyword, .. Encoding.UTF8.GetBytes(provenance)]).Chunk(MaxBlock))
        {
            block.WriteByte((byte)piece.Length);
            block.Write(piece);
        }

        block.WriteByte(0);
        return block.ToArray();
    }

    internal static ImageMetadata Read(Stream stream) => new() { Provenance = Provenance(stream, Blocks(stream)) };

    /// <summary>Reads the provenance, which precedes the first image in all files written by Stylize.</summary>
    internal static string? ReadProvenance(Stream stream) => Provenance(stream, Blocks(stream).TakeWhile(block => !block.IsImage));

    private static IEnumerable<GifBlock> Blocks(Stream stream)
    {
        GifBlock.Palette(stream, out var first);
        return GifBlock.All(stream, first);
    }

    private static string? Provenance(Stream stream, IEnumerable<GifBlock> blocks)
    {
        foreach (var block in blocks.Where(block => block.IsExtension(CommentLabel)))
        {
            var comment = GifBlock.Join(stream, block.DataAt);
            if (comment.AsSpan().StartsWith(Keyword)) return Encoding.UTF8.GetString(comment.AsSpan(Keyword.Length));
        }

        return null;
    }
}
