using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Batch;

/// <summary>
/// Finds outputs of an operation whose source is gone: files with the operation's suffix that say that it made them, are made by nothing of
/// this run, and have no source of their name in the folders where sources of this run lie.
/// </summary>
internal sealed class OrphanSearch(IOperation operation, IImageCodec codec, Func<string, bool> isPlanned)
{
    /// <summary>Outputs that lie beside their sources.</summary>
    /// <param name="folders">Full paths of the folders of the sources.</param>
    public IReadOnlyList<Orphan> Beside(IEnumerable<string> folders) =>
        [.. folders.Order(StringComparer.Ordinal).SelectMany(folder => Find(folder, [folder], recurse: false))];

    /// <summary>Outputs in a folder of their own.</summary>
    /// <param name="destination">Full path of the folder.</param>
    /// <param name="relativeTo">Full path of the folder whose subfolders the destination repeats; null where it has none.</param>
    /// <param name="sources">Full paths of the folders of the sources.</param>
    public IReadOnlyList<Orphan> In(string destination, string? relativeTo, IReadOnlyCollection<string> sources) =>
        relativeTo is null
            ? [.. Find(destination, sources, recurse: false)]
            : [.. Find(destination, null, recurse: true, folder =>
                [Path.GetFullPath(Path.Combine(relativeTo, Path.GetRelativePath(destination, folder)))])];

    private IEnumerable<Orphan> Find(
        string folder, IReadOnlyCollection<string>? sources, bool recurse, Func<string, IReadOnlyCollection<string>>? sourcesOf = null)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var listing = new EnumerationOptions { RecurseSubdirectories = recurse, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFiles(folder, "*" + operation.TargetSuffix, listing).Order(StringComparer.Ordinal).ToList())
        {
            if (!isPlanned(path)
                && operation.ReadProvenance(ImageSource.File(path), codec) is { } made
                && made.Operation == operation.Name
                && GoneSource(path, made.Source, sourcesOf?.Invoke(Path.GetDirectoryName(path)!) ?? sources!) is { } source)
            {
                yield return new Orphan(path, source, [.. SideFiles(path)]);
            }
        }
    }

    /// <summary>The name of the source, where no folder holds it; null where one does.</summary>
    private string? GoneSource(string path, string? name, IReadOnlyCollection<string> folders)
    {
        if (name is not null)
        {
            return folders.Any(folder => File.Exists(Path.Combine(folder, name))) ? null : name;
        }

        // The format does not keep the name: any file of the same stem that is no result itself counts as the source.
        var stem = Path.GetFileName(path)[..^operation.TargetSuffix.Length];
        var found = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, stem + ".*"))
            .Any(file => file != path && Path.GetFileNameWithoutExtension(file) == stem && !file.EndsWith(
                operation.TargetSuffix, StringComparison.OrdinalIgnoreCase));
        return found ? null : stem;
    }

    private IEnumerable<string> SideFiles(string path) =>
        operation.SideSuffixes
            .Select(suffix => path[..^operation.TargetSuffix.Length] + suffix)
            .Where(file => File.Exists(file)
                && Operations.Provenance.ProvenanceReader.Read(ImageSource.File(file), codec)?.Operation == operation.Name);
}
