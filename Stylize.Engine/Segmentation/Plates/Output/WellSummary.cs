using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>The figures of one channel of a well at a timepoint on the page of a run, stored next to the
/// thumbnail.</summary>
/// <param name="Thresholds">The distinct thresholds of its tiles, in order.</param>
/// <param name="Statistics">The rows of its cells in the table of wells, the number of cells first.</param>
internal sealed record WellSummary(
    string Experiment, string Well, int Timepoint, string Channel, int Tiles, IReadOnlyList<double> Thresholds,
    IReadOnlyList<WellStatistic> Statistics, IReadOnlyList<string> Warnings)
{
    [JsonIgnore]
    public int Cells => Statistics[0].Count;

    /// <summary>The statistics, or none if all images are excluded.</summary>
    [JsonIgnore]
    public IReadOnlyList<WellStatistic> Counted => Tiles > 0 && Excluded.Count >= Tiles ? [] : Statistics;

    /// <summary>The gates that its images fail; on the page, those of the cell for its parts.</summary>
    [JsonIgnore]
    public string Failed
    {
        get => field ?? ImageQuality.Joined(Images.Select(image => image.FailedNames));
        init;
    }

    [JsonIgnore]
    public double? MeanArea => Mean("Area");

    /// <summary>The measurements that compare two parts of a cell, such as NucleusCytoplasmRatio_GFP.</summary>
    [JsonIgnore]
    public IEnumerable<string> Ratios => Counted.Select(row => row.Measurement)
        .Where(name => name.Contains("Ratio_", StringComparison.Ordinal));

    /// <summary>For each measured channel the mean over cells of their mean intensities.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double> MeanIntensity => field ??= Counted
        .Where(row => row.Mean is not null && row.Measurement.StartsWith(MeanPrefix, StringComparison.Ordinal))
        .ToDictionary(row => row.Measurement[MeanPrefix.Length..], row => row.Mean!.Value);

    public double? Mean(string measurement) =>
        Counted.FirstOrDefault(row => row.Measurement == measurement)?.Mean;

    public double? MeanOf(string channel) => MeanIntensity.TryGetValue(channel, out var mean) ? mean : null;

    /// <summary>The distinct numbers of pixels that regions exceed in its tiles, in order.</summary>
    public IReadOnlyList<long> MinimumAreas { get; init => field = value ?? field; } = [];

    /// <summary>Sentences about how its results were made, in which nothing is wrong.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value ?? field; } = [];

    /// <summary>The quality of its images, with those of channels that are only measured in the first segmented
    /// channel.</summary>
    public IReadOnlyList<ImageQuality> Images { get; init => field = value ?? field; } = [];

    /// <summary>Numbers of the tiles that do not count in the statistics, in order.</summary>
    public IReadOnlyList<int> Excluded { get; init => field = value ?? field; } = [];

    /// <summary>Its regions of interest.</summary>
    public IReadOnlyList<InterestArea> Interests { get; init => field = value ?? field; } = [];

    /// <summary>The share of saturated pixels of each measured channel.</summary>
    public IReadOnlyDictionary<string, double> Saturated { get; init => field = value ?? field; } =
        new Dictionary<string, double>();

    /// <summary>Number of tracks that begin at this timepoint; null without tracking.</summary>
    public int? NewTracks { get; init; }

    /// <summary>The columns of the plate map with their values for the well, which are empty if the map lacks
    /// it.</summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init => field = value ?? field; } =
        new Dictionary<string, string>();

    /// <summary>The names of its tables with their sizes in bytes; null in files of earlier versions.</summary>
    public IReadOnlyDictionary<string, long>? Tables { get; init; }

    public const string MeanPrefix = "MeanIntensity_";

    [JsonIgnore]
    public StoredChannel Key => new(Experiment, Well, Timepoint, Channel);

    public static WellSummary FromData(WellTimepoint data, ChannelTiles channel)
    {
        var tiles = channel.Planes.SelectMany(plane => plane.Tiles).ToList();
        return new WellSummary(
            data.Experiment, data.Well, data.Timepoint, channel.Channel, tiles.Count,
            [.. tiles.Select(t => t.Threshold).OfType<double>().Where(double.IsFinite).Distinct().Order()],
            [.. data.Statistics.Where(row => row.Channel == channel.Channel)], data.Texts(areWarnings: true))
        {
            Notes = data.Texts(areWarnings: false),
            MinimumAreas = [.. tiles.Select(t => t.MinimumArea).Distinct().Order()],
            Images = data.Images.GetValueOrDefault(channel.Channel) ?? [],
            Saturated = data.Saturated,
            Interests = channel.Interests(),
            Conditions = data.Conditions,
        };
    }

    /// <summary>False for numbers and lists that no run writes. A list that the file lacks is null.</summary>
    private bool IsPlausible => MinimumAreas is not null && Notes is not null && Conditions is not null
        && Statistics is [{ Measurement: WellStatistic.Cells }, ..]
        && Statistics.All(
            row => row is { Measurement: not null, Count: >= 0 }
                && row.Values().All(value => double.IsFinite(value ?? 0)))
        && Statistics.DistinctBy(row => row.Measurement).Count() == Statistics.Count && Tiles >= 0
        && NewTracks is null or >= 0 && Timepoint >= 0 && MinimumAreas.All(a => a >= 0)
        && Thresholds.Concat(Saturated.Values).All(double.IsFinite)
        && Interests.All(interest => interest is { Name: not null } && double.IsFinite(interest.Area))
        && Images.All(
            image => image is { Channel: not null } && image.Values().All(value => double.IsFinite(value ?? 0)))
        && Warnings.Concat(Notes).Concat(Conditions.Values).All(text => text is not null);

    public string ToJson() => JsonSerializer.Serialize(this, WellSummaryJson.Default.WellSummary);

    public static WellSummary? TryRead(string path) =>
        PlateFiles.TryRead(path, WellSummaryJson.Default.WellSummary) is { IsPlausible: true } read ? read : null;
}

