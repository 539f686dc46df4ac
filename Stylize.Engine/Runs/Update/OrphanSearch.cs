namespace Stylize.Engine.Runs.Update;

/// <summary>Finds outputs in the folders of a run whose source no longer exists.</summary>
internal sealed class OrphanSearch(IOperation operation, IImageCodec codec, TargetPlanner planner)
{
    private IReadOnlyList<Orphan> Run() => planner switch
    {
        { File: not null } => [],
        { DestinationFolder: null } =>
            [.. planner.SourceFolders.Order(StringComparer.Ordinal).SelectMany(folder => Find(folder, [folder], recurse: false))],
        { DestinationFolder: { } folder, RelativeTo: { } root } => [.. Find(folder, null, recurse: true, below =>
            [Path.GetFullPath(Path.Combine(root, Path.GetRelativePath(folder, below)))])],
        { DestinationFolder: { } folder } => [.. Find(folder, planner.SourceFolders, recurse: false)],
    };

    /// <summary>Returns a line for each orphan, and deletes it on request.</summary>
    public IEnumerable<string> Lines(bool prune, bool remove)
    {
        foreach (var orphan in Run())
        {
            var change = orphan.IsLeftOver ? "has fewer frames" : "no longer exists";
            var reason = $"'{orphan.Path}': its source '{orphan.Source}' {change}";
            if (prune && remove)
            {
                foreach (var file in orphan.SideFiles.Append(orphan.Path))
                {
                    AtomicFile.Remove(file);
                }
            }

            yield return reason + (!prune ? "."
                : !remove ? "; would be deleted."
                : File.Exists(orphan.Path) ? "; cannot be deleted." : "; deleted.");
        }
    }

    private IEnumerable<Orphan> Find(
        string folder, IReadOnlyCollection<string>? sources, bool recurse, Func<string, IReadOnlyCollection<string>>? sourcesOf = null)
    {
        if (!Directory.Exists(folder)) yield break;

        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var suffix in operation.Outputs.AllSuffixes)
        {
            foreach (var path in List(folder, suffix, recurse))
            {
                if (!planner.IsPlanned(path) && ReadRecord(path) is { } record
                    && MissingSource(path, suffix, record, sourcesOf?.Invoke(Path.GetDirectoryName(path)!) ?? sources!) is { } source
                    && taken.Add(path))
                {
                    yield return new Orphan(path, source, [.. SideFiles(path[..^suffix.Length]).Where(taken.Add)]);
                }
            }
        }

        // Frames that the source no longer has: this run writes the first frame, but not these.
        foreach (var pattern in operation.Outputs.AllSideSuffixes.Where(IsPattern))
        {
            foreach (var path in List(folder, pattern, recurse).Where(path => !planner.IsPlanned(path)))
            {
                var name = pattern.IndexOf('*');
                var end = name < 0 ? path.Length - pattern.Length
                    : path.LastIndexOf(pattern[..name], StringComparison.OrdinalIgnoreCase);
                var first = path[..end] + operation.Outputs.Suffix;
                if (planner.IsPlanned(first) && ReadRecord(path) is { } record && taken.Add(path))
                {
                    yield return new Orphan(path, record.Source ?? first, []) { IsLeftOver = true };
                }
            }
        }
    }

    private static List<string> List(string folder, string suffix, bool recurse)
    {
        var listing = new EnumerationOptions { RecurseSubdirectories = recurse, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. Directory.EnumerateFiles(folder, "*" + suffix, listing).Order(StringComparer.Ordinal)];
    }

    private Operations.Provenance.ProvenanceRecord? ReadRecord(string path) =>
        operation.Outputs.ReadProvenance(ImageSource.File(path), codec) is { } record && record.Operation == operation.Name ? record : null;

    private string? MissingSource(
        string path, string suffix, Operations.Provenance.ProvenanceRecord record, IReadOnlyCollection<string> folders)
    {
        if (record.Source is { } all)
        {
            return record.Sources.Any(name => folders.Any(folder => FrameSequence.Exists(Path.Combine(folder, name)))) ? null : all;
        }

        // The format does not store the name: any file with the same stem that is not a result counts as the source.
        var stem = Path.GetFileName(path)[..^suffix.Length];
        var found = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, stem + ".*"))
            .Any(file => file != path && Path.GetFileNameWithoutExtension(file) == stem && !file.EndsWith(
                suffix, StringComparison.OrdinalIgnoreCase));
        return found ? null : stem;
    }

    private static bool IsPattern(string suffix) => suffix.AsSpan().ContainsAny('?', '*');

    private IEnumerable<string> SideFiles(string stem) =>
        operation.Outputs.AllSideSuffixes
            .SelectMany(suffix => IsPattern(suffix)
                ? Directory.EnumerateFiles(Path.GetDirectoryName(stem)!, Path.GetFileName(stem) + suffix)
                : [stem + suffix])
            .Where(file => File.Exists(file)
                && Operations.Provenance.ProvenanceReader.Read(ImageSource.File(file), codec)?.Operation == operation.Name);
}

internal sealed record Orphan(string Path, string Source, IReadOnlyList<string> SideFiles)
{
    /// <summary>True for a surplus frame of an existing source.</summary>
    public bool IsLeftOver { get; init; }
}
