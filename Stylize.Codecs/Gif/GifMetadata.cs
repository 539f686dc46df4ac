using System.Text;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Gif;

/// <summary>
/// Provenance as the comment of a GIF (GIF89a specification, 24) that begins with "Stylize: ". The comment is UTF-8; the specification
/// recommends ASCII, which UTF-8 contains.
/// </summary>
internal static class GifMetadata
{
    private const byte CommentLabel = 0xfe;
    private const int MaxBlock = 255;

    private static ReadOnlySpan<byte> Keyword => "Stylize: "u8;

    /// <summary>The comment as a block, empty where there is no provenance.</summary>
    internal static byte[] Comment(ImageMetadata metadata)
    {
        if (metadata.Provenance is not { } provenance)
        {
            return [];
        }

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

    /// <summary>Reads the metadata.</summary>
    /// <exception cref="InvalidDataException">The file ends within its header or the comment.</exception>
    internal static ImageMetadata Read(Stream stream)
    {
        GifBlock.Palette(stream, out var first);
        foreach (var block in GifBlock.All(stream, first).Where(block => block.IsExtension(CommentLabel)))
        {
            var comment = GifBlock.Join(stream, block.DataAt);
            if (comment.AsSpan().StartsWith(Keyword))
            {
                return new ImageMetadata { Provenance = Encoding.UTF8.GetString(comment.AsSpan(Keyword.Length)) };
            }
        }

        return ImageMetadata.None;
    }
}
