namespace Stylize.Codecs.Microscopy;

/// <summary>
/// Reads CZI files of ZEN: segments, of which a directory lists the blocks of pixels. The plane of a scene is composed
/// of its blocks; blocks of lower resolution are not used.
/// </summary>
/// <remarks>Sources: the structures of libCZI (Carl Zeiss Microscopy), and the reader czifile (C. Gohlke).</remarks>
internal sealed class CziFile : PlaneFile
{
    private const int IdBytes = 16;
    private const int SegmentBytes = 32;
    private const int FileBytes = 80;
    private const int DirectoryBytes = 128;

    /// <summary>Bytes of an entry of the directory, which a block repeats, and of each of its dimensions.</summary>
    internal const int EntryBytes = 32, DimensionBytes = 20;

    private const int MetadataBytes = 256;

    /// <summary>Maximum number of times that the blocks of a plane cover its pixels; overlapping tiles cover some four
    /// times.</summary>
    private const int MaxCover = 16;

    /// <summary>Phase, illumination, rotation, view and acquisition block, which become channels.</summary>
    private const string OtherAxes = "HIRVB";

    private readonly string _name;
    private readonly long _metadata;
    private readonly List<Scene> _scenes = [];
    private readonly List<ScenePlane> _planes = [];

    public CziFile(Stream stream, string name)
    {
        _name = name;
        var head = StreamBytes.Read(stream, Segment(stream, "ZISRAWFILE", 0).Start, FileBytes).AsSpan();
        RequireFirstPart(BinaryPrimitives.ReadInt32LittleEndian(head[48..]));
        _metadata = BinaryPrimitives.ReadInt64LittleEndian(head[60..]);
        var blocks = ReadDirectory(stream, BinaryPrimitives.ReadInt64LittleEndian(head[52..]));
        if (blocks.Count == 0) throw new InvalidDataException("The file has no images.");

        foreach (var group in blocks.GroupBy(block => block.Scene).OrderBy(group => group.Key))
        {
            AddScene(group.Key, [.. group]);
        }
    }

    public override int Pages => _planes.Count;

    protected override (int Width, int Height, StoredLayout Layout) Plane(int page)
    {
        var plane = _planes[page];
        return (plane.Scene.Width, plane.Scene.Height, LayoutOf(plane.Blocks[0].PixelType));
    }

    protected override PlaneRows Open(Stream stream, int page)
    {
        var (width, _, layout) = Plane(page);
        return new CziRows(stream, _name, _planes[page].Blocks, width, layout);
    }

    protected override IEnumerable<OmeSeries> Images(Stream stream)
    {
        var text = "<ImageDocument/>"u8.ToArray();
        if (_metadata > 0)
        {
            var (start, length) = Segment(stream, "ZISRAWMETADATA", _metadata);
            var size = BinaryPrimitives.ReadInt32LittleEndian(StreamBytes.Read(stream, start, sizeof(int)));
            if (size > length) throw new InvalidDataException("The metadata is longer than its segment.");

            text = StreamBytes.Read(stream, start + MetadataBytes, size);
        }

        var metadata = CziMetadata.Read(text);

        // Names such as P1 are positions; only a shape of a carrier is a well.
        var wells = _scenes.ConvertAll(
            scene => metadata.Wells.TryGetValue(scene.Number, out var well) ? WellPosition.Find(well) : null);
        var hasWells = wells.TrueForAll(well => well is not null);

        // Scenes of different sizes are not tiles of one montage.
        var areApart = !hasWells && _scenes.Select(scene => (scene.Width, scene.Height)).Distinct().Count() > 1;
        foreach (var (index, scene) in _scenes.Index())
        {
            var planes = _planes.Index().Where(plane => plane.Item.Scene == scene)
                .Select(plane => (plane.Index, plane.Item.C, plane.Item.Z, plane.Item.T)).ToList();
            var plate = areApart ? $"{Path.GetFileNameWithoutExtension(_name)}_{metadata.NameOf(scene.Number)}" : null;
            yield return new OmeSeries(
                hasWells ? wells[index] : areApart ? new WellPosition(0, 0) : null, plate,
                NamesOf(scene.Channels, metadata), metadata.PixelSize, planes)
            {
                Stage = metadata.Stages.TryGetValue(scene.Number, out var stage) ? stage : null,
                PlaneDistance = metadata.PlaneDistance,
            };
        }
    }

