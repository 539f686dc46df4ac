namespace Stylize.Engine.Runs.Update;

/// <summary>Finds outputs in the folders of a run whose source is not in the folders of the inputs, and files next to
/// outputs that no run creates anymore. Only files with provenance are found, and those whose digest is in that of
/// their main file.</summary>
internal sealed class OrphanSearch(IOperation operation, IImageCodec codec, TargetPlanner planner)
{
    private readonly OutputNames _names = operation.Outputs;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly bool _takesAllFrames = FrameOptions.TakesAll(operation);

    /// <summary>Returns a line for each orphan, and deletes it on request.</summary>
    /// <param name="deletes">Asks whether to delete files; in a preview, shows the sentence that predicts it.</param>
    /// <param name="deleted">Called with the source and the path of each file that was deleted.</param>
    public IEnumerable<string> Lines(
        bool prune, Func<IEnumerable<string>, string, bool> deletes, Action<string, string> deleted)
    {
        foreach (var orphan in Run())
        {
            var reason = $"'{orphan.Path}': "
                + (orphan.IsLeftOver
                    ? $"no longer an output of '{orphan.Source}'"
                    : $"its source '{orphan.Source}' is not in the folders of the inputs");
            string[] files = [.. orphan.SideFiles, orphan.Path];
            if (prune && !deletes(files, reason + "; would be deleted.")) continue;

            foreach (var file in prune ? files : [])
            {
                AtomicFile.Remove(file);
                if (File.Exists(file)) continue;

                deleted(orphan.Source, file);
                if (planner is { RelativeTo: not null, DestinationFolder: { } folder })
                {
                    NewFolders.RemoveEmpty(file, folder);
                }
            }

            yield return reason
                + (!prune ? "." : File.Exists(orphan.Path) ? "; cannot be deleted." : "; deleted.");
        }
    }

    private IReadOnlyList<Orphan> Run() => planner switch
    {
        { File: { } file } => [.. LeftOver(file, SideFiles(file, ReadRecord(file))), .. LostPages(file)],
        { DestinationFolder: null } =>
            [.. planner.SourceFolders.Order(StringComparer.Ordinal)
                .SelectMany(folder => Find(folder, [folder], recurse: false))],
        { DestinationFolder: { } folder, RelativeTo: { } root } => [.. Find(folder, null, recurse: true, below =>
            [Path.GetFullPath(Path.Combine(root, Path.GetRelativePath(folder, below)))])],
        { DestinationFolder: { } folder } => [.. Find(folder, planner.SourceFolders, recurse: false)],
    };

    private IEnumerable<Orphan> Find(
        string folder, IReadOnlyCollection<string>? sources, bool recurse,
        Func<string, IReadOnlyCollection<string>>? sourcesOf = null)
    {
        if (!Directory.Exists(folder)) yield break;

        foreach (var suffix in _names.AllSuffixes)
        {
            foreach (var path in List(folder, suffix, recurse))
            {
                if (planner.IsPlanned(path) || ReadRecord(path) is not { } record) continue;

                var own = sourcesOf?.Invoke(Path.GetDirectoryName(path)!) ?? sources!;
                var missing = MissingSource(path, suffix, record, own);
                if ((missing ?? SourceOfLostPage(path, suffix, null, record, own)) is { } source && _taken.Add(path))
                {
                    yield return Found(path, source, record, missing is null);
                }
            }
        }

        foreach (var pattern in _names.AllSideSuffixes)
        {
            foreach (var path in List(folder, pattern, recurse))
            {
                var stem = Stem(path, pattern);
                var main = _names.AllSuffixes.Prepend(_names.Suffix).Select(suffix => stem + suffix)
                    .FirstOrDefault(planner.IsPlanned);
                foreach (var orphan in main is null ? [] : LeftOver(main, [path]))
                {
                    yield return orphan;
                }
            }
        }
    }

    /// <summary>Returns the files next to a planned output that this run does not create.</summary>
    private IEnumerable<Orphan> LeftOver(string main, IEnumerable<string> sideFiles)
    {
        foreach (var path in sideFiles.Where(path => !planner.IsPlanned(path) && !IsCreatedDuringRun(main, path)))
        {
            if (ReadRecord(main) is { } record && Belongs(path, record) is { } made && _taken.Add(path))
            {
                yield return new Orphan(path, made.Source ?? main, []) { IsLeftOver = true };
            }
        }
    }

