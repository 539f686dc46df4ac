using Stylize.Codecs.Color;

namespace Stylize.Codecs.Avif;

/// <summary>What the boxes of an AVIF or HEIC state of its primary image (ISO/IEC 23008-12, AV1 Image File
/// Format).</summary>
/// <param name="Codes">Primaries and transfer of the box colr, or of the AV1 data without it; null for a
/// profile.</param>
/// <param name="Curve">The curve of a gray profile, which libraries do not apply to gray in three planes.</param>
/// <param name="Peak">Luminance of the brightest pixel in cd/m² (box clli); 0 if it is not stated.</param>
/// <param name="Kind">What a library that refuses the file may not know; null for nothing.</param>
/// <param name="IsSequence">True if the file is an animation.</param>
/// <param name="Pictures">The number of images that are no part, no alpha and no thumbnail of another one.</param>
/// <param name="Samples">What decoders leave as it is.</param>
/// <param name="Said">Ends of sentences about what is not obeyed.</param>
/// <param name="Turn">The place of the picture if only its colors, and not its alpha, are turned, mirrored or
/// cropped.</param>
/// <param name="Bytes">Bytes to replace before a decoder reads the file: those of boxes that it is not to apply, or
/// that libheif passes over.</param>
internal sealed record AvifFile(
    (int Primaries, int Transfer)? Codes, Func<double, double>? Curve, int Peak, string? Kind, bool IsSequence,
    int Pictures, DeclaredSamples Samples, IReadOnlyList<string> Said, AvifPlace? Turn,
    IReadOnlyList<(long At, byte Value)> Bytes)
{
    /// <summary>Boxes of metadata are small; the limit is that of other formats.</summary>
    private const int MaxDepth = 8;

    /// <summary>Parts of red, green and blue in luma by the matrix of the code points (ITU-T H.273, table 4).</summary>
    private static readonly Dictionary<int, double[]> s_luma = new()
    {
        [0] = [], [1] = [.2126, .7152, .0722], [2] = [.299, .587, .114], [4] = [.30, .59, .11],
        [5] = [.299, .587, .114], [6] = [.299, .587, .114], [7] = [.212, .701, .087], [8] = [.25, .5, .25],
        [9] = [.2627, .6780, .0593],
    };

    /// <summary>Reads the boxes; null if they are damaged, which the decoder reports.</summary>
    public static AvifFile? TryRead(Stream stream)
    {
        try
        {
            return Read(stream);
        }
        catch (Exception failure) when (failure is not UnsupportedDataException and (IOException
            or InvalidDataException or IndexOutOfRangeException or ArgumentException))
        {
            return null;
        }
    }

    private static AvifFile? Read(Stream stream)
    {
        var (brands, meta, metaAt) = ("", (byte[]?)null, 0L);
        Span<byte> head = stackalloc byte[16];
        for (long at = 0; meta is null && StreamBytes.TryRead(stream, at, head[..8]);)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = Encoding.Latin1.GetString(head[4..8]);
            if (length == 1)
            {
                if (!StreamBytes.TryRead(stream, at, head)) return null;

                length = BinaryPrimitives.ReadInt64BigEndian(head[8..]);
            }

            if (length < 8) return null;
            if (type == "mini") throw new UnsupportedDataException("a picture of the kind mini");

            brands = type == "ftyp" ? Encoding.Latin1.GetString(StreamBytes.Read(stream, at + 8, length - 8)) : brands;
            (meta, metaAt) = type == "meta" ? (StreamBytes.Read(stream, at + 8, length - 8), at + 8) : (null, 0);
            at += length;
        }

        // "avis" and "msf1" are sequences; an animation of HEIC begins with "hevc".
        return meta is null ? null : new Reader(stream, meta, metaAt).Read(
            isSequence: brands.Contains("avis") || brands is ['m', 's', 'f', '1', ..] or ['h', 'e', 'v', 'c', ..]);
    }

    private sealed class Reader(Stream stream, byte[] meta, long metaAt)
    {
        private readonly List<(string Type, int Start, int End)> _properties = [];
        private readonly Dictionary<int, List<(int Index, int At)>> _associations = [];
        private readonly List<(string Type, int From, int[] To)> _references = [];
        private readonly List<(int Id, string Type, bool IsHidden)> _items = [];
        private readonly Dictionary<int, (bool IsInside, long At)> _places = [];
        private readonly List<(long At, byte Value)> _bytes = [];
        private readonly HashSet<int> _grouped = [];
        private int _primary, _insideAt;
        private bool _hasViews;

        public AvifFile Read(bool isSequence)
        {
            // The box meta begins with a version and flags.
            Walk(4, meta.Length, 0);
            var own = Of(_primary);
            var alpha = _references.Where(r => r.Type == "auxl" && r.To.Contains(_primary)).Select(r => r.From)
                .FirstOrDefault(id => Of(id).Any(p => p.Type == "auxC" && Text(p).Contains("alpha")), -1);
            var colors = own.Where(p => p.Type == "colr").ToList();
            var coded = colors.Find(p => Kind(p) == "nclx");
            var isGray = own.Exists(p => p.Type == "av1C" && (meta[p.Start + 2] & 0x10) != 0);
            var profile = colors.Find(p => Kind(p) is "prof" or "rICC");
            Span<byte> bytes = profile.Type is null ? [] : meta.AsSpan((profile.Start + 4)..profile.End);
            foreach (var (_, start, _) in colors.Where(p => Kind(p) is not ("nclx" or "prof" or "rICC")))
            {
                // libheif would take a box of another kind for one without codes.
                _bytes.AddRange(Hidden(start));
            }

            var curve = isGray && IccProfile.Fits(bytes, 1) && !IccProfile.Fits(bytes, 3)
                ? IccProfile.TryParse(bytes)?.Curves[0] : null;
            var hasProfile = curve is not null || IccProfile.Fits(bytes, 3);
            var stated = coded.Type is null ? Stated(_primary) : new Av1Color(
                Word(coded.Start + 4), Word(coded.Start + 6), (meta[coded.Start + 10] & 0x80) != 0);
            if (coded.Type is not null && stated is { Primaries: 2, Transfer: 2 } && Word(coded.Start + 8) == 2
                && Stated(_primary) is { } data && data.IsFull != stated.IsFull)
            {
                // libheif takes a box without codes for none, and the range of the AV1 data for that of the picture.
                var codesAt = metaAt + coded.Start + 4;
                _bytes.AddRange([(codesAt + 1, 1), (codesAt + 3, 13), (codesAt + 5, 6)]);
            }

            (int, int)? codes = hasProfile || stated is null ? null : (stated.Primaries, stated.Transfer);
            var luma = stated is null or { IsFull: true } ? null : isGray ? s_luma[0]
                : coded.Type is null || _references.Exists(r => r.Type == "dimg" && r.From == _primary) ? null
                : s_luma.GetValueOrDefault(Word(coded.Start + 8));
            if (luma is not null && !isGray)
            {
                // libheif stretches 8 bits like 16, by 1.1689 and 1.1429, which is off by up to 7 of 255.
                _bytes.Add((metaAt + coded.Start + 10, 0x80));
            }

            var parts = _references.Where(r => r.Type == "dimg").SelectMany(r => r.To)
                .Concat(_references.Where(r => r.Type is "auxl" or "thmb").Select(r => r.From))
                .Concat(_grouped.Where(id => id != _primary)).ToHashSet();
            var pictures = _items.Count(item =>
                item.Type is "av01" or "hvc1" or "grid" or "iovl" && !item.IsHidden && !parts.Contains(item.Id));
            var place = alpha >= 0 && !IsPlaced(Of(alpha)) && IsPlaced(own) ? Place(own) : null;
            var light = own.Find(p => p.Type == "clli");
            var peak = light.Type is null ? 0 : Word(light.Start);
            var item = _items.Find(item => item.Id == _primary).Type;
            var hasMatrix = coded.Type is null || Word(coded.Start + 8) is 12 or (>= 0 and <= 9 and not 3);
            var kind = item is "sato" or "tili" or "tmap" or "unci" or "mski" ? $"a picture of the kind {item}"
                : own.Exists(p => p.Type == "iscl") ? "a picture to be enlarged (iscl)"
                : hasMatrix ? null : "an unknown matrix of colors";
            return new AvifFile(
                codes, curve, peak, kind, isSequence, Math.Max(1, pictures),
                new DeclaredSamples(
                    luma, alpha >= 0 && Stated(alpha) is { IsFull: false },
                    _references.Exists(r => r.Type == "prem" && r.From == _primary)),
                [
                    .. Sentences(own, profile.Type is not null && !hasProfile, hasMatrix && (
                        codes is not var (primaries, transfer)
                        || CodedColor.FromCodes(primaries, transfer, isVideo: true) is not null)),
                ],
                place, _bytes);
        }

        /// <summary>Returns ends of sentences.</summary>
        private IEnumerable<string> Sentences(
            List<(string Type, int Start, int End)> own, bool hasMisfit, bool hasCodes)
        {
            if (own.Find(p => p.Type == "pasp") is { Type: not null, Start: var pixel })
            {
                foreach (var shape in UnobeyedTexts.Shape(Long(pixel + 4), Long(pixel))) yield return shape;
            }

            if (!hasCodes) yield return UnobeyedTexts.Codes;
            if (hasMisfit) yield return UnobeyedTexts.Misfit;
            if (own.Exists(p => (p.Type == "lsel" && Word(p.Start) != 0xffff)
                || (p.Type == "a1op" && meta[p.Start] != 0)))
            {
                yield return "asks for one of its layers, but is drawn with all";
            }

            if (_items.Exists(item => item.Type == "tmap")
                || _properties.Exists(p => p.Type == "auxC" && Text(p).Contains("hdrgainmap")))
            {
                yield return UnobeyedTexts.GainMap;
            }

            if (_items.Exists(item => item.Type == "sato"))
            {
                yield return "has a picture of more bits (sato), which is not read";
            }

            if (_hasViews) yield return "has two views (ster), of which only the first is read";
        }

        /// <summary>Returns the color in the AV1 data of an item, or of the first tile of a grid.</summary>
        private Av1Color? Stated(int item)
        {
            var tiles = _references.Find(r => r.Type == "dimg" && r.From == item).To;
            if (!_places.TryGetValue(tiles is [var first, ..] ? first : item, out var place)) return null;

            var head = new byte[Av1Color.HeadBytes];
            stream.Position = place.At + (place.IsInside ? metaAt + _insideAt : 0);
            var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return Av1Color.Find(head.AsSpan(0, count));
        }

        /// <summary>Makes free space of a box.</summary>
        private IEnumerable<(long At, byte Value)> Hidden(int start) =>
            "free"u8.ToArray().Select((value, i) => (metaAt + start - 4 + i, value));

        private static bool IsPlaced(List<(string Type, int Start, int End)> properties) =>
            properties.Exists(p => p.Type is "irot" or "imir" or "clap");

        /// <summary>Returns the place, and makes decoders pass over its boxes: they become boxes of free space, and are
        /// not essential.</summary>
        private AvifPlace Place(List<(string Type, int Start, int End)> own)
        {
            var (turns, mirror, crop) = (0, (int?)null, (double[]?)null);
            foreach (var property in own.Where(p => p.Type is "irot" or "imir" or "clap"))
            {
                var start = property.Start;
                turns = property.Type == "irot" ? (mirror is null ? meta[start] : -meta[start]) & 3 : turns;
                mirror = property.Type == "imir" ? meta[start] & 1 : mirror;
                crop = property.Type != "clap" ? crop :
                [
                    .. Enumerable.Range(0, 4).Select(
                        i => (double)(int)Long(start + (8 * i)) / (int)Long(start + (8 * i) + 4)),
                ];
                _bytes.AddRange(Hidden(start));
                var at = _associations[_primary].Find(entry => _properties[entry.Index - 1] == property).At;
                _bytes.Add((metaAt + at, (byte)(meta[at] & 0x7f)));
            }

            return new AvifPlace(turns, mirror, crop);
        }

        private void Walk(int at, int end, int depth, bool isProperty = false)
        {
            while (at + 8 <= end && depth < MaxDepth)
            {
                var (length, type, start) = (Long(at), Encoding.Latin1.GetString(meta, at + 4, 4), at + 8);
                var last = length == 0 ? end : (int)Math.Min(at + length, end);
                if (last < start) throw new InvalidDataException("A box is too short.");

                if (isProperty) _properties.Add((type, start, last));

                switch (isProperty ? "" : type)
                {
                    case "pitm": _primary = meta[start] == 0 ? Word(start + 4) : (int)Long(start + 4); break;
                    case "iprp": Walk(start, last, depth + 1); break;
                    case "ipco": Walk(start, last, depth + 1, isProperty: true); break;
                    case "ipma": Associate(start); break;
                    case "iinf": Walk(start + (meta[start] == 0 ? 6 : 8), last, depth + 1); break;
                    case "infe": AddItem(start); break;
                    case "iref": Refer(start, last); break;
                    case "iloc": Locate(start); break;
                    case "grpl": Walk(start, last, depth + 1); break;
                    case "altr" or "pymd" or "ster":
                        _hasViews |= type == "ster";
                        for (var id = start + 12; id + 4 <= last; id += 4) _grouped.Add((int)Long(id));
                        break;
                    case "idat": _insideAt = start; break;
                }

                at = last;
            }
        }

        private void AddItem(int start)
        {
            var (version, at) = (meta[start], start + 4);
            if (version is not (2 or 3)) return;

            var id = (int)Next(ref at, version == 2 ? 2 : 4);
            _items.Add((id, Encoding.Latin1.GetString(meta, at + 2, 4), (meta[start + 3] & 1) != 0));
        }

        private void Refer(int start, int end)
        {
            var size = meta[start] != 0 ? 4 : 2;
            for (var box = start + 4; box + 8 <= end; box += Math.Max(8, (int)Long(box)))
            {
                var at = box + 8;
                var (from, to) = ((int)Next(ref at, size), new int[Next(ref at, 2)]);
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (int)Next(ref at, size);
                }

                _references.Add((Encoding.Latin1.GetString(meta, box + 4, 4), from, to));
            }
        }

        /// <summary>Reads where the data of each item begins.</summary>
        private void Locate(int start)
        {
            var (version, at) = (meta[start], start + 6);
            var (offset, length) = (meta[start + 4] >> 4, meta[start + 4] & 15);
            var (origin, index) = (meta[start + 5] >> 4, version == 0 ? 0 : meta[start + 5] & 15);
            for (var items = Next(ref at, version < 2 ? 2 : 4); items > 0; items--)
            {
                var id = (int)Next(ref at, version < 2 ? 2 : 4);
                var method = version == 0 ? 0 : Next(ref at, 2) & 15;
                at += 2;
                var from = Next(ref at, origin);
                for (var extents = Next(ref at, 2); extents > 0; extents--)
                {
                    at += index;
                    _places.TryAdd(id, (method == 1, from + Next(ref at, offset)));
                    at += length;
                }
            }
        }

        private void Associate(int start)
        {
            var (idBytes, indexBytes, at) = (meta[start] > 0 ? 4 : 2, 1 + (meta[start + 3] & 1), start + 8);
            for (var entry = Long(start + 4); entry > 0; entry--)
            {
                var (id, indexes) = ((int)Next(ref at, idBytes), new List<(int, int)>());
                for (int count = meta[at++]; count > 0; count--)
                {
                    var place = at;
                    indexes.Add(((int)Next(ref at, indexBytes) & ((0x80 << (8 * (indexBytes - 1))) - 1), place));
                }

                _associations[id] = indexes;
            }
        }

        /// <summary>Reads a number of 0 to 8 bytes.</summary>
        private long Next(ref int at, int size)
        {
            var value = 0L;
            for (var end = at + size; at < end; at++)
            {
                value = (value << 8) | meta[at];
            }

            return value;
        }

        private List<(string Type, int Start, int End)> Of(int item) =>
            [.. _associations.GetValueOrDefault(item, []).Select(entry => entry.Index)
                .Where(i => i >= 1 && i <= _properties.Count).Select(i => _properties[i - 1])];

        private string Kind((string Type, int Start, int End) property) =>
            Encoding.Latin1.GetString(meta, property.Start, 4);

        private string Text((string Type, int Start, int End) property) =>
            Encoding.Latin1.GetString(meta, property.Start, property.End - property.Start);

        private int Word(int at) => BinaryPrimitives.ReadUInt16BigEndian(meta.AsSpan(at));

        private long Long(int at) => BinaryPrimitives.ReadUInt32BigEndian(meta.AsSpan(at));
    }
}

/// <summary>How a picture is cropped, turned and mirrored, in this order.</summary>
/// <param name="Turns">Quarter turns counterclockwise.</param>
/// <param name="Mirror">0 to exchange top and bottom, 1 left and right; null for neither.</param>
/// <param name="Crop">Width, height, and the offset of the center from that of the image, in pixels; null for
/// none.</param>
internal sealed record AvifPlace(int Turns, int? Mirror, double[]? Crop)
{
    /// <summary>The EXIF orientation of the turns and then the mirror.</summary>
    public int Orientation =>
        (Mirror switch { null => (int[])[1, 8, 3, 6], 0 => [4, 5, 2, 7], _ => [2, 7, 4, 5] })[Turns];

    /// <summary>Returns the area of an image that is shown.</summary>
    public (int Left, int Top, int Width, int Height) Area(int width, int height)
    {
        if (Crop is not [var across, var down, var x, var y]) return (0, 0, width, height);

        var (columns, rows) = ((int)Math.Clamp(across, 1, width), (int)Math.Clamp(down, 1, height));
        return ((int)Math.Clamp(((width - columns) / 2.0) + x, 0, width - columns),
            (int)Math.Clamp(((height - rows) / 2.0) + y, 0, height - rows), columns, rows);
    }
}
