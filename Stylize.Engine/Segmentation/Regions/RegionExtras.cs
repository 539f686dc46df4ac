using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>A measured channel of a plane.</summary>
/// <param name="Numbers">The pixels of the plane; 0 where the channel shows none.</param>
/// <param name="Step">Difference of neighboring samples.</param>
/// <param name="Low">Number of the lowest gray level of textures.</param>
/// <param name="High">Number of the highest gray level of textures.</param>
/// <param name="Threshold">Pixels above this number count for the overlap of channels.</param>
internal sealed record ChannelImage(
    string Name, Raster<float> Numbers, double Step, double Low, double High, double Threshold);

/// <summary>Measures <see cref="RegionMeasures"/>. The number of threads does not affect the results.</summary>
internal sealed class RegionExtras : IDisposable
{
    private const int Levels = 32;
    private const int Openings = 8;
    private const int Rings = 4;

    private readonly RegionRuns _runs;
    private readonly Raster<int> _labels;
    private readonly ThreadGrant _threads;
    private readonly CancellationToken _cancellation;
    private readonly List<RegionColumn> _columns = [];
    private readonly List<double[]> _values = [];

    private RegionExtras(LabeledRuns regions, ThreadGrant threads, CancellationToken cancellation)
    {
        (_runs, _threads, _cancellation) = (new RegionRuns(regions), threads, cancellation);
        _labels = new Raster<int>(regions.Runs.Width, regions.Runs.Height);
        regions.Paint(_labels, 0, 0, _labels.Height);
    }

    /// <summary>Measures one region.</summary>
    /// <param name="values">Receives a value for each column; NaN before.</param>
    private delegate void Measure(RegionSpan runs, int label, Span<double> values);

    public void Dispose() => _labels.Dispose();

    /// <summary>Returns the table with further columns.</summary>
    /// <param name="table">With centroids, in pixels.</param>
    /// <param name="distance">Maximum distance of a neighbor in pixels.</param>
    /// <param name="pixelSize">Size of a pixel in the unit of lengths.</param>
    public static RegionTable Add(
        RegionTable table, LabeledRuns regions, RegionMeasures measures, IReadOnlyList<ChannelImage> images,
        int distance, PixelSize pixelSize, ThreadGrant threads, CancellationToken cancellation)
    {
        using var extras = new RegionExtras(regions, threads, cancellation);
        if (measures.HasFlag(RegionMeasures.Neighbors))
        {
            extras.AddNeighbors(table, distance, pixelSize);
        }

        foreach (var (index, image) in images.Index())
        {
            if (measures.HasFlag(RegionMeasures.Texture))
            {
                string[] textures = ["Contrast", "Dissimilarity", "Homogeneity", "AngularSecondMoment",
                    "Correlation", "Entropy"];
                extras.Add(textures.Select(name => $"Texture{name}_{image.Name}"), () => extras.Texture(image));
            }

            if (measures.HasFlag(RegionMeasures.Granularity))
            {
                extras.AddGranularity(image);
            }

            if (measures.HasFlag(RegionMeasures.Radial))
            {
                extras.Add(
                    Enumerable.Range(1, Rings).Select(ring => $"RadialShare{ring}_{image.Name}"), () => Radial(image));
            }

            foreach (var other in images.Skip(index + 1).Where(_ => measures.HasFlag(RegionMeasures.Colocalization)))
            {
                var (one, two) = (image.Name, other.Name);
                string[] names = [$"Correlation_{one}_{two}", $"Manders_{one}_{two}", $"Manders_{two}_{one}"];
                extras.Add(names, () => Colocalization(image, other));
            }
        }

        return table.With(extras._columns, region => [.. extras._values.Select(column => column[region])]);
    }

    /// <param name="create">Creates the measure of a thread, with its own memory.</param>
    private void Add(IEnumerable<string> names, Func<Measure> create, int lengths = 0)
    {
        RegionColumn[] columns =
            [.. names.Select(
                (name, i) =>
                    new RegionColumn(name, RegionProperties.None, -1, i, i > 0 && i <= lengths ? 1 : 0, false))];
        double[][] values = [.. columns.Select(_ => new double[_runs.Count])];
        RowBands.ForEach(
            _runs.Count, _threads, _cancellation,
            (_, first, end) =>
            {
                var measure = create();
                var row = new double[columns.Length];
                for (var region = first; region < end; region++)
                {
                    Array.Fill(row, double.NaN);
                    measure(_runs[region + 1], region + 1, row);
                    for (var i = 0; i < row.Length; i++)
                    {
                        values[i][region] = row[i];
                    }
                }
            },
            RegionMeasurer.RegionsInGroup);
        _columns.AddRange(columns);
        _values.AddRange(values);
    }

    private bool IsIn(int label, int x, int y) =>
        (uint)x < (uint)_labels.Width && (uint)y < (uint)_labels.Height && _labels[x, y] == label;

