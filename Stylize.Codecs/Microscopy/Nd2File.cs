using System.IO.Compression;

namespace Stylize.Codecs.Microscopy;

/// <summary>
/// Reads ND2 files of NIS-Elements, versions 2 and 3: chunks with a map at the end. A frame holds the channels of one
/// position, timepoint and plane, interleaved.
/// </summary>
/// <remarks>The format is not published. Sources: the readers nd2 (T. Lambert) and Bio-Formats
/// (NativeND2Reader).</remarks>
internal sealed class Nd2File : PlaneFile
{
    private const uint ChunkMagic = 0x0ABECEDA;
    private const int HeadBytes = 16;
    private const int MapEntryBytes = 16;
    private const int TimestampBytes = 8;
    private const string Frame = "ImageDataSeq|";

    /// <summary>Largest number of bytes after the pixels of a row; files have up to 3.</summary>
    private const long MaxPadding = 1 << 16;

    private static readonly byte[] FileSignature = "ND2 FILE SIGNATURE CHUNK NAME01!"u8.ToArray();
    private static readonly byte[] MapSignature = "ND2 CHUNK MAP SIGNATURE 0000001!"u8.ToArray();

    private readonly Dictionary<string, long> _chunks;

    /// <summary>Frames by their numbers.</summary>
    private readonly List<(int Number, long Offset)> _frames = [];

    private readonly Nd2Node _picture;
    private readonly List<(string Name, int First, int Count)> _channels = [];
    private readonly int _width;
    private readonly int _height;
    private readonly int _rowBytes;
    private readonly int _components;
    private readonly int _bits;
    private readonly bool _isPacked;

    public Nd2File(Stream stream, string name)
    {
        var head = StreamBytes.Read(stream, 0, HeadBytes + FileSignature.Length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != ChunkMagic)
        {
            throw Unsupported(
                name, "it is an ND2 file in JPEG 2000, as NIS-Elements before version 3 wrote it",
                "Open and save it in NIS-Elements Viewer, which is free, or convert it to OME-TIFF with Bio-Formats.");
        }

        if (!head.AsSpan(HeadBytes).SequenceEqual(FileSignature))
        {
            throw new InvalidDataException("The signature is wrong.");
        }

        _chunks = ReadMap(stream);
        var attributes = Nd2Node.Read(Chunk(stream, "ImageAttributes", 0));
        (_width, _height) =
            (attributes.Integer("uiWidth", 1, int.MaxValue), attributes.Integer("uiHeight", 1, int.MaxValue));
        _components = attributes.Integer("uiComp", 1, 1000);
        _bits = attributes.Integer("uiBpcInMemory", 1, 64);
        _rowBytes = attributes.Integer("uiWidthBytes", 1, int.MaxValue);
        var compression = attributes["eCompression"]?.Number ?? 2;
        _isPacked = compression == 0;
        if (_bits is not (8 or 16 or 32)) throw Unsupported(name, $"samples of {_bits} bits are not supported");
        if (compression == 1) throw Unsupported(name, "lossy compression is not supported");
        if (_rowBytes - ((long)_width * _components * _bits / 8) is < 0 or > MaxPadding)
        {
            throw new InvalidDataException("The length of rows does not fit their pixels.");
        }

        _picture = Nd2Node.Read(Chunk(stream, "ImageMetadataSeq", 0));
        ReadChannels();
        foreach (var (chunk, offset) in _chunks)
        {
            if (chunk.StartsWith(Frame, StringComparison.Ordinal)
                && TryInteger(chunk.AsSpan(Frame.Length), out var number))
            {
                _frames.Add((number, offset));
            }
        }

        if (_frames.Count == 0) throw new InvalidDataException("The file has no images.");

        _frames.Sort();
    }

    public override int Pages => checked(_frames.Count * _channels.Count);

    protected override (int Width, int Height, StoredLayout Layout) Plane(int page)
    {
        var (_, first, count) = _channels[page % _channels.Count];
        var sample = _bits / 8;

        // Colors are stored as blue, green and red.
        int[] bands = count == 3 ? [(first + 2) * sample, (first + 1) * sample, first * sample] : [first * sample];
        return (_width, _height, new StoredLayout(_bits == 32 ? 'f' : 'u', _bits, _components * sample, bands));
    }

    protected override PlaneRows Open(Stream stream, int page)
    {
        // A frame is a time in milliseconds and then the rows.
        var (start, length) = Data(stream, _frames[page / _channels.Count].Offset);
        (start, length) = (start + TimestampBytes, length - TimestampBytes);
        if ((long)_rowBytes * _height > (_isPacked ? length * StreamBytes.MaxInflation : length))
        {
            throw new InvalidDataException("A frame has too few bytes for its pixels.");
        }

        var section = new SectionStream(stream, start, length);
        return new Rows(
            Plane(page).Layout, _isPacked ? new ZLibStream(section, CompressionMode.Decompress) : section, _rowBytes);
    }

