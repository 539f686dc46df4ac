using System.Xml;

namespace Stylize.Codecs.Microscopy;

/// <summary>
/// A value of the metadata of an ND2 file, which is stored as "lite variants" (from version 3) or as XML (versions 2).
/// </summary>
/// <param name="Name">Name with its prefix for the type, such as uiWidth; empty or no_name in a list.</param>
/// <param name="Number">The value of an integer, a floating-point number or a Boolean; otherwise NaN.</param>
/// <param name="Text">The value of a text; otherwise null.</param>
/// <param name="Bytes">The value of a byte array; otherwise empty.</param>
/// <param name="Items">The values in a level.</param>
internal sealed record Nd2Node(string Name, double Number, string? Text, byte[] Bytes, IReadOnlyList<Nd2Node> Items)
{
    /// <summary>Maximum number of values of a chunk; 10,000 positions have about 100,000.</summary>
    private const int MaxValues = 4_000_000;

    private const int LevelType = 11;
    private const int CompressedType = 'L';

    private static readonly Nd2Node None = new("", double.NaN, null, [], []);

    /// <summary>Returns the value of a name; null if it does not exist.</summary>
    public Nd2Node? this[string name] => Items.FirstOrDefault(item => item.Name == name);

    public Nd2Node Required(string name) =>
        this[name] ?? throw new InvalidDataException($"The metadata lacks '{name}'.");

    /// <summary>Returns a whole number.</summary>
    /// <exception cref="InvalidDataException">It is missing or out of range.</exception>
    public int Integer(string name, int min, int max) =>
        Required(name).Number is var number && number >= min && number <= max
            ? (int)number
            : throw new InvalidDataException(Invariant($"'{name}' must be {min} to {max}."));

    /// <summary>Parses a chunk, and returns its first value.</summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public static Nd2Node Read(byte[] chunk)
    {
        var count = 0;
        if (chunk.AsSpan().TrimStart("\uFEFF\u00EF\u00BB\u00BF \r\n\t"u8).StartsWith("<"u8))
        {
            return ReadXml(chunk, ref count);
        }

        var at = 0;
        return ReadLevel(chunk, ref at, chunk.Length, 1, 0, ref count).FirstOrDefault() ?? None;
    }

    /// <summary>Reads values: a byte with the type, a byte with the length of the name in UTF-16, the name, and the
    /// data.</summary>
    private static List<Nd2Node> ReadLevel(byte[] chunk, ref int at, int end, long items, int depth, ref int count)
    {
        if (depth > PlainXml.MaxDepth)
        {
            throw new InvalidDataException($"Metadata is nested deeper than {PlainXml.MaxDepth} levels.");
        }

        var level = new List<Nd2Node>();
        for (; items > 0 && at < end; items--)
        {
            if (++count > MaxValues) throw new InvalidDataException($"A chunk has more than {MaxValues} values.");

            var start = at;
            var (type, length) = (Take(chunk, ref at, end, 1)[0], Take(chunk, ref at, end, 1)[0]);
            if (type == CompressedType)
            {
                const int Skipped = 10;
                Take(chunk, ref at, end, Skipped);
                var unpacked = StreamBytes.Inflate(chunk.AsSpan(at, end - at));
                at = 0;
                return ReadLevel(unpacked, ref at, unpacked.Length, 1, depth + 1, ref count);
            }

            var name = Encoding.Unicode.GetString(Take(chunk, ref at, end, 2 * length)).TrimEnd('\0');
            if (type != LevelType)
            {
                level.Add(ReadValue(type, name, chunk, ref at, end));
                continue;
            }

            var inner = BinaryPrimitives.ReadUInt32LittleEndian(Take(chunk, ref at, end, 4));
            var size = BinaryPrimitives.ReadInt64LittleEndian(Take(chunk, ref at, end, 8));
            if (size < at - start || size > end - start)
            {
                throw new InvalidDataException("A level of the metadata has a wrong length.");
            }

            var last = start + (int)size;
            level.Add(None with { Name = name, Items = ReadLevel(chunk, ref at, last, inner, depth + 1, ref count) });

            // A table with the offset of each value follows.
            at = last;
            Take(chunk, ref at, end, (int)Math.Min(8L * inner, end - at));
        }

        return level;
    }

