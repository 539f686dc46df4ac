using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// The steps of a well through time: its timepoints are measured and aligned sequentially, then cells are linked, and
/// then the files are written, which the caller commits. Between measuring and writing only runs and measurements are
/// in memory, no pixels.
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
            var timepoints = new List<SegmentedWell>();
            using (var align = new AlignStep(plate.Options.AlignTo, context))
            {
                foreach (var (index, timepoint) in well.Index())
                {
                    works.Add(new(plate, timepoint, keep, files, Part(index, well.Count)));
                    var segmented = new SegmentStep(works[^1]).Run();
                    timepoints.Add(
                        plate.Options.Align is null ? segmented : segmented with { Shift = align.Run(segmented) });
                    if (well.Count > 1) works[^1].ReleasePixels();
                }
            }

            TileRemarks.Collect([.. works.Select(work => (work.Well, work.Channels))], plate.Options.Align)
                .ForEach(remark => remark.Show(context));
            var tracks = new TrackStep(plate.Options, context).Run(timepoints);
            var written = new List<WellMeasurement>();
            foreach (var (index, timepoint) in timepoints.Index())
            {
                written.Add(new ResultStep(tracks, index).Run(timepoint));
                timepoint.Work.Dispose();
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

    private OperationContext Part(int index, int count) => count == 1 || context.Progress is not { } progress
        ? context
        : context with { Progress = p => progress(p with { Fraction = (index + p.Fraction) / count }) };
}