    protected override IEnumerable<OmeSeries> Images(Stream stream)
    {
        var loops = _chunks.ContainsKey("ImageMetadata") || _chunks.ContainsKey("ImageMetadataLV")
            ? Nd2Loops.Read(Nd2Node.Read(Chunk(stream, "ImageMetadata", null))) : new Nd2Loops();
        // Pixels that are not square, and axes of time, have no size that all programs agree on.
        const int Time = 2;
        var isSquare = (_picture["dAspect"]?.Number ?? 0) is <= 0 or (> .99 and < 1.01)
            && _picture["ePictureXAxis"]?.Number != Time && _picture["ePictureYAxis"]?.Number != Time;
        PixelSize? size = _picture["dCalibration"]?.Number is > 0 and var calibration
            && _picture["bCalibrated"]?.Number != 0 && isSquare ? calibration : null;
        var places = _frames.Index().Select(frame => (Frame: frame.Index, Place: loops.PlaceOf(frame.Item.Number)));
        foreach (var position in places.GroupBy(frame => frame.Place.Position).OrderBy(group => group.Key))
        {
            var planes = position.SelectMany(frame => _channels.Index().Select(channel => (
                Page: (frame.Frame * _channels.Count) + channel.Index, C: channel.Index, frame.Place.Z, frame.Place.T)))
                .ToList();
            yield return new OmeSeries(
                loops.WellOf(position.Key), null, [.. _channels.Select(channel => channel.Name)], size, planes)
            {
                Stage = loops.StageOf(position.Key),
            };
        }
    }

    private void ReadChannels()
    {
        var planes = _picture["sPicturePlanes"] is { } all ? (all["sPlaneNew"] ?? all["sPlane"])?.Items ?? [] : [];
        var first = 0;
        foreach (var plane in planes)
        {
            var count = plane["uiCompCount"] is null ? 1 : plane.Integer("uiCompCount", 1, _components);
            if (first + count > _components) break;

            // Components other than those of a color picture are channels.
            for (var part = 0; part < (count == 3 ? 1 : count); part++)
            {
                var name = plane["sDescription"]?.Text ?? "";
                _channels.Add((part == 0 ? name : Invariant($"{name} {part + 1}"), first + part, count == 3 ? 3 : 1));
            }

            first += count;
        }

        for (; first < _components; first++)
        {
            _channels.Add(("", first, 1));
        }
    }

    /// <summary>Reads the map at the end: names that end in "!", each with the offset and the length of its
    /// chunk.</summary>
    private static Dictionary<string, long> ReadMap(Stream stream)
    {
        const int TailBytes = 40;
        var tail = StreamBytes.Read(stream, Math.Max(0, stream.Length - TailBytes), Math.Min(TailBytes, stream.Length));
        if (!tail.AsSpan().StartsWith(MapSignature)) throw new InvalidDataException("The map of chunks is missing.");

        var (start, length) = Data(stream, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(MapSignature.Length)));
        var map = StreamBytes.Read(stream, start, length);
        var chunks = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var at = 0; at < map.Length;)
        {
            var size = map.AsSpan(at).IndexOf((byte)'!');
            if (size < 0 || map.Length - at - size - 1 < sizeof(long)) break;

            if (map.AsSpan(at).StartsWith(MapSignature)) return chunks;

            chunks[Encoding.UTF8.GetString(map, at, size)] =
                BinaryPrimitives.ReadInt64LittleEndian(map.AsSpan(at + size + 1));
            at += size + 1 + MapEntryBytes;
        }

        throw new InvalidDataException("The map of chunks has no end.");
    }

    /// <summary>Returns the data of a chunk of metadata, in the version of the file that has it.</summary>
    /// <param name="number">Number of the chunk; null if it has none.</param>
    private byte[] Chunk(Stream stream, string name, int? number)
    {
        foreach (var kind in (string[])["LV", ""])
        {
            foreach (var key in (string[])[$"{name}{kind}|{number}", name + kind])
            {
                if (_chunks.TryGetValue(key, out var offset) && Data(stream, offset) is var (start, length))
                {
                    return StreamBytes.Read(stream, start, length);
                }
            }
        }

        throw new InvalidDataException($"The chunk '{name}' is missing.");
    }

    /// <summary>Returns position and length of a chunk's data, which follows its header and name.</summary>
    private static (long Start, long Length) Data(Stream stream, long offset)
    {
        var head = StreamBytes.Read(stream, offset, HeadBytes).AsSpan();
        var (nameBytes, length) =
            (BinaryPrimitives.ReadUInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt64LittleEndian(head[8..]));
        var start = offset + HeadBytes + nameBytes;
        return BinaryPrimitives.ReadUInt32LittleEndian(head) == ChunkMagic && length >= 0
            && start <= stream.Length - length
            ? (start, length)
            : throw new InvalidDataException("A chunk is damaged, or exceeds the end of the file.");
    }

    private sealed class Rows(StoredLayout layout, Stream data, int rowBytes) : PlaneRows(layout)
    {
        private readonly byte[] _row = new byte[rowBytes];

        public override ReadOnlySpan<byte> Next()
        {
            data.ReadExactly(_row);
            return _row;
        }

        public override void Dispose() => data.Dispose();
    }
}