    private void AddNeighbors(RegionTable table, int distance, PixelSize pixelSize)
    {
        var (centers, aspect) = (table.Centroids(), pixelSize.Y / pixelSize.X);
        var near = (from dy in Enumerable.Range(-distance, (2 * distance) + 1)
                    from dx in Enumerable.Range(-distance, (2 * distance) + 1)
                    where (dx * dx) + (dy * dy) <= distance * distance
                    select (X: dx, Y: dy, Touches: Math.Max(Math.Abs(dx), Math.Abs(dy)) == 1)).ToArray();
        string[] names = ["NeighborCount", "NearestDistance", "SecondNearestDistance", "TouchingShare"];
        Add(names, () => (runs, label, values) =>
        {
            var (found, border, touching) = (new HashSet<int>(), 0, 0);
            for (var run = 0; run < runs.Length; run++)
            {
                for (var (x, y) = (runs.Starts[run], runs.Rows[run]); x < runs.Ends[run]; x++)
                {
                    if (IsInside(label, x, y)) continue;

                    var touches = false;
                    foreach (var (dx, dy, isNext) in near)
                    {
                        var (u, v) = (x + dx, y + dy);
                        if ((uint)u >= (uint)_labels.Width || (uint)v >= (uint)_labels.Height) continue;

                        if (_labels[u, v] is not 0 and var other && other != label)
                        {
                            found.Add(other);
                            touches |= isNext;
                        }
                    }

                    border++;
                    touching += touches ? 1 : 0;
                }
            }

            var (first, second) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var (other, at) = (0, label - 1); other < centers.Length; other++)
            {
                var (dx, dy) = (centers[other].X - centers[at].X, aspect * (centers[other].Y - centers[at].Y));
                var squared = (dx * dx) + (dy * dy);
                if (squared < second && other != at)
                {
                    (first, second) = squared < first ? (squared, first) : (first, squared);
                }
            }

            (values[0], values[3]) = (found.Count, touching / (double)border);
            (values[1], values[2]) = (Length(first), Length(second));
        }, lengths: 2);

