using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Opens the tiles of all measured channels. Later steps place them in a montage, and read their pixels.
/// </summary>
internal static class PlaceStep
{
    public static WellStep Step { get; } = new(
        "place", "read, correct and place tiles", WellParts.Tiles,
        WellParts.Pixels)
    {
        OfTimepoint = (data, context) =>
        {
            using var phase = context.Run.Phases.Start("open");
            context.Well.Measured.ToList().ForEach(tiles => context.Read(tiles));
            return data;
        },
    };
}
