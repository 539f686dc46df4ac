using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Finds the foreground of each tile of a channel. Tiles that fail are removed from the channel.</summary>
/// <param name="report">Receives the share of completed tiles, [0,1].</param>
internal sealed class ForegroundStep(WellWork work, Action<double> report)
{
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
            report((double)Interlocked.Increment(ref done) / numbers.Length);
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
