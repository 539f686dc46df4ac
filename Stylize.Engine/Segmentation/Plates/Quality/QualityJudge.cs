using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Quality;

/// <summary>
/// Finds the images of a plate that fail gates of quality when all are measured, and leaves those of the chosen gates
/// out of the statistics of their wells, which are computed again from the tables of regions.
/// </summary>
internal sealed class QualityJudge(PlannedPlate plate, CancellationToken cancellation)
{
    /// <summary>Judges the images of the wells and updates their summaries.</summary>
    /// <returns>The channels whose images or statistics changed.</returns>
    /// <exception cref="StylizeException">A table of regions cannot be read, or a summary cannot be
    /// written.</exception>
    public IReadOnlyList<JudgedChannel> Judge()
    {
        var wells = plate.Summaries.All();
        var limits = QualityLimits.ForPlate(wells).ToDictionary(limit => (limit.Experiment, limit.Channel));
        var judged = new List<JudgedChannel>();
        foreach (var well in wells.GroupBy(summary => summary.Key with { Channel = "" }))
        {
            cancellation.ThrowIfCancellationRequested();
            ImageQuality Judged(ImageQuality image) => image with
            {
                Failed = limits[(well.Key.Experiment, image.Channel)].Failed(image),
            };
            var excluded = well.SelectMany(summary => summary.Images).Select(Judged)
                .Where(image => (image.Failed & plate.Options.Quality & ~QualityGates.Report) != 0)
                    .Select(image => image.Tile).ToHashSet();
            foreach (var summary in well)
            {
                ImageQuality[] images =
                    [.. summary.Images.Select(
                        image => Judged(image) with { IsExcluded = excluded.Contains(image.Tile) })];
                int[] tiles = [.. excluded.Order()];
                var isSame = tiles.SequenceEqual(summary.Excluded);
                if (isSame && images.SequenceEqual(summary.Images)) continue;

                var changed = summary with
                {
                    Images = images,
                    Excluded = tiles,
                    Statistics = isSame ? summary.Statistics : Recount(summary, images, excluded),
                };
                plate.Summaries.Replace(changed, cancellation);
                judged.Add(new(summary.Key, changed.Images, changed.Counted));
            }
        }

        return judged;
    }

    /// <summary>Returns a sentence about the images that fail gates and those that are excluded; null for
    /// none.</summary>
    public static string? Describe(IReadOnlyList<WellSummary> wells)
    {
        var images =
            wells.SelectMany(summary => summary.Images, (summary, image) => (Summary: summary, Image: image)).ToList();
        var failed = images.FindAll(pair => pair.Image.Failed != QualityGates.None);
        if (failed.Count == 0) return null;

        var excluded = images.Where(pair => pair.Image.IsExcluded)
            .Select(pair => (pair.Summary.Key with { Channel = "" }, pair.Image.Tile)).Distinct().Count();
        var named = failed.ConvertAll(pair => Invariant(
            $"{pair.Summary.Key.WellName} {pair.Image.Channel} tile {pair.Image.Tile} ({pair.Image.FailedNames})"));
        return $"Quality: {failed.Count} of {Plural.WithCount(images.Count, "image")} "
            + $"{(failed.Count == 1 ? "fails" : "fail")} a gate: {Plural.First(named)}"
            + (excluded == 0
                ? "; none is excluded." : $"; {Plural.WithCount(excluded, "tile")} excluded from statistics.");
    }

    /// <summary>Returns the statistics of a channel without the regions of some tiles.</summary>
    private IReadOnlyList<WellStatistic> Recount(WellSummary summary, ImageQuality[] images, HashSet<int> excluded)
    {
        var path = plate.Files.Of(WellOutput.Table, summary.Key);
        var (head, rows) = CsvTable.Read(path);
        var tile = Array.IndexOf(head, "Tile");
        var kept = rows
            .Where(fields => !excluded.Contains(int.Parse(fields[tile], CultureInfo.InvariantCulture))).ToList();
        IEnumerable<double> ValuesOf(string name)
        {
            var column = Array.LastIndexOf(head, name);
            return column < 0 ? [] : kept.Where(fields => fields[column].Length > 0)
                .Select(fields => double.Parse(fields[column], CultureInfo.InvariantCulture)).Where(double.IsFinite);
        }

        return
        [
            .. summary.Statistics.Select(row => row.Measurement switch
            {
                WellStatistic.Cells => new(summary.Channel, WellStatistic.Cells, kept.Count),
                WellStatistic.CellsPerImage => WellStatistic.PerImage(
                    summary.Channel, images.Where(image => !image.IsExcluded), plate.Options.PositiveThresholds),
                var name =>
                    WellStatistic.Compute(summary.Channel, name, [.. ValuesOf(name)], plate.Options.PositiveThresholds),
            }),
        ];
    }
}
