namespace Stylize.Engine.Segmentation.Plates.Plan;

internal static class PlateProblems
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    public static void AddAbsent(List<TileFile> named, PlateSelection chosen, List<StylizeException> problems)
    {
        Check("Experiment", chosen.Experiments, t => t.Experiment);
        Check("Well", chosen.Wells, t => t.Well);
        Check("Timepoint", chosen.Timepoints, t => t.Timepoint.ToString(CultureInfo.InvariantCulture));

        void Check(string option, Selection asked, Func<TileFile, string> of)
        {
            var there = named.Select(of).Distinct(Names).ToList();
            foreach (var absent in there.Count > 0 ? asked.Unmatched(there) : [])
            {
                problems.Add(new StylizeException(
                    StylizeError.OptionInvalid, option, $"No tile belongs to {option.ToLowerInvariant()} '{absent}'.",
                    $"Available: {string.Join(", ", there.Take(20))}{(there.Count > 20 ? ", ..." : "")}."));
            }
        }
    }

    /// <summary>Reports requested channels without tiles.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the channel to align by has no tile.</exception>
    public static void AddAbsentChannels(
        IReadOnlyList<string> present, PlateOptions options, PlateSelection chosen, List<StylizeException> problems)
    {
        (string Option, IEnumerable<string> Asked)[] channels =
        [
            (nameof(options.Align), options.Align is { } align && !present.Contains(align, Names) ? [align] : []),
            ("Channel", chosen.Channels.Unmatched(present)),
            ("MeasureChannel", chosen.Measured.Unmatched(present).Where(c => c != "*")),
            (nameof(options.Puncta), options.Puncta.Where(c => !present.Contains(c, Names))),
        ];
        var listed = new HashSet<string>(Names);
        foreach (var (option, asked) in channels)
        {
            foreach (var channel in asked.Where(listed.Add))
            {
                var problem = new StylizeException(
                    StylizeError.OptionInvalid, option, $"No tile has the channel '{channel}'.",
                    present.Count == 0
                        ? "Check the paths and the name pattern."
                        : $"Available channels: {string.Join(", ", present)}.");
                problems.Add(option != nameof(options.Align) || present.Count == 0 ? problem : throw problem);
            }
        }
    }

    /// <summary>Rejects measurements and rings in micrometers if no file states the pixel size.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public static void RequirePixelSize(IReadOnlyList<WellTimepoint> wells, PlateOptions options)
    {
        var isRing = options.Segmentation is { Ring.IsMicrometers: true, PixelSize: 1 };
        if ((options.Micrometers || isRing) && wells.Count > 0 && wells.All(w => PixelSizes.Find(w) is null))
        {
            if (!options.Micrometers) throw ImageRegions.RingWithoutPixelSize();

            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(options.Micrometers), "Pixel size not found in any file.",
                "Use {PixelSize} in micrometers and omit {Micrometers}.");
        }
    }

    public static void AddMissingTimes(List<WellTimepoint> wells, bool isSeries, List<string> warnings)
    {
        foreach (var experiment in wells.GroupBy(w => w.Experiment))
        {
            var times = experiment.Select(w => w.Timepoint).Distinct().Order().ToList();
            foreach (var well in experiment.GroupBy(w => w.Well))
            {
                var missing = times.Except(well.Select(w => w.Timepoint)).ToList();
                if (missing.Count > 0)
                {
                    warnings.Add(
                        $"{experiment.Key}_{well.Key} lacks {Plural.List("timepoint", missing)}, "
                        + $"which other wells have. It is {(isSeries ? "aligned and tracked" : "segmented")} without.");
                }
            }
        }
    }

    public static void AddMissing(WellTimepoint well, List<string> warnings)
    {
        foreach (var channel in well.Measured)
        {
            var missing = well.TileNumbers.Except(channel.Tiles.Select(t => t.Tile)).ToList();
            if (missing.Count > 0)
            {
                warnings.Add(
                    $"{well.Name}, channel {channel.Channel}, lacks {Plural.List("tile", missing)}. "
                    + "The positions in the montage stay empty.");
            }
        }
    }
}
