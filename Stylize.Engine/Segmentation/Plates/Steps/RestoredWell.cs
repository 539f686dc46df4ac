using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// What masks, tables and summary of a segmented channel do not hold, so that later steps can run again without earlier
/// ones.
/// </summary>
/// <param name="IsWhole">False if a tile failed.</param>
/// <param name="Measured">The channels whose intensities were measured.</param>
internal sealed record RestoredWell(
    bool IsWhole, string InputDigest, WellShift? Shift, IReadOnlyList<string> Measured,
    IReadOnlyList<RestoredPlane> Planes, IReadOnlyList<double> Areas)
{
    private const long MaxTableBytes = 1 << 29;

    public static void Write(WellData data, SegmentedChannel channel, StepContext context)
    {
        var stored = new RestoredWell(
            data.Failures.Count == 0, data.InputDigest!, data.Shift,
            channel.Regions is [var first, ..] ? first.MeasuredChannels : [],
            [.. channel.Regions.Select(RestoredPlane.FromRows)], channel.Areas);
        context.Files.Write(
            context.Plate.Files.Of(WellOutput.State, data.Well.Key(channel.Name)),
            target => JsonSerializer.Serialize(target, stored, RestoredWellJson.Default.RestoredWell),
            context.Cancellation);
    }

    /// <summary>Returns what the file of a channel holds; null if it is missing, damaged, or not whole.</summary>
    public static RestoredWell? TryRead(string path)
    {
        try
        {
            return !InputFile.IsMissing(path) && JsonSerializer.Deserialize(
                InputFile.ReadAll(path, InputFile.MetadataBytes), RestoredWellJson.Default.RestoredWell)
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
            var (one, summary) = ((RestoredWell?)null, (WellSummary?)null);
            foreach (var channel in well.Segmented)
            {
                var key = well.Key(channel.Channel);
                summary = WellSummary.TryRead(files.Of(WellOutput.Summary, key)) ?? throw new InvalidDataException();
                var stored = TryRead(files.Of(WellOutput.State, key)) ?? throw new InvalidDataException();
                channels.Add(stored.Channel(channel, context));
                one = stored;
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
                Shift = context.Options.Align is null ? null : one!.Shift,
                InputDigest = one!.InputDigest,
                Conditions = summary!.Conditions,
                Saturated = summary.Saturated,
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
        var path = context.Plate.Files.Of(WellOutput.Table, context.Well.Key(channel.Channel));
        var table = CsvTable.Parse(InputFile.ReadText(path, MaxTableBytes), out _);
        string[] head = [.. table[0].Fields];
        var lines = table.Skip(1).Select(row => row.Fields.ToArray()).GetEnumerator();
        var (planes, rows) = (new List<LabeledPlane>(), new List<PlaneMeasurement>());
        var parents = context.Options.Track == TrackMethod.None ? null : new Dictionary<int, int>();
        foreach (var plane in Planes)
        {
            TileMeasurement[] tiles = [.. plane.Tiles.Select(tile => tile.In(files[tile.Number]))];
            context.Place(channel, tiles[0]);
            var measured = plane.Rows(channel, Measured, tiles, head, lines, parents);
            rows.Add(measured);
            planes.Add(new(
                () => LabelsOf(channel, tiles, context) is var found
                    && (found.Stack ?? found.Labels).Count == measured.Regions.Count
                    ? found : throw new InvalidDataException(), tiles));
        }

        return new(channel, planes) { Regions = rows, Areas = Areas, Parents = parents };
    }

    /// <summary>Returns the labels of a montage, or of a tile, from the masks of its tiles.</summary>
    private static (LabeledRuns Labels, LabeledRuns? Stack) LabelsOf(
        ChannelTiles channel, TileMeasurement[] tiles, StepContext context)
    {
        if (context.Options.Volume) return StackOf(channel, tiles[0], context);

        TileForeground[] masks = [.. tiles.Select(tile => new TileForeground(tile, Mask(tile, 0, context)))];
        var grid = context.GridOf(channel);
        return (GivenLabels.ByValue(
            context.Options.IsPerTile || (grid.Columns == 1 && grid.Rows == 1) ? masks[0].Runs
            : LabeledPlane.Join(grid, masks)), null);
    }

    private static (LabeledRuns Labels, LabeledRuns? Stack) StackOf(
        ChannelTiles channel, TileMeasurement tile, StepContext context)
    {
        var planes = context.Read(channel)[tile.Tile.Tile].OpenPlanes();
        try
        {
            var (area, count) = (tile.Width * tile.Height, 0);
            var voxels = new int[checked(area * planes.Count)];
            for (var plane = 0; plane < planes.Count; plane++)
            {
                using var runs = Mask(tile, plane, context);
                for (var run = 0; run < runs.Count; run++)
                {
                    count = Math.Max(count, runs.Objects[run]);
                    voxels.AsSpan((plane * area) + (runs.Rows[run] * tile.Width))[runs.Starts[run]..runs.Ends[run]]
                        .Fill(runs.Objects[run]);
                }
            }

            var stack = LabeledRuns.FromVoxels(
                voxels, count, tile.Width, planes.Count, PixelSizes.PlaneDistance(context.Well, context.Options));
            var shown = LabeledPlane.Project(stack, planes);
            return (new(shown, shown.Objects.ToArray(), count), stack);
        }
        finally
        {
            planes.ToList().ForEach(plane => plane.Dispose());
        }
    }

    private static RunTable Mask(TileMeasurement tile, int page, StepContext context) =>
        context.Plate.Statistics.Labels(
            new(context.Plate.Files.TileMask(tile.Tile), page), (tile.Width, tile.Height), tile.Tile.Path,
            context.Cancellation);
}

/// <summary>JSON serialization, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RestoredWell))]
internal sealed partial class RestoredWellJson : JsonSerializerContext;
