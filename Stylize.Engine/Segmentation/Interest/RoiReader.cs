namespace Stylize.Engine.Segmentation.Interest;

/// <summary>Reads regions of interest: an ImageJ ROI or a zip of them, or GeoJSON such as that of QuPath.</summary>
internal static class RoiReader
{
    /// <summary>Size of each of the two headers of an ImageJ ROI.</summary>
    public const int HeaderBytes = 64;

    private const int MaxRegions = 10_000;

    /// <summary>Extensions of the files, in the order in which they are looked for.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".roi", ".zip", ".geojson", ".json"];

    /// <exception cref="StylizeException">OptionInvalid: the file is missing, damaged, or has a region without an
    /// area.</exception>
    public static IReadOnlyList<RegionOfInterest> Read(string path)
    {
        try
        {
            var bytes = InputFile.ReadAll(path, InputFile.TableBytes);
            IReadOnlyList<RegionOfInterest> regions = bytes.AsSpan().StartsWith("PK"u8) ? ReadZip(bytes)
                : bytes.AsSpan().StartsWith("Iout"u8) ? [ReadRoi(bytes, Path.GetFileNameWithoutExtension(path))]
                : ReadGeoJson(bytes);
            return regions.Count is > 0 and <= MaxRegions ? regions
                : throw new InvalidDataException($"it has {regions.Count} regions, and 1 to {MaxRegions} can be read");
        }
        catch (StylizeException failure)
        {
            throw Refused(path, failure.Message.TrimEnd('.'), failure);
        }
        catch (JsonException failure)
        {
            throw Refused(path, "it is neither an ImageJ ROI, nor a zip of them, nor GeoJSON", failure);
        }
        catch (Exception failure)
            when (failure is InvalidDataException or IOException or InvalidOperationException or NotSupportedException)
        {
            throw Refused(path, failure.Message.TrimEnd('.'), failure);
        }
    }

    private static StylizeException Refused(string path, string why, Exception cause) =>
        Errors.RegionsUnreadable.From(cause, path, why);

    private static List<RegionOfInterest> ReadZip(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        var regions = new List<RegionOfInterest>();
        var left = InputFile.TableBytes;
        var entries = zip.Entries.Where(entry => entry.Name.EndsWith(".roi", StringComparison.OrdinalIgnoreCase));
        foreach (var entry in entries.Take(MaxRegions + 1))
        {
            left -= entry.Length;
            if (left < 0) throw new InvalidDataException($"its files have more than {InputFile.TableBytes >> 20} MiB");

            var data = new byte[entry.Length];
            using var stream = entry.Open();
            if (stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length)
            {
                throw new InvalidDataException($"'{entry.FullName}' is truncated");
            }

            regions.Add(ReadRoi(data, Path.GetFileNameWithoutExtension(entry.Name)));
        }

        return regions;
    }

    /// <summary>Reads one ROI as ij.io.RoiDecoder of ImageJ does (version 228 of the format).</summary>
    private static RegionOfInterest ReadRoi(byte[] data, string name)
    {
        const int SubPixels = 128;
        if (data.Length < HeaderBytes || !data.AsSpan().StartsWith("Iout"u8))
        {
            throw new InvalidDataException($"'{name}' is not an ImageJ ROI");
        }

        var (version, type, options) = (Short(4), data[6], Short(50));
        var (top, left, bottom, right) = (Short(8), Short(10), Short(12), Short(14));
        var isSubPixel = version >= 222 && (options & SubPixels) != 0;
        return new(NameOf(data) ?? name, type switch
        {
            1 when Int(36) > 0 => ReadPath(data, Int(36), name),
            1 or 2 when type == 2 || Short(54) == 0 => [Box(type == 2)],
            0 or 7 or 8 => [Points()],
            _ => throw new InvalidDataException($"'{name}' is a {TypeName(type)}, which has no area that can be read"),
        });

        (double X, double Y)[] Box(bool isOval)
        {
            var (x, y, width, height) = ((double)left, (double)top, (double)(right - left), (double)(bottom - top));
            if (isSubPixel && version >= 223) (x, y, width, height) = (Float(18), Float(22), Float(26), Float(30));
            if (!(width > 0 && height > 0 && double.IsFinite(x + y + width + height)))
            {
                throw new InvalidDataException($"'{name}' has no area");
            }

            return isOval ? RegionOfInterest.Ellipse(x, y, width, height)
                : [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
        }

        (double X, double Y)[] Points()
        {
            var count = (ushort)Short(16) is var few and > 0 ? few : Int(18);
            if (count < 3 || HeaderBytes + (4L * count) > data.Length)
            {
                throw new InvalidDataException($"'{name}' is truncated or has no area");
            }

            var floats = HeaderBytes + (4 * count);
            if (!isSubPixel)
            {
                return
                [
                    .. Enumerable.Range(0, count).Select(i => (
                        (double)left + Short(HeaderBytes + (2 * i)),
                        (double)top + Short(HeaderBytes + (2 * (count + i))))),
                ];
            }

            if (floats + (8L * count) > data.Length) throw new InvalidDataException($"'{name}' is truncated");

            return [.. Enumerable.Range(0, count)
                .Select(i => Finite(Float(floats + (4 * i)), Float(floats + (4 * (count + i))), name))];
        }

        // ImageJ reads coordinates below -5,000 as those above 60,535.
        int Short(int at) =>
            BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(at)) is var value && value < -5000 ? value + 65_536 : value;

        int Int(int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));

