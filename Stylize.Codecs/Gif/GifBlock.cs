namespace Stylize.Codecs.Gif;

/// <summary>A block of a GIF (GIF89a specification, 15): an extension or an image.</summary>
/// <param name="Kind">The introducer: 0x21 for an extension, 0x2c for an image.</param>
/// <param name="Label">Kind of extension; 0 for an image.</param>
/// <param name="DataAt">Position of the data: the minimum code size of an image, the first sub-block of an
/// extension.</param>
internal readonly record struct GifBlock(long At, byte Kind, byte Label, long DataAt, long End)
{
    private const byte Extension = 0x21;
    private const byte Image = 0x2c;
    private const int HeaderLength = 13;

    internal const int DescriptorLength = 10;

    internal bool IsImage => Kind == Image;

    internal bool IsExtension(byte label) => Kind == Extension && Label == label;

    /// <summary>Returns the global palette.</summary>
    internal static byte[] Palette(Stream stream) => StreamBytes.Read(stream, HeaderLength, PaletteLength(stream));

    /// <summary>Returns the sides of the screen.</summary>
    internal static (int Width, int Height) Screen(Stream stream)
    {
        var sides = StreamBytes.Read(stream, 6, 4);
        return (BinaryPrimitives.ReadUInt16LittleEndian(sides),
            BinaryPrimitives.ReadUInt16LittleEndian(sides.AsSpan(2)));
    }

    internal static byte[]? LocalPalette(Stream stream, GifBlock image)
    {
        var length = PaletteLength(StreamBytes.Read(stream, image.At + DescriptorLength - 1, 1)[0]);
        return length == 0 ? null : StreamBytes.Read(stream, image.At + DescriptorLength, length);
    }

    private static int PaletteLength(Stream stream) =>
        PaletteLength(StreamBytes.Read(stream, HeaderLength - 3, 1)[0]);

    private static int PaletteLength(byte flags) => (flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0;

    internal static IEnumerable<GifBlock> All(Stream stream)
    {
        var head = new byte[DescriptorLength];
        for (long at = HeaderLength + PaletteLength(stream);
            StreamBytes.TryRead(stream, at, head.AsSpan(0, 1)) && head[0] is Extension or Image;)
        {
            var kind = head[0];
            var length = kind == Extension ? 2 : DescriptorLength;
            if (!StreamBytes.TryRead(stream, at, head.AsSpan(0, length))) yield break;

            var dataAt = at + length + (kind == Image ? PaletteLength(head[DescriptorLength - 1]) : 0);
            var end = SubBlocksEnd(stream, dataAt + (kind == Image ? 1 : 0));
            if (end < 0) yield break;

            yield return new GifBlock(at, kind, kind == Extension ? head[1] : (byte)0, dataAt, end);
            at = end;
        }
    }

    internal static byte[] Join(Stream stream, long at, int max = StreamBytes.MaxPiece)
    {
        using var joined = new MemoryStream();
        for (byte length; (length = StreamBytes.Read(stream, at, 1)[0]) > 0; at += 1 + length)
        {
            joined.Write(StreamBytes.Read(stream, at + 1, length));
            if (joined.Length > max) throw new InvalidDataException("A block is too large.");
        }

        return joined.ToArray();
    }

    /// <summary>Writes blocks of up to 255 bytes with their lengths, and an empty block.</summary>
    internal static void WriteSubBlocks(Stream target, ReadOnlySpan<byte> data)
    {
        for (int length; (length = Math.Min(data.Length, byte.MaxValue)) > 0; data = data[length..])
        {
            target.WriteByte((byte)length);
            target.Write(data[..length]);
        }

        target.WriteByte(0);
    }

    private static long SubBlocksEnd(Stream stream, long at)
    {
        Span<byte> length = stackalloc byte[1];
        while (StreamBytes.TryRead(stream, at, length))
        {
            at += 1 + length[0];
            if (length[0] == 0) return at;
        }

        return -1;
    }
}

/// <summary>
/// Stores provenance in the comment of a GIF (GIF89a specification, 24) that begins with "Stylize: ". The comment is
/// UTF-8, a superset of the recommended ASCII.
/// </summary>
internal static class GifMetadata
{
    private static ReadOnlySpan<byte> Keyword => "Stylize: "u8;

    internal static byte[] Comment(ImageMetadata metadata)
    {
        if (metadata.Provenance is not { } provenance) return [];

        using var block = new MemoryStream();
        block.Write([0x21, GifLayout.Comment]);
        GifBlock.WriteSubBlocks(block, [.. Keyword, .. Encoding.UTF8.GetBytes(provenance)]);
        return block.ToArray();
    }

    internal static ImageMetadata Read(Stream stream) =>
        new() { Provenance = Provenance(stream, GifBlock.All(stream)) };

    /// <summary>Reads the provenance, which precedes the first image in all files written by Stylize.</summary>
    internal static string? ReadProvenance(Stream stream) =>
        Provenance(stream, GifBlock.All(stream).TakeWhile(block => !block.IsImage));

    private static string? Provenance(Stream stream, IEnumerable<GifBlock> blocks)
    {
        foreach (var block in blocks.Where(block => block.IsExtension(GifLayout.Comment)))
        {
            var comment = GifBlock.Join(stream, block.DataAt);
            if (comment.AsSpan().StartsWith(Keyword)) return Encoding.UTF8.GetString(comment.AsSpan(Keyword.Length));
        }

        return null;
    }
}