    private static Nd2Node ReadValue(int type, string name, byte[] chunk, ref int at, int end)
    {
        switch (type)
        {
            case 8:
                var units = MemoryMarshal.Cast<byte, char>(chunk.AsSpan(at, end - at)).IndexOf('\0');
                if (units < 0) throw new InvalidDataException("A text of the metadata does not end.");

                return None with { Name = name,
                    Text = Encoding.Unicode.GetString(Take(chunk, ref at, end, 2 * (units + 1)))[..units] };
            case 9:
                var size = BinaryPrimitives.ReadUInt64LittleEndian(Take(chunk, ref at, end, 8));
                return None with { Name = name,
                    Bytes = Take(chunk, ref at, end, (int)Math.Min(size, int.MaxValue)).ToArray() };
            default:
                var number = type switch
                {
                    1 => Take(chunk, ref at, end, 1)[0] == 0 ? 0 : 1,
                    2 => BinaryPrimitives.ReadInt32LittleEndian(Take(chunk, ref at, end, 4)),
                    3 => BinaryPrimitives.ReadUInt32LittleEndian(Take(chunk, ref at, end, 4)),
                    4 => BinaryPrimitives.ReadInt64LittleEndian(Take(chunk, ref at, end, 8)),
                    5 or 7 => BinaryPrimitives.ReadUInt64LittleEndian(Take(chunk, ref at, end, 8)),
                    6 => BinaryPrimitives.ReadDoubleLittleEndian(Take(chunk, ref at, end, 8)),
                    _ => throw new InvalidDataException($"A value of the metadata has the unknown type {type}."),
                };
                return None with { Name = name, Number = number };
        }
    }

    private static ReadOnlySpan<byte> Take(byte[] chunk, ref int at, int end, int length)
    {
        if (length > end - at) throw new InvalidDataException("The metadata ends too early.");

        at += length;
        return chunk.AsSpan(at - length, length);
    }

    /// <summary>Reads XML: an element per value, with the attributes "runtype" and "value".</summary>
    private static Nd2Node ReadXml(byte[] chunk, ref int count)
    {
        using var reader = XmlReader.Create(new MemoryStream(chunk), PlainXml.Settings(isLenient: true));
        var levels = new Stack<(string Name, List<Nd2Node> Items)>();
        levels.Push(("", []));
        while (PlainXml.Next(reader))
        {
            if (++count > MaxValues) throw new InvalidDataException("The metadata is too large.");

            if (reader.NodeType == XmlNodeType.EndElement)
            {
                Close(levels);
            }
            else if (reader.NodeType == XmlNodeType.Element)
            {
                var (name, type, value) = (reader.Name, reader.GetAttribute("runtype"), reader.GetAttribute("value"));
                if (value is null)
                {
                    levels.Push((name, []));
                    if (reader.IsEmptyElement) Close(levels);
                    continue;
                }

                levels.Peek().Items.Add(None with
                {
                    Name = name,
                    Text = value,
                    Number = type == "bool" ? (value is "true" or "1" ? 1 : 0)
                        : TryNumber(value, out var number) ? number : double.NaN,
                });
                if (!reader.IsEmptyElement) levels.Push((name, []));
            }
        }

        // The root is a variant around the value.
        return levels.Last().Items is [{ Items: [var first, ..] }] ? first : None;

        static void Close(Stack<(string Name, List<Nd2Node> Items)> levels)
        {
            var (name, items) = levels.Pop();
            if (items.Count > 0) levels.Peek().Items.Add(None with { Name = name, Items = items });
        }
    }
}
