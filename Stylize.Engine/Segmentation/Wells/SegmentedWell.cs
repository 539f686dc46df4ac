
namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A well at a timepoint after its files were written and before its measurements are stored.</summary>
/// <param name="Files">Files written, in order.</param>
/// <param name="Failures">One for each tile that could not be read or segmented; the rest of the well was segmented without it.</param>
/// <param name="ImageTime">Wall time of everything but the database.</param>
public sealed record SegmentedWell(
    WellMeasurement Measurement, IReadOnlyList<PlateOutput> Files, IReadOnlyList<StylizeException> Failures, TimeSpan ImageTime)
{
    /// <summary>The well at its timepoint.</summary>
    public WellTimepoint Well => Measurement.Well;
}
