using System.Xml;

namespace Stylize.Codecs.Microscopy;

/// <summary>An image in the header of a LIF file.</summary>
/// <param name="Name">Names of the folders and of the image, without that of the project.</param>
/// <param name="Axes">From the fastest to the slowest.</param>
/// <param name="Block">Name of the block with the pixels.</param>
/// <param name="BlockBytes">Its size; 0 for an image without pixels.</param>
/// <param name="Tiles">Positions of the tiles of a mosaic in micrometers.</param>
internal sealed record LifImage(
    string Name, IReadOnlyList<LifAxis> Axes, IReadOnlyList<LifChannel> Channels, string Block, long BlockBytes,
    IReadOnlyList<(double X, double Y)> Tiles);

/// <param name="Id">1 to 3 for X, Y and Z, 4 for time, 5 and 9 for wavelengths, 10 for the tiles of a mosaic.</param>
/// <param name="Increment">Distance of neighbors in bytes.</param>
/// <param name="Step">Distance of neighbors in micrometers; null if unknown.</param>
internal sealed record LifAxis(int Id, int Count, long Increment, double? Step);

/// <param name="Offset">Position of the first sample in bytes.</param>
internal sealed record LifChannel(string Name, int Bits, bool IsFloat, long Offset);

/// <summary>Reads the header of a LIF file.</summary>
internal static class LifHeader
{
    private const double PerMeter = 1e6;

    /// <summary>Returns the version: the sizes of blocks have 64 bits from version 2 on.</summary>
    public static int VersionOf(string text)
    {
        using var reader = Reader(text);
        return reader.MoveToContent() == XmlNodeType.Element
            && int.TryParse(reader.GetAttribute("Version"), out var version) ? version : 1;
    }

    /// <summary>Returns the images in the order of the file.</summary>
    /// <exception cref="XmlException">The text is damaged.</exception>
    /// <exception cref="InvalidDataException">Elements are nested too deep, or numbers are missing.</exception>
    public static IReadOnlyList<LifImage> Read(string text)
    {
        var (images, open, key, element) = (new List<Draft>(), new Stack<Draft>(), "", "");
        using var reader = Reader(text);
        while (PlainXml.Next(reader))
        {
            while (open.Count > 0 && reader.Depth < open.Peek().Depth)
            {
                open.Pop();
            }

            if (reader.NodeType == XmlNodeType.Text)
            {
                // The keys and values of a channel; that of its dye is the name.
                if (element == "Value" && key == "DyeName" && reader.Value.Trim() is { Length: > 0 } dye
                    && open.Count > 0 && open.Peek().Channels is [.. _, var last] channels)
                {
                    channels[^1] = last with { Name = dye };
                }

                key = element == "Key" ? reader.Value : key;
            }

            if (reader.NodeType != XmlNodeType.Element) continue;

            element = reader.Name;
            if (reader.Name == "Element")
            {
                while (open.Count > 0 && reader.Depth <= open.Peek().Depth)
                {
                    open.Pop();
                }

                // The first name is that of the project.
                var name = reader.GetAttribute("Name") ?? "";
                var path = open.Count < 2 ? name : $"{open.Peek().Name}_{name}";
                open.Push(new(reader.Depth, path));
                images.Add(open.Peek());
            }
            else if (open.TryPeek(out var image))
            {
                Add(image, reader);
            }
        }

        return [.. images.Where(image => image.Channels.Count > 0 && image.Axes.Count > 0)
            .Select(image => new LifImage(
                image.Name, image.Axes, image.Channels, image.Block, image.BlockBytes,
                image.Tiles.ConvertAll(image.OnStage)))];
    }

    private static void Add(Draft image, XmlReader reader)
    {
        switch (reader.Name, reader.Depth - image.Depth)
        {
            case ("ChannelDescription", 5):
                image.Channels.Add(new(
                    reader.GetAttribute("LUTName") ?? "", (int)Integer("Resolution", 8),
                    Integer("DataType", 0) == 1, Integer("BytesInc", 0)));
                break;
            case ("DimensionDescription", 5):
                var count = Integer("NumberOfElements", 1);
                if (count is < 1 or > int.MaxValue) throw new InvalidDataException("An axis has no elements.");

                image.Axes.Add(new((int)Integer("DimID", 0), (int)count, Integer("BytesInc", 0), Step(count)));
                break;
            case ("Memory", 1):
                (image.Block, image.BlockBytes) = (reader.GetAttribute("MemoryBlockID") ?? "", Integer("Size", 0));
                break;
            case ("Tile", 4) when Number("PosX") is { } x && Number("PosY") is { } y:
                image.Tiles.Add((x * PerMeter, y * PerMeter));
                break;
            case ("Attachment", 3) or ("ATLConfocalSettingDefinition", _)
                when image.Turn is null && reader.GetAttribute("SwapXY") is { } swap:
                image.Turn = (reader.GetAttribute("FlipX") == "1", reader.GetAttribute("FlipY") == "1", swap == "1");
                break;
        }

        // The length is that from the first to the last element.
        double? Step(long count) => count < 2 || Number("Length") is not { } length ? null
            : Math.Abs(length) / (count - 1)
                * PixelSize.Micrometers(reader.GetAttribute("Unit") is { Length: > 0 } unit ? unit : "m")
                is > 0 and < double.PositiveInfinity and var step ? Math.Round(step, 12) : null;

        double? Number(string name) =>
            TryNumber(reader.GetAttribute(name), out var value) && double.IsFinite(value) ? value : null;

        long Integer(string name, long absent) => reader.GetAttribute(name) is not { Length: > 0 } text ? absent
            : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= 0
                ? value : throw new InvalidDataException($"The number {name} is damaged.");
    }

    private static XmlReader Reader(string text) =>
        XmlReader.Create(new StringReader(text.Trim('\ufeff', '\0')), PlainXml.Settings(isLenient: true));

    private sealed record Draft(int Depth, string Name)
    {
        public List<LifAxis> Axes { get; } = [];
        public List<LifChannel> Channels { get; } = [];
        public List<(double X, double Y)> Tiles { get; } = [];
        public string Block { get; set; } = "";
        public long BlockBytes { get; set; }

        /// <summary>How the axes of the stage lie in the image.</summary>
        public (bool FlipX, bool FlipY, bool Swap)? Turn { get; set; }

        public (double X, double Y) OnStage((double X, double Y) tile)
        {
            var (flipX, flipY, swap) = Turn.GetValueOrDefault();
            var (x, y) = swap ? (tile.Y, tile.X) : tile;
            return (flipX ? -x : x, flipY ? -y : y);
        }
    }
}
