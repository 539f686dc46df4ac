using System.Runtime.InteropServices;
using System.Text;

namespace Stylize.Engine.Imaging.Tiff;

/// <summary>One image file directory (TIFF 6.0, section 2) with the values that do not fit its entries behind it.</summary>
/// <param name="start">Where in the file the directory will stand; an even number.</param>
internal sealed class TiffDirectoryWriter(uint start)
{
    private const int EntryBytes = 12;
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const string Software = "Stylize\0";

    private readonly List<(ushort Tag, ushort Type, uint Count, byte[] Value)> _entries = [];

    /// <summary>Where in the file it stands.</summary>
    internal uint Start => start;

    /// <summary>Where in the directory the offset of the next one stands; 0 is written there.</summary>
    internal int LinkAt => 2 + (_entries.Count * EntryBytes);

    /// <summary>Adds all entries of a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="stripRows">Rows of each strip but the last.</param>
    /// <param name="offsets">Where each strip begins in the file.</param>
    /// <param name="sizes">Bytes of each strip as stored.</param>
    internal void AddPage(TiffPage page, int stripRows, List<uint> offsets, List<uint> sizes)
    {
        var colors = page.Bands - (page.HasAlpha ? 1 : 0);
        Add(256, Long, (uint)page.Width);
        Add(257, Long, (uint)page.Height);
        AddShorts(258, Enumerable.Repeat((ushort)page.Bits, page.Bands));
        AddShorts(259, [(ushort)(page.Compression == LosslessCompression.None ? 1 : 8)]);
        AddShorts(262, [(ushort)(colors == 3 ? 2 : 1)]);
        AddLongs(273, offsets);
        AddShorts(277, [(ushort)page.Bands]);
        Add(278, Long, (uint)stripRows);
        AddLongs(279, sizes);
        _entries.Add((305, 2, (uint)Software.Length, Encoding.ASCII.GetBytes(Software)));

        // Samples beyond grey or RGB: 2 is straight alpha, 0 says nothing of their meaning.
        const ushort StraightAlpha = 2;
        var extra = new ushort[page.Bands - (colors == 3 ? 3 : 1)];
        if (extra.Length > 0)
        {
            extra[^1] = page.HasAlpha ? StraightAlpha : (ushort)0;
            AddShorts(338, extra);
        }

        AddShorts(339, Enumerable.Repeat((ushort)1, page.Bands));
        const ushort Byte = 1;
        const ushort Undefined = 7;
        if (page.Metadata.Provenance is { } provenance)
        {
            var packet = XmpPacket.Write(provenance);
            _entries.Add((700, Byte, (uint)packet.Length, packet));
        }

        if (page.Metadata.IccProfile is { IsEmpty: false } profile)
        {
            _entries.Add((34675, Undefined, (uint)profile.Length, profile.ToArray()));
        }
    }

    /// <summary>The directory and the values behind it.</summary>
    internal byte[] ToArray()
    {
        using var directory = new MemoryStream();
        using var behind = new MemoryStream();
        Write(directory, (ushort)_entries.Count);
        foreach (var (tag, type, count, value) in _entries.OrderBy(entry => entry.Tag))
        {
            Write(directory, tag);
            Write(directory, type);
            Write(directory, count);
            if (value.Length <= 4)
            {
                directory.Write(value);
                directory.Write(new byte[4 - value.Length]);
                continue;
            }

            Write(directory, start + (uint)LinkAt + 4 + (uint)behind.Length);
            behind.Write(value);
            if (behind.Length % 2 != 0)
            {
                behind.WriteByte(0);
            }
        }

        Write(directory, 0u);
        directory.Write(behind.GetBuffer().AsSpan(0, (int)behind.Length));
        return directory.ToArray();
    }

    private void Add(ushort tag, ushort type, uint value) =>
        _entries.Add((tag, type, 1, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)).ToArray()));

    private void AddShorts(ushort tag, IEnumerable<ushort> values)
    {
        var array = values.ToArray();
        _entries.Add((tag, Short, (uint)array.Length, MemoryMarshal.AsBytes(array.AsSpan()).ToArray()));
    }

    private void AddLongs(ushort tag, List<uint> values) =>
        _entries.Add((tag, Long, (uint)values.Count, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray()));

    private static void Write<T>(Stream stream, T value)
        where T : unmanaged => stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
}
