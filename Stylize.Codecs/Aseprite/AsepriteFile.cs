namespace Stylize.Codecs.Aseprite;

/// <summary>The structure of a sprite of Aseprite, without its pixels. Source:
/// aseprite/docs/ase-file-specs.md.</summary>
internal sealed class AsepriteFile
{
    internal const int HeaderBytes = 128;
    internal const int FrameHeaderBytes = 16;
    internal const ushort Magic = 0xa5e0;
    internal const ushort FrameMagic = 0xf1fa;

    /// <summary>Maximum number of layers.</summary>
    internal const int MaxLayers = 10_000;

    /// <summary>Maximum number of cels of all frames.</summary>
    internal const int MaxCels = 1_000_000;

    private readonly List<AsepriteFrame> _frames = [];
    private readonly AsepriteLayerList _layers;
    private readonly Dictionary<uint, AsepriteTileset> _tilesets = [];
    private readonly List<FrameTag> _tags = [];
    private readonly int _speed;
    private Rgba32[] _palette = [.. Enumerable.Repeat(new Rgba32(0, 0, 0), EncodeOptions.MaxIndexedColors)];
    private bool _hasNewPalette;
    private int _cels;

    /// <summary>Reads the chunks of all frames.</summary>
    /// <exception cref="StylizeException">ImageTooLarge; FormatUnsupported.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    private AsepriteFile(SourceStream source, DecodeOptions options)
    {
        var stream = source.Stream;
        var header = new LittleEndianReader(StreamBytes.Read(stream, 0, HeaderBytes));
        header.Skip(6);
        var count = header.Word();
        (Width, Height) = (header.Word(), header.Word());
        var bits = header.Word();
        var flags = header.Long();
        _speed = header.Word();
        header.Skip(8);
        TransparentIndex = header.Byte();
        if (count == 0 || Width == 0 || Height == 0 || bits is not (8 or 16 or 32))
        {
            throw new InvalidDataException("The header of the sprite is damaged.");
        }

        BytesPerPixel = bits / 8;
        SourceLimits.Check(source.Name, Width, Height, count, options);
        SourceLimits.CheckPage(source.Name, count, options);
        _layers = new AsepriteLayerList(hasOpacity: (flags & 1) != 0, composesGroups: (flags & 2) != 0);
        long at = HeaderBytes;
        for (var i = 0; i < count; i++)
        {
            at = ReadFrame(source, at);
        }

        Layers = _layers.Complete(source, (long)Width * Height, options);
    }

    internal int Width { get; }
    internal int Height { get; }

    /// <summary>4 for RGBA, 2 for gray and alpha, 1 for indices.</summary>
    internal int BytesPerPixel { get; }

    /// <summary>The index of the palette that is transparent in all layers but the background.</summary>
    internal int TransparentIndex { get; }

    internal AsepriteLayers Layers { get; }
    internal IReadOnlyList<AsepriteFrame> Frames => _frames;
    internal IReadOnlyList<FrameTag> Tags => _tags;
    internal IReadOnlyDictionary<uint, AsepriteTileset> Tilesets => _tilesets;

    internal static AsepriteFile Read(SourceStream source, DecodeOptions options) =>
        source.Read(_ => new AsepriteFile(source, options));

    /// <summary>Returns the position of the first chunk, the end of a frame, and the number of its chunks.</summary>
    internal static (long First, long End, uint Count) FrameAt(Stream stream, long at, out int milliseconds)
    {
        var header = new LittleEndianReader(StreamBytes.Read(stream, at, FrameHeaderBytes));
        var size = header.Long();
        if (header.Word() != FrameMagic || size < FrameHeaderBytes || size > stream.Length - at)
        {
            throw new InvalidDataException("A frame of the sprite is damaged or truncated.");
        }

        var oldCount = header.Word();
        milliseconds = header.Word();
        header.Skip(2);
        var count = header.Long();
        return (at + FrameHeaderBytes, at + size, count == 0 ? oldCount : count);
    }