    /// <summary>Returns the names of channels, with the numbers of those other dimensions in which channels
    /// differ.</summary>
    private static string[] NamesOf(IReadOnlyList<CziChannel> channels, CziMetadata metadata)
    {
        var others = OtherAxes.Index()
            .Where(axis => channels.Select(channel => channel[axis.Index]).Distinct().Count() > 1).ToList();
        return [.. channels.Select(channel =>
        {
            var name = metadata.Channels.GetValueOrDefault(channel.Number) ?? "";
            var parts = others.Select(axis => Invariant($"{axis.Item}{channel[axis.Index]}"));
            return others.Count == 0
                ? name : string.Join(' ', parts.Prepend(name.Length > 0 ? name : Invariant($"{channel.Number}")));
        })];
    }

    private void AddScene(int number, CziBlock[] blocks)
    {
        var (left, top) = (blocks.Min(block => block.Left), blocks.Min(block => block.Top));
        var width = checked((int)(blocks.Max(block => block.Left + block.Width) - left));
        var height = checked((int)(blocks.Max(block => block.Top + block.Height) - top));
        var scene = new Scene(number, width, height, [.. blocks.Select(block => block.Channel).Distinct().Order()]);
        var (stacks, times) = (Ranks(blocks.Select(block => block.Z)), Ranks(blocks.Select(block => block.T)));
        var channels = scene.Channels.Index().ToDictionary(channel => channel.Item, channel => channel.Index);
        _scenes.Add(scene);
        foreach (var plane in blocks.GroupBy(
            block => (T: times[block.T], Z: stacks[block.Z], C: channels[block.Channel]))
            .OrderBy(plane => plane.Key))
        {
            // Later tiles cover earlier ones.
            CziBlock[] placed = [.. plane.OrderBy(block => block.Tile).Select(block =>
                block with { Left = block.Left - left, Top = block.Top - top })];
            if (placed.Sum(block => (double)block.Width * block.Height) / width / height is > MaxCover and var cover)
            {
                throw Errors.BlocksOverlap.With(_name, cover, MaxCover);
            }

            if (Array.Exists(placed, block => block.PixelType != placed[0].PixelType))
            {
                throw new InvalidDataException("The blocks of a plane differ in the type of their pixels.");
            }

            _planes.Add(new ScenePlane(scene, plane.Key.C, plane.Key.Z, plane.Key.T, placed));
        }
    }

    private static Dictionary<int, int> Ranks(IEnumerable<int> values) =>
        values.Distinct().Order().Index().ToDictionary(value => value.Item, value => value.Index);

    /// <summary>Reads the directory: the blocks at full resolution.</summary>
    private List<CziBlock> ReadDirectory(Stream stream, long position)
    {
        var (start, length) = Segment(stream, "ZISRAWDIRECTORY", position);
        var bytes = StreamBytes.Read(stream, start, length, StreamBytes.MaxBlock);
        var blocks = new List<CziBlock>();
        var at = DirectoryBytes;
        for (var count = BinaryPrimitives.ReadInt32LittleEndian(bytes); count > 0; count--)
        {
            if (bytes.Length - at < EntryBytes) throw new InvalidDataException("The directory ends too early.");

            var entry = bytes.AsSpan(at);
            var dimensions = BinaryPrimitives.ReadInt32LittleEndian(entry[28..]);
            if (!entry.StartsWith("DV"u8)) throw Unsupported(_name, "its directory has entries of the old kind DE");
            if (dimensions < 0 || dimensions > (entry.Length - EntryBytes) / DimensionBytes)
            {
                throw new InvalidDataException("The directory ends too early.");
            }

            at += EntryBytes + (dimensions * DimensionBytes);
            RequireFirstPart(BinaryPrimitives.ReadInt32LittleEndian(entry[14..]));
            if (ReadBlock(entry, dimensions) is { } block)
            {
                blocks.Add(block);
            }
        }

        return blocks;
    }

