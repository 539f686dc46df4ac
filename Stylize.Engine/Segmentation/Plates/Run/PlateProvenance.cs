using Stylize.Engine.Segmentation.Models;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Provenance of the files of each well. Safe for concurrent use.</summary>
internal sealed class PlateProvenance(PlateOptions options, PlatePlan plan, SourceHashes hashes)
{
    /// <summary>The option that represents all tiles of an experiment if statistics of the plate are used.</summary>
    public const string Learned = "PlateInput";

    /// <summary>The file that describes a model.</summary>
    public const string ModelFile = "ModelSettings";

    /// <summary>Options that select wells or name things, and do not affect the outputs of a well.</summary>
    private static readonly string[] Choices = ["Experiment", "Well", "Timepoint", "Run"];

    private readonly Lazy<IReadOnlyList<ProvenanceOption>> _differences =
        new(() => [.. OptionsOf(options).Where(option => !Choices.Contains(option.Name))]);

    private readonly Dictionary<string, ProvenanceOption> _learned = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public ProvenanceRecord Of(WellItem item, CancellationToken cancellation)
    {
        var differences = options.LearnsFromPlate
            ? [.. _differences.Value, LearnedFrom(item.Timepoints[0].Experiment, cancellation)]
            : _differences.Value;
        string[] digests = [.. item.Timepoints.Select(well => InputDigest.Of(well, path => Hash(path, cancellation)))];
        var source = digests is [var single] ? single : Digest(digests);
        return ProvenanceRecord.Create(PlateRun.OperationName, PlateRun.OperationVersion, differences, item.Source, source);
    }

    /// <summary>Returns the options that differ from their defaults, with the checksums of files, also of one that describes a model.
    /// </summary>
    public static IReadOnlyList<ProvenanceOption> OptionsOf(PlateOptions options)
    {
        var given = ProvenanceOptions.FromRecord(options);
        return options.Segmentation.Model + ModelSettings.Extension is var path && options.Segmentation.Model is not null
            && File.Exists(path)
                ? [.. given, new(ModelFile, Path.GetFileName(path)) { FileSha256 = SourceHash.Compute(ImageSource.File(path)) }]
                : given;
    }

    private ProvenanceOption LearnedFrom(string experiment, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_learned.TryGetValue(experiment, out var known))
            {
                var lines = plan.Tiles.Where(tile => tile.Experiment == experiment).SelectMany(tile => tile.Planes)
                    .Select(plane => Invariant($"{Path.GetFileName(plane.Path)}\t{plane.Page}\t{Hash(plane.Path, cancellation)}"));
                _learned[experiment] = known = new ProvenanceOption(Learned, Digest(lines)[..32]);
            }

            return known;
        }
    }

    /// <summary>Returns the SHA-256 of a tile; "" for an unreadable one, which is reported with its well.</summary>
    private string Hash(string path, CancellationToken cancellation) =>
        StylizeException.OrDefault(() => hashes.Of(ImageSource.File(path), cancellation)) ?? "";

    private static string Digest(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));
}
