using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Ome;

/// <summary>
/// Finds the images of an OME-Zarr, version 0.4 (Zarr 2) or 0.5 (Zarr 3): a plate with its wells and fields, or a
/// single image. Uses the highest resolution of each image.
/// </summary>
internal static class OmeZarr
{
    /// <param name="choose">Returns the chosen planes of a stack with a number of planes, from 0.</param>
    /// <param name="maxPlanes">Maximum number of planes of one image.</param>
    /// <param name="areTimes">True if several acquisitions of a plate are timepoints; otherwise they are
    /// experiments.</param>
    public static IEnumerable<TileFile> Tiles(
        string folder, TileFile named, Func<int, IReadOnlyList<int>> choose, int maxPlanes, bool areTimes,
        Action<StylizeException> failed, Action<string> warned)
    {
        if (Try(folder, failed, () => Attributes(folder)) is not { } attributes) return [];

        if (attributes["plate"] is { } plate)
        {
            return Try(
                folder, failed, () => Fields(folder, plate, named, areTimes, failed, warned))?.SelectMany(field =>
                    Try(field.Source, failed, () => Image(
                        folder, field.Source, Attributes(field.Source), field.Tile, field.Run, choose, maxPlanes,
                        warned)) ?? []) ?? [];
        }

        if (attributes["multiscales"] is not null)
        {
            return Try(
                folder, failed, () => Image(folder, folder, attributes, named, null, choose, maxPlanes, warned)) ?? [];
        }

        if (attributes["bioformats2raw.layout"] is null
            || Try(folder, failed, () => Series(folder)) is not [var first, .. var others])
        {
            return Fail(folder, failed, "is a Zarr group without the metadata of an OME-Zarr plate or image");
        }

        if (others.Count > 0)
        {
            warned(
                $"'{folder}' holds {others.Count + 1} images. Read the first, '{Path.GetFileName(first)}'. To read a "
                + $"different one, give its folder, such as '{others[0]}'.");
        }

        return Tiles(first, named, choose, maxPlanes, areTimes, failed, warned);
    }

    /// <summary>Returns the images of a container of bioformats2raw: those that it lists, otherwise the folders 0, 1,
    /// and so on.</summary>
    private static List<string> Series(string folder) =>
        Attributes(Path.Combine(folder, "OME"))["series"] is JsonArray { Count: > 0 } listed
        ? [.. listed.Select(path => Inside(folder, path!.ToString()))]
        : [.. Enumerable.Range(0, 1000).Select(index => Path.Combine(folder, Invariant($"{index}")))
            .TakeWhile(Directory.Exists)];

    /// <summary>Returns the images of the wells of a plate, with the index of the acquisition if it is a
    /// timepoint.</summary>
    private static List<(string Source, TileFile Tile, int? Run)> Fields(
        string folder, JsonNode plate, TileFile named, bool areTimes, Action<StylizeException> failed,
        Action<string> warned)
    {
        var experiment = plate["name"]?.ToString() is { Length: > 0 } name ? name : named.Experiment;
        var images = new List<(string Source, string Well, string Acquisition)>();
        var missing = new List<string>();
        foreach (var well in plate["wells"]?.AsArray() ?? [])
        {
            var path = well?["path"]?.ToString() ?? "";
            if (Try(folder, failed, () => Inside(folder, path)) is not { } place) continue;

            var title = WellOf(plate, well, path);
            if (!Directory.Exists(place))
            {
                missing.Add(title);
            }

            foreach (var image in Try(place, failed, () => Attributes(place)["well"]?["images"]?.AsArray() ?? []) ?? [])
            {
                if (Try(place, failed, () => Inside(place, image?["path"]?.ToString() ?? "")) is { } source)
                {
                    images.Add((source, title, image?["acquisition"]?.ToString() ?? ""));
                }
            }
        }

        if (missing.Count > 0)
        {
            warned($"'{folder}' lists {Plural.List("well", missing)}, whose images do not exist.");
        }

        var listed = plate["acquisitions"]?.AsArray()
            .Select(item => (Id: item?["id"]?.ToString() ?? "", Name: item?["name"]?.ToString())).ToList() ?? [];
        var ids = images.Select(image => image.Acquisition).Distinct()
            .OrderBy(id => listed.FindIndex(item => item.Id == id)).ToList();
        var isApart = ids.Count > 1;
        return [.. images.GroupBy(image => (image.Well, image.Acquisition))
            .SelectMany(group => group.Select((image, field) =>
            {
                var run = ids.IndexOf(image.Acquisition);
                var label = listed.Find(item => item.Id == image.Acquisition).Name is { Length: > 0 } known
                    && listed.Count(item => item.Name == known) == 1 ? known : image.Acquisition;
                var isTime = isApart && areTimes;
                return (image.Source, named with
                {
                    Experiment = isApart && !isTime ? $"{experiment}_{label}" : experiment,
                    Well = image.Well, Tile = field + 1,
                }, isTime ? run : (int?)null);
            }))];
    }

