using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Finds the shift of a well at a timepoint.</summary>
internal static class AlignStep
{
    public static WellStep Step { get; } = new(
        "align", "align the timepoints of a well", WellParts.Pixels, WellParts.Shift)
    {
        IsOn = options => options.Align is not null,
        IsRepeatable = true,
        Columns =
        [
            new("AlignedX", "pixels", "CentroidX minus the shift of the timepoint"),
            new("AlignedY", "pixels", "CentroidY minus the shift of the timepoint"),
        ],
        OfTimepoint = (data, context) => data with { Shift = context.Aligner.Run(context) },
    };
}
