using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Checks the objects of an image: whether they stand out from its ground, which is all pixels outside of them, and
/// whether they cover what is as bright as they are. The unit of contrast is the spread of the ground from its median
/// to its 1st percentile, away from the brightness of objects, so that missed objects do not widen it. Objects in
/// fluorescence are 1.5 to 14 times as bright as this spread. In blank images with haze or texture they are mostly
/// fainter than it.
/// </summary>
internal sealed class ObjectCheck
{
    /// <summary>Share of the bright foreground above which it is reported that no object covers it.</summary>
    public const double MaxUncovered = .02;

    /// <summary>
    /// Minimum difference of the means of objects and the median of the ground, in spreads of the ground.
    /// </summary>
    private const double MinContrast = 1;

    /// <summary>
    /// Objects that cover a larger share are the ground around others. Nuclei of dense tissue cover at most 0.45.
    /// </summary>
    private const double MaxShare = .75;

    /// <summary>
    /// Minimum difference of the bright pixels of an image without objects and its median, in the same spreads. That
    /// of noise is 0.4, and that of a ramp 0.5.
    /// </summary>
    private const double MinMissed = 3;

    /// <summary>
    /// Objects are parts of larger ones if three conditions are met: the light of the median object is at most
    /// MaxFaint spreads above the ground, edges are less steep than MaxSoft, and away from objects there are blocks of
    /// more than PartLevel of this light, more than MinParts of the blocks of objects.
    /// </summary>
    private const double MaxFaint = 6, MaxSoft = 2.7, PartLevel = .3, MinParts = .005;

    /// <summary>
    /// Objects may be lobes of larger ones if this share of them touches another one, in several groups. Of 900 images
    /// with outlines by people one has as many.
    /// </summary>
    private const double MaxTouching = .9;
    private const int MinTouching = 10, MinGroups = 5;

    /// <summary>With fewer pixels of ground, its percentiles mean nothing.</summary>
    private const int MinGround = 100;

    /// <summary>
    /// Blocks of pixels per diameter of the median object. Bright foreground without an object begins at two blocks in
    /// both directions, one block away from any object, because the edges of a bright object are as bright as dim
    /// objects.
    /// </summary>
    private const int BlocksPerObject = 4;

    private const int MaxBlock = 16;

    /// <summary>Number of pixels on both sides of an edge whose means give its slope.</summary>
    private const int EdgeWidth = 2;

    private readonly LabeledRuns _labels;
    private readonly bool _isInverted;
    private readonly bool _dropsRegions;
    private readonly string _other;
    private readonly int _left;
    private readonly int _top;
    private readonly int _side;
    private readonly int _columns;
    private readonly uint[] _sums;
    private readonly ushort[] _counts;
    private readonly bool[] _isCovered;
    private readonly long[] _sumOfLabel;
    private readonly long[] _countOfLabel;
    private readonly long[] _stepsOfLabel;
    private readonly long[] _edgesOfLabel;
    private readonly IntensityHistogram _ground = new();

    /// <param name="left">First column of the part of the labels to check.</param>
    /// <param name="top">First row of the part of the labels to check.</param>
    public ObjectCheck(LabeledRuns labels, SegmentationOptions options, int left, int top, int width, int height)
    {
        (_labels, _isInverted, _left, _top) = (labels, options.Invert, left, top);

        _other = options.Method == ThresholdMethod.Learned ? "{Method} Otsu" : "another {Method}";

        // Regions that the user has dropped are no missed objects.
        var start = new SegmentationOptions();
        _dropsRegions = options.DropBorder || options.ProximityRadius > 0 || options.MinimumArea is not null
            || options.MaximumArea != start.MaximumArea;
        double[] areas = [.. ConnectedComponents.Areas(labels, out _).Skip(1).Select(area => (double)area)];
        var diameter = areas.Length == 0 ? 0 : Math.Sqrt(4 / Math.PI * Sample.Median(areas));
        Diameter = diameter;
        _side = Math.Clamp((int)(diameter / BlocksPerObject), 1, MaxBlock);
        _columns = (width + _side - 1) / _side;
        var blocks = areas.Length == 0 ? 0 : _columns * ((height + _side - 1) / _side);
        (_sums, _counts, _isCovered) = (new uint[blocks], new ushort[blocks], new bool[blocks]);
        (_sumOfLabel, _countOfLabel) = (new long[labels.Count + 1], new long[labels.Count + 1]);
        (_stepsOfLabel, _edgesOfLabel) = (new long[labels.Count + 1], new long[labels.Count + 1]);
    }

    /// <summary>Diameter of the median object in pixels; 0 without objects.</summary>
    public double Diameter { get; }

    /// <summary>
    /// Returns the check of labels; null if another program found them, which may look for dark objects.
    /// </summary>
    public static ObjectCheck? ForLabels(LabeledRuns labels, SegmentationOptions options) =>
        options.Method == ThresholdMethod.Labels ? null
            : new(labels, options, 0, 0, labels.Runs.Width, labels.Runs.Height);

