using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

internal static class PlateEstimate
{
    /// <summary>
    /// Segments some of the wells in a temporary folder, including masks, montages, overlays and tables but not the
    /// database.
    /// </summary>
    /// <exception cref="StylizeException">OperationFailed: no tile can be read or processed.</exception>
    public static BatchEstimate Compute(
        PlateOptions options, PlateSegmenter plate, IImageCodec codec, RunnerOptions limits, EstimateRequest request,
        CancellationToken cancellation)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"stylize-estimate-{Guid.NewGuid():N}");
        using var first = new PlateSegmenter(options, Into(folder), plate.Work.Plan, codec);
        EstimateUnit[] units =
        [
            .. plate.Wells.Select(well => new EstimateUnit(
                    well.Source, well.Timepoints.Sum(Megapixels), first.EstimateMemory(well.Timepoints),
                    context => Segment(well.Timepoints, context)))
                .Where(unit => unit.Megapixels > 0),
        ];
        if (units.Length == 0) throw Errors.NoEstimate.With(null);

        try
        {
            // The first run takes longer, because it computes the statistics of the whole plate.
            var estimate =
                Rehearsal.Run(units, limits, request with { IsNewProcess = true }, TimeProvider.System, cancellation)
                    .Estimate(units);
            var wells = plate.Wells.SelectMany(item => item.Timepoints).Select(t => (t.Experiment, t.Well))
                .Distinct().Count();
            return estimate with
            {
                Files = wells,
                Unit = ("well", "wells"),
                MeasuredUnit = wells < plate.Wells.Count ? ("timepoint", "timepoints") : ("well", "wells"),
            };
        }
        finally
        {
            // It was never created, or another program holds a file in it; the system cleans up its temporary files.
            FileFailure.Ignore(() => Directory.Delete(folder, recursive: true));
        }

        void Segment(IReadOnlyList<WellTimepoint> well, OperationContext context)
        {
            using var segmenter = new PlateSegmenter(
                options, Into(Path.Combine(folder, $"{Guid.NewGuid():N}")), plate.Work.Plan, codec, earlier: first);
            segmenter.Segment(well, context);
        }

        static TargetOptions Into(string destination) => new() { Destination = destination, Force = true };

        // All planes of a well that are segmented or measured; 0 for unreadable tiles.
        double Megapixels(WellTimepoint well) => well.Measured.SelectMany(channel => channel.Tiles)
            .SelectMany(tile => tile.Planes).Sum(plane => plate.PixelsOf(plane.Path) / 1e6);
    }
}