/// <summary>The summaries of a run: those that it has written, and those of earlier runs on disk.</summary>
internal sealed class WellSummaries(PlateFiles files, PlatePlan plan)
{
    private readonly ConcurrentDictionary<string, WellSummary> _written = new(StringComparer.Ordinal);

    public void Write(WellTimepoint well, WellSummary summary, FileGroup group, CancellationToken cancellation)
    {
        var path = files.Of(WellOutput.Summary, summary.Key);
        group.WriteLast(() =>
        {
            var tables = group.Lengths(files.Tables(well, summary.Channel));
            foreach (var (name, length) in summary.Tables ?? new Dictionary<string, long>())
            {
                tables.TryAdd(name, length);
            }

            var whole = summary with { Tables = tables };
            group.Write(
                path, target => target.Write(Encoding.UTF8.GetBytes(whole.ToJson())), cancellation,
                () => _written[path] = whole);
        });
    }

    /// <summary>Replaces the summary of a well whose tables stay the same.</summary>
    public void Replace(WellSummary summary, CancellationToken cancellation)
    {
        var path = files.Of(WellOutput.Summary, summary.Key);
        AtomicFile.Write(
            path, force: true, target => target.Write(Encoding.UTF8.GetBytes(summary.ToJson())), cancellation);
        _written[path] = summary;
    }

    /// <summary>Returns the summary on disk if its tables have the sizes that it states.</summary>
    public WellSummary? FindWhole(WellTimepoint well, string channel) =>
        WellSummary.TryRead(files.Of(WellOutput.Summary, well.Key(channel))) is { } summary
        && files.Tables(well, channel).Select(path => new FileInfo(path)).All(file =>
            summary.Tables?.TryGetValue(file.Name, out var length) != true || (file.Exists && file.Length == length))
            ? summary : null;

    /// <summary>Returns the summaries of the segmented channels of the plan that exist.</summary>
    public IReadOnlyList<WellSummary> All() =>
        [.. plan.Wells.SelectMany(well => well.Keys).Select(Find).OfType<WellSummary>()];

    public WellSummary? Find(StoredChannel of) =>
        Written(of) ?? WellSummary.TryRead(files.Of(WellOutput.Summary, of));

    public WellSummary? Written(StoredChannel of) => _written.GetValueOrDefault(files.Of(WellOutput.Summary, of));
}

