using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// What masks, tables and summary of a segmented channel do not hold, so that later steps can run again without earlier
/// ones.
/// </summary>
/// <param name="IsWhole">False if a tile failed.</param>
/// <param name="Measured">The channels whose intensities were measured.</param>
/// <param name="Columns">The columns of its regions.</param>
/// <param name="Interests">The names of the regions of interest; null without any.</param>
/// <param name="Counts">The number of regions of each plane.</param>
internal sealed record RestoredWell(
    bool IsWhole, string InputDigest, WellShift? Shift, IReadOnlyList<string> Measured,
    IReadOnlyList<RegionColumn> Columns, IReadOnlyList<string>? Interests, IReadOnlyList<double> Areas,
    IReadOnlyList<RestoredTile> Tiles, IReadOnlyList<int> Counts)
{
    public static void Write(WellTimepoint data, ChannelTiles channel, StepContext context)
    {
        // What an update does not change stays.
        const WellParts Held = WellParts.Spots | WellParts.Shift;
        if (data is { IsStored: true, Failures.Count: 0 } && (context.Changed & Held) == 0) return;

        var first = channel.Planes[0];
        var stored = new RestoredWell(
            data.Failures.Count == 0, data.InputDigest, data.Shift, first.MeasuredChannels, first.Regions.Columns,
            first.InterestOfRegion is null ? null : first.Interests, channel.Areas,
            [.. channel.Planes.SelectMany(plane => plane.Tiles).Select(t => new RestoredTile(
                t.Tile.Tile, t.Width, t.Height, t.Left, t.Top, t.Threshold, t.MinimumArea, t.Kind))],
            [.. channel.Planes.Select(plane => plane.Regions.Count)]);
        context.Files.Write(
            context.Plate.Files.Of(WellOutput.State, data.Key(channel.Channel)),
            target => JsonSerializer.Serialize(target, stored, RestoredWellJson.Default.RestoredWell),
            context.Cancellation);
    }

    /// <summary>Returns what the file of a channel holds; null if it is missing, damaged, or not whole.</summary>
    public static RestoredWell? TryRead(string path) =>
        PlateFiles.TryRead(path, RestoredWellJson.Default.RestoredWell) is { IsWhole: true } read ? read : null;

    /// <summary>Returns the data of a well at a timepoint from the files of an earlier run, as they were before steps
    /// through time.</summary>
    /// <exception cref="InvalidDataException">A file is missing, or contradicts others.</exception>
    public static WellTimepoint Restore(StepContext context)
    {
        var (well, files) = (context.Well, context.Plate.Files);
        try
        {
            var channels = new List<ChannelTiles>();
            var images = new Dictionary<string, IReadOnlyList<ImageQuality>>();
            foreach (var channel in well.Segmented)
            {
                var key = well.Key(channel.Channel);
                var summary =
                    WellSummary.TryRead(files.Of(WellOutput.Summary, key)) ?? throw new InvalidDataException();
                var stored = TryRead(files.Of(WellOutput.State, key)) ?? throw new InvalidDataException();
                channels.Add(stored.Channel(channel, context));
                if (summary.Images.Count > 0)
                {
                    images[channel.Channel] =
                        [.. summary.Images.Select(i => i with { Failed = QualityGates.None, IsExcluded = false })];
                }

                well = well with
                {
                    Shift = context.Options.Align is null ? null : stored.Shift,
                    InputDigest = stored.InputDigest,
                    Conditions = summary.Conditions,
                    Saturated = summary.Saturated,
                    Remarks =
                    [
                        .. summary.Warnings.Select(WellRemark.Warning), .. summary.Notes.Select(WellRemark.Note),
                    ],
                };
            }

            return well with { IsStored = true, Channels = channels, Images = images };
        }
        catch (Exception failure) when (failure is StylizeException or FormatException or ArgumentException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(well.Name, failure);
        }
    }

    private ChannelTiles Channel(ChannelTiles channel, StepContext context)
    {
        var files = channel.Tiles.ToDictionary(tile => tile.Tile);
        TileMeasurement[] tiles =
        [
            .. Tiles.Select(t => new TileMeasurement(files[t.Number], t.Width, t.Height, t.Left, t.Top, t.Threshold)
            {
                MinimumArea = t.MinimumArea, Kind = t.Kind,
            }),
        ];
        context.Place(channel, tiles[0]);
        var path = context.Plate.Files.Of(WellOutput.Table, context.Well.Key(channel.Channel));
        var (head, rows) = CsvTable.Read(path);
        using var lines = rows.Select(row => row.ToArray()).GetEnumerator();
        var parents = context.Options.Track == TrackMethod.None ? null : new Dictionary<int, int>();
        var planes = Counts is [var one] ? [Rows(tiles, one, head, lines, parents)]
            : tiles.Zip(Counts, (tile, count) => Rows([tile], count, head, lines, parents)).ToList();
        return channel with
        {
            Planes =
            [
                .. planes.Select(plane => plane with
                {
                    Found = new(() => LabelsOf(channel, plane.Tiles, context) is var found
                        && (found.Stack ?? found.Labels).Count == plane.Regions.Count
                        ? found : throw new InvalidDataException()),
                }),
            ],
            Areas = Areas,
            Parents = parents,
        };
    }

    /// <summary>Returns the rows of the next lines of a table.</summary>
    /// <param name="parents">Receives the parents of tracks; null without tracking.</param>
    private PlaneMeasurement Rows(
        IReadOnlyList<TileMeasurement> tiles, int count, string[] head, IEnumerator<string[]> lines,
        Dictionary<int, int>? parents)
    {
        var first = head.Length - Columns.Count;
        int Find(string name) => Array.LastIndexOf(head, name, first - 1);
        var (track, parent) = parents is null ? (-1, -1) : (Find("Track"), Find("Parent"));
        var (ofTiles, ofInterests, ofTracks) = (new int[count], new int[count], new int[count]);
        var (numbers, names) = (tiles.Select(t => t.Tile.Tile).ToList(), Interests?.ToList() ?? []);
        var rows = new RegionTable([], count).With(Columns, region =>
        {
            if (!lines.MoveNext()) throw new InvalidDataException();

            var fields = lines.Current;
            int Whole(int at) =>
                at < 0 || fields[at].Length == 0 ? 0 : int.Parse(fields[at], CultureInfo.InvariantCulture);
            ofTiles[region] = numbers.IndexOf(Whole(StoredChannel.Columns.Count));

            // Tables have an apostrophe before what could be a formula.
            ofInterests[region] = names.FindIndex(
                name => name == fields[first - 1] || "'" + name == fields[first - 1]) + 1;
            ofTracks[region] = Whole(track);
            if (Whole(parent) is > 0 and var mother) parents![ofTracks[region]] = mother;

            return [.. fields[first..].Select(field => field.Length == 0 ? double.NaN
                : double.Parse(field, CultureInfo.InvariantCulture))];
        });
        return new(tiles, rows)
        {
            MeasuredChannels = Measured, TileOfRegion = ofTiles, Interests = names,
            InterestOfRegion = Interests is null ? null : ofInterests, TrackOfRegion = track < 0 ? null : ofTracks,
        };
    }

    /// <summary>Returns the labels of a montage, or of a tile, from the masks of its tiles.</summary>
    private static (LabeledRuns Labels, LabeledRuns? Stack) LabelsOf(
        ChannelTiles channel, IReadOnlyList<TileMeasurement> tiles, StepContext context)
    {
        if (context.Options.Volume) return StackOf(channel, tiles[0], context);

        TileMeasurement[] masks = [.. tiles.Select(tile => tile with { Runs = Mask(tile, 0, context) })];
        var grid = context.GridOf(channel);
        return (GivenLabels.ByValue(
            context.Options.IsPerTile || (grid.Columns == 1 && grid.Rows == 1) ? masks[0].Runs!
            : StitchedLabels.Join(grid, masks)), null);
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
            var shown = StitchedLabels.Project(stack, planes);
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

/// <summary>The properties of a <see cref="TileMeasurement"/>.</summary>
internal sealed record RestoredTile(
    int Number, int Width, int Height, int Left, int Top, double? Threshold, long MinimumArea, ImageKind Kind);

/// <summary>JSON serialization, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RestoredWell))]
internal sealed partial class RestoredWellJson : JsonSerializerContext;