    private long ReadFrame(SourceStream source, long at)
    {
        var (first, end, count) = FrameAt(source.Stream, at, out var milliseconds);
        var cels = new Dictionary<int, AsepriteCel>();
        foreach (var chunk in AsepriteChunk.All(source.Stream, first, end, count))
        {
            switch (chunk.Type)
            {
                case AsepriteChunkType.Layer:
                    _layers.Add(chunk.Read(source.Stream), source);
                    break;
                case AsepriteChunkType.Cel:
                    AddCel(cels, chunk, source);
                    break;
                case AsepriteChunkType.Palette:
                    ReadPalette(chunk.Read(source.Stream));
                    break;
                case AsepriteChunkType.OldPalette when !_hasNewPalette:
                    ReadOldPalette(chunk.Read(source.Stream), scale: 1);
                    break;
                case AsepriteChunkType.OldestPalette when !_hasNewPalette:
                    ReadOldPalette(chunk.Read(source.Stream), scale: 4);
                    break;
                case AsepriteChunkType.Tags:
                    ReadTags(chunk.Read(source.Stream));
                    break;
                case AsepriteChunkType.Tileset:
                    var tileset = AsepriteTileset.Read(chunk, source.Stream);
                    _tilesets[tileset.Id] = tileset;
                    break;
            }
        }

        _frames.Add(new AsepriteFrame(milliseconds > 0 ? milliseconds : _speed, _palette, cels));
        return end;
    }

    private void AddCel(Dictionary<int, AsepriteCel> cels, AsepriteChunk chunk, SourceStream source)
    {
        var cel = AsepriteCel.Read(chunk, source, out var link);
        if (link is { } frame)
        {
            // A link repeats the picture of an earlier frame, with its position and opacity.
            var linked = frame < _frames.Count && _frames[frame].Cels.TryGetValue(cel.Layer, out var earlier)
                ? earlier : throw new InvalidDataException("A cel of the sprite is linked to one that does not exist.");
            cel = linked with { Order = cel.Order };
        }

        cels[cel.Layer] = cel;
        if (++_cels > MaxCels)
        {
            throw SourceLimits.TooLarge(source.Name, "has too many cels", MaxCels, nameof(MaxCels));
        }
    }

    private void ReadPalette(LittleEndianReader fields)
    {
        _hasNewPalette = true;
        _palette = [.. _palette];
        fields.Skip(4);
        var (first, last) = (fields.Long(), fields.Long());
        fields.Skip(8);
        for (var i = (long)first; i <= last; i++)
        {
            var hasName = (fields.Word() & 1) != 0;
            var color = new Rgba32(fields.Byte(), fields.Byte(), fields.Byte(), fields.Byte());
            if (i < EncodeOptions.MaxIndexedColors)
            {
                _palette[i] = color;
            }

            if (hasName)
            {
                fields.Skip(fields.Word());
            }
        }
    }

    private void ReadOldPalette(LittleEndianReader fields, int scale)
    {
        _palette = [.. _palette];
        var at = 0;
        var packets = fields.Word();
        for (var packet = 0; packet < packets; packet++)
        {
            at += fields.Byte();
            var count = fields.Byte();
            for (var i = count == 0 ? EncodeOptions.MaxIndexedColors : count; i > 0; i--, at++)
            {
                var color = new Rgba32(Spread(fields.Byte()), Spread(fields.Byte()), Spread(fields.Byte()));
                if (at < EncodeOptions.MaxIndexedColors)
                {
                    _palette[at] = color;
                }
            }
        }

        // Six bits are spread over eight, as in VGA palettes.
        byte Spread(byte value) => scale == 1 ? value : (byte)((value << 2) | ((value >> 4) & 3));
    }

    private void ReadTags(LittleEndianReader fields)
    {
        var count = fields.Word();
        fields.Skip(8);
        for (var i = 0; i < count; i++)
        {
            var (first, last, direction, repeat) = (fields.Word(), fields.Word(), fields.Byte(), fields.Word());
            fields.Skip(10);
            _tags.Add(new FrameTag(fields.Text(), first, last)
            {
                Direction = direction <= (byte)TagDirection.PingPongReverse
                    ? (TagDirection)direction : TagDirection.Forward,
                Repeat = repeat,
            });
        }
    }
}

/// <summary>One frame: its cels by the number of their layers.</summary>
/// <param name="Palette">256 colors.</param>
internal sealed record AsepriteFrame(int Milliseconds, Rgba32[] Palette, IReadOnlyDictionary<int, AsepriteCel> Cels);