/// <summary>
/// Warnings about a plate: in one line per channel, because a line for each of many wells hides other warnings.
/// </summary>
internal static class PlateWarnings
{
    /// <summary>Maximum share of the objects that begin a track after the first timepoint, and of a number of objects
    /// that is left at the next timepoint.</summary>
    private const double MaxNewTracks = .1, MaxDrop = .5;

    /// <summary>Number of timepoints of a film, and of objects from which shares of them count.</summary>
    private const int MinTimepoints = 4, MinObjects = 10;

    public static IEnumerable<string> For(IReadOnlyCollection<WellSummary> summaries) =>
        [.. Saturated(summaries), .. Empty(summaries), .. Cut(summaries)];

    /// <summary>Warns of films in which objects are cut or lost between timepoints.</summary>
    private static IEnumerable<string> Cut(IEnumerable<WellSummary> summaries) => summaries
        .Where(summary => !CellParts.IsName(summary.Channel) && summary.Excluded.Count == 0)
        .GroupBy(summary => (summary.Experiment, summary.Channel, summary.Well)).Select(film =>
        {
            List<WellSummary> times = [.. film.OrderBy(summary => summary.Timepoint)];
            var begun = times.Skip(1).Sum(summary => summary.NewTracks ?? 0);
            var share = begun / Math.Max(times.Skip(1).Sum(summary => (double)summary.Cells), 1);
            var drop = times.Zip(times.Skip(1)).FirstOrDefault(
                pair => pair.First.Cells >= MinObjects && pair.Second.Cells < MaxDrop * pair.First.Cells);
            return (film.Key, Found: times.Count < MinTimepoints ? null
                : begun >= MinObjects && share > MaxNewTracks
                    ? Invariant($"{100 * share:0}% of the objects begin a track")
                : drop is ({ } before, { } after)
                    ? Invariant($"{before.Cells}, then {after.Cells} objects at timepoint {after.Timepoint}") : null);
        })
        .Where(film => film.Found is not null).GroupBy(film => (film.Key.Experiment, film.Key.Channel))
        .Select(channel => StylizeException.Verbatim(
            $"{channel.Key.Experiment}, channel {channel.Key.Channel}: objects are cut or lost between timepoints in "
            + Plural.First([.. channel.Select(film => $"{film.Key.Well} ({film.Found})")])
            + ". Check the overlays, or use ")
            + "{NucleusDiameter}.");

    private static IEnumerable<string> Empty(IEnumerable<WellSummary> summaries) => summaries
        .Where(summary => summary.Counted is [{ Count: 0 }, ..] && !CellParts.IsName(summary.Channel))
        .GroupBy(summary => (summary.Experiment, summary.Channel)).Select(channel =>
        {
            string[] names = [.. channel.Select(summary => summary.Key.WellName).Distinct()];
            return $"{channel.Key.Experiment}, channel {channel.Key.Channel}: no objects found in "
                + $"{Plural.WithCount(names.Length, "well")}: {Plural.First(names)}.";
        });

    private static IEnumerable<string> Saturated(IEnumerable<WellSummary> summaries)
    {
        var wells = summaries.SelectMany(
            summary => summary.Saturated,
            (summary, pair) => (summary.Experiment, Channel: pair.Key, Well: summary.Key.WellName, Share: pair.Value));
        foreach (var channel in wells.GroupBy(well => (well.Experiment, well.Channel)))
        {
            var all = channel.DistinctBy(well => well.Well).ToList();
            var (worst, many) =
                (all.MaxBy(well => well.Share), all.Count(well => well.Share > TileRemarks.MaxSaturated));
            if (many == 0) continue;

            yield return $"{channel.Key.Experiment}, channel {channel.Key.Channel}: {many} of "
                + $"{Plural.WithCount(all.Count, "well")} "
                + $"{(many == 1 ? "has" : "have")} more than {TileRemarks.Text(TileRemarks.MaxSaturated)} saturated "
                + "pixels, at most "
                + $"{TileRemarks.Text(worst.Share)} in {worst.Well}, so intensities of bright cells are too low. "
                + "Use a shorter exposure.";
        }
    }
}

/// <summary>
/// JSON serialization of a summary, generated at compile time. The generated code passes null for a property that the
/// file lacks.
/// </summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WellSummary))]
internal sealed partial class WellSummaryJson : JsonSerializerContext;
