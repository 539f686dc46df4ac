namespace Stylize.Engine.Tests.Codecs;

/// <summary>Writes TIFF files with tags of any type, as programs of microscopes do.</summary>
internal sealed class TinyTiff
{
    private readonly MemoryStream _file = new();
    private readonly List<(int Tag, int Type, int Count, byte[] Value)> _tags = [];
    private long _linkAt = 4;

    public TinyTiff() => _file.Write("II*\0\0\0\0\0"u8);

    /// <summary>Position of the pixels of the last page.</summary>
    public int Start { get; private set; }

    /// <summary>Adds a page of 16-bit samples in one strip.</summary>
    /// <param name="planes">Planes that follow each other in the file.</param>
    public TinyTiff Page(int width, int height, params ushort[][] planes)
    {
        Finish();
        Start = Append([.. planes.SelectMany(plane => plane).SelectMany(BitConverter.GetBytes)]);
        return Tag(256, 4, width).Tag(257, 4, height).Tag(258, 3, 16).Tag(259, 3, 1).Tag(262, 3, 1).Tag(273, 4, Start)
            .Tag(277, 3, 1).Tag(278, 4, height).Tag(279, 4, width * height * 2).Tag(339, 3, 1);
    }

    public TinyTiff Tag(int tag, int type, int value) =>
        Tag(tag, type, 1, BitConverter.GetBytes(value)[..(type == 3 ? 2 : 4)]);

    public TinyTiff Text(int tag, string text) => Tag(tag, 2, text.Length + 1, [.. Encoding.Latin1.GetBytes(text), 0]);

    public TinyTiff Ratio(int tag, int numerator, int denominator) =>
        Tag(tag, 5, 1, [.. BitConverter.GetBytes(numerator), .. BitConverter.GetBytes(denominator)]);

    /// <summary>Sets a tag of the last page. Some dialects have more bytes than the count says.</summary>
    public TinyTiff Tag(int tag, int type, int count, byte[] value)
    {
        Without(tag)._tags.Add((tag, type, count, value));
        return this;
    }

    public TinyTiff Without(int tag)
    {
        _tags.RemoveAll(entry => entry.Tag == tag);
        return this;
    }

    /// <summary>Writes bytes and returns their position.</summary>
    public int Append(byte[] bytes)
    {
        var at = (int)_file.Position;
        _file.Write(bytes);
        if (bytes.Length % 2 == 1) _file.WriteByte(0);

        return at;
    }

    public byte[] ToArray()
    {
        Finish();
        return _file.ToArray();
    }

    private void Finish()
    {
        if (_tags.Count == 0) return;

        byte[][] entries =
        [
            .. _tags.OrderBy(entry => entry.Tag).Select(entry => (byte[])
            [
                .. BitConverter.GetBytes((ushort)entry.Tag), .. BitConverter.GetBytes((ushort)entry.Type),
                .. BitConverter.GetBytes(entry.Count),
                .. entry.Value.Length > 4 ? BitConverter.GetBytes(Append(entry.Value))
                    : [.. entry.Value, .. new byte[4 - entry.Value.Length]],
            ]),
        ];
        var directory = Append([.. BitConverter.GetBytes((ushort)entries.Length), .. entries.SelectMany(e => e),
            0, 0, 0, 0]);
        _file.Position = _linkAt;
        _file.Write(BitConverter.GetBytes(directory));
        _file.Position = _file.Length;
        _linkAt = _file.Length - 4;
        _tags.Clear();
    }
}
