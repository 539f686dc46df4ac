using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Ome;

/// <summary>
/// Writes labels into the group "labels" of an image of an OME-Zarr, in the version of the image: a 32-bit array with
/// the axes of the image except the channels.
/// </summary>
internal sealed class OmeZarrLabels(ZarrLocation place, string name)
{
    private const int ChunkSide = 1024;

    /// <summary>Locks the groups of images, which wells at several timepoints share.</summary>
    private static readonly Lock Groups = new();

    private readonly bool _isNew = File.Exists(Path.Combine(place.Image, "zarr.json"));
    private readonly List<int> _kept =
        [.. Enumerable.Range(0, place.Axes.Count).Where(axis => place.Axes[axis] != "c")];

    public string Folder => Path.Combine(place.Image, "labels", name);
    public string FirstChunk => Chunk(0, 0);
    private int Width => place.Shape[^1];
    private int Height => place.Shape[^2];
    private int ChunkRows => Math.Min(ChunkSide, Height);
    private int ChunkColumns => Math.Min(ChunkSide, Width);

    /// <summary>Writes a window of labels, which is the whole plane, as a part of a group, and lists them when it is
    /// complete.</summary>
    public void Write(
        LabeledRuns labeled, int left, int top, string? provenance, FileGroup files, CancellationToken cancellation)
    {
        Action? completed = () =>
        {
            lock (Groups)
            {
                WriteGroups(provenance, cancellation);
            }
        };
        using var chunk = new Raster<uint>(ChunkColumns, ChunkRows);
        for (var row = 0; row * ChunkRows < Height; row++)
        {
            for (var column = 0; column * ChunkColumns < Width; column++)
            {
                // All chunks have the same size; beyond the image they hold background.
                chunk.Clear();
                var rows = Math.Min(ChunkRows, Height - (row * ChunkRows));
                var columns = Math.Min(ChunkColumns, Width - (column * ChunkColumns));
                using var part = new Raster<uint>(columns, rows);
                labeled.Paint(part, left + (column * ChunkColumns), top + (row * ChunkRows), rows, asNumbers: true);
                for (var y = 0; y < rows; y++)
                {
                    part.Row(y).CopyTo(chunk.Row(y));
                }

                files.Write(Chunk(row, column), target => Pack(chunk, target), cancellation, completed);
                completed = null;
            }
        }
    }

    /// <summary>Finds the groups of labels in the images of a plate that a program has marked as its own.</summary>
    /// <returns>The full paths of image and labels, and the provenance mark.</returns>
    public static IEnumerable<(string Image, string Folder, string Provenance)> In(string plate)
    {
        // A plate contains rows, columns and fields.
        foreach (var image in Folders(plate).SelectMany(Folders).SelectMany(Folders))
        {
            foreach (var folder in Folders(Path.Combine(image, "labels")))
            {
                if (Mark(folder) is { } provenance)
                {
                    yield return (image, folder, provenance);
                }
            }
        }
    }

