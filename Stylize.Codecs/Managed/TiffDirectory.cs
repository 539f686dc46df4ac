namespace Stylize.Codecs.Managed;

/// <summary>A directory of a TIFF (TIFF 6.0, section 2; BigTIFF): its link to the next one, and whether its pixels exist.</summary>
/// <param name="LinkAt">Position of the offset of the next directory.</param>
/// <param name="Orientation">Tag 274, or 1.</param>
/// <param name="IsComplete">True if every strip and tile lies within the file.</param>
internal sealed record TiffDirectory(long Offset, long LinkAt, int Orientation, bool IsComplete)
{
    /// <summary>Reads at most <paramref name="max"/> + 1 directories.</summary>
    internal static List<TiffDirectory> ReadAll(Stream stream, int max)
    {
        var reader = new TiffReader(stream);
        var directories = new List<TiffDirectory>();
        foreach (var at in reader.Directories(max))
        {
            directories.Add(Read(reader, at));
        }

        return directories;
    }

    private static TiffDirectory Read(TiffReader reader, long at)
    {
        var tags = reader.Tags(at);
        var orientation = tags.First(274, 1) is >= 1 and <= 8 and var stored ? (int)stored : 1;
        var complete = Fits(273, 279) && Fits(324, 325) && (tags.Has(273) || tags.Has(324));
        return new TiffDirectory(at, reader.LinkAfter(at, reader.EntryCount(at)), orientation, complete);

        bool Fits(int offsets, int counts) =>
            !tags.Has(offsets)
            || (tags.Has(counts) && tags.All(offsets).Zip(tags.All(counts)).All(part => part.First + part.Second <= reader.Length));
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