    /// <summary>Returns the name of a well: from the names of its row and column; if these are no well, from their
    /// indices.</summary>
    private static string WellOf(JsonNode plate, JsonNode? well, string path)
    {
        var (row, column) = (Index("rowIndex"), Index("columnIndex"));
        foreach (var text in new[] { Name("rows", row)
            + Name("columns", column), path.Replace("/", "") })
        {
            if (WellName.Parse(text) is not null) return text;
        }

        return row is >= 0 and < WellName.MaxRow && column is >= 0 and < WellName.MaxColumn
            ? WellName.FromPosition(row.Value + 1, column.Value + 1) : path.Replace("/", "");

        int? Index(string key) => well?[key] is JsonValue value && value.TryGetValue(out int index) ? index : null;

        string? Name(string axis, int? index) =>
            index is >= 0 and var at && plate[axis] is JsonArray names && at < names.Count
                ? names[at]?["name"]?.ToString() : null;
    }

    /// <summary>Returns the attributes of a group; in version 0.5 those below "ome".</summary>
    public static JsonNode Attributes(string folder)
    {
        var newer = Path.Combine(folder, "zarr.json");
        if (File.Exists(newer))
        {
            var attributes = Json(newer)["attributes"];
            return attributes?["ome"] ?? attributes ?? new JsonObject();
        }

        var older = Path.Combine(folder, ".zattrs");
        return File.Exists(older) ? Json(older) : new JsonObject();
    }

    public static JsonNode Json(string path) => ZarrHeader.Parse(path) ?? new JsonObject();

    private static List<TileFile> Image(
        string plate, string source, JsonNode attributes, TileFile tile, int? run, Func<int, IReadOnlyList<int>> choose,
        int maxPlanes, Action<string> warned)
    {
        var scale = attributes["multiscales"]![0]!;
        var dataset = scale["datasets"]![0]!;
        var array = Inside(source, dataset["path"]!.ToString());
        var shape = ZarrHeader.Read(array).Shape;
        var axes = scale["axes"]?.AsArray()
            .Select(a => a is JsonObject axis ? axis["name"]!.ToString() : a!.ToString()).ToList()
            ?? ["t", "c", "z", "y", "x"];
        if (axes.Count != shape.Length || axes.Count < 2 || axes[^1] != "x" || axes[^2] != "y")
        {
            throw new InvalidDataException("The axes do not match the array or do not end in y and x.");
        }

        var (times, channels, stack) = (Length("t"), Length("c"), Length("z"));
        if (PlaneLimit.Problem(source, channels, checked((long)times * channels * stack), maxPlanes) is { } problem)
        {
            throw problem;
        }

        var planes = stack > 1 ? choose(stack) : [0];
        if (planes.Count == 0)
        {
            throw Errors.ZarrPlanes.With("StackPlane", stack, source, stack - 1);
        }

        if (stack > 1 && planes is [var plane])
        {
            warned(PlaneLimit.OnePlane(source, stack, plane));
        }

        if (times < 1 || channels < 1 || stack < 1)
        {
            throw new InvalidDataException("The lengths of the axes are not those of an image.");
        }

        var names = attributes["omero"]?["channels"]?.AsArray().Select(c => c?["label"]?.ToString()).ToList() ?? [];
        var tiles = new List<TileFile>();
        for (var t = 0; t < times; t++)
        {
            foreach (var (c, z) in Enumerable.Range(0, channels).SelectMany(c => planes.Select(z => (c, z))))
            {
                var time = run is { } before ? (before * times) + t : axes.Contains("t") ? t : tile.Timepoint;
                var place = new ZarrLocation(plate, source, [.. axes], shape, axes.IndexOf("t") < 0 ? 0 : t, z);
                tiles.Add(tile with
                {
                    Path = array,
                    Page = place.Page(c),
                    Plane = stack > 1 ? z : tile.Plane,
                    Stem = TileFile.StemOf(
                        tile.Experiment, tile.Well, run is null ? t : time, tile.Tile, ChannelName(c)),
                    Timepoint = time,
                    Channel = ChannelName(c),
                    PixelSize = Imaging.PixelSize.Find(
                        Side(scale, dataset, axes, axes.Count - 1), Side(scale, dataset, axes, axes.Count - 2)),
                    PlaneDistance = (Side(scale, dataset, axes, axes.IndexOf("z"))
                        / Side(scale, dataset, axes, axes.Count - 1)) ?? (Scale(scale, dataset, axes, axes.IndexOf("z"))
                        / Scale(scale, dataset, axes, axes.Count - 1)),
                    Image = place,
                });
            }
        }

        return tiles;

        int Length(string axis) => axes.IndexOf(axis) is >= 0 and var at ? shape[at] : 1;

        string ChannelName(int c) => c < names.Count && names[c] is { Length: > 0 } label ? label
            : channels > 1 ? Invariant($"{c}") : tile.Channel;
    }

