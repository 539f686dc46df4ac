namespace Stylize.Codecs.Managed;

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
