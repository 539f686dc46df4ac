using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>The rings around regions, such as cytoplasm around nuclei, and the sums of their intensities in each
/// channel.</summary>
public sealed class RegionRing : IDisposable
{
    private readonly LabeledRuns _runs;
    private readonly long[] _areas;

    private RegionRing(LabeledRuns runs, IReadOnlyList<bool> ofNumbers)
    {
        (_runs, _areas) = (runs, ConnectedComponents.Areas(runs, out _));
        Sums = [.. ofNumbers.Select(areNumbers => new IntensitySums(runs.Count, areNumbers))];
    }

    /// <summary>The sums of each channel.</summary>
    public IReadOnlyList<IntensitySums> Sums { get; }

    /// <summary>Finds the rings around regions. The caller disposes them.</summary>
    /// <param name="radii">In pixels; see <see cref="RingRadii.InPixels"/>.</param>
    /// <param name="ofNumbers">For each channel, true if floating-point numbers are measured.</param>
    /// <param name="maxThreads">Maximum number of threads. It does not affect the result.</param>
    public static RegionRing Around(
        LabeledRuns regions, RingRadii radii, IReadOnlyList<bool> ofNumbers, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default) =>
        new(RingLabeler.Label(regions, radii, maxThreads, cancellation), ofNumbers);

    /// <summary>Sums the light of other pixels of regions in the same way. Disposes them with the ring.</summary>
    internal static RegionRing Of(LabeledRuns pixels, IReadOnlyList<bool> ofNumbers) => new(pixels, ofNumbers);

    /// <summary>Adds pixels of a row of a channel. Each pixel must be added exactly once.</summary>
    internal void AddRow<T>(int channel, ReadOnlySpan<T> row, int left, int y)
        where T : unmanaged => Sums[channel].AddRow(_runs, row, left, y);

    /// <summary>Counts only the pixels that tiles show, not those of gaps in a montage.</summary>
    /// <param name="shown">Parts of rows that tiles show: the row, the first column, and the column after the last
    /// one.</param>
    internal void CountOnly(IEnumerable<(int Y, int Left, int Right)> shown)
    {
        Array.Clear(_areas);
        foreach (var (y, left, right) in shown)
        {
            for (var run = _runs.Runs.RowOffset(y); run < _runs.Runs.RowOffset(y + 1); run++)
            {
                _areas[_runs.Labels[run]] +=
                    Math.Max(0, Math.Min(right, _runs.Runs.Ends[run]) - Math.Max(left, _runs.Runs.Starts[run]));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.Dispose();

    internal long Area(int label) => _areas[label];
}
