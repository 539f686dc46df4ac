using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Adds nuclei that are much smaller than those found, and that the network does not see at the scale of the others.
/// They are sought in the bright parts of the image that do not touch an object. Debris and texture give parts too, but
/// few of these become one nucleus each.
/// </summary>
internal sealed class SmallNuclei
{
    /// <summary>Minimum light of a part above the ground, as a fraction of that of the objects found, and in spreads
    /// of the ground.</summary>
    private const double MinLight = .12, MinSpreads = 2;

    /// <summary>Pixels around an object in which its blurred edge lies, and the minimum area of a part.</summary>
    private const int Margin = 2, Speck = 12;

    /// <summary>Pixels around a part that are searched, as a fraction of the diameter of the objects found.</summary>
    private const double Around = .25;

    /// <summary>Maximum diameter as a fraction of that of the objects found. The network sees nuclei of half their
    /// diameter.</summary>
    private const double MaxSize = .6;

    /// <summary>Minimum number of parts, also as a fraction of the objects found, and the minimum share of parts and
    /// nuclei that are one each. In 56 drawn mixtures it was 0.97 to 1, and in images of the development sets with more
    /// than 20% of such parts at most 0.67 but for one image.</summary>
    private const int MinCount = 5;
    private const double MinShare = .2, MinSingle = .8;

    private readonly Raster<ushort> _image;
    private readonly RunTable _found;
    private readonly long[] _areas;

    /// <summary>The pixels of objects and around them.</summary>
    private readonly bool[] _covered;

    private SmallNuclei(Raster<ushort> image, RunTable found) => (_image, _found, _areas, _covered) =
        (image, found, Areas(found), new bool[image.Width * image.Height]);

    /// <summary>Returns the objects found with smaller ones. If there are some, the objects given are
    /// disposed.</summary>
    /// <param name="diameter">Diameter of the objects in pixels.</param>
    public static RunTable Add(
        Raster<ushort> image, RunTable found, double diameter, CancellationToken cancellation) =>
        found.Count == 0 ? found : new SmallNuclei(image, found).Add(diameter, cancellation);

    private RunTable Add(double diameter, CancellationToken cancellation)
    {
        // As in the filter of regions, half of the minimum area counts.
        var limit = _found.MinimumArea!.Value / 2;
        var objects = _areas.Count(area => area > limit);
        if (objects == 0 || Threshold(limit) is not ({ } ground, var threshold)) return _found;

        using var parts = Parts(threshold);
        var areas = ConnectedComponents.Areas(parts, out _);
        foreach (var (label, at, length) in Runs(parts))
        {
            if (_covered.AsSpan(at, length).Contains(true) || areas[label] > 4 * limit) areas[label] = 0;
        }

        var seen = areas.Count(area => area >= Speck);
        if (seen < Math.Max(MinCount, MinShare * objects)) return _found;

        using var rest = Rest(parts, areas, ground, (int)Math.Ceiling(Around * diameter));
        var found = 0.0;
        using var small = LearnedNuclei.Find(rest, null, ref found, null, cancellation);
        var kept = Kept(small, parts, out var single);
        return found <= MaxSize * diameter && single >= MinSingle * Math.Max(seen, kept.Count(isKept => isKept))
            ? Joined(small, kept, limit) : _found;
    }

    /// <summary>Covers the objects, and returns the ground and the light of parts; null without ground.</summary>
    private (ushort Ground, double Threshold)? Threshold(long limit)
    {
        var (width, height, sum, count) = (_image.Width, _image.Height, 0L, 0L);
        for (var run = 0; run < _found.Count; run++)
        {
            if (_areas[_found.Objects[run]] <= limit) continue;

            var (y, start, end) = (_found.Rows[run], _found.Starts[run], _found.Ends[run]);
            foreach (var sample in _image.Row(y)[start..end])
            {
                sum += sample;
            }

            count += end - start;
            (start, end) = (Math.Max(start - Margin, 0), Math.Min(end + Margin, width));
            for (var row = Math.Max(y - Margin, 0); row <= Math.Min(y + Margin, height - 1); row++)
            {
                _covered.AsSpan((row * width) + start, end - start).Fill(true);
            }
        }

        var histogram = new IntensityHistogram();
        using var around = ConnectedComponents.Runs<bool>(_covered, width, height, false);
        for (var run = 0; run < around.Count; run++)
        {
            histogram.Add(_image.Row(around.Rows[run])[around.Starts[run]..around.Ends[run]]);
        }

        if (histogram.Total == 0) return null;

        var ground = histogram.Percentile(50);
        var light = Math.Max(
            MinLight * (((double)sum / count) - ground), MinSpreads * (ground - histogram.Percentile(1)));
        return ((ushort)ground, ground + light);
    }

