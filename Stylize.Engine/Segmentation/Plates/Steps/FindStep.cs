using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Finds the objects of each segmented channel, and labels them: across the seams of the montage, or in each tile.
/// Tiles that fail are removed from the channel.
/// </summary>
internal sealed class FindStep(StepContext context)
{
    /// <summary>Share of the work on a timepoint in which objects are found.</summary>
    private const double Share = .6;

    private readonly SegmentationOptions _options = context.Options.Segmentation;

    public static WellStep Step { get; } = new(
        "find", "find the objects of each channel", WellParts.Pixels, WellParts.Labels)
    {
        OfTimepoint = (data, context) => data with { Channels = [.. new FindStep(context).Channels()] },
    };

    private IEnumerable<ChannelTiles> Channels()
    {
        foreach (var (index, channel) in context.Well.Segmented.Index().Where(c => !c.Item.IsPart))
        {
            context.Report(Share * index / context.Well.Segmented.Count, channel.Channel);
            if (context.Read(channel).Numbers.Count > 0) yield return Find(channel, index);
        }
    }

    private ChannelTiles Find(ChannelTiles channel, int index)
    {
        var grid = context.GridOf(channel);
        var interest = context.Options.Region is { } path ? new WellInterest(path, context.Well, channel) : null;
        var foreground = Foreground(context.Read(channel), grid, index);
        var isSuited = Suits(channel, foreground) && interest is null;
        using var phase = context.Run.Phases.Start("label");
        var planes = Label(foreground, grid);
        return channel with
        {
            Planes = interest is null ? planes : planes.ConvertAll(interest.Limited), IsSuited = isSuited,
            Areas = interest?.Areas(planes, grid, context.PixelSize) ?? [],
        };
    }

    private List<TileMeasurement> Foreground(ChannelReaders tiles, MontageGrid grid, int index)
    {
        using var phase = context.Run.Phases.Start("threshold");
        var pooled = _options.Statistics switch
        {
            StatisticsScope.Well => tiles.Pool(context.Fail, context.Cancellation),
            StatisticsScope.Plate =>
                context.Plate.Statistics.HistogramFor(context.Well.Experiment, tiles.Channel, context.Cancellation),
            _ => null,
        };
        var numbers = tiles.Numbers.ToArray();
        var found = new TileMeasurement?[numbers.Length];
        var done = 0;
        context.ForEach(numbers.Length, number =>
        {
            found[number] = OfTile(tiles[numbers[number]], tiles.File(numbers[number]), grid, pooled);
            var share = Interlocked.Increment(ref done) / (double)numbers.Length;
            context.Report(Share * (index + share) / context.Well.Segmented.Count, tiles.Channel);
        });
        foreach (var (_, number) in numbers.Index().Where(n => found[n.Index] is null))
        {
            tiles.Remove(number);
        }

        return [.. found.OfType<TileMeasurement>()];
    }

    private TileMeasurement? OfTile(SampleScanner reader, TileFile file, MontageGrid grid, IntensityHistogram? pooled)
    {
        try
        {
            var isGiven = _options.Method == ThresholdMethod.Labels;
            var kind = isGiven ? ImageKind.Objects : ImageCheck.Find(reader, context.Cancellation);
            if (context.Options.Volume) return OfStack(reader, file, kind);

            var threshold = ForegroundFinder.Threshold(reader, _options, pooled, context.Cancellation);
            var runs = isGiven ? new GivenMasks(context).RunsFor(reader, file)
                : ForegroundFinder.Runs(reader, _options, threshold, pooled, context.Cancellation);
            var (left, top) = context.Options.IsPerTile ? (0, 0) : grid.Origin(file.Tile);
            reader.ReleasePassing();
            threshold = threshold is { } sample ? reader.Scale.ToNumber(sample) : null;
            return new(file, reader.Width, reader.Height, left, top, threshold)
            {
                MinimumArea = _options.MinimumAreaOf(runs.MinimumArea), Kind = kind, Runs = runs,
            };
        }
        catch (ThresholdNotFoundException e)
        {
            context.Fail(Errors.NoThresholdOfTile.From(e, file.Path, _options.Method, e.Message));
        }
        catch (StylizeException e)
        {
            context.Fail(e);
        }

        return null;
    }

