using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Engine.Runs.Update;

/// <summary>Tells which targets are up to date, by how they say that they were made. Safe for concurrent use.</summary>
internal sealed class UpdateCheck(IOperation operation, Lazy<IReadOnlyList<ProvenanceOption>> differences, SourceHashes hashes)
{
    private int _learned;

    /// <summary>Sentences about a change in what was learned from all inputs, and about the cache of hashes.</summary>
    public IEnumerable<string> Problems => (_learned == 0 ? [] : (string[])
    [
        $"{string.Join(", ", operation.Learned)}, learned from all inputs, has changed: "
            + "all files created with the previous one are regenerated.",
    ]).Concat(hashes.Problems);

    /// <summary>True where the item's files are all there, and made in the same way of the same bytes.</summary>
    /// <exception cref="StylizeException">The source cannot be read.</exception>
    public bool IsCurrent(FileItem item, CancellationToken cancellation) =>
        item.Failure is null && (item.IsCurrent ??= Find(item, cancellation));

    private bool Find(FileItem item, CancellationToken cancellation)
    {
        if (item.SideTargets.Prepend(item.Target!).Any(path => !File.Exists(path))
            || operation.Outputs.ReadProvenance(Imaging.ImageSource.File(item.Target!), item.Input.Codec) is not { } made)
        {
            return false;
        }

        var now = ProvenanceRecord.Of(
            operation.Name, operation.Version, differences.Value, item.Source, hashes.Of(item.Input.Source, cancellation));
        if (made.MakesTheSame(now)) return true;

        if (operation.Learned.Count > 0 && made.DiffersOnlyIn(now, operation.Learned))
        {
            Interlocked.Increment(ref _learned);
        }

        return false;
    }
}
