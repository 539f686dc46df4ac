using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>A planned plate: what its wells share.</summary>
/// <param name="earlier">The same plan with the same options, whose statistics of the whole plate are reused; null for
/// none.</param>
internal sealed class PlannedPlate(
    PlateOptions options, PlatePlan plan, IImageCodec codec, PlateMap? map, PlateFiles files, PlannedPlate? earlier)
{
    private readonly Lazy<PlateStatistics> _statistics = earlier?._statistics
        ?? new(() => new PlateStatistics(options, files, plan, codec));

    public PlateOptions Options => options;
    public PlatePlan Plan => plan;
    public IImageCodec Codec => codec;
    public PlateMap? Map => map;
    public PlateFiles Files => files;
    public InputDigest Inputs { get; } = earlier?.Inputs ?? new();
    public WellSummaries Summaries { get; } = new(files, plan);

    /// <summary>Reads the files that options name when it is used first.</summary>
    /// <exception cref="StylizeException">A file cannot be read.</exception>
    public PlateStatistics Statistics => _statistics.Value;

    /// <summary>Returns the places of a well's tiles side by side.</summary>
    public MontageGrid GridOf(WellTimepoint well, int width, int height) =>
        new(well.TileNumbers, options.Columns, options.Layout, width, height, well.Cells);
}