    private TileMeasurement OfStack(SampleScanner reader, TileFile file, ImageKind kind)
    {
        var planes = reader.OpenPlanes();
        try
        {
            var stack = StackRegions.Find(
                planes, PixelSizes.PlaneDistance(context.Well, context.Options), context.Cancellation);
            return new(file, reader.Width, reader.Height, 0, 0, null)
            {
                Kind = kind, Runs = StitchedLabels.Project(stack, planes), Stack = stack,
            };
        }
        finally
        {
            planes.ToList().ForEach(plane => plane.Dispose());
        }
    }

    /// <summary>
    /// Remarks on images that the method is not made for if most of the tiles that show something are of their kind.
    /// The sentence does not name the well, because it is shown once for a plate.
    /// </summary>
    /// <returns>False if there is a remark.</returns>
    private bool Suits(ChannelTiles channel, List<TileMeasurement> tiles)
    {
        var kinds = tiles.Where(tile => tile.Kind != ImageKind.Faint).CountBy(tile => tile.Kind).ToList();
        if (kinds.Count == 0 || _options.Method == ThresholdMethod.Labels
            || ImageCheck.Advice(
                kinds.MaxBy(kind => kind.Value).Key, _options,
                StylizeException.Verbatim($"{context.Well.Experiment}, channel {channel.Channel}")) is not { } advice)
        {
            return true;
        }

        context.Remark(WellRemark.Warning(advice), context.Plate.Statistics.IsFirst(advice));
        return false;
    }

    private List<PlaneMeasurement> Label(List<TileMeasurement> foreground, MontageGrid grid)
    {
        if (context.Options.IsPerTile || (grid.Columns == 1 && grid.Rows == 1))
        {
            return foreground.ConvertAll(found => PlaneMeasurement.FromLabels(
                found.Stack is { } stack ? new LabeledRuns(found.Runs!, found.Runs!.Objects.ToArray(), stack.Count)
                    : ForegroundFinder.Label(found.Runs!, _options, context.Cancellation),
                [found with { Runs = null, Stack = null }], found.Stack));
        }

        var stitched = new GivenMasks(context).OfWell(grid, foreground)
            ?? StitchedLabels.Stitch(grid, foreground, _options.Method != ThresholdMethod.Labels);
        foreground.ForEach(tile => tile.Runs!.Dispose());
        var labels = ForegroundFinder.Label(stitched, _options, context.Cancellation);
        return [PlaneMeasurement.FromLabels(labels, foreground.ConvertAll(tile => tile with { Runs = null }))];
    }
}

/// <summary>The given label masks of a well: one per tile, or one for the montage of all tiles.</summary>
internal sealed class GivenMasks(StepContext context)
{
    /// <summary>Returns the objects of the mask of a tile; none if the mask is that of the well.</summary>
    public RunTable RunsFor(SampleScanner reader, TileFile file) => IsOfWell(file)
        ? RunTable.WithObjects(reader.Width, reader.Height)
        : Read(file.Mask!, (reader.Width, reader.Height), file.Path);

    /// <summary>Returns the objects of the mask of the well; null if each tile has its own.</summary>
    public RunTable? OfWell(MontageGrid grid, IReadOnlyList<TileMeasurement> tiles) =>
        tiles.Count > 0 && tiles[0].Tile is var file && IsOfWell(file)
            ? Read(file.Mask!, (grid.Width, grid.Height), $"the montage of {context.Well.Name}") : null;

    private bool IsOfWell(TileFile file) => file.Mask is { } mask && !context.Options.IsPerTile
        && context.Well.Segmented.Any(
            c => c.Tiles.Count > 1 && c.Tiles.Contains(file) && c.Tiles.All(t => t.Mask?.Path == mask.Path));

    private RunTable Read(TilePlane mask, (int Width, int Height) size, string of)
    {
        var runs = context.Plate.Statistics.Labels(mask, size, of, context.Cancellation);
        if (LabelMaskReader.Remark(runs, mask.Path, context.Cancellation) is { } remark)
        {
            context.Remark(WellRemark.Warning(remark));
        }

        return runs;
    }
}
