using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>
/// Finds the output files of wells whose tiles no longer exist: images in the folders of the plate, and labels in its
/// OME-Zarr, whose provenance names a well of one of its experiments without tiles, and the tables next to them, which
/// have no provenance. The rows of these wells belong to them.
/// </summary>
internal sealed class PlateOrphans(PlannedPlate plate, RunDatabase database, CancellationToken cancellation)
{
    private static readonly StringComparison Ordinal = StringComparison.Ordinal;
    private readonly SortedDictionary<string, OrphanedWell> _found = new(StringComparer.Ordinal);

    /// <param name="prune">True to remove their files and rows; false to report them.</param>
    /// <param name="deletes">Asks whether to delete files; in a preview, shows the sentence that predicts it.</param>
    /// <param name="deleted">Called with the well and the path of each file that was deleted.</param>
    public IEnumerable<string> Report(
        IReadOnlyList<TileFile> all, bool prune, Func<IEnumerable<string>, string, bool> deletes,
        Action<string, string> deleted)
    {
        Find(all);
        foreach (var (well, orphan) in _found)
        {
            var summary = $"The tiles of {well} no longer exist. '{plate.Files.Folder}' has "
                + $"{Plural.WithCount(orphan.Files.Count, "file")} of this well";
            if (!prune)
            {
                yield return summary + ".";
                continue;
            }

            if (!deletes(orphan.Files, summary + "; they and its rows in the database would be removed.")) continue;

            // Rows first: while files exist, the next update finds the well again.
            var hadRows = RemoveRows(well);
            foreach (var file in orphan.Files)
            {
                AtomicFile.Remove(file);
                if (File.Exists(file)) continue;

                deleted(well, file);
                if (!orphan.Labels.Exists(labels => file.StartsWith(labels, Ordinal)))
                {
                    NewFolders.RemoveEmpty(file, plate.Files.Folder);
                }
            }

            if (orphan.Files.Exists(File.Exists))
            {
                yield return summary + "; not all of them can be removed.";
                continue;
            }

            orphan.Labels.ForEach(folder => OmeZarrLabels.Withdraw(folder, cancellation));
            yield return summary + (hadRows ? "; removed them and its rows in the database." : "; removed them.");
        }
    }

    private bool RemoveRows(string well)
    {
        if (!database.Exists) return false;

        database.Open();
        StoredChannel[] rows =
            [.. database.Rows.Where(row => IsOf(well, $"{row.Experiment}_{row.Well}", row.Timepoint))];
        if (rows.Length > 0)
        {
            database.Store!.Remove(rows);
        }

        return rows.Length > 0;
    }

    private void Find(IReadOnlyList<TileFile> all)
    {
        var planned = plate.Plan.Wells.SelectMany(well => plate.Files.All(well)).ToHashSet(StringComparer.Ordinal);
        var present = all.SelectMany(PlateFiles.NamesOf).ToHashSet(StringComparer.Ordinal);
        string[] experiments = [.. all.Select(tile => tile.Experiment).Distinct()];
        foreach (var path in plate.Files.OfWells.Where(path => !planned.Contains(path) && PlateFiles.IsOutput(path)))
        {
            cancellation.ThrowIfCancellationRequested();
            var folder = Path.GetFileName(Path.GetDirectoryName(path)!);
            if (Source(ProvenanceReader.Read(ImageSource.File(path), plate.Codec)) is { } well)
            {
                Owner(well, folder)?.Files.Add(path);
            }
        }

        FindLabels(all, Owner);

        // A table belongs to the well with the longest name that its own name begins with.
        string[] alive = [.. present.Select(Prefix)];
        foreach (var path in plate.Files.OfWells.Where(path => !planned.Contains(path) && PlateFiles.IsTable(path)))
        {
            Join(path, well => well);
        }

        foreach (var path in plate.Files.OfTracks)
        {
            Join(path,
                well => $"{experiments.First(e => IsOf(well, $"{e}_{_found[well].Folder}"))}_{_found[well].Folder}");
        }

        OrphanedWell? Owner(string well, string folder)
        {
            if (present.Contains(well) || !experiments.Any(experiment => IsOf(well, $"{experiment}_{folder}")))
            {
                return null;
            }

            _found.TryAdd(well, new OrphanedWell(folder));
            return _found[well];
        }

        void Join(string path, Func<string, string> named)
        {
            var (name, folder) = (Path.GetFileName(path), Path.GetFileName(Path.GetDirectoryName(path)));
            var owner = _found.Keys.Where(well => _found[well].Folder == folder && !present.Contains(named(well))
                && name.StartsWith(Prefix(named(well)), Ordinal)).MaxBy(well => well.Length);
            if (owner is not null
                && !alive.Any(other => other.Length > Prefix(named(owner)).Length && name.StartsWith(other, Ordinal)))
            {
                _found[owner].Files.Add(path);
            }
        }
    }

    private void FindLabels(IReadOnlyList<TileFile> all, Func<string, string, OrphanedWell?> of)
    {
        var images = all.Select(tile => tile.Image?.Image).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var names = all.Select(tile => plate.Files.LabelsName(tile)).ToHashSet(StringComparer.Ordinal);
        var plates = all.Select(tile => tile.Image).OfType<ZarrLocation>().Where(i => i.Root != i.Image)
            .Select(i => i.Root).Distinct();
        foreach (var plate in plates)
        {
            foreach (var (image, folder, provenance) in OmeZarrLabels.In(plate))
            {
                cancellation.ThrowIfCancellationRequested();
                var column = Path.GetDirectoryName(image)!;
                var well = Path.GetFileName(Path.GetDirectoryName(column)) + Path.GetFileName(column);
                if (!images.Contains(image) && names.Contains(Path.GetFileName(folder))
                    && Source(ProvenanceText.Read(provenance)) is { } source && of(source, well) is { } orphan)
                {
                    orphan.Files.AddRange(
                        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
                    orphan.Labels.Add(folder);
                }
            }
        }
    }

    private static string? Source(ProvenanceRecord? record) =>
        record is { Operation: PlateOptions.OperationName } ? record.Source : null;

    private static string Prefix(string well) => PlateFiles.Safe(well) + "_";

    /// <summary>Returns true for the name of a well, at one timepoint or at all of them.</summary>
    private static bool IsOf(string name, string well) =>
        name == well || (name.StartsWith(well + "_T", Ordinal) && name[(well.Length + 2)..].All(char.IsAsciiDigit));

    private static bool IsOf(string name, string well, int timepoint) =>
        name == well || name == Invariant($"{well}_T{timepoint}");

    private sealed record OrphanedWell(string Folder)
    {
        public List<string> Files { get; } = [];
        public List<string> Labels { get; } = [];
    }
}
