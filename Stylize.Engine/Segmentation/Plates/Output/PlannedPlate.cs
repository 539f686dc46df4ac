using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>A planned plate: what its wells share.</summary>
/// <param name="Earlier">The same plan with the same options, whose statistics of the whole plate are reused; null for
/// none.</param>
internal sealed record PlannedPlate(
    PlateOptions Options, PlatePlan Plan, IImageCodec Codec, PlateMap? Map, PlateFiles Files, PlannedPlate? Earlier)
{
    private readonly Lazy<PlateStatistics> _statistics =
        Earlier?._statistics ?? new(() => new PlateStatistics(Options, Files, Plan, Codec));

    public WellSummaries Summaries { get; } = new(Files, Plan);

    /// <summary>Reads the files that options name when it is used first.</summary>
    /// <exception cref="StylizeException">A file cannot be read.</exception>
    public PlateStatistics Statistics => _statistics.Value;

    /// <summary>Returns the places of a well's tiles side by side.</summary>
    public MontageGrid GridOf(WellTimepoint well, int width, int height) =>
        new(well.TileNumbers, Options.Columns, Options.Layout, width, height, well.Cells);
}
