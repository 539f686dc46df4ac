namespace Stylize.Codecs.Microscopy;

/// <summary>
/// Reads LIF files of LAS: a header in XML, then a block of pixels for each image. The header gives the distance in
/// bytes of neighbors along each axis.
/// </summary>
/// <remarks>Sources: the readers readlif (N. Negretti) and Bio-Formats (LIFReader).</remarks>
internal sealed class LifFile : PlaneFile
{
    private const int HeadBytes = 13;
    private const int Z = 3, T = 4, Mosaic = 10;

    private readonly string _name;
    private readonly List<Stack> _stacks = [];

    public LifFile(Stream stream, string name)
    {
        _name = name;
        var (start, characters) = Part(stream, 0);
        var text = Encoding.Unicode.GetString(StreamBytes.Read(stream, start, 2L * characters));
        var images = LifHeader.Read(text);
        var blocks = Blocks(stream, start + (2L * characters), images.Count == 0 ? 1 : LifHeader.VersionOf(text));
        var first = 0;
        foreach (var image in images)
        {
            if (image.BlockBytes == 0) continue;

            if (!blocks.TryGetValue(image.Block, out var block))
            {
                throw new InvalidDataException($"The pixels of the image {image.Name} are missing.");
            }

            var stack = new Stack(image, block.Start, first);
            Check(stack, block.Length);
            _stacks.Add(stack);
            first = checked(first + stack.Pages);
        }

        if (_stacks.Count == 0) throw new InvalidDataException("The file has no images.");
    }

    public override int Pages => _stacks[^1].First + _stacks[^1].Pages;

    protected override (int Width, int Height, StoredLayout Layout) Plane(int page) => StackOf(page).Shape;

    protected override PlaneRows Open(Stream stream, int page)
    {
        var stack = StackOf(page);
        return new Rows(stream, stack, stack.Start + stack.Place(page - stack.First).Offset);
    }

    protected override IEnumerable<OmeSeries> Images(Stream stream)
    {
        var wells = _stacks.ConvertAll(stack => WellPosition.Find(stack.Image.Name));
        var hasWells = wells.TrueForAll(well => well is not null);
        foreach (var (index, stack) in _stacks.Index())
        {
            // The images of a file are acquisitions of their own, except for those of wells.
            var isNamedOnce = _stacks.Count(other => other.Image.Name == stack.Image.Name) == 1;
            var name = isNamedOnce ? stack.Image.Name : Invariant($"{stack.Image.Name}_{index + 1}");
            var plate = hasWells || _stacks.Count == 1 ? null : $"{Path.GetFileNameWithoutExtension(_name)}_{name}";
            var planes = Enumerable.Range(0, stack.Pages).Select(page => (Page: page, At: stack.Place(page)));
            foreach (var tile in planes.GroupBy(plane => plane.At.Tile))
            {
                yield return new OmeSeries(
                    hasWells ? wells[index] : plate is null ? null : new WellPosition(0, 0), plate, stack.Channels,
                    stack.PixelSize,
                    [.. tile.Select(plane => (stack.First + plane.Page, plane.At.C, plane.At.Z, plane.At.T))])
                {
                    Stage = tile.Key < stack.Image.Tiles.Count ? stack.Image.Tiles[tile.Key] : null,
                    PlaneDistance = stack.Image.Axes.Skip(2).FirstOrDefault(axis => axis.Id == Z)?.Step,
                };
            }
        }
    }

    private Stack StackOf(int page) => _stacks.FindLast(stack => stack.First <= page)!;

    private void Check(Stack stack, long length)
    {
        var (width, height, layout) = stack.Shape;
        var image = stack.Image;
        if (image.Channels.Any(
            channel => (channel.IsFloat, channel.Bits) is not ((false, >= 1 and <= 16) or (true, 32))
            || channel.Bits > 8 != layout.Bits > 8 || channel.IsFloat != (layout.Kind == 'f')))
        {
            throw Unsupported(_name, $"the image {image.Name} has samples other than 8 and 16 bits and float");
        }

        var last = image.Axes.Sum(axis => (decimal)(axis.Count - 1) * axis.Increment)
            + image.Channels.Max(channel => channel.Offset) + (layout.Bits / 8);
        if (image.Axes.Any(axis => axis.Count > 1 && axis.Increment < 1) || last > length
            || (decimal)width * height * stack.Pages > length)
        {
            throw new InvalidDataException($"The image {image.Name} has too few bytes for its pixels.");
        }
    }

