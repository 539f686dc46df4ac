namespace Stylize.Codecs.Jpeg;

/// <summary>
/// Reads and writes metadata in application segments of JPEG: EXIF (CIPA DC-008, 4.7.2) and XMP (ISO 16684-3, 1.1.3) in
/// APP1, the ICC profile in one or more APP2 (ICC.1:2022, annex B.4), and the resolution in the JFIF segment.
/// </summary>
internal static class JpegMetadata
{
    private const byte App0 = 0xe0;
    private const byte App1 = 0xe1;
    private const byte App2 = 0xe2;
    private const int MaxData = ushort.MaxValue - 2;
    private const int JfifLength = 14;

    private static ReadOnlySpan<byte> JfifName => "JFIF\0"u8;

    /// <summary>Version 1.02, square pixels with or without a physical size, and no thumbnail (JFIF 1.02).</summary>
    private static byte[] JfifFields(int? perMeter)
    {
        var density = perMeter is { } resolution
            ? (ushort)Math.Clamp(Math.Round(EncodeOptions.PerInch(resolution)), 1, ushort.MaxValue) : (ushort)1;
        var (high, low) = ((byte)(density >> 8), (byte)density);
        return [1, 2, (byte)(perMeter is null ? 0 : 1), high, low, high, low, 0, 0];
    }

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;
    private static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;
    private static ReadOnlySpan<byte> ProfileName => "ICC_PROFILE\0"u8;

    /// <summary>Finds the JFIF segment after the start of the image; without one, the position where it must
    /// be.</summary>
    internal static Range? Place(ReadOnlySpan<byte> head)
    {
        const int AfterStart = 2;
        if (head.Length < AfterStart + 4) return null;
        if (head[AfterStart + 1] != App0) return AfterStart..AfterStart;

        var end = AfterStart + 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(AfterStart + 2)..]);
        return head.Length >= end ? AfterStart..end : null;
    }

    internal static byte[] Segments(EncodeOptions options)
    {
        var metadata = options.Metadata;
        using var segments = new MemoryStream();
        Write(segments, App0, JfifName, JfifFields(options.PixelsPerMeter), nameof(EncodeOptions.Format));
        if (!metadata.Exif.IsEmpty)
        {
            Write(segments, App1, ExifName, metadata.Exif.Span, nameof(ImageMetadata.Exif));
        }

        if (metadata.Provenance is { } provenance)
        {
            Write(segments, App1, XmpName, XmpPacket.Write(provenance), nameof(ImageMetadata.Provenance));
        }

        const int CountBytes = 2;
        var max = MaxData - ProfileName.Length - CountBytes;
        var profile = metadata.IccProfile.Span;
        var pieces = (profile.Length + max - 1) / max;
        if (pieces > byte.MaxValue)
        {
            throw StylizeException.Option(
                nameof(ImageMetadata.IccProfile), $"{profile.Length} bytes",
                $"at most {byte.MaxValue * max} bytes in a JPEG");
        }

        for (var piece = 0; piece < pieces; piece++)
        {
            var part = profile.Slice(piece * max, Math.Min(max, profile.Length - (piece * max)));
            Write(segments, App2, [.. ProfileName, (byte)(piece + 1), (byte)pieces], part,
                nameof(ImageMetadata.IccProfile));
        }

        return segments.ToArray();
    }

    internal static ImageMetadata Read(Stream stream)
    {
        var metadata = ImageMetadata.None;
        var profile = new SortedDictionary<int, byte[]>();
        var pieces = 0;
        foreach (var segment in JpegSegment.All(stream).Where(segment => segment.Marker is App0 or App1 or App2))
        {
            var data = segment.Data(stream);
            if (segment.Marker == App0 && data.AsSpan().StartsWith(JfifName) && data.Length >= JfifLength)
            {
                metadata = metadata with { PixelsPerMeter = Resolution(data.AsSpan(JfifName.Length + 2)) };
            }

            if (segment.Marker == App1 && data.AsSpan().StartsWith(ExifName))
            {
                metadata = metadata with { Exif = data[ExifName.Length..] };
            }
            else if (segment.Marker == App1 && data.AsSpan().StartsWith(XmpName))
            {
                metadata = metadata with
                {
                    Provenance = XmpPacket.Read(data.AsMemory(XmpName.Length)) ?? metadata.Provenance,
                };
            }
            else if (segment.Marker == App2 && data.AsSpan().StartsWith(ProfileName)
                && data.Length >= ProfileName.Length + 2)
            {
                profile[data[ProfileName.Length]] = data[(ProfileName.Length + 2)..];
                pieces = data[ProfileName.Length + 1];
            }
        }

        // Ignores an incomplete profile.
        return profile.Count > 0 && profile.Count == pieces
            ? metadata with { IccProfile = profile.Values.SelectMany(piece => piece).ToArray() }
            : metadata;
    }

    /// <summary>Reads the unit and both densities, per inch or centimeter.</summary>
    private static double? Resolution(ReadOnlySpan<byte> fields)
    {
        double? units = fields[0] switch { 1 => 1 / 0.0254, 2 => 100, _ => null };
        var (across, down) =
            (BinaryPrimitives.ReadUInt16BigEndian(fields[1..]), BinaryPrimitives.ReadUInt16BigEndian(fields[3..]));
        return across == down && across > 0 ? across * units : null;
    }

    private static void Write(
        Stream target, byte marker, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, string option)
    {
        if (name.Length + data.Length > MaxData)
        {
            throw StylizeException.Option(
                option, $"{data.Length} bytes", $"at most {MaxData - name.Length} bytes in a JPEG");
        }

        Span<byte> head = [0xff, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(2 + name.Length + data.Length));
        target.Write(head);
        target.Write(name);
        target.Write(data);
    }
}
