using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// Finds the files of wells whose tiles are gone: images in the folders of the plate that say that they were made of a well of one of its
/// experiments which has no tile any more, and the tables beside them, which say nothing themselves.
/// </summary>
internal sealed class PlateOrphans(PlateOptions options, IImageCodec codec, CancellationToken cancellation)
{
    private static readonly StringComparison Ordinal = StringComparison.Ordinal;

    private readonly PlateFiles _files = new(options.Folder);

    /// <summary>A line for each well that is gone.</summary>
    /// <param name="plan">The chosen wells.</param>
    /// <param name="all">The tiles of all wells of the same experiments, chosen or not.</param>
    /// <param name="prune">True to remove their files; false to tell of them.</param>
    /// <param name="remove">False to say only what would be removed.</param>
    public IEnumerable<string> Lines(PlatePlan plan, IReadOnlyList<TileFile> all, bool prune, bool remove)
    {
        foreach (var (well, files) in Find(plan, all))
        {
            var told = $"The tiles of {well} are gone, of which {files.Count} files in '{options.Folder}' were made";
            if (!prune)
            {
                yield return told + ".";
                continue;
            }

            if (!remove)
            {
                yield return told + "; they would be removed.";
                continue;
            }

            files.ForEach(AtomicFile.Remove);
            yield return files.Exists(File.Exists)
                ? told + "; not all of them can be removed."
                : told + "; they were removed. Its rows stay in the database.";
        }
    }

    private SortedDictionary<string, List<string>> Find(PlatePlan plan, IReadOnlyList<TileFile> all)
    {
        var planned = plan.Wells.SelectMany(well => _files.All(well, options)).ToHashSet(StringComparer.Ordinal);
        var present = all.SelectMany(PlateFiles.NamesOf).ToHashSet(StringComparer.Ordinal);
        string[] experiments = [.. all.Select(tile => tile.Experiment).Distinct()];
        var found = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in _files.OfWells.Where(path => !planned.Contains(path) && PlateFiles.IsOutput(path)))
        {
            cancellation.ThrowIfCancellationRequested();
            var folder = Path.GetFileName(Path.GetDirectoryName(path)!);
            if (ProvenanceReader.Read(ImageSource.File(path), codec) is { Operation: PlateRun.OperationName, Source: { } well }
                && !present.Contains(well)
                && experiments.Any(experiment => IsOf(well, $"{experiment}_{folder}")))
            {
                found.TryAdd(well, []);
                found[well].Add(path);
                folders[well] = folder;
            }
        }

        // A table goes with the well of the longest name that its own begins with.
        string[] alive = [.. present.Select(Prefix)];
        foreach (var path in _files.OfWells.Where(path => !planned.Contains(path) && PlateFiles.IsTable(path)))
        {
            var (name, folder) = (Path.GetFileName(path), Path.GetFileName(Path.GetDirectoryName(path)));
            if (found.Keys.Where(well => folders[well] == folder && name.StartsWith(Prefix(well), Ordinal)).MaxBy(well => well.Length)
                    is { } owner
                && !alive.Any(other => other.Length > Prefix(owner).Length && name.StartsWith(other, Ordinal)))
            {
                found[owner].Add(path);
            }
        }

        return found;
    }

    private static string Prefix(string well) => PlateFiles.Safe(well) + "_";

    /// <summary>True for the name of a well, at one timepoint or at all of them.</summary>
    private static bool IsOf(string name, string well) =>
        name == well || (name.StartsWith(well + "_T", Ordinal) && name[(well.Length + 2)..].All(char.IsAsciiDigit));
}
