using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Engine.Runs.Update;

/// <summary>
/// Tells which targets are as they would be made now, from the targets themselves: how they say they were made, against operation, options
/// and source. Safe for concurrent use.
/// </summary>
internal sealed class UpdateCheck(IOperation operation, Lazy<IReadOnlyList<ProvenanceOption>> differences, SourceHashes hashes)
{
    private int _learned;

    /// <summary>
    /// Targets that differ from what would be made now in nothing but what was learned from all inputs.
    /// </summary>
    public int ChangedByLearning => _learned;

    /// <summary>True where the item's files are all there, and made in the same way of the same bytes.</summary>
    /// <exception cref="StylizeException">The source cannot be read.</exception>
    public bool IsCurrent(FileItem item, CancellationToken cancellation) =>
        item.Failure is null && (item.IsCurrent ??= Find(item, cancellation));

    private bool Find(FileItem item, CancellationToken cancellation)
    {
        if (item.SideTargets.Prepend(item.Target!).Any(path => !File.Exists(path))
            || operation.ReadProvenance(Imaging.ImageSource.File(item.Target!), item.Input.Codec) is not { } made)
        {
            return false;
        }

        var now = ProvenanceRecord.Of(
            operation.Name, operation.Version, differences.Value, item.Source, hashes.Of(item.Input.Source, cancellation));
        if (made.MakesTheSame(now))
        {
            return true;
        }

        if (operation.Learned.Count > 0 && made.DiffersOnlyIn(now, operation.Learned))
        {
            Interlocked.Increment(ref _learned);
        }

        return false;
    }
}