    /// <summary>Removes deleted labels from the list of their image's labels, with the empty folders.</summary>
    public static void Withdraw(string folder, CancellationToken cancellation)
    {
        var above = Path.GetDirectoryName(folder)!;
        lock (Groups)
        {
            foreach (var empty in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories)
                .OrderByDescending(path => path.Length).Append(folder))
            {
                Directory.Delete(empty);
            }

            var file = new[] { "zarr.json", ".zattrs" }.Select(name => Path.Combine(above, name)).First(File.Exists);
            var group = OmeZarr.Json(file);
            var attributes = group["attributes"]?["ome"] ?? group["attributes"] ?? group;
            if (attributes["labels"] is JsonArray names)
            {
                var name = Path.GetFileName(folder);
                attributes["labels"] =
                    new JsonArray([.. names.Where(n => n?.ToString() != name).Select(n => n?.DeepClone())]);
                Save(file, (JsonObject)group, cancellation);
            }
        }
    }

    private static string[] Folders(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)] : [];

    private static string? Mark(string folder)
    {
        var (newer, older) = (Path.Combine(folder, "zarr.json"), Path.Combine(folder, ".zattrs"));
        try
        {
            var mark = File.Exists(newer) ? OmeZarr.Json(newer)["attributes"]?["stylize"]
                : File.Exists(older) ? OmeZarr.Json(older)["stylize"] : null;
            return mark is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or StylizeException)
        {
            // Not a group that this program has written.
            return null;
        }
    }

    private string Chunk(int row, int column)
    {
        var numbers = _kept.SkipLast(2)
            .Select(axis => place.Axes[axis] switch { "t" => place.Time, "z" => place.Plane, _ => 0 })
            .Append(row).Append(column).Select(n => Invariant($"{n}"));
        return Path.Combine([Folder, "0", .. _isNew ? ["c"] : Array.Empty<string>(), .. numbers]);
    }

    private void Pack(Raster<uint> chunk, Stream target)
    {
        using Stream packed = _isNew ? new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true);
        for (var y = 0; y < chunk.Height; y++)
        {
            packed.Write(MemoryMarshal.AsBytes(chunk.Row(y)));
        }
    }

    private void WriteGroups(string? provenance, CancellationToken cancellation)
    {
        var image = OmeZarr.Attributes(place.Image);
        var scale = image["multiscales"]![0]!;
        var axes =
            new JsonArray([.. _kept.Select(a => scale["axes"]?[a]?.DeepClone() ?? JsonValue.Create(place.Axes[a]))]);
        var dataset = new JsonObject { ["path"] = "0" };
        var transforms = (scale["datasets"]![0]!["coordinateTransformations"] as JsonArray ?? [])
            .Select(t => Kept(t!.DeepClone())).ToArray();
        if (transforms.Length > 0)
        {
            dataset["coordinateTransformations"] = new JsonArray(transforms);
        }

        var multiscale = new JsonObject { ["name"] = name, ["axes"] = axes, ["datasets"] = new JsonArray(dataset) };
        var label = new JsonObject { ["source"] = new JsonObject { ["image"] = "../../" } };
        if (!_isNew)
        {
            multiscale["version"] = "0.4";
            label["version"] = "0.4";
        }

        var attributes = new JsonObject { ["multiscales"] = new JsonArray(multiscale), ["image-label"] = label };
        var outer = new JsonObject();
        if (provenance is not null)
        {
            outer["stylize"] = provenance;
        }

        WriteGroup(Folder, attributes, outer, cancellation);
        WriteArray(cancellation);
        var folder = Path.Combine(place.Image, "labels");
        var names = ((OmeZarr.Attributes(folder)["labels"] as JsonArray) ?? [])
            .Select(n => n!.ToString()).Append(name).Distinct(StringComparer.Ordinal);
        var list = new JsonObject { ["labels"] = new JsonArray([.. names.Select(n => (JsonNode)JsonValue.Create(n))]) };
        WriteGroup(folder, list, [], cancellation);
    }

    private JsonNode Kept(JsonNode transform)
    {
        foreach (var kind in (string[])["scale", "translation"])
        {
            if (transform[kind] is JsonArray list && list.Count == place.Axes.Count)
            {
                transform[kind] = new JsonArray([.. _kept.Select(a => list[a]!.DeepClone())]);
            }
        }

        return transform;
    }

    private void WriteGroup(string folder, JsonObject attributes, JsonObject outer, CancellationToken cancellation)
    {
        if (!_isNew)
        {
            foreach (var (key, value) in outer)
            {
                attributes[key] = value?.DeepClone();
            }

            Save(Path.Combine(folder, ".zgroup"), new JsonObject { ["zarr_format"] = 2 }, cancellation);
            Save(Path.Combine(folder, ".zattrs"), attributes, cancellation);
            return;
        }

        attributes.Insert(0, "version", "0.5");
        outer["ome"] = attributes;
        var group = new JsonObject { ["zarr_format"] = 3, ["node_type"] = "group", ["attributes"] = outer };
        Save(Path.Combine(folder, "zarr.json"), group, cancellation);
    }

    private void WriteArray(CancellationToken cancellation)
    {
        int[] sides = [.. _kept.Select(axis => place.Shape[axis])];
        var shape = Numbers(sides);
        var chunks = Numbers([.. Enumerable.Repeat(1, sides.Length - 2), ChunkRows, ChunkColumns]);
        var names = new JsonArray([.. _kept.Select(axis => (JsonNode)place.Axes[axis])]).ToJsonString();
        var (file, text) = _isNew ? ("zarr.json", $$"""
            {
              "zarr_format": 3, "node_type": "array", "shape": {{shape}}, "data_type": "uint32",
              "chunk_grid": { "name": "regular", "configuration": { "chunk_shape": {{chunks}} } },
              "chunk_key_encoding": { "name": "default", "configuration": { "separator": "/" } },
              "fill_value": 0,
              "codecs": [
                { "name": "bytes", "configuration": { "endian": "{{(BitConverter.IsLittleEndian ? "little" : "big")}}" } },
                { "name": "gzip", "configuration": { "level": 1 } }
              ],
              "dimension_names": {{names}}, "attributes": {}
            }
            """) : (".zarray", $$"""
            {
              "zarr_format": 2, "shape": {{shape}}, "chunks": {{chunks}}, "dtype": "{{(BitConverter.IsLittleEndian ? "<u4" : ">u4")}}",
              "compressor": { "id": "zlib", "level": 1 }, "fill_value": 0, "order": "C", "filters": null, "dimension_separator": "/"
            }
            """);
        Save(Path.Combine(Folder, "0", file), JsonNode.Parse(text)!, cancellation);
    }

    private static string Numbers(int[] values) => $"[{string.Join(',', values)}]";

    private static void Save(string path, JsonNode json, CancellationToken cancellation) =>
        AtomicFile.Write(path, force: true,
            target => target.Write(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())), cancellation);
}