    /// <summary>Returns the length of a voxel along an axis in micrometers; null if scale or unit is unknown.</summary>
    private static double? Side(JsonNode scale, JsonNode dataset, List<string> axes, int axis)
    {
        var unit = axis < 0 ? null : (scale["axes"]?.AsArray()[axis] as JsonObject)?["unit"]?.ToString();
        return Imaging.PixelSize.Micrometers(unit ?? "") * Scale(scale, dataset, axes, axis);
    }

    /// <summary>Returns the length of a voxel along an axis in its unit; null if unknown.</summary>
    private static double? Scale(JsonNode scale, JsonNode dataset, List<string> axes, int axis)
    {
        var scales = (dataset["coordinateTransformations"]?.AsArray() ?? [])
            .Concat(scale["coordinateTransformations"]?.AsArray() ?? [])
            .Where(t => axis >= 0 && t?["type"]?.ToString() == "scale" && t["scale"] is JsonArray list
                && list.Count == axes.Count)
            .Select(t => (double)t!["scale"]!.AsArray()[axis]!).ToList();
        return scales.Count > 0 ? scales.Aggregate(1.0, (product, s) => product * s) : null;
    }

    /// <summary>Resolves a path of the metadata within its group.</summary>
    /// <exception cref="InvalidDataException">It is a full path, leaves the group, or contains control
    /// characters.</exception>
    private static string Inside(string group, string path)
    {
        var parts = path.Split('/', '\\');
        return Path.IsPathRooted(path) || path.Any(char.IsControl)
            || parts.Any(part => part is ".." || part.Contains(':'))
            ? throw new InvalidDataException("A path in the metadata leads out of its group.")
            : Path.Combine([group, .. parts.Where(part => part is not ("" or "."))]);
    }

    private static T? Try<T>(string folder, Action<StylizeException> failed, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or JsonException or InvalidOperationException
            or InvalidDataException
            or NullReferenceException or ArgumentException or FormatException or OverflowException
            or UnauthorizedAccessException)
        {
            Fail(folder, failed, "has no readable OME-Zarr metadata", failure);
            return null;
        }
        catch (StylizeException failure) when (failure.Error != StylizeError.OptionInvalid)
        {
            failed(failure);
            return null;
        }
    }

    private static TileFile[] Fail(string folder, Action<StylizeException> failed, string what, Exception? inner = null)
    {
        failed(Errors.ZarrUnreadable.From(inner, folder, what));
        return [];
    }
}
