using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Determines which wells are up to date from files, rows and provenance. Safe for concurrent use.</summary>
internal sealed class WellCheck(
    PlateFiles paths, IImageCodec codec, PlateProvenance provenance, WellSummaries summaries, Predicate<WellTimepoint> hasMontage)
{
    private int _learned;

    /// <summary>Number of wells that are out of date only because statistics of the whole plate changed.</summary>
    public int ChangedByLearning => _learned;

    /// <summary>Returns true if the files and rows of the well are up to date.</summary>
    /// <param name="stored">The channels of which the run has rows; null to skip this check.</param>
    public bool IsCurrent(WellItem item, IReadOnlySet<StoredChannel>? stored, CancellationToken cancellation)
    {
        var files = item.Timepoints.SelectMany(Files).ToList();
        if (item.Timepoints.Any(well => File.Exists(paths.Marker(well)) || !IsStored(well, stored)) || !files.All(File.Exists)
            || !item.Timepoints.All(well => well.Segmented.All(channel => summaries.AreWhole(well, channel.Channel))))
        {
            return false;
        }

        var now = provenance.Of(item, cancellation);
        foreach (var path in files.Where(path => !path.EndsWith(".csv", StringComparison.Ordinal)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (path.EndsWith(".tif", StringComparison.Ordinal) || path.EndsWith(".png", StringComparison.Ordinal))
            {
                var made = ProvenanceReader.Read(ImageSource.File(path), codec);
                if (made is null || !made.IsEquivalentTo(now))
                {
                    if (made?.DiffersOnlyIn(now, [PlateProvenance.Learned]) == true)
                    {
                        Interlocked.Increment(ref _learned);
                    }

                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Returns the files of a well, without the montage if the tiles are too large for one.</summary>
    private IEnumerable<string> Files(WellTimepoint well) =>
        paths.All(well)
            .Where(path => !path.EndsWith("_MONTAGE.tif", StringComparison.Ordinal) || hasMontage(well));

    private static bool IsStored(WellTimepoint well, IReadOnlySet<StoredChannel>? stored) =>
        stored is null
        || well.Segmented.All(channel => stored.Contains(new StoredChannel(well.Experiment, well.Well, well.Timepoint, channel.Channel)));
}
