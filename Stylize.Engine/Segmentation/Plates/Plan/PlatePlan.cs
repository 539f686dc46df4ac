using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The tiles of a set of files, their wells at timepoints, and the problems found.</summary>
/// <param name="Tiles">All chosen tiles, sorted by experiment, well, timepoint, channel and number.</param>
/// <param name="Wells">The chosen wells at their timepoints, in the same order.</param>
/// <param name="Problems">One error per unmatched, unreadable or duplicate file.</param>
/// <param name="Warnings">One line per tile or channel that wells lack and others have, and further ones.</param>
internal sealed record PlatePlan(
    IReadOnlyList<TileFile> Tiles, IReadOnlyList<WellTimepoint> Wells, IReadOnlyList<StylizeException> Problems,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The preset or the regular expression with which names were parsed.</summary>
    public string Pattern { get; init; } = "";

    internal DecodeOptions Limits { get; init; } = DecodeOptions.Default;

    /// <summary>True to refuse damaged pixel data.</summary>
    internal bool IsStrict { get; init; }

    /// <summary>Plans a plate in a row of parts: find the files, read their headers, check what was chosen, order and
    /// combine tiles, group them to wells, assign masks and cells, check the rest.</summary>
    /// <param name="paths">Full paths of files. Outputs of an earlier run are ignored.</param>
    /// <param name="maxPixels">Maximum number of pixels of a tile; null for 4,294,967,296, because large tiles are read
    /// in strips.</param>
    public static PlatePlan Make(
        IEnumerable<string> paths, PlateOptions options, IImageCodec codec, PlateMap? map = null,
        long? maxPixels = null, CancellationToken cancellation = default)
    {
        var limits = DecodeOptions.Default with
        {
            MaxPixels = maxPixels ?? 1L << 32, MaxFileBytes = long.MaxValue, IsMeasured = true,
        };
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

    /// <summary>Returns the wells as items of a batch, in order.</summary>
    /// <param name="isSeries">True to combine all timepoints of a well.</param>
    internal IReadOnlyList<WellItem> CreateItems(bool isSeries) => isSeries
        ? [.. Wells.GroupBy(w => (w.Experiment, w.Well)).Select(well => new WellItem([.. well], isSeries))]
        : [.. Wells.Select(well => new WellItem([well], isSeries))];
}

/// <summary>A well as an item of a batch, at one timepoint, or at all of them if they are aligned or tracked.</summary>
public sealed class WellItem : IBatchItem
{
    internal WellItem(IReadOnlyList<WellTimepoint> timepoints, bool isSeries) => (Timepoints, Source) =
        (timepoints, isSeries ? $"{timepoints[0].Experiment}_{timepoints[0].Well}" : timepoints[0].Name);

    /// <inheritdoc/>
    public static string Kind => "well";

    /// <summary>The timepoints to segment together, in order.</summary>
    public IReadOnlyList<WellTimepoint> Timepoints { get; }

    /// <summary>Name of the well: EXPERIMENT_WELL_T1, or EXPERIMENT_WELL with all timepoints.</summary>
    public string Source { get; }

    /// <summary>Number of tiles to segment.</summary>
    public int TileCount => Timepoints.Sum(t => t.TileCount);

    /// <summary>What an update does with the well; null if not yet determined.</summary>
    internal WellUpdate? Update { get; set; }

    bool IBatchItem.IsUpToDate => Update?.IsCurrent == true;
}
