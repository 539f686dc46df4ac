using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>Groups tiles to wells at timepoints, and warns of what wells lack and others have.</summary>
internal sealed class WellGroups(PlateOptions options, FoundTiles found)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    public List<WellTimepoint> Group(List<TileFile> tiles)
    {
        var present = tiles.Select(t => t.Channel).Distinct().ToList();
        new PlateChecks(options, found).RequireChannels(present);
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
                    [.. channels.Where(c => found.Chosen.Channels.Includes(c.Channel))],
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
                found.Warnings.Add(
                    $"The positions of the stage in {Plural.WithCount(scattered.Count, "well")}, such as "
                    + $"{scattered[0]}, "
                    + "are not those of a grid. The tiles are in the order of their numbers.");
            }
        }

        AddMissingTimes(wells);
        return wells;
    }

    /// <summary>Returns false, and adds a problem, if no tile of a chosen channel of the well can be read.</summary>
    public bool IsWhole(WellTimepoint well)
    {
        string[] lost =
        [
            .. Unreadable(well).Where(found.Chosen.Channels.Includes)
                .Except(well.Segmented.Select(channel => channel.Channel), Names),
        ];
        if (lost.Length > 0)
        {
            found.Problems.Add(well.Incomplete(lost));
        }

        return lost.Length == 0;
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
                    found.Warnings.Add(
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
            found.Warnings.Add(names.Length == 1 ? $"{names[0]} lacks {group.Key}, {end}"
                : $"{Plural.WithCount(names.Length, "well")} lack {group.Key}, {end} "
                    + $"These are {Plural.First(names)}.");
        }
    }

    /// <summary>Returns true for a channel that is segmented or measured; that of cells has a warning of its
    /// own.</summary>
    private bool IsWanted(string channel) => !Names.Equals(channel, options.CellChannel) && IsMeasured(channel);

    private bool IsMeasured(string channel) => found.Chosen.Channels.Includes(channel)
        || (options.MeasureChannels.Count > 0 && found.Chosen.Measured.Includes(channel))
        || options.Puncta.Contains(channel, Names);

    /// <summary>Returns the channels of a well with tiles that cannot be read.</summary>
    private IEnumerable<string> Unreadable(WellTimepoint well) => found.Unreadable
        .Where(tile => tile.Timepoint == well.Timepoint && Names.Equals(tile.Experiment, well.Experiment)
            && WellName.Canonical(tile.Well) == WellName.Canonical(well.Well))
        .Select(tile => tile.Channel);
}