    /// <summary>Adds pixels of a row.</summary>
    /// <param name="left">Column of the first pixel in the part.</param>
    /// <param name="y">Row in the part.</param>
    public void AddRow(ReadOnlySpan<ushort> row, int left, int y)
    {
        var (runs, x, first) = (_labels.Runs, 0, _left + left);
        for (var run = runs.RowOffset(_top + y); run < runs.RowOffset(_top + y + 1); run++)
        {
            var (start, end) = (Math.Max(runs.Starts[run] - first, x), Math.Min(runs.Ends[run] - first, row.Length));
            if (start >= end) continue;

            var label = _labels.Labels[run];
            if (label != 0 || _dropsRegions) Cover(left + start, left + end, y);
            if (label == 0) continue;

            _ground.Add(row[x..start]);
            var last = run + 1 == runs.RowOffset(_top + y + 1) ? row.Length
                : Math.Min(runs.Starts[run + 1] - first, row.Length);
            var isWide = end - start >= EdgeWidth;
            if (isWide && start - EdgeWidth >= x) AddEdge(label, row, start, start - EdgeWidth);
            if (isWide && end + EdgeWidth <= last) AddEdge(label, row, end - EdgeWidth, end);

            foreach (var sample in row[start..end])
            {
                _sumOfLabel[label] += sample;
            }

            (_countOfLabel[label], x) = (_countOfLabel[label] + end - start, end);
        }

        _ground.Add(row[x..]);
        for (var i = 0; i < row.Length && _sums.Length > 0; i++)
        {
            var block = (y / _side * _columns) + ((left + i) / _side);
            _sums[block] += row[i];
            _counts[block]++;
        }
    }

    private void AddEdge(int label, ReadOnlySpan<ushort> row, int inside, int outside)
    {
        for (var i = 0; i < EdgeWidth; i++)
        {
            _stepsOfLabel[label] += row[inside + i] - row[outside + i];
        }

        _edgesOfLabel[label]++;
    }

    /// <summary>
    /// Returns the slope of edges on a scale of the height and the radius of objects; null without edges. A disc has
    /// 3.5 to 4.2 with a blur of 10% of its radius, and 1.2 with 40%; a Gaussian spot has 0.95.
    /// </summary>
    public double? EdgeSteepness()
    {
        var (median, steps, heights) = (_ground.Total == 0 ? 0 : _ground.Percentile(50), 0.0, 0.0);
        for (var label = 1; label < _edgesOfLabel.Length; label++)
        {
            steps += _stepsOfLabel[label];
            heights += _edgesOfLabel[label]
                * (((double)_sumOfLabel[label] / Math.Max(_countOfLabel[label], 1)) - median);
        }

        // Rows cross the edge of a disc at pi / 4 of its slope on average.
        var steepness = 2 / Math.PI * Diameter * steps / (EdgeWidth * EdgeWidth * heights);
        return double.IsFinite(steepness) && heights != 0 ? steepness : null;
    }

    /// <summary>Returns a sentence about what is implausible; null if the objects stand out.</summary>
    /// <param name="name">Name of the image, with quotation marks.</param>
    public string? Problem(string name)
    {
        var (count, sum) = (_countOfLabel.Sum(), _sumOfLabel.Sum());
        if (count > MaxShare * (count + _ground.Total))
        {
            return Invariant($"{name}: the objects cover more than {100 * MaxShare}% of the image. Check the overlay.");
        }

        if (_ground.Total < MinGround) return null;

        var median = _ground.Percentile(50);
        if (count == 0)
        {
            return HasBrightPlaces(median) && !_dropsRegions
                ? $"{name}: no objects found, but some places are much brighter than the rest. Try {_other}." : null;
        }

        var spread = _isInverted ? _ground.Percentile(99) - median : median - _ground.Percentile(1);
        var contrast = ((double)sum / count) - median;
        if ((_isInverted ? -contrast : contrast) < MinContrast * spread)
        {
            return $"{name}: the objects stand out from the ground less than the ground varies, as in a blank image. "
                + "Check the overlay.";
        }

        if (Uncovered() is > MaxUncovered and var share)
        {
            return Invariant(
                $"{name}: {100 * share:0}% of what is as {(_isInverted ? "dark" : "bright")} as the median object ")
                + $"is in no object. Check the overlay, or try {_other}.";
        }

        var (touching, groups) = Touching();
        return touching >= Math.Max(MaxTouching * _labels.Count, MinTouching) && groups >= MinGroups
            ? Invariant($"{name}: {touching} of {_labels.Count} objects touch another one, as lobes of larger objects ")
                + "do. Check the overlay, or try {Method} Otsu without splitting objects."
            : null;
    }

