using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Metadata;
using Stylize.Codecs.Tiff;

namespace Stylize.Codecs.Managed;

/// <summary>A directory of a TIFF (TIFF 6.0, section 2; BigTIFF), and its link to the next one.</summary>
/// <param name="LinkAt">Position of the offset of the next directory.</param>
internal sealed record TiffDirectory(long Offset, long LinkAt)
{
    private const int Palette = 3;

    internal static StoredImage Open(SourceStream source, DecodeOptions options)
    {
        var reader = new TiffReader(source.Stream);
        var directories = reader.Directories(options.MaxPages);
        SourceLimits.Check(source.Name, 1, 1, directories.Count, options);
        SourceLimits.CheckPage(source.Name, directories.Count, options);
        var offset = directories[options.Page];
        var tags = reader.Tags(offset);
        if (Unsupported(tags, TiffLayout.Read(reader, offset, numbers: true) is not null) is { } kind) throw source.Unsupported(kind);

        var samples = tags.First(277, 1);
        var image = new StoredImage(
            (int)Math.Min(tags.First(256, 0), int.MaxValue), (int)Math.Min(tags.First(257, 0), int.MaxValue),
            tags.First(262, 0) is 0 or 1 ? 1 : 3, samples == 4, (int)Math.Max(tags.First(258, 1), 8), null!)
        {
            Pages = directories.Count,
            IsFloat = tags.First(339, 1) == 3,
            Orientation = tags.First(274, 1) is >= 1 and <= 8 and var stored ? (int)stored : 1,
            Profile = reader.BytesOf(offset, 34675),
        };
        return image with { Decode = Decode };

        SampleImage<ushort> Decode()
        {
            var strips = tags.All(273).Zip(tags.All(279)).ToList();
            if (strips.Count == 0 || strips.Exists(strip => strip.First + strip.Second > reader.Length))
            {
                throw new EndOfStreamException("The file ends before the last pixel of the page.");
            }

            using var page = new TiffPageStream(
                source.Stream, new TiffDirectory(offset, reader.LinkAfter(offset, reader.EntryCount(offset))));
            return image.Read(new TiffDecoder { DecodingMode = FrameDecodingMode.First }, page, tags.First(262, 0) == Palette ? 8 : 0);
        }
    }

    /// <summary>Returns the feature of a page that ImageSharp 2.1 does not read, or reads with other values than libtiff.</summary>
    /// <param name="isPlain">True if this code reads the page as numbers.</param>
    private static string? Unsupported(TiffTags tags, bool isPlain)
    {
        var (meaning, samples, bits, compression) = (tags.First(262, -1), tags.First(277, 1), tags.First(258, 1), tags.First(259, 1));
        var isNumber = isPlain && tags.First(339, 1) == 3;
        return tags.Has(322) ? "tiles, except in plain gray or RGB images"
            : compression is 2 or 3 or 4 ? "fax compression"
            : compression == 7 ? "JPEG compression"
            : bits > 16 && !isPlain ? Invariant($"samples of {bits} bits, except in plain gray images")
            : tags.All(339).Any(format => format != 1) && !isNumber ? "signed samples, or floating-point ones except in plain gray images"
            : tags.All(258).Any(value => value != bits) ? "samples of different sizes"
            : (meaning, samples) is not ((0 or 1 or Palette, 1) or (2, 3) or (2, 4)) || (samples > 1 && bits < 8)
                ? Invariant($"{samples} samples of {bits} bits per pixel of kind {meaning}")
            : samples > 1 && tags.First(284, 1) == 2 && tags.First(317, 1) == 2 ? "a predictor and separate planes"
            : tags.First(338, 2) == 1 ? "premultiplied alpha"
            : null;
    }

    internal byte[] EncodeOffset(bool bigEndian, bool big)
    {
        var bytes = new byte[big ? 8 : 4];
        if (big)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, Offset);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Offset);
        }

        if (bigEndian)
        {
            bytes.AsSpan().Reverse();
        }

        return bytes;
    }
}

/// <summary>Presents one page of a TIFF as a file with a single page, by changing the links of the header and of the directory. ImageSharp
/// reads pages only together, and only if all have the same size.</summary>
internal sealed class TiffPageStream : ReadOnlyStream
{
    private readonly Stream _file;
    private readonly (long At, byte[] Bytes)[] _patches;

    internal TiffPageStream(Stream file, TiffDirectory page)
    {
        _file = file;
        var reader = new TiffReader(file);
        var link = page.EncodeOffset(reader.BigEndian, reader.IsBig);
        _patches = [(reader.FirstLinkAt, link), (page.LinkAt, new byte[link.Length])];
        Position = 0;
    }

    public override bool CanSeek => true;
    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        var start = Position;
        var read = _file.Read(buffer);
        foreach (var (at, bytes) in _patches)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                if (at + i >= start && at + i < start + read)
                {
                    buffer[(int)(at + i - start)] = bytes[i];
                }
            }
        }

        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);
}
