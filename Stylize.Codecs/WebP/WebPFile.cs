namespace Stylize.Codecs.WebP;

/// <summary>
/// Reads and writes extended WebP (RFC 9649, 2.7) with metadata and animations: VP8X, ICCP, ANIM and frames or the
/// image, EXIF, XMP.
/// </summary>
internal static class WebPFile
{
    internal static ImageMetadata ReadMetadata(Stream stream)
    {
        var metadata = ImageMetadata.None;
        foreach (var chunk in RiffChunk.All(stream))
        {
            metadata = chunk.Type switch
            {
                "ICCP" => metadata with { IccProfile = Data(chunk) },
                "EXIF" => metadata with { Exif = Data(chunk) },
                "XMP " when XmpPacket.Read(Data(chunk)) is { } text => metadata with { Provenance = text },
                _ => metadata,
            };
        }

        return metadata;

        byte[] Data(RiffChunk chunk) => StreamBytes.Read(stream, chunk.At, chunk.Length);
    }

    internal static void AddMetadata(byte[] still, Raster<Rgba32> image, ImageMetadata metadata, Stream target)
    {
        using var body = new MemoryStream();
        Begin(body, image.Width, image.Height, metadata, isAnimated: false, hasAlpha: !Opacity.IsOpaque(image));
        body.Write(ImageChunks(still));
        End(body, metadata);
        target.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <summary>Copies the pixel chunks of a still image (ALPH, VP8 or VP8L).</summary>
    internal static byte[] ImageChunks(byte[] still)
    {
        using var stream = new MemoryStream(still);
        using var image = new MemoryStream();
        foreach (var chunk in RiffChunk.All(stream).Where(chunk => chunk.Type is "ALPH" or "VP8 " or "VP8L").ToList())
        {
            RiffChunk.Write(image, System.Text.Encoding.Latin1.GetBytes(chunk.Type),
                still.AsSpan((int)chunk.At, (int)chunk.Length));
        }

        return image.ToArray();
    }

    internal static void Begin(
        Stream target, int width, int height, ImageMetadata metadata, bool isAnimated, bool hasAlpha)
    {
        target.Write("RIFF\0\0\0\0WEBP"u8);
        var flags = (byte)((metadata.IccProfile.IsEmpty ? 0 : 0x20) | (metadata.Exif.IsEmpty ? 0 : 8)
            | (metadata.Provenance is null ? 0 : 4) | (isAnimated ? 2 : 0) | (hasAlpha ? 0x10 : 0));
        RiffChunk.Write(
            target, "VP8X"u8, [flags, 0, 0, 0, .. LittleEndian.Word24(width - 1), .. LittleEndian.Word24(height - 1)]);
        if (!metadata.IccProfile.IsEmpty)
        {
            RiffChunk.Write(target, "ICCP"u8, metadata.IccProfile.Span);
        }
    }

    /// <summary>Writes the metadata after the pixels, and the length of the file at its start.</summary>
    /// <param name="target">A seekable stream whose position was 0 at the start of the file.</param>
    internal static void End(Stream target, ImageMetadata metadata)
    {
        if (!metadata.Exif.IsEmpty)
        {
            RiffChunk.Write(target, "EXIF"u8, metadata.Exif.Span);
        }

        if (metadata.Provenance is { } provenance)
        {
            RiffChunk.Write(target, "XMP "u8, XmpPacket.Write(provenance));
        }

        const int BeforeLength = 4;
        target.Position = BeforeLength;
        target.Write(LittleEndian.Long(checked((uint)(target.Length - BeforeLength - 4))));
        target.Seek(0, SeekOrigin.End);
    }
}

/// <summary>A chunk of a RIFF file: four letters, length, data, and a zero byte if the length is odd (RFC 9649,
/// 2.3).</summary>
/// <param name="Length">Bytes of its data.</param>
internal readonly record struct RiffChunk(string Type, long At, long Length)
{
    internal const int FileHeaderLength = 12;

    internal static IEnumerable<RiffChunk> All(Stream stream)
    {
        var head = new byte[8];
        for (long at = FileHeaderLength; StreamBytes.TryRead(stream, at, head);)
        {
            var chunk = new RiffChunk(
                Encoding.Latin1.GetString(head, 0, 4), at + 8, BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)));
            yield return chunk;
            at = chunk.At + chunk.Length + (chunk.Length & 1);
        }
    }

    internal static void Write(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        target.Write(type);
        target.Write(LittleEndian.Long(data.Length));
        target.Write(data);
        if (data.Length % 2 != 0)
        {
            target.WriteByte(0);
        }
    }
}