    /// <summary>Returns the numbered outputs next to a destination file whose page no longer exists.</summary>
    private IEnumerable<Orphan> LostPages(string file)
    {
        var (stem, ending) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        var pattern = Path.Combine(Path.GetDirectoryName(file)!, $"{stem}_*{ending}");
        foreach (var path in Expand(pattern).Where(path => !planner.IsPlanned(path)).ToList())
        {
            if (ReadRecord(path) is { } record && _taken.Add(path)
                && SourceOfLostPage(path, ending, stem, record, planner.SourceFolders) is { } source)
            {
                yield return Found(path, source, record, isLeftOver: true);
            }
        }
    }

    private Orphan Found(string path, string source, ProvenanceRecord record, bool isLeftOver) =>
        new(path, source, [.. SideFiles(path, record).Where(_taken.Add)]) { IsLeftOver = isLeftOver };

    /// <summary>Returns the source of the output of a page, if it is readable and no longer has the page.</summary>
    /// <param name="stem">What precedes the number of the page in the name; null for the name of the source.</param>
    private string? SourceOfLostPage(
        string path, string suffix, string? stem, ProvenanceRecord record, IEnumerable<string> folders)
    {
        if (!_takesAllFrames || record.Source is not { } source) return null;

        var (name, prefix) = (Path.GetFileName(path)[..^suffix.Length], (stem ?? FrameSequence.StemOf(source)) + "_");
        var pages = int.MaxValue;
        if (name.StartsWith(prefix, StringComparison.Ordinal) && name.Length >= prefix.Length + 4
            && TryInteger(name.AsSpan(prefix.Length), out var page)
            && folders.Select(folder => Path.Combine(folder, source)).FirstOrDefault(File.Exists) is { } file)
        {
            StylizeException.Try(() => pages = codec.Identify(ImageSource.File(file)).Pages, _ => { });
            return page >= pages ? source : null;
        }

        return null;
    }

    private bool IsCreatedDuringRun(string main, string path) =>
        _names.MoreSuffix is { } more && Expand(_names.SideFilePath(main, more)).Contains(path);

    private static List<string> List(string folder, string suffix, bool recurse)
    {
        var listing =
            new EnumerationOptions { RecurseSubdirectories = recurse, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. Directory.EnumerateFiles(folder, "*" + suffix, listing).Order(StringComparer.Ordinal)];
    }

    private ProvenanceRecord? ReadRecord(string path) =>
        _names.ReadProvenance(ImageSource.File(path), codec) is { } record && record.Operation == operation.Name
            ? record : null;

    /// <summary>Returns the provenance of a file next to a main file; null if it has none, or that of a different
    /// source.</summary>
    private ProvenanceRecord? Belongs(string path, ProvenanceRecord main) =>
        ProvenanceReader.Read(ImageSource.File(path), codec) is { } made && made.Operation == operation.Name
        && (main.Source ?? made.Source) == made.Source ? made : null;

    private string? MissingSource(
        string path, string suffix, ProvenanceRecord record, IReadOnlyCollection<string> folders)
    {
        if (record.Source is { } all)
        {
            return record.Sources.Any(name => folders.Any(folder => FrameSequence.Exists(Path.Combine(folder, name))))
                ? null : all;
        }

        // The format does not store the name: any file with the same stem that is not a result counts as the source.
        var stem = Path.GetFileName(path)[..^suffix.Length];
        var found = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, stem + ".*"))
            .Any(file => file != path && Path.GetFileNameWithoutExtension(file) == stem && !file.EndsWith(
                suffix, StringComparison.OrdinalIgnoreCase));
        return found ? null : stem;
    }

    /// <summary>Returns the path without a suffix, in which a question mark stands for one character and an asterisk
    /// for any.</summary>
    private static string Stem(string path, string pattern)
    {
        var name = pattern.IndexOf('*');
        return path[..(name < 0 ? path.Length - pattern.Length
            : path.LastIndexOf(pattern[..name], StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Returns the existing files next to a main file that belong to it. Files without provenance do if all of
    /// them together have the digest in its provenance.</summary>
    private string[] SideFiles(string main, ProvenanceRecord? record)
    {
        if (record is null) return [];

        string[] there =
            [.. _names.AllSideSuffixes.SelectMany(suffix => Expand(_names.SideFilePath(main, suffix))).Distinct()];
        return record.SideFiles is { } digest && digest == ProvenanceRecord.DigestOfFiles(there)
            ? there
            : [.. there.Where(path => Belongs(path, record) is not null)];
    }

    private static IEnumerable<string> Expand(string pattern) => Directory.EnumerateFiles(
        Path.GetDirectoryName(pattern)!, Path.GetFileName(pattern),
        new EnumerationOptions { MatchType = MatchType.Simple, AttributesToSkip = 0 });
}

internal sealed record Orphan(string Path, string Source, IReadOnlyList<string> SideFiles)
{
    /// <summary>True for a file next to an output that this run creates or keeps.</summary>
    public bool IsLeftOver { get; init; }
}