    /// <summary>Returns the numbers of objects that touch another one, and of groups of objects.</summary>
    private (int Objects, int Groups) Touching()
    {
        using var groups = RunLabeler.Label(_labels.Runs.Plain(run => _labels.Labels[run] != 0));
        var (groupOf, at) = (new int[_labels.Count + 1], 0);
        for (var run = 0; run < _labels.Runs.Count; run++)
        {
            if (_labels.Labels[run] == 0) continue;

            while (groups.Runs.Rows[at] < _labels.Runs.Rows[run] || groups.Runs.Ends[at] <= _labels.Runs.Starts[run])
            {
                at++;
            }

            groupOf[_labels.Labels[run]] = groups.Labels[at];
        }

        int[] sizes = [.. groupOf.Skip(1).CountBy(group => group).Select(group => group.Value)];
        return (sizes.Where(size => size > 1).Sum(), sizes.Length);
    }

    private bool HasBrightPlaces(double median)
    {
        if (_isInverted || _ground.Minimum == _ground.Maximum) return false;

        var threshold = GlobalThreshold.Find(ThresholdMethod.Otsu, _ground);
        var counts = _ground.Counts;
        var (sum, count) = (0.0, 0L);
        for (var value = (int)Math.Floor(threshold) + 1; value < counts.Length; value++)
        {
            (sum, count) = (sum + ((double)value * counts[value]), count + counts[value]);
        }

        var spread = Math.Max(1, median - _ground.Percentile(1));
        return count < _ground.Total / 2 && (sum / count) - median > MinMissed * spread;
    }

    /// <summary>
    /// Returns the share of the pixels that are outside of regions and brighter than the median object; null without
    /// objects.
    /// </summary>
    public double? Debris()
    {
        if (Level() is not { } level) return null;

        var counts = _ground.Counts;
        var beyond = 0L;
        for (var value = 0; value < counts.Length; value++)
        {
            beyond += IsBeyond(value, level) ? counts[value] : 0;
        }

        return beyond / (double)(_ground.Total + _countOfLabel.Sum());
    }

    /// <summary>Returns whether objects are the bright parts of faint ones with much texture.</summary>
    public bool FindsParts()
    {
        if (_ground.Total < MinGround || Level() is not { } level) return false;

        var median = _ground.Percentile(50);
        return level - median is > 0 and var contrast
            && contrast <= MaxFaint * (median - _ground.Percentile(1)) && EdgeSteepness() is < MaxSoft
            && Open(median + (PartLevel * contrast)).Open > MinParts * _isCovered.Count(true);
    }

    /// <summary>
    /// Returns the share of what is as bright as the median object that no object covers; null without objects.
    /// </summary>
    public double? Uncovered() => Level() is not { } level ? null
        : Open(level) is (var open, > 0 and var bright) ? open / (double)bright : 0;

    /// <summary>Returns the numbers of blocks beyond a level: those away from objects, in squares of four, and all.
    /// </summary>
    private (int Open, int Bright) Open(double level)
    {
        var (rows, bright, open) = (_sums.Length / _columns, 0, new bool[_sums.Length]);
        for (var block = 0; block < _sums.Length; block++)
        {
            if (_counts[block] == 0 || !IsBeyond(_sums[block] / (double)_counts[block], level)) continue;

            bright++;
            var (y, x) = Math.DivRem(block, _columns);
            open[block] = true;
            for (var other = Math.Max(y - 1, 0); other <= Math.Min(y + 1, rows - 1); other++)
            {
                var start = (other * _columns) + Math.Max(x - 1, 0);
                open[block] &= !_isCovered.AsSpan(start, Math.Min(x + 2, _columns) - Math.Max(x - 1, 0)).Contains(true);
            }
        }

        var missed = new HashSet<int>();
        for (var block = 0; block < open.Length - _columns - 1; block++)
        {
            if (!open[block] || block % _columns == _columns - 1) continue;

            int[] square = [block, block + 1, block + _columns, block + _columns + 1];
            if (square.All(part => open[part])) missed.UnionWith(square);
        }

        return (missed.Count, bright);
    }

    /// <summary>Returns the median of the mean intensities of objects.</summary>
    private double? Level()
    {
        double[] means = [.. Enumerable.Range(1, _sumOfLabel.Length - 1).Where(label => _countOfLabel[label] > 0)
            .Select(label => _sumOfLabel[label] / (double)_countOfLabel[label])];
        return means.Length == 0 ? null : Sample.Median(means);
    }

    private bool IsBeyond(double sample, double level) => _isInverted ? sample < level : sample > level;

    private void Cover(int start, int end, int y)
    {
        if (_isCovered.Length == 0) return;

        var (first, last) = (start / _side, (end - 1) / _side);
        _isCovered.AsSpan((y / _side * _columns) + first, last - first + 1).Fill(true);
    }
}
