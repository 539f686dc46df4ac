using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// The steps of a well through time. At each timepoint, one after the other: read its tiles; for each segmented channel
/// place them, find their foreground, label it, and measure the regions, or find the cells around the nuclei; measure
/// the quality of the images; align. Then, for all timepoints: track the cells, and write the files, which the caller
/// commits. Between measuring and writing only runs and measurements are in memory, no pixels.
/// </summary>
/// <param name="keep">True to keep pixels in memory between threshold and measurement, false to read tiles
/// twice.</param>
internal sealed class WellPipeline(PlannedPlate plate, bool keep, FileGroup files, OperationContext context)
{
    /// <exception cref="StylizeException">The files of the well exist, or cannot be written.</exception>
    public WellResult Run(IReadOnlyList<WellTimepoint> well)
    {
        var works = new List<WellWork>();
        try
        {
            using (var align = new AlignStep(plate.Options.AlignTo, context))
            {
                foreach (var (index, timepoint) in well.Index())
                {
                    var work = new WellWork(plate, timepoint, keep, files, Part(index, well.Count));
                    works.Add(work);
                    Segment(work);
                    work.Shift = plate.Options.Align is null ? null : align.Run(work);
                    if (well.Count > 1) work.ReleasePixels();
                }
            }

            TileRemarks.Collect([.. works.Select(work => (work.Well, work.Readers))], plate.Options.Align)
                .ForEach(remark => remark.Show(context));
            var tracks = new TrackStep(plate.Options, context).Run(works);
            var written = new List<WellMeasurement>();
            foreach (var (index, work) in works.Index())
            {
                written.Add(new ResultStep(tracks, index).Run(work));
                work.Dispose();
            }

            var tables = new TrackTables(plate, files, context.Cancellation);
            return new WellResult(written)
            {
                Tracks = tracks.ToDictionary(t => t.Key, t => t.Value.Tracks),
                TrackFiles = [.. tracks.SelectMany(t => tables.Write(written, t.Key, t.Value.Tracks))],
            };
        }
        finally
        {
            works.ForEach(work => work.Dispose());
        }
    }

    private static void Segment(WellWork work)
    {
        var began = Stopwatch.GetTimestamp();
        using (work.Context.Phases.Start("open"))
        {
            work.Well.Measured.ToList().ForEach(tiles => work.Read(tiles));
        }

        foreach (var channel in work.Well.Segmented)
        {
            work.Report(0, channel.Channel);
            if (channel.Part != CellPart.None)
            {
                new CellStep(work).Run(channel);
            }
            else if (work.Read(channel) is { Numbers.Count: > 0 } tiles)
            {
                work.Segmented.Add(Segment(work, channel, tiles));
            }
        }

        work.DiscardIncomplete();
        work.Images = new QualityStep(work).Run(work.Segmented);
        work.Elapsed = Stopwatch.GetElapsedTime(began);
    }

    private static SegmentedChannel Segment(WellWork work, ChannelTiles channel, ChannelReaders tiles)
    {
        var grid = work.Place.Run(tiles);
        var interest = work.Options.Region is { } path ? new WellInterest(path, work.Well, channel) : null;
        var foreground = new ForegroundStep(work).Run(tiles, grid);
        var isSuited = new KindStep(work).Run(channel, foreground) && interest is null;
        var planes = new LabelStep(work, interest).Run(foreground, grid);
        using var phase = work.Context.Phases.Start("measure");
        var (measure, channels) = (new MeasureStep(work), work.MeasuredWith(tiles));
        PlaneMeasurement[] regions =
            [.. planes.Select(plane => measure.Run(channel, plane, grid, channels, null, interest, isSuited))];
        return new(channel, tiles, grid, planes, regions, interest?.Areas(planes, grid, work.PixelSize) ?? [])
        {
            Registration = work.Place.RegistrationOf(tiles),
        };
    }

    private OperationContext Part(int index, int count) => count == 1 || context.Progress is not { } progress
        ? context
        : context with { Progress = p => progress(p with { Fraction = (index + p.Fraction) / count }) };
}