    /// <summary>Reads an entry of the directory; null for a block of lower resolution.</summary>
    private CziBlock? ReadBlock(ReadOnlySpan<byte> entry, int dimensions)
    {
        var (starts, sizes) = (new Dictionary<char, int>(), (Width: 0, Height: 0));
        for (var i = 0; i < dimensions; i++)
        {
            var dimension = entry[(EntryBytes + (i * DimensionBytes))..];
            var axis = (char)dimension[0];
            var size = BinaryPrimitives.ReadInt32LittleEndian(dimension[8..]);
            var stored = BinaryPrimitives.ReadInt32LittleEndian(dimension[16..]);
            starts[axis] = BinaryPrimitives.ReadInt32LittleEndian(dimension[4..]);
            if (axis is 'X' or 'Y')
            {
                if (size < 1) throw new InvalidDataException("A block has no pixels.");
                if (stored != 0 && stored != size) return null;

                sizes = axis == 'X' ? (size, sizes.Height) : (sizes.Width, size);
            }
            else if (size > 1 && axis != 'S' && axis != 'M')
            {
                throw Unsupported(_name, $"its blocks have several planes along {axis}");
            }
        }

        if (sizes is not ( > 0, > 0)) throw new InvalidDataException("A block has no pixels.");

        var pixelType = BinaryPrimitives.ReadInt32LittleEndian(entry[2..]);
        if (pixelType is not (0 or 1 or 2 or 3 or 4 or 9))
        {
            throw Unsupported(
                _name, $"pixels of type {pixelType} are not supported, only gray and color of 8 and 16 bits and float");
        }

        var others = (Start('H'), Start('I'), Start('R'), Start('V'), Start('B'));
        return new CziBlock(
            BinaryPrimitives.ReadInt64LittleEndian(entry[6..]), pixelType,
            BinaryPrimitives.ReadInt32LittleEndian(entry[18..]),
            Start('S'), new CziChannel(Start('C'), others), Start('Z'), Start('T'), Start('M'), Start('X'), Start('Y'),
            sizes.Width, sizes.Height);

        int Start(char axis) => starts.GetValueOrDefault(axis);
    }

    /// <summary>Returns position and length of the data of a segment.</summary>
    /// <exception cref="InvalidDataException">The segment is missing, or it exceeds the end of the file.</exception>
    internal static (long Start, long Length) Segment(Stream stream, string id, long position)
    {
        var head = StreamBytes.Read(stream, position, SegmentBytes).AsSpan();
        var (allocated, used) =
            (BinaryPrimitives.ReadInt64LittleEndian(head[16..]), BinaryPrimitives.ReadInt64LittleEndian(head[24..]));
        var (start, length) = (position + SegmentBytes, used == 0 ? allocated : used);
        if (Encoding.ASCII.GetString(head[..IdBytes]).TrimEnd('\0') != id || length < 0
            || length > stream.Length - start)
        {
            throw new InvalidDataException($"The segment {id} is damaged, or exceeds the end of the file.");
        }

        return (start, length);
    }

    private void RequireFirstPart(int part)
    {
        if (part != 0)
        {
            throw Unsupported(
                _name, "it is one of several files of an image", "Save the image as a single file in ZEN.");
        }
    }

    private static StoredLayout LayoutOf(int pixelType) => pixelType switch
    {
        0 => new('u', 8, 1, [0]),
        1 => new('u', 16, 2, [0]),
        2 => new('f', 32, 4, [0]),
        3 => new('u', 8, 3, [2, 1, 0]),
        4 => new('u', 16, 6, [4, 2, 0]),
        _ => new('u', 8, 4, [2, 1, 0]),
    };

    private sealed record Scene(int Number, int Width, int Height, IReadOnlyList<CziChannel> Channels);

    private sealed record ScenePlane(Scene Scene, int C, int Z, int T, IReadOnlyList<CziBlock> Blocks);
}

/// <summary>A block of pixels at full resolution.</summary>
/// <param name="Position">Position of its segment.</param>
/// <param name="Tile">Number in the mosaic; higher numbers cover lower ones.</param>
/// <param name="Left">First column, which may be negative in the file.</param>
internal sealed record CziBlock(
    long Position, int PixelType, int Compression, int Scene, CziChannel Channel, int Z, int T, int Tile, long Left,
    long Top, int Width, int Height);

/// <summary>A channel with the other dimensions that have a place in no other model.</summary>
/// <param name="Others">Numbers of phase, illumination, rotation, view and acquisition block.</param>
internal readonly record struct CziChannel(int Number, (int H, int I, int R, int V, int B) Others)
    : IComparable<CziChannel>
{
    public object? this[int axis] => ((System.Runtime.CompilerServices.ITuple)Others)[axis];

    public int CompareTo(CziChannel other) => (Number, Others).CompareTo((other.Number, other.Others));
}
