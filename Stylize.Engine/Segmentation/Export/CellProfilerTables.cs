using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>A table with the names of CellProfiler.</summary>
/// <param name="Lines">Returns its lines, the header first.</param>
internal sealed record CellProfilerTable(string Name, Func<CancellationToken, IEnumerable<string>> Lines);

/// <summary>
/// Tables with the names and the layout of CellProfiler's ExportToSpreadsheet: Image.csv with a row per tile, and one
/// table per segmented channel, Nuclei.csv or its name, and with whole cells Cells.csv and Cytoplasm.csv. Positions are
/// pixels of the tile.
/// </summary>
internal sealed class CellProfilerTables
{
    private const string Nuclei = "Nuclei";

    private static readonly Dictionary<string, string> Shapes = new(
        new[]
        {
            "Area", "ConvexArea", "Eccentricity", "EquivalentDiameter", "EulerNumber", "Extent", "MajorAxisLength",
            "MinorAxisLength", "Orientation", "Perimeter", "Solidity", "Volume", "SurfaceArea",
        }.ToDictionary(name => name))
    {
        ["MaximumFeretDiameter"] = "MaxFeretDiameter", ["MinimumFeretDiameter"] = "MinFeretDiameter",
        ["Left"] = "BoundingBoxMinimum_X", ["Top"] = "BoundingBoxMinimum_Y", ["Right"] = "BoundingBoxMaximum_X",
        ["Bottom"] = "BoundingBoxMaximum_Y",
    };

    private static readonly Dictionary<string, string> Intensities = new()
    {
        ["MinimumIntensity"] = "Intensity_MinIntensity", ["MeanIntensity"] = "Intensity_MeanIntensity",
        ["MaximumIntensity"] = "Intensity_MaxIntensity", ["IntensityStandardDeviation"] = "Intensity_StdIntensity",
        ["WeightedCentroidX"] = "Location_CenterMassIntensity_X", ["WeightedCentroidY"] =
            "Location_CenterMassIntensity_Y",
    };

    private readonly IStoredRegions _stored;
    private readonly Func<StoredRegion, bool> _takes;
    private readonly List<(string Set, List<StoredSeries> Series)> _sets;
    private readonly Dictionary<(string, string, int, int), int> _images = [];
    private readonly Dictionary<(int Image, string Set), int> _counts = [];

    private CellProfilerTables(
        IStoredRegions stored, IReadOnlyList<StoredSeries> series, Func<StoredRegion, bool> takes)
    {
        (_stored, _takes) = (stored, takes);
        string[] channels = [.. series.Select(s => s.Channel).Distinct()];
        string[] others = [.. channels.Where(channel => !CellParts.IsName(channel))];
        _sets =
        [
            .. channels.Select(channel => (
                others is [var only] && channel == only ? Nuclei : channel,
                series.Where(s => s.Channel == channel).ToList())),
        ];
        foreach (var key in series.SelectMany(s => s.Frames.SelectMany(f => f.Tiles.Select(tile => Key(s, f, tile))))
            .Distinct())
        {
            _images.Add(key, _images.Count + 1);
        }
    }

    /// <summary>Returns the tables, that of the images last: it counts the objects that were written to the
    /// others.</summary>
    public static IEnumerable<CellProfilerTable> All(
        IStoredRegions stored, IReadOnlyList<StoredSeries> series, Func<StoredRegion, bool> takes)
    {
        var tables = new CellProfilerTables(stored, series, takes);
        return tables._sets
            .Select(set =>
                new CellProfilerTable(set.Set, cancellation => tables.Objects(set.Set, set.Series, cancellation)))
            .Append(new CellProfilerTable("Image", _ => tables.Images()));
    }

    private static (string, string, int, int) Key(StoredSeries series, StoredFrame frame, StoredTile tile) =>
        (series.Experiment, series.Well, frame.Timepoint, tile.Number);

    private IEnumerable<string> Images()
    {
        string[] sets = [.. _sets.Select(set => set.Set)];
        yield return CsvField.Line(
        [
            "ImageNumber", "Metadata_Plate", "Metadata_Well", "Metadata_Site", "Metadata_Timepoint",
            .. sets.Select(set => "Count_" + set),
            .. sets.SelectMany(set => (string[])["FileName_" + set, "PathName_" + set]),
        ]);
        var files = _sets.SelectMany(set => set.Series.SelectMany(s => s.Frames.SelectMany(f => f.Tiles.Select(
            tile => (Image: _images[Key(s, f, tile)], set.Set, tile.File)))))
            .ToLookup(t => (t.Image, t.Set), t => t.File);
        foreach (var ((plate, well, time, site), image) in _images)
        {
            yield return CsvField.Line(
            [
                image, plate, well, site, time, .. sets.Select(set => (object)_counts.GetValueOrDefault((image, set))),
                .. sets.SelectMany(set => (object?[])
                [
                    Path.GetFileName(files[(image, set)].FirstOrDefault()),
                    Path.GetDirectoryName(files[(image, set)].FirstOrDefault()),
                ]),
            ]);
        }
    }

    private IEnumerable<string> Objects(string set, List<StoredSeries> series, CancellationToken cancellation)
    {
        // The cell and its cytoplasm have tile and label of their nucleus.
        string[] parents = set switch
        {
            nameof(CellPart.Cells) => [Nuclei],
            nameof(CellPart.Cytoplasm) => [Nuclei, nameof(CellPart.Cells)],
            _ => [],
        };
        var hasHeader = false;
        foreach (var (well, frame) in series.SelectMany(s => s.Frames.Select(frame => (s, frame))))
        {
            cancellation.ThrowIfCancellationRequested();
            var tiles = frame.Tiles.ToDictionary(tile => tile.Key);
            foreach (var region in _stored.Read(frame).Where(_takes))
            {
                var tile = tiles[region.TileKey];
                var image = _images[Key(well, frame, tile)];
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, (image, set), out _)++;
                var fields = region.Values.SelectMany(value => Fields(value.Key, value.Value, tile)).ToList();
                if (!hasHeader)
                {
                    hasHeader = true;
                    yield return CsvField.Line(
                    [
                        "ImageNumber", "ObjectNumber", "Number_Object_Number",
                        .. parents.Select(parent => "Parent_" + parent), .. fields.Select(field => field.Key),
                    ]);
                }

                yield return CsvField.Line(
                [
                    image, region.Label, region.Label, .. parents.Select(_ => (object)region.Label),
                    .. fields.Select(field => (object?)field.Value),
                ]);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, double?>> Fields(string name, double? value, StoredTile tile)
    {
        // X and Y of a position end the name of its measurement.
        var split = name.IndexOf('_', StringComparison.Ordinal) is > 0 and var at ? at : name.Length;
        var (measurement, channel) = (name[..split], name[split..]);
        var shifted = value - (measurement is "Left" or "Right" || measurement.EndsWith('X') ? tile.Left
            : measurement is "Top" or "Bottom" || measurement.EndsWith('Y') ? tile.Top : 0);
        if (measurement is "CentroidX" or "CentroidY" or "CentroidZ")
        {
            yield return new($"AreaShape_Center_{measurement[^1]}", shifted);
            yield return new($"Location_Center_{measurement[^1]}", shifted);
        }
        else if (Shapes.TryGetValue(measurement, out var shape))
        {
            yield return new("AreaShape_" + shape,
                measurement == "Orientation" ? double.RadiansToDegrees(value ?? double.NaN) : shifted);
        }
        else if (Intensities.TryGetValue(measurement, out var intensity))
        {
            yield return new(intensity + channel, shifted);
        }
    }
}
