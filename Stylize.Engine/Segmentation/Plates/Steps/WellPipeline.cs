using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Runs the steps of a well in the order of their table: at each timepoint, one after the other, those of a timepoint;
/// then those through time; then, at each timepoint, statistics and files, which the caller commits. Between the first
/// and the last steps only labels and rows are in memory, no pixels.
/// </summary>
/// <param name="update">The steps to run. Unless these are all, they begin with the data of an earlier run.</param>
/// <param name="keep">True to keep pixels in memory between threshold and measurement, false to read tiles
/// twice.</param>
internal sealed class WellPipeline(
    PlannedPlate plate, WellUpdate update, bool keep, FileGroup files, OperationContext context)
{
    private readonly List<WellStep> _steps = [.. StepTable.All.Where(
        step => update.Steps?.Contains(step.Name) != false && step.IsOn(plate.Options))];

    /// <exception cref="StylizeException">The files of the well exist, or cannot be written.</exception>
    /// <exception cref="InvalidDataException">A file of the earlier run is missing, or contradicts others.</exception>
    public WellResult Run(IReadOnlyList<WellTimepoint> well)
    {
        var (contexts, timepoints) = (new List<StepContext>(), new List<WellTimepoint>());
        try
        {
            using (var aligner = new Aligner(plate.Options.AlignTo, context))
            {
                foreach (var (index, timepoint) in well.Index())
                {
                    var step = new StepContext(
                        plate, timepoint, keep, files, Part(index, well.Count), aligner, update.Changed);
                    contexts.Add(step);
                    timepoints.Add(Run(
                        StepTable.BeforeSeries, update.Steps is null ? timepoint : RestoredWell.Restore(step), step));
                    if (well.Count > 1) step.Dispose();
                }
            }

            if (update.Steps is null)
            {
                TileRemarks.Collect([.. contexts.Select(c => (c.Well, c.Opened))], plate.Options.Align)
                    .ForEach(remark => remark.Show(context));
            }

            var series = new WellResult(timepoints);
            series = _steps.Where(step => step.OfSeries is not null)
                .Aggregate(series, (from, step) => step.OfSeries!(from, plate.Options, context));
            var (tracks, written) = (series.Tracks, new List<WellTimepoint>());
            foreach (var (data, step) in series.Timepoints.Zip(contexts))
            {
                written.Add(Write(data, tracks, step));
                Release(data, step);
            }

            var tables = new TrackTables(plate, files, update.Changed, context.Cancellation);
            return series with
            {
                Timepoints = written,
                TrackFiles = [.. tracks.SelectMany(t => tables.Write(written, t.Key, t.Value))],
            };
        }
        finally
        {
            timepoints.Zip(contexts).ToList().ForEach(pair => Release(pair.First, pair.Second));
            contexts.ForEach(step => step.Dispose());
        }
    }

    private WellTimepoint Run(IEnumerable<WellStep> some, WellTimepoint data, StepContext step)
    {
        var began = Stopwatch.GetTimestamp();
        data = some.Where(one => one.OfTimepoint is not null && _steps.Contains(one)).Aggregate(
            data, (from, one) => step.Take(one.OfTimepoint!(from, step)));
        return data with { ImageTime = data.ImageTime + Stopwatch.GetElapsedTime(began) };
    }

    /// <summary>Returns the data of a timepoint after writing its files, without labels.</summary>
    private WellTimepoint Write(
        WellTimepoint data, IReadOnlyDictionary<string, IReadOnlyList<CellTrack>> tracks, StepContext step)
    {
        var began = Stopwatch.GetTimestamp();
        var before = data.ImageTime;
        data = Run(StepTable.AfterSeries, data.IsStored ? data : data with
        {
            InputDigest = !plate.Options.IsSeries && context.Provenance is { } provenance ? provenance.SourceSha256
                : plate.Inputs.OfWell(data, step.Cancellation),
            Remarks =
            [
                .. data.Failures.Select(f => WellRemark.Warning(f.Message)),
                .. TileRemarks.Collect([(data, step.Opened)], plate.Options.Align), .. data.Remarks,
            ],
            Saturated = TileRemarks.Saturated(step.Opened),
        }, step);
        var outputs = new List<PlateOutput>();
        using (context.Phases.Start("write"))
        {
            foreach (var channel in data.Channels)
            {
                outputs.AddRange(new ChannelFiles(data, channel, step).Write(_steps));
                var news = tracks.GetValueOrDefault(channel.Channel)?.Count(t => t.First == data.Timepoint);
                plate.Summaries.Write(
                    data, WellSummary.FromData(data, channel) with { NewTracks = news }, files, step.Cancellation);
                RestoredWell.Write(data, channel, step);
            }
        }

        data = step.Take(data);
        return data with
        {
            Files = [.. data.Files, .. outputs], ImageTime = before + Stopwatch.GetElapsedTime(began),
        };
    }

    private static void Release(WellTimepoint data, StepContext step)
    {
        data.Planes.ToList().ForEach(plane => plane.Release());
        step.Dispose();
    }

    private OperationContext Part(int index, int count) => count == 1 || context.Progress is not { } progress
        ? context
        : context with { Progress = p => progress(p with { Fraction = (index + p.Fraction) / count }) };
}
