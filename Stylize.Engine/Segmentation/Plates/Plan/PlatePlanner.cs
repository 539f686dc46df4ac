using Stylize.Engine.Segmentation.Assays;
using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>Finds the tiles and wells of a set of files, and collects what is wrong with them. Single use.</summary>
internal sealed class PlatePlanner(PlateOptions options, IImageCodec codec, DecodeOptions limits)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    private readonly List<StylizeException> _problems = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _unfit = [];
    private readonly List<TileFile> _found = [];
    private readonly List<TileFile> _unreadable = [];
    private readonly PlateSelection _chosen = new(options);
    private readonly HarmonyIndex _harmony = new();
    private readonly StackChoice _stack = StackChoice.FromOptions(options);
    private readonly bool _hasPlanes = options.StackPlane is not null || options.Projection is not null
        || options.Volume;

    public PlatePlan Make(IEnumerable<string> paths, PlateMap? map, CancellationToken cancellation)
    {
        var files = NamedFiles.FromPaths([.. paths.Where(p => !PlateFiles.IsOutput(p)).Distinct()], options, _warnings);
        var ome = new OmeTiffSet(codec, limits, Planes);
        foreach (var path in files.Paths)
        {
            cancellation.ThrowIfCancellationRequested();
            var match = files.Names.GetValueOrDefault(path);
            if (Directory.Exists(path))
            {
                var named = match ?? Unnamed(path, Path.GetFileNameWithoutExtension(path));
                _found.AddRange(OmeZarr.Tiles(
                    path, named, Planes, limits.MaxPages, options.Acquisitions == PlateAcquisitions.Timepoints,
                    _problems.Add, _warnings.Add).Where(IsChosen));
            }
            else if (match is null || IsChosen(match))
            {
                AddPages(path, match, files.Pattern, ome);
            }
        }

        _warnings.AddRange(ome.Warnings);
        if (_hasPlanes && _found.Count > 0 && _found.All(t => t.Plane is null))
        {
            var option = options.Volume ? "Volume" : options.Projection is null ? "StackPlane" : "Projection";
            _warnings.Add($"{{{option}}} has no effect: no file contains a stack.");
        }

        List<TileFile> all = [.. files.Names.Values, .. _found];
        _problems.AddRange(UnmatchedNames.Problems(_unfit, files.Pattern, all));
        AddAbsent(all, "Experiment", _chosen.Experiments, t => t.Experiment);
        AddAbsent(all, "Well", _chosen.Wells, t => t.Well);
        AddAbsent(all, "Timepoint", _chosen.Timepoints, Time);

        var tiles = WithoutDuplicates(Stacks.Combine(WithOneName(_found), _stack, _problems, _warnings));
        var wells = LabelMasks.Assign([.. Group(tiles).Where(IsWhole)], options)
            .Select(WithCells).Where(well => well.Segmented.Count > 0).ToList();
        RequirePixelSize(wells);
        if (options.Divisions)
        {
            _warnings.Add(
                "{Divisions}: parents are wrong where masks cut or merge nuclei. Check them in the overlays.");
        }

        string[] unmapped = map is null
            ? [] : [.. wells.Select(w => w.Well).Distinct().Where(w => map.Find(w).Count == 0)];
        if (unmapped.Length > 0)
        {
            _warnings.Add($"The plate map has no row for {Plural.List("well", unmapped)}.");
        }

        if (map is not null && PlateContents.Missing(map.Columns) is { } missing)
        {
            _warnings.Add(missing);
        }

        return new PlatePlan(tiles, wells, _problems,
            _warnings) { Pattern = files.Pattern.Name ?? options.NamePattern, Limits = limits };
    }

    /// <summary>Returns false, and adds a problem, if no tile of a chosen channel of the well can be read.</summary>
    private bool IsWhole(WellTimepoint well)
    {
        string[] lost =
        [
            .. Unreadable(well).Where(_chosen.Channels.Includes)
                .Except(well.Segmented.Select(channel => channel.Channel), Names),
        ];
        if (lost.Length > 0)
        {
            _problems.Add(well.Incomplete(lost));
        }

        return lost.Length == 0;
    }

    private static string Time(TileFile tile) => Invariant($"{tile.Timepoint}");

    private static TileFile Unnamed(string path, string? experiment) =>
        new(path, 0, string.IsNullOrEmpty(experiment) ? "experiment" : experiment, "A1", 0, "0", 1);

    private IReadOnlyList<int> Planes(int count) => _stack.From([.. Enumerable.Range(0, count)]);

    private bool IsChosen(TileFile tile) =>
        _chosen.Experiments.Includes(tile.Experiment) && _chosen.Wells.Includes(tile.Well)
            && _chosen.Timepoints.Includes(Time(tile));

    /// <summary>
    /// Adds a tile per page. Pages are planes if planes are chosen, or the first of tile, timepoint and channel that
    /// the pattern lacks.
    /// </summary>
    private void AddPages(string path, TileFile? match, NamePattern pattern, OmeTiffSet ome)
    {
        int pages, channels;
        OmeXml? document;
        var isRead = FormatDefinition.ForFormat(FileExtensions.FormatOf(path)).IsOfMicroscope;
        var isOfMicroscope = false;
        try
        {
            InputFile.Require(path);
            var info = codec.Identify(ImageSource.File(path), limits);
            pages = IsPyramid(path, info) ? 1 : info.Pages;
            channels = info.Channels;
            isRead = true;
            isOfMicroscope = FormatDefinition.ForFormat(info.Format).IsOfMicroscope;
            document = isOfMicroscope || info.Format == ImageFormat.Tiff
                ? ome.TryRead(path, info.Pages, isNamed: match is not null) : null;
        }
        catch (StylizeException e)
        {
            if (match is null && !isRead)
            {
                _unfit.Add(path);
            }
            else
            {
                _problems.Add(e);
                if (match is not null && pattern.Has("channel"))
                {
                    _unreadable.Add(match);
                }
            }

            return;
        }

        if (document is { Images.Count: > 0 } && (match is null || !document.IsOnePlane))
        {
            var named = match
                ?? Unnamed(path, isOfMicroscope
                    ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(Path.GetDirectoryName(path)));
            _found.AddRange(ome.Tiles(path, (pages, channels), named, document, _problems.Add).Where(IsChosen));
            return;
        }

        if (match is not { } tile)
        {
            _unfit.Add(path);
            return;
        }

        var described = document?.Images.FirstOrDefault();
        tile = tile with
        {
            PixelSize = described?.PixelSize,
            PlaneDistance = described?.PlaneDistance,
            Stage = tile.Stage ?? described?.Stage ?? _harmony.Find(path),
        };
        if (pages == 1)
        {
            _found.Add(tile);
            return;
        }

        var axis = tile.Plane is null && _hasPlanes
            ? "plane"
            : channels == pages && !pattern.Has("channel") ? "channel"
            : new[] { "tile", "timepoint", "channel" }.FirstOrDefault(g => !pattern.Has(g));
        if (axis is null)
        {
            _problems.Add(Errors.PagesOfNamedTile.With(tile.Path, pages));
            return;
        }

        if (axis == "channel" && PlaneLimit.Problem(path, pages, pages) is { } problem)
        {
            _problems.Add(problem);
            return;
        }

        for (var page = 0; page < pages; page++)
        {
            var paged = tile with { Page = page, Stem = Invariant($"{tile.Stem}_p{page}") };
            _found.Add(axis switch
            {
                "tile" => paged with { Tile = page + 1 },
                "timepoint" => paged with { Timepoint = page },
                "plane" => paged with { Plane = page },
                _ => paged with { Channel = Invariant($"{page}") },
            });
        }
    }

    /// <summary>Returns true if the second page is smaller, as in a whole slide, whose other pages show the first one
    /// reduced.</summary>
    private bool IsPyramid(string path, ImageInfo info) => info is { Format: ImageFormat.Tiff, Pages: > 1 }
        && codec.Identify(ImageSource.File(path), limits with { Page = 1 }).PixelCount < info.PixelCount;

    private void AddAbsent(List<TileFile> named, string option, Selection asked, Func<TileFile, string> of)
    {
        var there = named.Select(of).Distinct(Names).ToList();
        foreach (var absent in there.Count > 0 ? asked.Unmatched(there) : [])
        {
            _problems.Add(Errors.NoTileOf.With(
                option, option.ToLowerInvariant(), absent, Plural.First([.. Selection.Nearest(absent, there)])));
        }
    }

    /// <summary>Gives a well that has several spellings in an experiment, such as A1 and A01, its first one.</summary>
    private static List<TileFile> WithOneName(List<TileFile> found)
    {
        var names = new Dictionary<(string Experiment, string Well), string>();
        foreach (var tile in found)
        {
            names.TryAdd((tile.Experiment, WellName.Canonical(tile.Well)), tile.Well);
        }

        return [.. found.Select(tile => tile with { Well = names[(tile.Experiment, WellName.Canonical(tile.Well))] })];
    }

    private List<TileFile> WithoutDuplicates(List<TileFile> found)
    {
        var tiles = new List<TileFile>(found.Count);
        foreach (var tile in found
            .OrderBy(t => t.Experiment, StringComparer.Ordinal)
            .ThenBy(t => WellOrder(t.Well))
            .ThenBy(t => t.Well, StringComparer.Ordinal)
            .ThenBy(t => t.Timepoint)
            .ThenBy(t => t.Channel, StringComparer.Ordinal)
            .ThenBy(t => t.Tile)
            .ThenBy(t => t.Path, StringComparer.Ordinal)
            .ThenBy(t => t.Page))
        {
            if (tiles.Count > 0 && tiles[^1] is var last
                && (last.Experiment, last.Well, last.Timepoint, last.Channel, last.Tile)
                    == (tile.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile))
            {
                _problems.Add(tile.Path != last.Path
                    ? Errors.SameTile.With(tile.Path, "tile", last.Path)
                    : Errors.TwoPlanes.With(
                        tile.Path, tile.Channel, tile.Well, tile.Timepoint, tile.Tile, last.Page, tile.Page));
            }
            else
            {
                tiles.Add(tile);
            }
        }

        return tiles;
    }

    private List<WellTimepoint> Group(List<TileFile> tiles)
    {
        var present = tiles.Select(t => t.Channel).Distinct(Names).ToList();
        RequireChannels(present);
        if (options is { Volume: true, IsSeries: true } && tiles.Exists(t => t.Tile != tiles[0].Tile))
        {
            throw Errors.VolumeTiles.With(nameof(options.Volume));
        }

        var wells = new List<WellTimepoint>();
        foreach (var experiment in tiles.GroupBy(t => t.Experiment))
        {
            var numbers = experiment.Select(t => t.Tile).Distinct().Order().ToList();
            var expected = experiment.Select(t => t.Channel).Distinct(Names).Where(IsWanted).ToList();
            var lacks = new List<(string Well, string What)>();
            var (stage, scattered) = (
                new StagePositions(experiment, numbers, options.Layout == MontageLayout.StageUp), new List<string>());
            foreach (var group in experiment.GroupBy(t => (t.Well, t.Timepoint)))
            {
                var channels = group.GroupBy(t => t.Channel).Select(c => new ChannelTiles(c.Key, [.. c])).ToList();
                var well = new WellTimepoint(
                    experiment.Key, group.Key.Well, group.Key.Timepoint,
                    [.. channels.Where(c => _chosen.Channels.Includes(c.Channel))],
                    [.. channels.Where(c => IsMeasured(c.Channel) || Names.Equals(c.Channel, options.CellChannel))],
                    numbers)
                {
                    Aligned = channels.Find(c => Names.Equals(c.Channel, options.Align)),
                };
                string[] absent =
                    [.. expected.Except(channels.Select(c => c.Channel), Names).Except(Unreadable(well), Names)];
                if (absent.Length > 0) lacks.Add((well.Name, Plural.List("channel", absent)));
                if (well.Segmented.Count == 0) continue;

                var isByStage = options.Columns == 0 && options.Layout is MontageLayout.Stage or MontageLayout.StageUp;
                wells.Add(well with
                {
                    Cells = !isByStage ? null : stage.CellsOf(
                        group, () => scattered.Add(Invariant($"{well.Well}_T{well.Timepoint}"))),
                });
                lacks.AddRange(Missing(well).Select(what => (well.Name, what)));
            }

            AddLacks(lacks);
            if (scattered.Count > 0)
            {
                _warnings.Add(
                    $"The positions of the stage in {Plural.WithCount(scattered.Count, "well")}, such as "
                    + $"{scattered[0]}, "
                    + "are not those of a grid. The tiles are in the order of their numbers.");
            }
        }

        AddMissingTimes(wells);
        return wells;
    }

    /// <summary>Returns a well with the parts of cells next to its nuclei, whose tiles they have.</summary>
    private WellTimepoint WithCells(WellTimepoint well)
    {
        if (options.CellChannel is not { } cells) return well;

        if (well.Segmented is not [var nuclei] || well.Measured.Any(c => CellParts.IsName(c.Channel)))
        {
            if (!_problems.Exists(problem => problem.Target == nameof(options.CellChannel)))
            {
                _problems.Add(Errors.CellChannelOfMany.With(
                    nameof(options.CellChannel), well.Name, string.Join(", ", well.Segmented.Select(c => c.Channel)),
                    CellPart.Cells, CellPart.Cytoplasm));
            }

            return well with { Segmented = [] };
        }

        if (!well.Measured.Any(c => Names.Equals(c.Channel, cells)))
        {
            _warnings.Add($"{well.Name} lacks channel {cells}: its nuclei have no cells.");
            return well;
        }

        return well with
        {
            Segmented =
            [
                nuclei, .. new[] { CellPart.Cells, CellPart.Cytoplasm }.Select(part => new ChannelTiles(
                    $"{part}",
                    [
                        .. nuclei.Tiles.Select(tile => tile with
                        {
                            Channel = $"{part}",
                            Stem = TileFile.StemOf(
                                tile.Experiment, tile.Well, tile.Timepoint, tile.Tile, $"{part}"),
                        }),
                    ]) { Part = part }),
            ],
        };
    }

    /// <summary>Rejects a requested channel without tiles.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a channel has no tile.</exception>
    private void RequireChannels(IReadOnlyList<string> present)
    {
        // Without a tile, the problem is the well, timepoint or pattern that left none.
        if (present.Count == 0 && _problems.Count > 0) return;

        (string Option, IEnumerable<string> Asked)[] channels =
        [
            (nameof(options.Align), Absent(options.Align)),
            ("Channel", _chosen.Channels.Unmatched(present)),
            ("MeasureChannel", _chosen.Measured.Unmatched(present).Where(c => c != "*")),
            (nameof(options.CellChannel), Absent(options.CellChannel)),
            (nameof(options.Puncta), options.Puncta.SelectMany(Absent)),
        ];
        if (channels.SelectMany(c => c.Asked, (c, channel) => (c.Option, Channel: channel)).FirstOrDefault()
            is { Option: { } option, Channel: var channel })
        {
            throw (present.Count == 0 ? Errors.NoChannels : Errors.NoChannel).With(
                option, channel, string.Join(", ", present));
        }

        IEnumerable<string> Absent(string? channel) =>
            channel is not null && !present.Contains(channel, Names) ? [channel] : [];
    }

    /// <summary>Rejects measurements and rings in micrometers if no file states the pixel size.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    private void RequirePixelSize(IReadOnlyList<WellTimepoint> wells)
    {
        var isRing = options.Segmentation is { Ring.IsMicrometers: true, PixelSize: 1 };
        if ((options.Micrometers || isRing) && wells.Count > 0 && wells.All(w => PixelSizes.Find(w) is null))
        {
            if (!options.Micrometers) throw Errors.RingInMicrometers.With(nameof(SegmentationOptions.Ring));

            throw Errors.NoPixelSize.With(nameof(options.Micrometers));
        }
    }

    private void AddMissingTimes(List<WellTimepoint> wells)
    {
        foreach (var experiment in wells.GroupBy(w => w.Experiment))
        {
            var times = experiment.Select(w => w.Timepoint).Distinct().Order().ToList();
            foreach (var well in experiment.GroupBy(w => w.Well))
            {
                var missing = times.Except(well.Select(w => w.Timepoint)).ToList();
                if (missing.Count > 0)
                {
                    _warnings.Add(
                        $"{experiment.Key}_{well.Key} lacks {Plural.List("timepoint", missing)}, "
                        + $"which other wells have. It is {(options.IsSeries ? "aligned and tracked" : "segmented")} "
                        + "without.");
                }
            }
        }
    }

    /// <summary>Returns the tiles that the channels of a well lack; channels that lack the same ones are listed
    /// together.</summary>
    private static IEnumerable<string> Missing(WellTimepoint well) => well.Measured
        .Select(channel => (
            channel.Channel,
            Tiles: Plural.List("tile", well.TileNumbers.Except(channel.Tiles.Select(t => t.Tile)).ToList())))
        .Where(channel => !channel.Tiles.EndsWith(' ')).GroupBy(channel => channel.Tiles)
        .Select(group => $"{group.Key} of {Plural.List("channel", group.Select(channel => channel.Channel).ToList())}");

    /// <summary>Adds a warning for each thing that wells lack and others have, with the wells; first what fewest wells
    /// lack.</summary>
    private void AddLacks(List<(string Well, string What)> lacks)
    {
        foreach (var group in lacks.GroupBy(lack => lack.What, lack => lack.Well).OrderBy(group => group.Count()))
        {
            string[] names = [.. group.Distinct()];
            var end = group.Key.StartsWith("channel", StringComparison.Ordinal) ? "which other wells have."
                : options.Overlap is null ? "whose positions in the montage stay empty."
                : "whose pixels are measured in neighbors that show them; the rest stays empty.";
            _warnings.Add(names.Length == 1 ? $"{names[0]} lacks {group.Key}, {end}"
                : $"{Plural.WithCount(names.Length, "well")} lack {group.Key}, {end} "
                    + $"These are {Plural.First(names)}.");
        }
    }

    /// <summary>Returns true for a channel that is segmented or measured; that of cells has a warning of its
    /// own.</summary>
    private bool IsWanted(string channel) => !Names.Equals(channel, options.CellChannel) && IsMeasured(channel);

    private bool IsMeasured(string channel) => _chosen.Channels.Includes(channel)
        || (options.MeasureChannels.Count > 0 && _chosen.Measured.Includes(channel))
        || options.Puncta.Contains(channel, Names);

    /// <summary>Returns the channels of a well with tiles that cannot be read.</summary>
    private IEnumerable<string> Unreadable(WellTimepoint well) => _unreadable
        .Where(tile => tile.Timepoint == well.Timepoint && Names.Equals(tile.Experiment, well.Experiment)
            && WellName.Canonical(tile.Well) == WellName.Canonical(well.Well))
        .Select(tile => tile.Channel);

    /// <summary>Sorts wells as A1, A2, A10, B1, AA1: by row, then by column.</summary>
    private static (int Row, int Column) WellOrder(string well) =>
        WellName.Parse(well) ?? (well.Length > 0 ? well[0] : 0, 0);
}
