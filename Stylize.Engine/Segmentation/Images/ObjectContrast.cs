using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Checks whether the objects of an image stand out from its ground, which is all pixels outside of them. The unit is the spread of the
/// ground from its median to its 1st percentile, away from the brightness of objects, so that missed objects do not widen it. Objects in
/// fluorescence are 1.5 to 14 times as bright as this spread. In blank images with haze or texture they are mostly fainter than it. Dark
/// objects, which are ground to the methods, make it large.
/// </summary>
internal sealed class ObjectContrast
{
    /// <summary>Minimum difference of the means of objects and the median of the ground, in spreads of the ground.</summary>
    private const double MinContrast = 1;

    /// <summary>
    /// Without objects: maximum ratio of the spread to that toward the brightness of objects. It is about 1 for noise and for uneven
    /// illumination, and 1.8 to 16 for stained tissue.
    /// </summary>
    private const double MaxSkew = 2;

    /// <summary>Objects that cover a larger share are the ground around dark ones. Nuclei of dense tissue cover at most 0.45.</summary>
    private const double MaxShare = .75;

    /// <summary>With fewer pixels of ground, its percentiles mean nothing.</summary>
    private const int MinGround = 100;

    private readonly LabeledRuns _labels;
    private readonly bool _isInverted;
    private readonly IntensityHistogram _ground = new();
    private long _sum;
    private long _count;

    private ObjectContrast(LabeledRuns labels, bool isInverted) => (_labels, _isInverted) = (labels, isInverted);

    /// <summary>Returns the check of labels; null if another program or a model found them, which may look for dark objects.</summary>
    public static ObjectContrast? ForLabels(LabeledRuns labels, SegmentationOptions options) =>
        options.Method is ThresholdMethod.Labels or ThresholdMethod.Model ? null : new(labels, options.Invert);

    /// <summary>Adds rows of the image.</summary>
    /// <param name="top">Row of the image that is the first one of the raster.</param>
    public void Add(Raster<ushort> strip, int top, int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            AddRow(strip.Row(y), 0, top + y);
        }
    }

    /// <summary>Adds pixels of a row.</summary>
    /// <param name="left">Column of the first pixel.</param>
    public void AddRow(ReadOnlySpan<ushort> row, int left, int y)
    {
        var (runs, x) = (_labels.Runs, 0);
        for (var run = runs.RowOffset(y); run < runs.RowOffset(y + 1); run++)
        {
            var (start, end) = (Math.Max(runs.Starts[run] - left, x), Math.Min(runs.Ends[run] - left, row.Length));
            if (_labels.Labels[run] == 0 || start >= end) continue;

            _ground.Add(row[x..start]);
            foreach (var sample in row[start..end])
            {
                _sum += sample;
            }

            (_count, x) = (_count + end - start, end);
        }

        _ground.Add(row[x..]);
    }

    /// <summary>Returns a sentence about what is implausible, and what to do; null if the objects stand out.</summary>
    /// <param name="name">Name of the image, with quotation marks.</param>
    public string? Problem(string name)
    {
        var (sought, other, change) = _isInverted ? ("dark", "bright", "omit {Invert}") : ("bright", "dark", "use {Invert}");
        if (_count > MaxShare * (_count + _ground.Total))
        {
            return Invariant($"{name}: the objects cover more than {100 * MaxShare}% of the image. If they are its ground, {change}.");
        }

        if (_ground.Total < MinGround) return null;

        var median = _ground.Percentile(50);
        var (below, above) = (median - _ground.Percentile(1), _ground.Percentile(99) - median);
        var (spread, toward) = _isInverted ? (above, below) : (below, above);
        if (_count == 0)
        {
            // Samples are rounded, so that the spreads of an almost constant image differ by 1.
            return spread <= MaxSkew * (toward + 1) ? null
                : $"{name}: no {sought} objects found, but the image seems to show {other} ones. To segment these, {change}.";
        }

        var contrast = ((double)_sum / _count) - median;
        return (_isInverted ? -contrast : contrast) >= MinContrast * spread ? null
            : $"{name}: the objects stand out from the ground less than the ground varies, as in a blank image. Check the overlay. If "
                + $"objects are {other}, {change}.";
    }
}
