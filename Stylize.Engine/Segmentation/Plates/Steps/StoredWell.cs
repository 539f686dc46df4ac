using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// What masks, tables and summary of a segmented channel do not hold, so that later steps can run again without earlier
/// ones.
/// </summary>
/// <param name="IsWhole">False if a tile failed.</param>
/// <param name="Measured">The channels whose intensities were measured.</param>
internal sealed record StoredWell(
    bool IsWhole, WellShift? Shift, IReadOnlyList<string> Measured, IReadOnlyList<StoredPlane> Planes,
    IReadOnlyList<double> Areas)
{
    private const long MaxTableBytes = 1 << 29;

    public static void Write(WellData data, SegmentedChannel channel, StepContext context)
    {
        var stored = new StoredWell(
            data.Failures.Count == 0 && !context.Options.Volume, data.Shift,
            channel.Regions is [var first, ..] ? first.MeasuredChannels : [],
            [.. channel.Regions.Select(StoredPlane.Of)], channel.Areas);
        context.Files.Write(
            context.Plate.Files.Of(WellOutput.State, data.Well.Key(channel.Name)),
            target => JsonSerializer.Serialize(target, stored, StoredWellJson.Default.StoredWell),
            context.Cancellation);
    }

    /// <summary>Returns what the file of a channel holds; null if it is missing, damaged, or not whole.</summary>
    public static StoredWell? TryRead(string path)
    {
        try
        {
            return !InputFile.IsMissing(path) && JsonSerializer.Deserialize(
                InputFile.ReadAll(path, InputFile.MetadataBytes), StoredWellJson.Default.StoredWell)
                is { IsWhole: true } read ? read : null;
        }
        catch (Exception failure) when (failure is StylizeException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the data of a well at a timepoint from the files of an earlier run, as they were before steps
    /// through time.</summary>
    /// <exception cref="InvalidDataException">A file is missing, or contradicts others.</exception>
    public static WellData Restore(StepContext context)
    {
        try
        {
            var (well, files) = (context.Well, context.Plate.Files);
            var channels = new List<SegmentedChannel>();
            var images = new Dictionary<string, IReadOnlyList<ImageQuality>>();
            var (shift, summary) = ((WellShift?)null, (WellSummary?)null);
            foreach (var channel in well.Segmented)
            {
                var key = well.Key(channel.Channel);
                summary = WellSummary.TryRead(files.Of(WellOutput.Summary, key)) ?? throw new InvalidDataException();
                var stored = TryRead(files.Of(WellOutput.State, key)) ?? throw new InvalidDataException();
                channels.Add(stored.Channel(channel, context));
                shift = stored.Shift;
                if (summary.Images.Count > 0)
                {
                    images[channel.Channel] =
                        [.. summary.Images.Select(i => i with { Failed = QualityGates.None, IsExcluded = false })];
                }
            }

            return new WellData(well)
            {
                IsStored = true,
                Channels = channels,
                Images = images,
                Shift = context.Options.Align is null ? null : shift,
                Saturated = summary!.Saturated,
                Remarks =
                [
                    .. summary.Warnings.Select(WellRemark.Warning), .. summary.Notes.Select(WellRemark.Note),
                ],
            };
        }
        catch (Exception failure) when (failure is StylizeException or FormatException or ArgumentException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(context.Well.Name, failure);
        }
    }

    private SegmentedChannel Channel(ChannelTiles channel, StepContext context)
    {
        var files = channel.Tiles.ToDictionary(tile => tile.Tile);
        var lines = CsvTable.Parse(
            InputFile.ReadText(context.Plate.Files.Of(WellOutput.Table, context.Well.Key(channel.Channel)), MaxTableBytes),
            out _).Skip(1).Select(row => row.Fields).GetEnumerator();
        var (planes, rows) = (new List<LabeledPlane>(), new List<PlaneMeasurement>());
        foreach (var plane in Planes)
        {
            TileMeasurement[] tiles = [.. plane.Tiles.Select(tile => tile.In(files[tile.Number]))];
            var labels = LabelsOf(channel, tiles, context);
            planes.Add(new(labels, tiles));
            rows.Add(plane.Rows(channel, Measured, tiles, lines));
            if (labels.Count != rows[^1].Regions.Count) throw new InvalidDataException();
        }

        return new(channel, planes) { Regions = rows, Areas = Areas };
    }

    /// <summary>Returns the labels of a montage, or of a tile, from the masks of its tiles.</summary>
    private static LabeledRuns LabelsOf(ChannelTiles channel, TileMeasurement[] tiles, StepContext context)
    {
        TileForeground[] masks = [.. tiles.Select(tile => new TileForeground(tile, context.Plate.Statistics.Labels(
            new(context.Plate.Files.TileMask(tile.Tile), 0), (tile.Width, tile.Height), tile.Tile.Path,
            context.Cancellation)))];
        var grid = context.GridOf(channel);
        return GivenLabels.ByValue(
            context.Options.IsPerTile || (grid.Columns == 1 && grid.Rows == 1) ? masks[0].Runs
            : LabeledPlane.Join(grid, masks));
    }
}

/// <summary>Tiles that were labeled together, and the columns of their regions.</summary>
internal sealed record StoredPlane(
    IReadOnlyList<StoredTile> Tiles, IReadOnlyList<RegionColumn> Columns, int Count, IReadOnlyList<string>? Interests)
{
    public static StoredPlane Of(PlaneMeasurement plane) => new(
        [.. plane.Tiles.Select(t => new StoredTile(
            t.Tile.Tile, t.Width, t.Height, t.Left, t.Top, t.Threshold, t.MinimumArea, t.Kind))],
        plane.Regions.Columns, plane.Regions.Count, plane.InterestOfRegion is null ? null : plane.Interests);

    /// <summary>Returns the rows of the next lines of a table.</summary>
    public PlaneMeasurement Rows(
        ChannelTiles channel, IReadOnlyList<string> measured, TileMeasurement[] tiles, IEnumerator<IReadOnlyList<string>> lines)
    {
        var (ofTiles, ofInterests) = (new int[Count], Interests is null ? null : new int[Count]);
        var (numbers, names) = (tiles.Select(t => t.Tile.Tile).ToList(), Interests?.ToList() ?? []);
        var rows = new RegionTable([], Count).With(Columns, region =>
        {
            if (!lines.MoveNext()) throw new InvalidDataException();

            string[] fields = [.. lines.Current];
            var first = fields.Length - Columns.Count;
            ofTiles[region] = numbers.IndexOf(int.Parse(fields[StoredChannel.Columns.Count], CultureInfo.InvariantCulture));
            if (ofInterests is not null) ofInterests[region] = names.IndexOf(fields[first - 1]) + 1;
            return [.. fields[first..].Select(field => field.Length == 0 ? double.NaN
                : double.Parse(field, CultureInfo.InvariantCulture))];
        });
        return new(channel.Channel, measured, tiles, rows, ofTiles)
        {
            Part = channel.Part, Interests = names, InterestOfRegion = ofInterests,
        };
    }
}

/// <summary>The properties of a <see cref="TileMeasurement"/>.</summary>
internal sealed record StoredTile(
    int Number, int Width, int Height, int Left, int Top, double? Threshold, long MinimumArea, ImageKind Kind)
{
    public TileMeasurement In(TileFile tile) =>
        new(tile, Width, Height, Left, Top, Threshold) { MinimumArea = MinimumArea, Kind = Kind };
}

/// <summary>JSON serialization, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StoredWell))]
internal sealed partial class StoredWellJson : JsonSerializerContext;
