using Stylize.Engine.Segmentation.Assays;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>Checks a plate against what the user asks for.</summary>
internal sealed class PlateChecks(PlateOptions options, FoundTiles found)
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    /// <summary>Adds a problem for each chosen experiment, well and timepoint without a file.</summary>
    public void RequireChosen(NamedFiles files)
    {
        List<TileFile> all = [.. files.Names.Values, .. found.Tiles];
        found.Problems.AddRange(UnmatchedNames.Problems(found.Unfit, files.Pattern, all));
        AddAbsent(all, "Experiment", found.Chosen.Experiments, t => t.Experiment);
        AddAbsent(all, "Well", found.Chosen.Wells, t => t.Well);
        AddAbsent(all, "Timepoint", found.Chosen.Timepoints, Time);
    }

    /// <summary>Adds warnings about what the options promise more of than the plate and its map have.</summary>
    public void Warn(IReadOnlyList<WellTimepoint> wells, PlateMap? map)
    {
        if (options.Divisions)
        {
            found.Warnings.Add(
                "{Divisions}: parents are wrong where masks cut or merge nuclei. Check them in the overlays.");
        }

        found.Warnings.AddRange(map?.Lacks(wells.Select(w => (w.Experiment, w.Well))) ?? []);
        if (map is not null && PlateContents.Missing(map.Columns) is { } missing)
        {
            found.Warnings.Add(missing);
        }
    }

    public static string Time(TileFile tile) => Invariant($"{tile.Timepoint}");

    private void AddAbsent(List<TileFile> named, string option, Selection asked, Func<TileFile, string> of)
    {
        var there = named.Select(of).Distinct(Names).ToList();
        foreach (var absent in there.Count > 0 ? asked.Unmatched(there) : [])
        {
            found.Problems.Add(Errors.NoTileOf.With(
                option, option.ToLowerInvariant(), absent, Plural.First([.. Selection.Nearest(absent, there)])));
        }
    }

    /// <summary>Rejects a requested channel without tiles.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a channel has no tile.</exception>
    public void RequireChannels(IReadOnlyList<string> present)
    {
        found.Chosen.Channels.Prefer(present);
        found.Chosen.Measured.Prefer(present);
        // Without a tile, the problem is the well, timepoint or pattern that left none.
        if (present.Count == 0 && found.Problems.Count > 0) return;

        (string Option, IEnumerable<string> Asked)[] channels =
        [
            (nameof(options.Align), Absent(options.Align)),
            ("Channel", found.Chosen.Channels.Unmatched(present)),
            ("MeasureChannel", found.Chosen.Measured.Unmatched(present).Where(c => c != "*")),
            (nameof(options.CellChannel), Absent(options.CellChannel)),
            (nameof(options.Puncta), options.Puncta.SelectMany(Absent)),
        ];
        if (channels.SelectMany(c => c.Asked, (c, channel) => (c.Option, Channel: channel)).FirstOrDefault()
            is { Option: { } option, Channel: var channel })
        {
            throw present.Count == 0 ? Errors.NoChannels.With(option, channel)
                : StylizeException.NoSuch(option, "channel", channel, present);
        }

        IEnumerable<string> Absent(string? channel) =>
            channel is not null && !present.Contains(channel, Names) ? [channel] : [];
    }

    /// <summary>Rejects measurements and rings in micrometers if no file states the pixel size.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public void RequirePixelSize(IReadOnlyList<WellTimepoint> wells)
    {
        var isRing = options.Segmentation is { Ring.IsMicrometers: true, PixelSize: 1 };
        if ((options.Micrometers || isRing) && wells.Count > 0 && wells.All(w => PixelSizes.Find(w) is null))
        {
            if (!options.Micrometers) throw Errors.RingInMicrometers.With(nameof(SegmentationOptions.Ring));

            throw Errors.NoPixelSize.With(nameof(options.Micrometers));
        }
    }
}
