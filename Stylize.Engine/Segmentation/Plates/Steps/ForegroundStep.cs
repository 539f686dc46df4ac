using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Finds the foreground of each tile of a channel. Tiles that fail are removed from the channel.</summary>
internal sealed class ForegroundStep(WellWork work)
{
    /// <summary>Share of a channel's time in which its foreground is found.</summary>
    private const double Share = .6;

    private readonly SegmentationOptions _options = work.Options.Segmentation;

    public List<TileForeground> Run(ChannelReaders tiles, MontageGrid grid)
    {
        using var phase = work.Context.Phases.Start("threshold");
        var pooled = _options.Statistics switch
        {
            StatisticsScope.Well => tiles.Pool(work.Failures.Enqueue, work.Cancellation),
            StatisticsScope.Plate =>
                work.Plate.Statistics.HistogramFor(work.Well.Experiment, tiles.Channel, work.Cancellation),
            _ => null,
        };
        var numbers = tiles.Numbers.ToArray();
        var found = new TileForeground?[numbers.Length];
        var done = 0;
        work.ForEach(numbers.Length, index =>
        {
            found[index] = OfTile(tiles[numbers[index]], tiles.File(numbers[index]), grid, pooled);
            work.Report(Share * Interlocked.Increment(ref done) / numbers.Length, tiles.Channel);
        });
        foreach (var (index, number) in numbers.Index().Where(n => found[n.Index] is null))
        {
            tiles.Remove(number);
        }

        return [.. found.OfType<TileForeground>()];
    }

    private TileForeground? OfTile(SampleScanner reader, TileFile file, MontageGrid grid, IntensityHistogram? pooled)
    {
        try
        {
            var isGiven = _options.Method == ThresholdMethod.Labels;
            var kind = isGiven ? ImageKind.Objects : ImageCheck.Find(reader, work.Cancellation);
            if (work.Options.Volume) return OfStack(reader, file, kind);

            var threshold = ForegroundFinder.Threshold(reader, _options, pooled, work.Cancellation);
            var runs = isGiven ? new GivenMasks(work).RunsFor(reader, file)
                : ForegroundFinder.Runs(reader, _options, threshold, pooled, work.Cancellation);
            var (left, top) = work.Options.IsPerTile ? (0, 0) : grid.Origin(file.Tile);
            reader.ReleasePassing();
            threshold = threshold is { } sample ? reader.Scale.ToNumber(sample) : null;
            return new(
                new(file, reader.Width, reader.Height, left, top, threshold)
                {
                    MinimumArea = _options.MinimumAreaOf(runs.MinimumArea), Kind = kind,
                },
                runs);
        }
        catch (ThresholdNotFoundException e)
        {
            work.Failures.Enqueue(Errors.NoThresholdOfTile.From(e, file.Path, _options.Method, e.Message));
        }
        catch (StylizeException e)
        {
            work.Failures.Enqueue(e);
        }

        return null;
    }

    private TileForeground OfStack(SampleScanner reader, TileFile file, ImageKind kind)
    {
        var planes = reader.OpenPlanes();
        try
        {
            var stack = StackRegions.Find(planes, PixelSizes.PlaneDistance(work.Well, work.Options), work.Cancellation);
            return new(
                new(file, reader.Width, reader.Height, 0, 0, null) { Kind = kind }, LabeledPlane.Project(stack, planes))
            {
                Stack = stack,
            };
        }
        finally
        {
            planes.ToList().ForEach(plane => plane.Dispose());
        }
    }
}

/// <summary>
/// Remarks on images that the method is not made for if most of the tiles that show something are of their kind. The
/// sentence does not name the well, because it is shown once for a plate.
/// </summary>
internal sealed class KindStep(WellWork work)
{
    /// <returns>False if there is a remark.</returns>
    public bool Run(ChannelTiles channel, List<TileForeground> tiles)
    {
        var options = work.Options.Segmentation;
        var kinds = tiles.Where(tile => tile.Tile.Kind != ImageKind.Faint).CountBy(tile => tile.Tile.Kind).ToList();
        if (kinds.Count == 0 || options.Method == ThresholdMethod.Labels
            || ImageCheck.Advice(
                kinds.MaxBy(kind => kind.Value).Key, options,
                StylizeException.Verbatim($"{work.Well.Experiment}, channel {channel.Channel}")) is not { } advice)
        {
            return true;
        }

        var remark = WellRemark.Warning(advice);
        work.Remarks.Enqueue(remark);
        if (work.Plate.Statistics.IsFirst(advice)) remark.Show(work.Context);
        return false;
    }
}

/// <summary>The given label masks of a well: one per tile, or one for the montage of all tiles.</summary>
internal sealed class GivenMasks(WellWork work)
{
    /// <summary>Returns the objects of the mask of a tile; none if the mask is that of the well.</summary>
    public RunTable RunsFor(SampleScanner reader, TileFile file) => IsOfWell(file)
        ? RunTable.WithObjects(reader.Width, reader.Height)
        : Read(file.Mask!, (reader.Width, reader.Height), file.Path);

    /// <summary>Returns the objects of the mask of the well; null if each tile has its own.</summary>
    public RunTable? OfWell(MontageGrid grid, IReadOnlyList<TileForeground> tiles) =>
        tiles.Count > 0 && tiles[0].Tile.Tile is var file && IsOfWell(file)
            ? Read(file.Mask!, (grid.Width, grid.Height), $"the montage of {work.Well.Name}") : null;

    private bool IsOfWell(TileFile file) => file.Mask is { } mask && !work.Options.IsPerTile && work.Well.Segmented.Any(
        c => c.Tiles.Count > 1 && c.Tiles.Contains(file) && c.Tiles.All(t => t.Mask?.Path == mask.Path));

    private RunTable Read(TilePlane mask, (int Width, int Height) size, string of)
    {
        var runs = work.Plate.Statistics.Labels(mask, size, of, work.Cancellation);
        if (LabelMaskReader.Remark(runs, mask.Path, work.Cancellation) is { } remark)
        {
            work.Remark(WellRemark.Warning(remark));
        }

        return runs;
    }
}
