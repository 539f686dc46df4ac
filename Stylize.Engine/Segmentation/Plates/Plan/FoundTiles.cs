using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>What the parts of a plan find, and what is wrong with it.</summary>
/// <param name="Chosen">The experiments, wells, timepoints and channels to segment.</param>
internal sealed record FoundTiles(PlateSelection Chosen)
{
    public List<TileFile> Tiles { get; } = [];

    /// <summary>Tiles whose files cannot be read.</summary>
    public List<TileFile> Unreadable { get; } = [];

    /// <summary>Files whose names do not fit.</summary>
    public List<string> Unfit { get; } = [];

    public List<StylizeException> Problems { get; } = [];

    public List<string> Warnings { get; } = [];
}
