using System.IO.Compression;
using System.IO.Hashing;
using Stylize.Engine.Imaging.Png;

namespace Stylize.Codecs.Png;

/// <summary>
/// Reads and writes metadata of PNG and APNG (PNG, third edition, 11.3): ICC profile in iCCP, EXIF in eXIf, provenance
/// in iTXt, resolution in pHYs.
/// </summary>
internal static class PngMetadata
{
    private const int AfterHeader = 33;
    private const byte PerMeter = 1;

    private static ReadOnlySpan<byte> Keyword => "Stylize\0"u8;

    /// <summary>Finds the chunk pHYs before the pixels; without one, the end of the header.</summary>
    internal static Range? Place(ReadOnlySpan<byte> head)
    {
        for (var at = PngChunk.SignatureLength; at + 8 <= head.Length;)
        {
            var type = head.Slice(at + 4, 4);
            var end = at + PngChunk.FrameLength + BinaryPrimitives.ReadInt32BigEndian(head[at..]);
            if (type.SequenceEqual("IDAT"u8)) return AfterHeader..AfterHeader;

            if (type.SequenceEqual("pHYs"u8)) return end <= head.Length ? at..end : null;

            at = end;
        }

        return null;
    }

    internal static byte[] Chunks(EncodeOptions options)
    {
        var metadata = options.Metadata;
        using var chunks = new MemoryStream();
        if (options.PixelsPerMeter is { } resolution)
        {
            PngChunk.Write(chunks, "pHYs"u8, [.. BigEndian.Long(resolution), .. BigEndian.Long(resolution), PerMeter]);
        }

        if (!metadata.IccProfile.IsEmpty)
        {
            using var data = new MemoryStream();
            data.Write("ICC profile\0\0"u8);
            using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            {
                zlib.Write(metadata.IccProfile.Span);
            }

            PngChunk.Write(chunks, "iCCP"u8, data.ToArray());
        }

        if (!metadata.Exif.IsEmpty)
        {
            PngChunk.Write(chunks, "eXIf"u8, metadata.Exif.Span);
        }

        if (metadata.Provenance is { } provenance)
        {
            // Uncompressed, without language tag and translated keyword.
            PngChunk.Write(chunks, "iTXt"u8, [.. Keyword, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(provenance)]);
        }

        return chunks.ToArray();
    }

    internal static ImageMetadata Read(Stream stream)
    {
        var metadata = ImageMetadata.None;
        foreach (var chunk in PngChunk.All(stream))
        {
            metadata = chunk.Type switch
            {
                "iCCP" => metadata with { IccProfile = Profile(stream, chunk) },
                "eXIf" => metadata with { Exif = chunk.Data(stream) },
                "pHYs" => metadata with { PixelsPerMeter = Resolution(chunk.Data(stream)) },
                "iTXt" when Provenance(chunk.Data(stream)) is { } text => metadata with { Provenance = text },
                _ => metadata,
            };
        }

        return metadata;
    }

    /// <summary>Reads the provenance, which precedes the pixels in all files written by Stylize.</summary>
    internal static string? ReadProvenance(Stream stream) => PngChunk.All(stream)
        .TakeWhile(chunk => chunk.Type != "IDAT")
        .Where(chunk => chunk.Type == "iTXt")
        .Select(chunk => Provenance(chunk.Data(stream)))
        .FirstOrDefault(text => text is not null);

    private static double? Resolution(ReadOnlySpan<byte> data) =>
        data.Length == 9 && data[8] == PerMeter && data[..4].SequenceEqual(data[4..8])
            && BinaryPrimitives.ReadUInt32BigEndian(data) is > 0 and var resolution ? resolution : null;

    /// <summary>Returns the profile of the chunk iCCP; empty if it is damaged.</summary>
    internal static byte[] Profile(Stream stream, PngChunk chunk)
    {
        // Name of the profile, a zero, and the compression method, which is always zlib.
        var data = chunk.Data(stream);
        try
        {
            return StreamBytes.Inflate(data.AsSpan(Math.Min(Array.IndexOf(data, (byte)0) + 2, data.Length)));
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static string? Provenance(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith(Keyword) || data.Length < Keyword.Length + 4) return null;

        var isCompressed = data[Keyword.Length] == 1;
        var rest = data[(Keyword.Length + 2)..];
        for (var i = 0; i < 2; i++)
        {
            var end = rest.IndexOf((byte)0);
            if (end < 0) return null;

            rest = rest[(end + 1)..];
        }

        return Encoding.UTF8.GetString(isCompressed ? StreamBytes.Inflate(rest) : rest);
    }
}

/// <summary>A chunk of a PNG (PNG specification, third edition, 5.3): position, type and length of its data.</summary>
/// <param name="Length">Bytes of its data.</param>
internal readonly record struct PngChunk(long At, string Type, long Length)
{
    internal const int SignatureLength = 8;

    /// <summary>Bytes of length, type and checksum.</summary>
    internal const int FrameLength = 12;

    internal static ReadOnlySpan<byte> Signature => IndexedPngWriter.Signature;

    internal static IEnumerable<PngChunk> All(Stream stream)
    {
        var head = new byte[8];
        for (long at = SignatureLength; StreamBytes.TryRead(stream, at, head);)
        {
            var chunk = new PngChunk(
                at, System.Text.Encoding.Latin1.GetString(head, 4, 4), BinaryPrimitives.ReadUInt32BigEndian(head));
            yield return chunk;
            if (chunk.Type == "IEND") yield break;

            at += FrameLength + chunk.Length;
        }
    }

    internal byte[] Data(Stream stream)
    {
        var max = Type is "IDAT" or "fdAT" ? Array.MaxLength : StreamBytes.MaxPiece;
        var bytes = StreamBytes.Read(stream, At + 4, Length + 8, max);
        var data = bytes.AsSpan(0, bytes.Length - 4);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(data.Length)) == Crc32.HashToUInt32(data)
            ? bytes[4..^4]
            : throw new InvalidDataException($"The checksum of the chunk {Type} is wrong.");
    }

    internal static void Write(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) =>
        IndexedPngWriter.WriteChunk(target, type, data);
}
