using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>Plans a plate in a row of parts: find the files, read their headers, check what was chosen, order and
/// combine tiles, group them to wells, assign masks and cells, check the rest.</summary>
internal sealed class PlatePlanner(PlateOptions options, IImageCodec codec, DecodeOptions limits)
{
    public PlatePlan Make(IEnumerable<string> paths, PlateMap? map, CancellationToken cancellation)
    {
        var found = new FoundTiles(new(options));
        var checks = new PlateChecks(options, found);
        var files =
            NamedFiles.FromPaths([.. paths.Where(p => !PlateFiles.IsOutput(p)).Distinct()], options, found.Warnings);
        new TileReader(options, codec, limits, found).Read(files, cancellation);
        checks.RequireChosen(files);
        var tiles = TileOrder.WithoutDuplicates(
            Stacks.Combine(
                TileOrder.WithOneName(found.Tiles), StackChoice.FromOptions(options), found.Problems, found.Warnings),
            found.Problems);
        var groups = new WellGroups(options, found);
        var cells = new CellChannels(options, found);
        var wells = LabelMasks.Assign([.. groups.Group(tiles).Where(groups.IsWhole)], options)
            .Select(cells.Add).Where(well => well.Segmented.Count > 0).ToList();
        checks.RequirePixelSize(wells);
        checks.Warn(wells, map);
        return new PlatePlan(tiles, wells, found.Problems, found.Warnings)
        {
            Pattern = files.Pattern.Name ?? options.NamePattern, Limits = limits,
        };
    }
}

/// <summary>What the parts of the planner find, and what is wrong with it.</summary>
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