        double Length(double squared) => double.IsFinite(squared) ? pixelSize.X * Math.Sqrt(squared) : double.NaN;
    }

    /// <summary>Returns true if all eight pixels around a pixel belong to its region.</summary>
    private bool IsInside(int label, int x, int y)
    {
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                if (!IsIn(label, x + dx, y + dy)) return false;
            }
        }

        return true;
    }

    /// <summary>Properties of the symmetric co-occurrence matrices of distance 1, each the mean of the four
    /// directions.</summary>
    private Measure Texture(ChannelImage image)
    {
        var (counts, levels) = (new int[Levels * Levels], Levels / (image.High - image.Low + image.Step));
        (int X, int Y)[] steps = [(1, 0), (1, 1), (0, 1), (-1, 1)];
        return (runs, label, values) =>
        {
            var measured = 0;
            Span<double> sums = stackalloc double[values.Length];
            sums.Clear();
            foreach (var (dx, dy) in steps)
            {
                counts.AsSpan().Clear();
                var pairs = 0;
                for (var run = 0; run < runs.Length; run++)
                {
                    for (var (x, y) = (runs.Starts[run], runs.Rows[run]); x < runs.Ends[run]; x++)
                    {
                        if (!IsIn(label, x + dx, y + dy)) continue;

                        var (one, two) = (Level(x, y), Level(x + dx, y + dy));
                        counts[(one * Levels) + two]++;
                        counts[(two * Levels) + one]++;
                        pairs += 2;
                    }
                }

                if (pairs == 0) continue;

                measured++;
                AddProperties(counts, pairs, sums);
            }

            for (var i = 0; i < values.Length && measured > 0; i++)
            {
                values[i] = sums[i] / measured;
            }
        };

        int Level(int x, int y) =>
            Math.Clamp((int)Math.Floor((image.Numbers[x, y] - image.Low) * levels), 0, Levels - 1);
    }

    private static void AddProperties(ReadOnlySpan<int> counts, double pairs, Span<double> sums)
    {
        double mean = 0, squares = 0, products = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;

            var (one, two) = Math.DivRem(i, Levels);
            var (share, difference) = (counts[i] / pairs, Math.Abs(one - two));
            sums[0] += share * difference * difference;
            sums[1] += share * difference;
            sums[2] += share / (1 + (difference * difference));
            sums[3] += share * share;
            sums[5] -= share * PortableMath.Log(share);
            mean += share * one;
            squares += share * one * one;
            products += share * one * two;
        }

        // The matrix is symmetric, so that both levels have the same mean and variance.
        var variance = squares - (mean * mean);
        sums[4] += variance < 1e-12 ? 1 : (products - (mean * mean)) / variance;
    }

    /// <summary>The percentage of the mean that each opening removes, by squares of side 3, 5 and so on.</summary>
    private void AddGranularity(ChannelImage image)
    {
        double[][] means = new double[Openings + 1][];
        for (var opening = 0; opening <= Openings; opening++)
        {
            using var plane = Raster<float>.Packed(image.Numbers.Width, image.Numbers.Height);
            for (var y = 0; y < plane.Height; y++)
            {
                image.Numbers.Row(y).CopyTo(plane.Row(y));
            }

            if (opening > 0) plane.Open(opening);

            _cancellation.ThrowIfCancellationRequested();
            means[opening] = [.. Enumerable.Range(1, _runs.Count).Select(label => Mean(plane, label))];
        }

        Add(Enumerable.Range(1, Openings).Select(opening => $"Granularity{opening}_{image.Name}"),
            () => (_, label, values) =>
            {
                for (var i = 0; i < values.Length && means[0][label - 1] > 0; i++)
                {
                    values[i] = 100 * (means[i][label - 1] - means[i + 1][label - 1]) / means[0][label - 1];
                }
            });

        double Mean(Raster<float> plane, int label)
        {
            var (runs, sum, count) = (0, 0.0, 0);
            for (var span = _runs[label]; runs < span.Length; runs++)
            {
                foreach (var value in plane.Row(span.Rows[runs])[span.Starts[runs]..span.Ends[runs]])
                {
                    sum += value;
                }

                count += span.Ends[runs] - span.Starts[runs];
            }

            return sum / count;
        }
    }

    /// <summary>The shares of the intensity in rings of equal width from the center, farthest from the border,
    /// outward.</summary>
    private static Measure Radial(ChannelImage image)
    {
        var (map, cells) = (new DistanceMap(), Array.Empty<int>());
        return (runs, _, values) =>
        {
            // A frame of one pixel is background.
            var (left, top) = (TensorPrimitives.Min(runs.Starts) - 1, runs.Top - 1);
            var (width, height) = (TensorPrimitives.Max(runs.Ends) + 1 - left, runs.Bottom + 1 - top);
            if (cells.Length < width * height)
            {
                cells = new int[width * height];
            }

            var box = cells.AsSpan(0, width * height);
            box.Clear();
            for (var run = 0; run < runs.Length; run++)
            {
                box.Slice(((runs.Rows[run] - top) * width) + runs.Starts[run] - left,
                    runs.Ends[run] - runs.Starts[run]).Fill(1);
            }

            map.Compute(box, width, height);
            var (deepest, total) = (Math.Sqrt(TensorPrimitives.Max<int>(box)), 0.0);
            Span<double> sums = stackalloc double[Rings];
            sums.Clear();
            for (var run = 0; run < runs.Length; run++)
            {
                for (var (x, y) = (runs.Starts[run], runs.Rows[run]); x < runs.Ends[run]; x++)
                {
                    var outward = deepest - Math.Sqrt(box[((y - top) * width) + x - left]);
                    var ring = deepest > 1 ? Math.Min((int)(Rings * outward / (deepest - 1)), Rings - 1) : Rings - 1;
                    var number = (double)image.Numbers[x, y];
                    (sums[ring], total) = (sums[ring] + number, total + number);
                }
            }

            for (var ring = 0; ring < Rings && total > 0; ring++)
            {
                values[ring] = sums[ring] / total;
            }
        };
    }

    /// <summary>Pearson's correlation of two channels, and the share of each channel where the other is above its
    /// threshold.</summary>
    private static Measure Colocalization(ChannelImage image, ChannelImage other) => (runs, _, values) =>
    {
        double count = 0, sum = 0, otherSum = 0, overlap = 0, otherOverlap = 0;
        double squares = 0, otherSquares = 0, products = 0;
        for (var isSecond = false; ; isSecond = true)
        {
            var (mean, otherMean) = (sum / count, otherSum / count);
            for (var run = 0; run < runs.Length; run++)
            {
                for (var (x, y) = (runs.Starts[run], runs.Rows[run]); x < runs.Ends[run]; x++)
                {
                    var (one, two) = ((double)image.Numbers[x, y], (double)other.Numbers[x, y]);
                    if (!isSecond)
                    {
                        (count, sum, otherSum) = (count + 1, sum + one, otherSum + two);
                        overlap += two > other.Threshold ? one : 0;
                        otherOverlap += one > image.Threshold ? two : 0;
                        continue;
                    }

                    var (here, there) = (one - mean, two - otherMean);
                    squares += here * here;
                    otherSquares += there * there;
                    products += here * there;
                }
            }

            if (isSecond) break;
        }

        if (sum == 0 || otherSum == 0) return;

        (values[0], values[1], values[2]) =
            (products / Math.Sqrt(squares * otherSquares), overlap / sum, otherOverlap / otherSum);
    };
}
