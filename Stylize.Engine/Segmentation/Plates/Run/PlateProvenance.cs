using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Provenance of the files of each well. Safe for concurrent use.</summary>
internal sealed class PlateProvenance(PlateOptions options, PlatePlan plan, SourceHashes hashes)
{
    /// <summary>The option that represents all tiles of an experiment if statistics of the plate are used.</summary>
    public const string Learned = "PlateInput";

    /// <summary>Options that select wells, name things or describe wells, and do not affect the images of a
    /// well.</summary>
    private static readonly string[] Choices = ["Experiment", "Well", "Timepoint", "Run", "PlateMap"];

    private readonly Lazy<IReadOnlyList<ProvenanceOption>> _differences =
        new(() => [.. ProvenanceOptions.FromRecord(options).Where(option => !Choices.Contains(option.Name))]);

    private readonly Dictionary<string, ProvenanceOption> _learned = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public ProvenanceRecord RecordFor(WellItem item, CancellationToken cancellation)
    {
        var differences = options.LearnsFromPlate
            ? [.. _differences.Value, LearnedFrom(item.Timepoints[0].Experiment, cancellation)]
            : _differences.Value;
        string[] digests =
            [.. item.Timepoints.Select(well => InputDigest.Compute(well, path => Hash(path, cancellation)))];
        var source = digests is [var single] ? single : InputDigest.OfLines(digests);
        return ProvenanceRecord.Create(
            PlateOptions.OperationName, PlateOptions.OperationVersion, differences, item.Source, source);
    }

    private ProvenanceOption LearnedFrom(string experiment, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_learned.TryGetValue(experiment, out var known))
            {
                var lines = plan.Tiles.Where(tile => tile.Experiment == experiment).SelectMany(tile => tile.Planes)
                    .Select(plane =>
                        Invariant($"{Path.GetFileName(plane.Path)}\t{plane.Page}\t{Hash(plane.Path, cancellation)}"));
                _learned[experiment] = known = new ProvenanceOption(Learned, InputDigest.OfLines(lines)[..32]);
            }

            return known;
        }
    }

    /// <summary>Returns the SHA-256 of a tile; "" for an unreadable one, which is reported with its well.</summary>
    private string Hash(string path, CancellationToken cancellation) =>
        StylizeException.OrDefault(() => hashes.HashOf(ImageSource.File(path), cancellation)) ?? "";
}

/// <summary>Determines which wells are up to date from files, rows and provenance. Safe for concurrent use.</summary>
internal sealed class WellCheck(PlannedPlate plate, PlateProvenance provenance, Predicate<WellTimepoint> hasMontage)
{
    private int _learned;

    /// <summary>Number of wells that are out of date only because statistics of the whole plate changed.</summary>
    public int ChangedByLearning => _learned;

    /// <summary>Returns true if the files and rows of the well are up to date.</summary>
    /// <param name="stored">The channels of which the run has rows; null to skip this check.</param>
    public bool IsCurrent(WellItem item, IReadOnlySet<StoredChannel>? stored, CancellationToken cancellation)
    {
        var files = item.Timepoints.SelectMany(Files).ToList();
        if (item.Timepoints.Any(well => File.Exists(plate.Files.Marker(well))
            || (stored is not null && !well.Keys.All(stored.Contains)))
            || !files.All(File.Exists)
            || !item.Timepoints.All(
                well => well.Segmented.All(channel => plate.Summaries.AreWhole(well, channel.Channel))))
        {
            return false;
        }

        var now = provenance.RecordFor(item, cancellation);
        foreach (var path in files.Where(path => Path.GetExtension(path) is ".tif" or ".png"))
        {
            cancellation.ThrowIfCancellationRequested();
            var made = ProvenanceReader.Read(ImageSource.File(path), plate.Codec);
            if (made is not null && (made.IsEquivalentTo(now) || HasOtherGates(made, now))) continue;

            if (made?.DiffersOnlyIn(now, [PlateProvenance.Learned]) == true) Interlocked.Increment(ref _learned);

            return false;
        }

        return true;
    }

    /// <summary>Returns true if only the gates of quality differ, by which images are judged after all wells are
    /// measured.</summary>
    private static bool HasOtherGates(ProvenanceRecord made, ProvenanceRecord now) =>
        made.DiffersOnlyIn(now, [nameof(PlateOptions.Quality)])
        && new[] { made, now }.All(
            record => record.Options!.Any(option => option.Name == nameof(PlateOptions.Quality)));

    /// <summary>Returns the files of a well, without the montage if the tiles are too large for one.</summary>
    private IEnumerable<string> Files(WellTimepoint well) =>
        plate.Files.All(well)
            .Where(path => !path.EndsWith("_MONTAGE.tif", StringComparison.Ordinal) || hasMontage(well));
}
