using static System.FormattableString;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Writes LIF files: a header in XML and a block of pixels for each image.</summary>
internal sealed class TinyLif
{
    private readonly StringBuilder _elements = new();
    private readonly List<(string Name, byte[] Pixels)> _blocks = [];

    /// <summary>1 for sizes of blocks of 32 bits, 2 for 64 bits.</summary>
    public int Version { get; init; } = 2;

    /// <summary>Further elements of each image.</summary>
    public string Attachment { get; init; } = "";

    /// <summary>Adds an image. Each axis has an identifier, elements, a distance in bytes, and the length from its
    /// first to its last element in meters.</summary>
    public TinyLif Image(
        string name, byte[] pixels, (string Dye, int Bits, int Offset)[] channels,
        params (int Id, int Count, long Increment, double Length)[] axes)
    {
        var block = $"MemBlock_{_blocks.Count + 7}";
        _blocks.Add((block, pixels));
        _elements.Append(Invariant($"<Element Name=\"{name}\"><Data><Image><ImageDescription><Channels>"));
        foreach (var (dye, bits, offset) in channels)
        {
            _elements.Append(Invariant(
                $"<ChannelDescription DataType=\"{(bits == 32 ? 1 : 0)}\" Resolution=\"{bits}\" LUTName=\"Green\" "))
                .Append(Invariant($"BytesInc=\"{offset}\"><ChannelProperty><Key>DyeName</Key><Value>{dye}</Value>"))
                .Append("</ChannelProperty></ChannelDescription>");
        }

        _elements.Append("</Channels><Dimensions>");
        foreach (var (id, count, increment, length) in axes)
        {
            _elements.Append(Invariant($"<DimensionDescription DimID=\"{id}\" NumberOfElements=\"{count}\" "))
                .Append(Invariant($"Length=\"{length:R}\" Unit=\"{(id == 4 ? "s" : "m")}\" "))
                .Append(Invariant($"BytesInc=\"{increment}\"/>"));
        }

        _elements.Append($"</Dimensions></ImageDescription>{Attachment}</Image></Data>")
            .Append(Invariant($"<Memory Size=\"{pixels.Length}\" MemoryBlockID=\"{block}\"/></Element>"));
        return this;
    }

    public byte[] ToArray()
    {
        using var file = new MemoryStream();
        var text = Encoding.Unicode.GetBytes(Invariant($"<LMSDataContainerHeader Version=\"{Version}\">")
            + $"<Element Name=\"Project\"><Children>{_elements}</Children><Memory Size=\"0\" MemoryBlockID=\"M\"/>"
            + "</Element></LMSDataContainerHeader>");
        Write([0x70, text.Length + 5], [], text);
        foreach (var (name, pixels) in _blocks)
        {
            var size = Version == 1 ? BitConverter.GetBytes(pixels.Length) : BitConverter.GetBytes((long)pixels.Length);
            Write([0x70, size.Length + (2 * name.Length) + 6], size, Encoding.Unicode.GetBytes(name));
            file.Write(pixels);
        }

        return file.ToArray();

        void Write(int[] head, byte[] size, byte[] characters)
        {
            Array.ForEach(head, number => file.Write(BitConverter.GetBytes(number)));
            file.WriteByte(0x2a);
            if (size.Length > 0)
            {
                file.Write(size);
                file.WriteByte(0x2a);
            }

            file.Write(BitConverter.GetBytes(characters.Length / 2));
            file.Write(characters);
        }
    }
}