    /// <summary>Finds the blocks of pixels by their names.</summary>
    private static Dictionary<string, (long Start, long Length)> Blocks(Stream stream, long at, int version)
    {
        var blocks = new Dictionary<string, (long Start, long Length)>(StringComparer.Ordinal);
        var sizeBytes = version >= 2 ? 8 : 4;
        while (at <= stream.Length - HeadBytes && StreamBytes.Read(stream, at, 4)[0] == 'p')
        {
            var head = StreamBytes.Read(stream, at, 9 + sizeBytes + 5).AsSpan();
            var length = sizeBytes == 8 ? BinaryPrimitives.ReadInt64LittleEndian(head[9..])
                : BinaryPrimitives.ReadUInt32LittleEndian(head[9..]);
            var characters = BinaryPrimitives.ReadInt32LittleEndian(head[^4..]);
            if (head[8] != '*' || head[^5] != '*' || characters is < 0 or > 1000)
            {
                throw new InvalidDataException("A block has a damaged header.");
            }

            var name = Encoding.Unicode.GetString(StreamBytes.Read(stream, at + head.Length, 2L * characters));
            var start = at + head.Length + (2L * characters);
            if (length < 0 || length > stream.Length - start)
            {
                throw new InvalidDataException("A block exceeds the end of the file.");
            }

            blocks.TryAdd(name, (start, length));
            at = start + length;
        }

        return blocks;
    }

    private static (long Start, int Characters) Part(Stream stream, long at)
    {
        var head = StreamBytes.Read(stream, at, HeadBytes).AsSpan();
        var size = BinaryPrimitives.ReadInt32LittleEndian(head[9..]);
        return head[0] == 'p' && head[8] == '*' && size >= 0
            ? (at + HeadBytes, size) : throw new InvalidDataException("The header is damaged.");
    }

    /// <summary>An image, whose first two axes are those of its planes.</summary>
    /// <param name="Start">Position of its pixels.</param>
    /// <param name="First">The first of its pages.</param>
    private sealed record Stack(LifImage Image, long Start, int First)
    {
        /// <summary>The axes of planes, without those that are shown.</summary>
        private LifAxis[] Others { get; } = [.. Image.Axes.Skip(2)];

        public int Pages { get; } = checked((int)Image.Axes.Skip(2).Aggregate(
            (long)Image.Channels.Count, (pages, axis) => checked(pages * axis.Count)));

        public PixelSize? PixelSize => Engine.Imaging.PixelSize.Find(
            Image.Axes[0].Step, Image.Axes.Count > 1 && Image.Axes[1].Step > 0 ? Image.Axes[1].Step : null);

        public (int Width, int Height, StoredLayout Layout) Shape
        {
            get
            {
                var (channel, axes) = (Image.Channels[0], Image.Axes);
                var bits = channel.IsFloat ? 32 : channel.Bits > 8 ? 16 : 8;
                return (axes[0].Count, axes.Count > 1 ? axes[1].Count : 1, new StoredLayout(
                    channel.IsFloat ? 'f' : 'u', bits, Math.Max((int)axes[0].Increment, bits / 8), [0]));
            }
        }

        public long RowBytes => Image.Axes.Count > 1 ? Image.Axes[1].Increment : 0;

        /// <summary>The channels, times the positions along axes that have no place of their own, such as
        /// wavelengths.</summary>
        public IReadOnlyList<string> Channels
        {
            get
            {
                var further = Others.Where(axis => axis.Id is not (Z or T or Mosaic) && axis.Count > 1).ToList();
                var count = further.Aggregate(1, (product, axis) => checked(product * axis.Count));
                return [.. Enumerable.Range(0, count).SelectMany(other => Image.Channels.Select(channel => count == 1
                    ? channel.Name : Invariant($"{channel.Name} {other}").Trim()))];
            }
        }

        /// <summary>Returns the place of a page, and the position of its pixels.</summary>
        public (int C, int Z, int T, int Tile, long Offset) Place(int page)
        {
            var (rest, channel) = Math.DivRem(page, Image.Channels.Count);
            var (z, t, tile, other, others, offset) = (0, 0, 0, 0, 1, Image.Channels[channel].Offset);
            foreach (var axis in Others)
            {
                (rest, var at) = Math.DivRem(rest, axis.Count);
                offset += at * axis.Increment;
                switch (axis.Id)
                {
                    case LifFile.Z: z = at; break;
                    case LifFile.T: t = at; break;
                    case Mosaic: tile = at; break;
                    default: (other, others) = (other + (at * others), others * axis.Count); break;
                }
            }

            return ((other * Image.Channels.Count) + channel, z, t, tile, offset);
        }
    }

    private sealed class Rows(Stream stream, Stack stack, long start) : PlaneRows(stack.Shape.Layout)
    {
        private readonly byte[] _row = new byte[checked(
            ((stack.Shape.Width - 1) * stack.Shape.Layout.PixelBytes) + (stack.Shape.Layout.Bits / 8))];

        private long _next = start;

        public override ReadOnlySpan<byte> Next()
        {
            stream.Position = _next;
            stream.ReadExactly(_row);
            _next += stack.RowBytes;
            return _row;
        }

        public override void Dispose()
        {
        }
    }
}
