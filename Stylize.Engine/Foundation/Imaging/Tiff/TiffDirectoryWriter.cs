namespace Stylize.Engine.Imaging.Tiff;

/// <summary>Writes a directory (TIFF 6.0, section 2; BigTIFF with 8-byte offsets), followed by the values that do not
/// fit into its entries.
/// </summary>
/// <param name="start">Position of the directory in the file; an even number.</param>
/// <param name="isBig">True for BigTIFF.</param>
internal sealed class TiffDirectoryWriter(long start, bool isBig)
{
    private const ushort Byte = 1;
    private const ushort Ascii = 2;
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const ushort Rational = 5;
    private const ushort Undefined = 7;
    private const ushort Long8 = 16;

    private readonly List<(ushort Tag, ushort Type, long Count, byte[] Value)> _entries = [];

    internal long Start => start;

    /// <summary>Position in the directory of the offset of the next one, which is written as 0.</summary>
    internal int LinkAt => (isBig ? 8 : 2) + (_entries.Count * (isBig ? 20 : 12));

    private int OffsetBytes => isBig ? 8 : 4;

    internal void AddPage(TiffPage page, int stripRows, List<long> offsets, List<long> sizes)
    {
        var colors = page.Bands - (page.HasAlpha ? 1 : 0);
        Add(256, Long, (uint)page.Width);
        Add(257, Long, (uint)page.Height);
        AddShorts(258, Enumerable.Repeat((ushort)page.Bits, page.Bands));
        AddShorts(259, [(ushort)(page.Compression == LosslessCompression.None ? 1 : 8)]);
        AddShorts(262, [(ushort)(colors == 3 ? 2 : 1)]);
        if (page.Description is { } description)
        {
            var text = Encoding.UTF8.GetBytes(description + "\0");
            _entries.Add((270, Ascii, text.Length, text));
        }

        var isTiled = page.TileSide > 0;
        AddOffsets((ushort)(isTiled ? 324 : 273), offsets);
        AddOffsets((ushort)(isTiled ? 325 : 279), sizes);
        AddShorts(277, [(ushort)page.Bands]);
        Add((ushort)(isTiled ? 323 : 278), Long, (uint)stripRows);
        if (isTiled)
        {
            Add(322, Long, (uint)page.TileSide);
        }

        if (page.PixelsPerMeter is { } resolution)
        {
            // Ratios with four decimals, per inch.
            const uint Denominator = 10_000, Inch = 2;
            var ratio = MemoryMarshal.AsBytes<uint>(
                [(uint)Math.Round(EncodeOptions.PerInch(resolution) * Denominator), Denominator]).ToArray();
            _entries.AddRange([(282, Rational, 1, ratio), (283, Rational, 1, ratio)]);
            AddShorts(296, [(ushort)Inch]);
        }

        _entries.Add((305, Ascii, 8, "Stylize\0"u8.ToArray()));
        if (page.HasPredictor)
        {
            AddShorts(317, [2]);
        }

        // Extra samples: 2 is straight alpha, 0 is unspecified.
        const ushort StraightAlpha = 2;
        var extra = new ushort[page.Bands - (colors == 3 ? 3 : 1)];
        if (extra.Length > 0)
        {
            extra[^1] = page.HasAlpha ? StraightAlpha : (ushort)0;
            AddShorts(338, extra);
        }

        AddShorts(339, Enumerable.Repeat((ushort)(page.IsFloat ? 3 : 1), page.Bands));
        if (page.Metadata.Provenance is { } provenance)
        {
            var packet = XmpPacket.Write(provenance);
            _entries.Add((700, Byte, packet.Length, packet));
        }

        if (page.Metadata.IccProfile is { IsEmpty: false } profile)
        {
            _entries.Add((34675, Undefined, profile.Length, profile.ToArray()));
        }
    }

    /// <summary>Adds a value in native byte order.</summary>
    internal void Add(ushort tag, ushort type, long count, byte[] value) => _entries.Add((tag, type, count, value));

    /// <summary>Returns the bytes of a value of a type that this class writes.</summary>
    internal static int BytesOf(ushort type) => type switch
    {
        Byte or Ascii or Undefined => 1,
        Short => 2,
        Long => 4,
        Long8 => 8,
        _ => throw new InvalidDataException(),
    };

    internal byte[] ToArray()
    {
        using var directory = new MemoryStream();
        using var behind = new MemoryStream();
        WriteNumber(directory, _entries.Count, isBig ? 8 : 2);
        foreach (var (tag, type, count, value) in _entries.OrderBy(entry => entry.Tag))
        {
            WriteNumber(directory, tag, 2);
            WriteNumber(directory, type, 2);
            WriteNumber(directory, count, OffsetBytes);
            if (value.Length <= OffsetBytes)
            {
                directory.Write(value);
                directory.Write(new byte[OffsetBytes - value.Length]);
                continue;
            }

            WriteNumber(directory, start + LinkAt + OffsetBytes + behind.Length, OffsetBytes);
            behind.Write(value);
            if (behind.Length % 2 != 0)
            {
                behind.WriteByte(0);
            }
        }

        WriteNumber(directory, 0, OffsetBytes);
        directory.Write(behind.GetBuffer().AsSpan(0, (int)behind.Length));
        return directory.ToArray();
    }

    internal static void WriteNumber(Stream stream, long value, int size)
    {
        switch (size)
        {
            case 2: stream.Write(BitConverter.GetBytes((ushort)value)); break;
            case 4: stream.Write(BitConverter.GetBytes((uint)value)); break;
            default: stream.Write(BitConverter.GetBytes(value)); break;
        }
    }

    private void Add(ushort tag, ushort type, uint value) => _entries.Add((tag, type, 1, BitConverter.GetBytes(value)));

    private void AddShorts(ushort tag, IEnumerable<ushort> values)
    {
        var array = values.ToArray();
        _entries.Add((tag, Short, array.Length, MemoryMarshal.AsBytes(array.AsSpan()).ToArray()));
    }

    private void AddOffsets(ushort tag, List<long> values)
    {
        var bytes = isBig ? MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray()
            : MemoryMarshal.AsBytes(values.Select(v => (uint)v).ToArray().AsSpan()).ToArray();
        _entries.Add((tag, isBig ? Long8 : Long, values.Count, bytes));
    }
}