    /// <summary>Returns the parts of the image that are covered or, in the mean of 3 x 3 pixels, bright.</summary>
    private LabeledRuns Parts(double threshold)
    {
        var (width, height) = (_image.Width, _image.Height);
        var (isPart, numbers) = (_covered.ToArray(), new float[width]);
        Span<float> Numbers(int y)
        {
            TensorPrimitives.ConvertTruncating<ushort, float>(_image.Row(y), numbers);
            return numbers;
        }

        BoxMean.Filter(width, height, 1, Numbers, (y, means) =>
        {
            var row = isPart.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
            {
                row[x] |= means[x] > threshold;
            }
        });
        return RunLabeler.Label(ConnectedComponents.Runs<bool>(isPart, width, height, true));
    }

    /// <summary>Covers the other parts, and returns the image with the ground instead of all but the parts with an area
    /// and the pixels around them.</summary>
    private Raster<ushort> Rest(LabeledRuns parts, long[] areas, ushort ground, int around)
    {
        var (width, height) = (_image.Width, _image.Height);
        var rest = new Raster<ushort>(width, height);
        rest.Fill(ground);
        for (var run = 0; run < parts.Runs.Count; run++)
        {
            var (y, start, end) = (parts.Runs.Rows[run], parts.Runs.Starts[run], parts.Runs.Ends[run]);
            if (areas[parts.Labels[run]] < Speck)
            {
                _covered.AsSpan((y * width) + start, end - start).Fill(true);
                continue;
            }

            var (left, right) = (Math.Max(start - around, 0), Math.Min(end + around, width));
            for (var row = Math.Max(y - around, 0); row <= Math.Min(y + around, height - 1); row++)
            {
                _image.Row(row)[left..right].CopyTo(rest.Row(row)[left..right]);
            }
        }

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                rest[x, y] = _covered[(y * width) + x] ? ground : rest[x, y];
            }
        }

        return rest;
    }

    /// <summary>Returns which nuclei are large enough and touch no covered pixel.</summary>
    /// <param name="single">The number of those that are the only one of their part, and in no other part.</param>
    private bool[] Kept(RunTable small, LabeledRuns parts, out int single)
    {
        var partAt = new int[_covered.Length];
        foreach (var (label, at, length) in Runs(parts))
        {
            partAt.AsSpan(at, length).Fill(label);
        }

        bool[] kept = [.. Areas(small).Select(area => area > small.MinimumArea / 2)];
        var pairs = new HashSet<(int Nucleus, int Part)>();
        for (var run = 0; run < small.Count; run++)
        {
            var at = small.Rows[run] * _image.Width;
            for (var x = small.Starts[run]; x < small.Ends[run]; x++)
            {
                kept[small.Objects[run]] &= !_covered[at + x];
                if (partAt[at + x] > 0) pairs.Add((small.Objects[run], partAt[at + x]));
            }
        }

        pairs.RemoveWhere(pair => !kept[pair.Nucleus]);
        var ofPart = pairs.CountBy(pair => pair.Part).ToDictionary();
        single = pairs.GroupBy(pair => pair.Nucleus)
            .Count(nucleus => nucleus.Count() == 1 && ofPart[nucleus.First().Part] == 1);
        return kept;
    }

    private RunTable Joined(RunTable small, bool[] kept, long limit)
    {
        using var found = _found;
        var joined = RunTable.WithObjects(found.Width, found.Height);
        for (var y = 0; y < found.Height; y++)
        {
            var (row, other) = (found.ObjectsIn(y), small.ObjectsIn(y));
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = _areas[row[x]] > limit ? row[x] : kept[other[x]] ? _areas.Length + other[x] : 0;
            }

            joined.AddRow(row);
        }

        (joined.MinimumArea, joined.IsMixed) = (small.MinimumArea, true);
        return joined;
    }

    private IEnumerable<(int Label, int At, int Length)> Runs(LabeledRuns parts) =>
        Enumerable.Range(0, parts.Runs.Count).Select(run => (
            parts.Labels[run], (parts.Runs.Rows[run] * _image.Width) + parts.Runs.Starts[run],
            parts.Runs.Ends[run] - parts.Runs.Starts[run]));

    private static long[] Areas(RunTable runs)
    {
        var areas = new long[runs.Count == 0 ? 1 : TensorPrimitives.Max(runs.Objects) + 1];
        for (var run = 0; run < runs.Count; run++)
        {
            areas[runs.Objects[run]] += runs.Ends[run] - runs.Starts[run];
        }

        return areas;
    }
}