        double Float(int at) => BinaryPrimitives.ReadSingleBigEndian(data.AsSpan(at));
    }

    /// <summary>Reads the straight segments of a composite ROI: 0 moves to a point, 1 draws a line to one, and 4 closes
    /// the ring.</summary>
    private static List<(double X, double Y)[]> ReadPath(byte[] data, int count, string name)
    {
        if (HeaderBytes + (4L * count) > data.Length) throw new InvalidDataException($"'{name}' is truncated");

        var (rings, ring) = (new List<(double X, double Y)[]>(), new List<(double X, double Y)>());
        double At(int index) =>
            index < count ? BinaryPrimitives.ReadSingleBigEndian(data.AsSpan(HeaderBytes + (4 * index)))
                : throw new InvalidDataException($"'{name}' is truncated");
        for (var at = 0; at < count;)
        {
            var segment = At(at++);
            if (segment is 0 or 4)
            {
                if (ring.Count > 2) rings.Add([.. ring]);
                ring.Clear();
            }

            if (segment is 0 or 1)
            {
                ring.Add(Finite(At(at), At(at + 1), name));
                at += 2;
            }
            else if (segment != 4)
            {
                throw new InvalidDataException($"'{name}' is a composite ROI with curves; convert it to polygons");
            }
        }

        if (ring.Count > 2) rings.Add([.. ring]);
        return rings.Count > 0 ? rings : throw new InvalidDataException($"'{name}' has no area");
    }

    /// <summary>Returns the name in the second header; null without one.</summary>
    private static string? NameOf(byte[] data)
    {
        var second = BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(60));
        if (second <= 0 || second > data.Length - 24) return null;

        var start = BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(second + 16));
        var length = BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(second + 20));
        return length is > 0 and <= 1000 && start > 0 && start <= data.Length - (2 * length)
            ? Encoding.BigEndianUnicode.GetString(data, start, 2 * length).Trim() is { Length: > 0 } name ? name : null
            : null;
    }

    private static string TypeName(int type) => type switch
    {
        1 => "rounded rectangle",
        3 => "line",
        4 => "freehand line",
        5 => "segmented line",
        9 => "angle",
        10 => "set of points",
        _ => "ROI of an unknown type",
    };

    private static (double X, double Y) Finite(double x, double y, string name) =>
        double.IsFinite(x + y) ? (x, y) : throw new InvalidDataException($"a coordinate of '{name}' is not a number");

    /// <summary>Reads polygons of GeoJSON (RFC 7946) in pixels: features, a list of features, or a geometry.</summary>
    private static List<RegionOfInterest> ReadGeoJson(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        var features = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()]
            : Property(root, "features") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList()
            : [root];
        return [.. features.Select((feature, index) => ReadFeature(feature, Invariant($"{index + 1}")))];
    }

    private static RegionOfInterest ReadFeature(JsonElement feature, string number)
    {
        var properties = Property(feature, "properties");
        var name = Text(properties, "name")
            ?? Text(properties is { } some ? Property(some, "classification") : null, "name") ?? number;
        var geometry = Property(feature, "geometry") ?? feature;
        var (type, coordinates) = (Text(geometry, "type"), Property(geometry, "coordinates"));
        if (type is not ("Polygon" or "MultiPolygon") || coordinates is not { ValueKind: JsonValueKind.Array } array)
        {
            throw new InvalidDataException(
                $"'{name}' is a {PrintableText.Short(type ?? "feature without a geometry")}, not a polygon");
        }

        var rings = (type == "Polygon" ? Items(array) : Items(array).SelectMany(Items))
            .Select(ring => Ring([.. Items(ring)])).ToList();
        return rings.Count > 0 ? new(name, rings) : throw new InvalidDataException($"'{name}' has no area");

        (double X, double Y)[] Ring(JsonElement[] points) => points.Length > 2 ? [.. points.Select(Point)]
            : throw new InvalidDataException($"a ring of '{name}' has fewer than 3 points");

        (double X, double Y) Point(JsonElement point) =>
            point.ValueKind == JsonValueKind.Array && point.GetArrayLength() >= 2
                && point[0].ValueKind == JsonValueKind.Number
            && point[1].ValueKind == JsonValueKind.Number
                ? Finite(point[0].GetDouble(), point[1].GetDouble(), name)
                : throw new InvalidDataException($"a point of '{name}' is not two numbers");

        IEnumerable<JsonElement> Items(JsonElement list) =>
            list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
                : throw new InvalidDataException($"the coordinates of '{name}' are not lists");
    }

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? element, string name) =>
        element is { } some && Property(some, name) is { ValueKind: JsonValueKind.String } text
        && text.GetString()!.Trim() is { Length: > 0 } value ? value : null;
}
