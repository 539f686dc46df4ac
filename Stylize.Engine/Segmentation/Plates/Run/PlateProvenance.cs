using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;

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
