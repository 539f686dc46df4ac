using Stylize.Engine.Segmentation.Ome;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The tiles of a set of files, their wells at timepoints, and the problems found.</summary>
/// <param name="Tiles">All chosen tiles, sorted by experiment, well, timepoint, channel and number.</param>
/// <param name="Wells">The chosen wells at their timepoints, in the same order.</param>
/// <param name="Problems">One error per unmatched, unreadable or duplicate file, and per requested channel without a tile.</param>
/// <param name="Warnings">One line per channel of a well that lacks tiles of other wells.</param>
public sealed record PlatePlan(
    IReadOnlyList<TileFile> Tiles, IReadOnlyList<WellTimepoint> Wells, IReadOnlyList<StylizeException> Problems,
    IReadOnlyList<string> Warnings)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    /// <summary>The preset or the regular expression with which names were parsed.</summary>
    public string Pattern { get; init; } = "";

    internal DecodeOptions Limits { get; init; } = DecodeOptions.Default;

    /// <summary>Matches the names of files, and reads the number of pages from their headers.</summary>
    /// <param name="paths">Full paths of files. Outputs of an earlier run are ignored.</param>
    /// <param name="maxPixels">Maximum number of pixels of a tile; null for 4,294,967,296, because large tiles are read in strips.</param>
    public static PlatePlan Make(
        IEnumerable<string> paths, PlateOptions options, IImageCodec codec, PlateMap? map = null,
        long? maxPixels = null, CancellationToken cancellation = default)
    {
        var limits = DecodeOptions.Default with { MaxPixels = maxPixels ?? 1L << 32 };
        var problems = new List<StylizeException>();
        var warnings = new List<string>();
        var found = new List<TileFile>();
        var files = NamedFiles.Of([.. paths.Where(p => !PlateFiles.IsOutput(p)).Distinct()], options, warnings);
        var (pattern, names) = (files.Pattern, files.Names.Values.ToList());
        var stack = StackChoice.Of(options);
        IReadOnlyList<int> Planes(int count) => stack.From([.. Enumerable.Range(0, count)]);
        var ome = new OmeTiffSet(codec, limits, Planes);
        var unfit = new List<string>();
        var chosen = new PlateSelection(options);
        bool IsChosen(TileFile tile) => chosen.Experiments.Includes(tile.Experiment) && chosen.Wells.Includes(tile.Well)
            && chosen.Timepoints.Includes(tile.Timepoint.ToString(CultureInfo.InvariantCulture));
        foreach (var path in files.Paths)
        {
            cancellation.ThrowIfCancellationRequested();
            var match = files.Names.GetValueOrDefault(path);
            if (Directory.Exists(path))
            {
                var named = match ?? Unnamed(path, Path.GetFileNameWithoutExtension(path));
                found.AddRange(OmeZarr.Tiles(path, named, Planes, problems.Add, warnings.Add).Where(IsChosen));
            }
            else if (match is null || IsChosen(match))
            {
                AddPages(found, problems, unfit, path, match, pattern, codec, limits, ome, options, IsChosen);
            }
        }

        warnings.AddRange(ome.Warnings);
        if ((options.StackPlane is not null || options.Projection is not null) && found.Count > 0 && found.All(t => t.Plane is null))
        {
            warnings.Add($"{{{(options.Projection is null ? "StackPlane" : "Projection")}}} has no effect: no file contains a stack.");
        }

        problems.AddRange(UnmatchedNames.Problems(unfit, pattern, anyFits: names.Count > 0 || found.Count > 0));
        PlateProblems.AddAbsent(names.Concat(found).ToList(), chosen, problems);

        var tiles = WithoutDuplicates(Stacks.Combine(found, stack, problems, warnings), problems);
        var wells = LabelMasks.Assign(Group(tiles, options, chosen, problems, warnings), options);
        PlateProblems.RequirePixelSize(wells, options);
        string[] unmapped = map is null ? [] : [.. wells.Select(w => w.Well).Distinct().Where(w => map.Of(w).Count == 0)];
        if (unmapped.Length > 0)
        {
            warnings.Add($"The plate map has no row for {Plural.List("well", unmapped)}.");
        }

        return new PlatePlan(tiles, wells, problems, warnings) { Pattern = pattern.Name ?? options.NamePattern, Limits = limits };
    }

    /// <summary>Returns the wells as items of a batch, in order.</summary>
    /// <param name="isSeries">True to combine all timepoints of a well.</param>
    internal IReadOnlyList<WellItem> CreateItems(bool isSeries) => isSeries
        ? [.. Wells.GroupBy(w => (w.Experiment, w.Well)).Select(well => new WellItem([.. well], isSeries))]
        : [.. Wells.Select(well => new WellItem([well], isSeries))];

    /// <summary>
    /// Adds a tile per page. Pages are planes if planes are chosen, or the first of tile, timepoint and channel that the pattern lacks.
    /// </summary>
    private static void AddPages(
        List<TileFile> tiles, List<StylizeException> problems, List<string> unfit, string path, TileFile? match, NamePattern pattern,
        IImageCodec codec, DecodeOptions limits, OmeTiffSet ome, PlateOptions options, Func<TileFile, bool> isChosen)
    {
        int pages;
        OmeXml? document;
        var isRead = false;
        try
        {
            InputFile.Require(path);
            var info = codec.Identify(ImageSource.File(path), limits);
            pages = info.Pages;
            isRead = true;
            document = info.Format == ImageFormat.Tiff ? ome.TryRead(path) : null;
        }
        catch (StylizeException e)
        {
            if (match is null && !isRead)
            {
                unfit.Add(path);
            }
            else
            {
                problems.Add(e);
            }

            return;
        }

        if (document is { Images.Count: > 0 } && (match is null || !document.IsOnePlane))
        {
            var named = match ?? Unnamed(path, Path.GetFileName(Path.GetDirectoryName(path)));
            tiles.AddRange(ome.Tiles(path, pages, named, document, problems.Add).Where(isChosen));
            return;
        }

        if (match is not { } tile)
        {
            unfit.Add(path);
            return;
        }

        tile = tile with { PixelSize = document?.Images.FirstOrDefault()?.PixelSize };

        if (pages == 1)
        {
            tiles.Add(tile);
            return;
        }

        var isStack = tile.Plane is null && (options.Projection is not null || options.StackPlane is not null);
        var axis = isStack ? "plane" : new[] { "tile", "timepoint", "channel" }.FirstOrDefault(g => !pattern.Has(g));
        if (axis is null)
        {
            problems.Add(new StylizeException(
                StylizeError.OptionInvalid, tile.Path,
                $"'{tile.Path}' has {pages} pages, but its name already gives tile, timepoint and channel. Skipped the file.",
                "Use a {NamePattern} without the group that the pages represent, or {Projection} if they are the planes of a stack."));
            return;
        }

        for (var page = 0; page < pages; page++)
        {
            var paged = tile with { Page = page, Stem = Invariant($"{tile.Stem}_p{page}") };
            tiles.Add(axis switch
            {
                "tile" => paged with { Tile = page + 1 },
                "timepoint" => paged with { Timepoint = page },
                "plane" => paged with { Plane = page },
                _ => paged with { Channel = page.ToString(CultureInfo.InvariantCulture) },
            });
        }
    }

    private static TileFile Unnamed(string path, string? experiment) =>
        new(path, 0, string.IsNullOrEmpty(experiment) ? "experiment" : experiment, "A1", 0, "0", 1);

    private static List<TileFile> WithoutDuplicates(List<TileFile> found, List<StylizeException> problems)
    {
        found.Sort(static (a, b) =>
        {
            var order = string.CompareOrdinal(a.Experiment, b.Experiment);
            order = order != 0 ? order : WellOrder(a.Well).CompareTo(WellOrder(b.Well));
            order = order != 0 ? order : string.CompareOrdinal(a.Well, b.Well);
            order = order != 0 ? order : a.Timepoint.CompareTo(b.Timepoint);
            order = order != 0 ? order : string.CompareOrdinal(a.Channel, b.Channel);
            order = order != 0 ? order : a.Tile.CompareTo(b.Tile);
            return order != 0 ? order : string.CompareOrdinal(a.Path, b.Path);
        });
        var tiles = new List<TileFile>(found.Count);
        foreach (var tile in found)
        {
            if (tiles.Count > 0 && tiles[^1] is var last
                && (last.Experiment, last.Well, last.Timepoint, last.Channel, last.Tile)
                    == (tile.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile))
            {
                problems.Add(new StylizeException(
                    StylizeError.TargetConflict, tile.Path, $"'{tile.Path}' is the same tile as '{last.Path}'. Skipped it.",
                    "Remove one of the two files, or use a {NamePattern} that distinguishes them."));
            }
            else
            {
                tiles.Add(tile);
            }
        }

        return tiles;
    }

    private static List<WellTimepoint> Group(
        List<TileFile> tiles, PlateOptions options, PlateSelection chosen, List<StylizeException> problems, List<string> warnings)
    {
        var present = tiles.Select(t => t.Channel).Distinct(Names).ToList();
        PlateProblems.AddAbsentChannels(present, options, chosen, problems);
        var wells = new List<WellTimepoint>();
        foreach (var experiment in tiles.GroupBy(t => t.Experiment))
        {
            var numbers = experiment.Select(t => t.Tile).Distinct().Order().ToList();
            foreach (var group in experiment.GroupBy(t => (t.Well, t.Timepoint)))
            {
                var channels = group.GroupBy(t => t.Channel).Select(c => new ChannelTiles(c.Key, [.. c])).ToList();
                var segmented = channels.Where(c => chosen.Channels.Includes(c.Channel)).ToList();
                if (segmented.Count == 0) continue;

                var measured = channels
                    .Where(c => segmented.Contains(c) || (options.MeasureChannels.Count > 0 && chosen.Measured.Includes(c.Channel))
                        || options.Puncta.Contains(c.Channel, Names))
                    .ToList();
                var well = new WellTimepoint(experiment.Key, group.Key.Well, group.Key.Timepoint, segmented, measured, numbers)
                {
                    Aligned = options.Align is { } align ? channels.FirstOrDefault(c => Names.Equals(c.Channel, align)) : null,
                };
                wells.Add(well);
                PlateProblems.AddMissing(well, warnings);
            }
        }

        PlateProblems.AddMissingTimes(wells, options.IsSeries, warnings);

        return wells;
    }

    /// <summary>Sorts wells as A1, A2, A10, B1, AA1: by row, then by column.</summary>
    private static (int Row, int Column) WellOrder(string well) => WellName.Parse(well) ?? (well.Length > 0 ? well[0] : 0, 0);
}
