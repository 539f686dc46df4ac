using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Adds the columns of the plate map.</summary>
internal static class MapStep
{
    public static WellStep Step { get; } = new(
        "map", "add the columns of the plate map", WellParts.None, WellParts.Conditions)
    {
        IsRepeatable = true,
        OfTimepoint = (data, context) => data with
        {
            Conditions = context.Plate.Map?.RowOf(context.Well.Experiment, context.Well.Well) ?? [],
        },
    };
}