/// <summary>A picture of a layer in a frame.</summary>
/// <param name="Order">Number of layers by which it is shown later than its own.</param>
/// <param name="Width">Width in pixels, or in tiles.</param>
/// <param name="Height">Height in pixels, or in tiles.</param>
/// <param name="Tiles">The bits of the tiles of a tilemap; null for an image.</param>
/// <param name="IsCompressed">True if the data is compressed (zlib).</param>
internal sealed record AsepriteCel(
    int Layer, int X, int Y, int Opacity, int Order, int Width, int Height, AsepriteTileBits? Tiles, bool IsCompressed,
    long DataAt, long DataLength)
{
    private const int HeadBytes = 64;

    /// <param name="link">Receives the number of the frame that a linked cel repeats; null for other cels.</param>
    internal static AsepriteCel Read(AsepriteChunk chunk, SourceStream source, out int? link)
    {
        var fields = chunk.ReadHead(source.Stream, HeadBytes);
        var (layer, x, y, opacity, kind, order) = (
            fields.Word(), fields.Short(), fields.Short(), fields.Byte(), fields.Word(), fields.Short());
        fields.Skip(5);
        link = null;
        switch (kind)
        {
            case 1:
                link = fields.Word();
                return new AsepriteCel(layer, x, y, opacity, order, 0, 0, null, false, 0, 0);
            case 0 or 2:
                var (width, height) = (fields.Word(), fields.Word());
                return new AsepriteCel(
                    layer, x, y, opacity, order, width, height, null, kind == 2, chunk.At + fields.Position,
                    chunk.Length - fields.Position);
            case 3:
                var (columns, rows) = (fields.Word(), fields.Word());
                var tiles =
                    new AsepriteTileBits(fields.Word() / 8, fields.Long(), fields.Long(), fields.Long(), fields.Long());
                fields.Skip(10);
                if (tiles.Bytes is not (1 or 2 or 4))
                {
                    throw new InvalidDataException("The tiles of a cel have a wrong number of bits.");
                }

                return new AsepriteCel(
                    layer, x, y, opacity, order, columns, rows, tiles, true, chunk.At + fields.Position,
                    chunk.Length - fields.Position);
            default:
                throw source.Unsupported(Invariant($"cels of type {kind}"));
        }
    }
}

/// <summary>The bits of a tile in a tilemap.</summary>
/// <param name="Bytes">Number of bytes per tile.</param>
/// <param name="Id">Mask of the number of the tile.</param>
/// <param name="FlipX">Mask of the mirroring from left to right.</param>
/// <param name="FlipY">Mask of the mirroring from top to bottom.</param>
/// <param name="Swap">Mask of the exchange of rows and columns.</param>
internal sealed record AsepriteTileBits(int Bytes, uint Id, uint FlipX, uint FlipY, uint Swap);

/// <summary>A set of tiles of one size, one below the other, compressed (zlib).</summary>
/// <param name="IsInside">True if the file has the tiles itself.</param>
/// <param name="EmptyId">The number of the empty tile.</param>
internal sealed record AsepriteTileset(
    uint Id, bool IsInside, uint EmptyId, uint Count, int Width, int Height, long DataAt, long DataLength)
{
    internal static AsepriteTileset Read(AsepriteChunk chunk, Stream stream)
    {
        const int HeadBytes = (1 << 16) + 64;
        var fields = chunk.ReadHead(stream, HeadBytes);
        var (id, flags, count, width, height) =
            (fields.Long(), fields.Long(), fields.Long(), fields.Word(), fields.Word());
        fields.Skip(16);
        fields.Skip(fields.Word());
        if ((flags & 1) != 0)
        {
            fields.Skip(8);
        }

        var isInside = (flags & 2) != 0;
        var length = isInside ? fields.Long() : 0;
        if (length > chunk.Length - fields.Position || width == 0 || height == 0)
        {
            throw new InvalidDataException("A tileset of the sprite is damaged.");
        }

        return new AsepriteTileset(
            id, isInside, (flags & 4) != 0 ? 0 : uint.MaxValue, count, width, height,
            chunk.At + fields.Position, length);
    }
}
