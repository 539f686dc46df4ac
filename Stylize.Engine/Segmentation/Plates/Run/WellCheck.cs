using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Finds from files, rows and provenance which steps of wells run again. Safe for concurrent use.</summary>
internal sealed class WellCheck(PlannedPlate plate, PlateProvenance provenance, Predicate<WellTimepoint> hasMontage)
{
    private int _learned;

    /// <summary>Number of wells that are out of date only because statistics of the whole plate changed.</summary>
    public int ChangedByLearning => _learned;

    /// <param name="stored">The channels of which the run has rows; null to skip this check.</param>
    public WellUpdate Find(WellItem item, IReadOnlySet<StoredChannel>? stored, CancellationToken cancellation)
    {
        var channels = item.Timepoints.SelectMany(well => well.Segmented, (well, channel) => (
            Well: well, Channel: channel, Summary: plate.Summaries.FindWhole(well, channel.Channel))).ToList();
        if (item.Timepoints.Any(well => File.Exists(plate.Files.Marker(well))) || channels.Exists(of =>
            of.Summary is null || stored?.Contains(of.Well.Key(of.Channel.Channel)) == false))
        {
            return WellUpdate.All;
        }

        var now = provenance.RecordFor(item, cancellation);
        var changed = new Dictionary<string, (string? Made, string? Now)>(StringComparer.Ordinal);
        var files = channels.SelectMany(of => Files(of.Well, of.Channel, of.Summary!)).ToLookup(File.Exists);
        foreach (var path in files[true].Where(path => Path.GetExtension(path) is ".tif" or ".png"))
        {
            cancellation.ThrowIfCancellationRequested();
            var made = ProvenanceReader.Read(ImageSource.File(path), plate.Codec);
            if (made?.IsEquivalentTo(now) == true) continue;

            if (made?.Differences(now) is not { } differences) return WellUpdate.All;

            if (differences.ContainsKey(PlateProvenance.Learned))
            {
                if (differences.Count == 1) Interlocked.Increment(ref _learned);

                return WellUpdate.All;
            }

            foreach (var (name, values) in differences)
            {
                changed[name] = values;
            }
        }

        if (channels.Exists(of => !of.Summary!.Conditions.SequenceEqual(
            plate.Map?.RowOf(of.Well.Experiment, of.Well.Well) ?? [])))
        {
            changed[nameof(PlateOptions.PlateMap)] = (null, plate.Options.PlateMap);
        }

        if (changed.Count == 0) return files[false].Any() ? WellUpdate.All : WellUpdate.None;

        var update = StepTable.Update(changed, plate.Options);
        return update.Steps is not null && channels.TrueForAll(of => RestoredWell.TryRead(
            plate.Files.Of(WellOutput.State, of.Well.Key(of.Channel.Channel))) is not null)
            ? update : WellUpdate.All;
    }

    /// <summary>Returns the files of a segmented channel, without the montage if the tiles are too large for one, and
    /// without crops if it has no cells.</summary>
    private IEnumerable<string> Files(WellTimepoint well, ChannelTiles channel, WellSummary summary) =>
        plate.Files.KindsOf(well, channel).Where(file => file.Kind switch
        {
            nameof(WellOutput.Montage) => hasMontage(well),
            nameof(WellOutput.Crops) or nameof(WellOutput.CropTable) => summary.Cells > 0,
            _ => true,
        }).Select(file => file.Path);
}

/// <summary>Provenance of the files of each well. Safe for concurrent use.</summary>
internal sealed class PlateProvenance(PlannedPlate plate)
{
    /// <summary>The option that represents all tiles of an experiment, or of a well, if their statistics are
    /// used.</summary>
    public const string Learned = "PlateInput";

    /// <summary>Options that select wells, name things or describe wells, and do not affect the images of a
    /// well.</summary>
    private static readonly string[] Choices = ["Experiment", "Well", "Timepoint", "Run", "PlateMap"];

    private readonly Lazy<IReadOnlyList<ProvenanceOption>> _differences =
        new(() => [.. ProvenanceOptions.FromRecord(plate.Options).Where(option => !Choices.Contains(option.Name))]);

    private readonly Dictionary<(string Experiment, string Well), ProvenanceOption> _learned = [];
    private readonly Lock _gate = new();

    public ProvenanceRecord RecordFor(WellItem item, CancellationToken cancellation)
    {
        var (first, options) = (item.Timepoints[0], plate.Options);
        var differences = options.LearnsFromPlate ? [.. _differences.Value, LearnedFrom(first.Experiment, "")]
            : options is { FlatField: "Well", IsSeries: false }
            ? [.. _differences.Value, LearnedFrom(first.Experiment, first.Well)] : _differences.Value;
        string[] digests =
            [.. item.Timepoints.Select(well => plate.Inputs.OfWell(well, cancellation))];
        var source = digests is [var single] ? single : InputDigest.OfLines(digests);
        return ProvenanceRecord.Create(
            PlateOptions.OperationName, PlateOptions.OperationVersion, differences, item.Source, source);

        ProvenanceOption LearnedFrom(string experiment, string well)
        {
            lock (_gate)
            {
                if (!_learned.TryGetValue((experiment, well), out var known))
                {
                    var tiles = plate.Plan.Tiles.Where(
                        tile => tile.Experiment == experiment && (well.Length == 0 || tile.Well == well));
                    _learned[(experiment, well)] = known = new ProvenanceOption(
                        Learned, plate.Inputs.OfPlanes(tiles.SelectMany(t => t.Planes), cancellation)[..32]);
                }

                return known;
            }
        }
    }
}
