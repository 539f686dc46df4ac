using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Moves the outline of each object to its half maximum: the intensity halfway between the ground and the object.
/// The maximum is the light at its center, of a parabola that is fitted to its core. An object with a texture or uneven
/// ground has no single maximum, so pixels are dropped below the half of its median, and added above the half of its
/// brightest part. Borders between touching objects stay where they are.
/// </summary>
internal sealed class HalfMaximum
{
    /// <summary>Largest distance by which an outline moves, as a fraction of the diameter, and in pixels.</summary>
    private const double Reach = .15;
    private const int MinReach = 1;

    /// <summary>Side of the square whose mean is the maximum, as a fraction of the diameter.</summary>
    private const double PeakSide = 1.0 / 6;

    /// <summary>Depth of the core, as a fraction of the largest distance to the border.</summary>
    private const double CoreDepth = .5;

    /// <summary>An object has a single maximum if its center has this share of the light of its brightest part, and the
    /// median away from it is above the ground by at most this share of the maximum, noise aside. With .95 for the
    /// first, F1 of development images at an IoU of 0.7 falls by .008, with .04 for the second by .001.</summary>
    private const double MinCore = .985, MaxAround = .02;

    /// <summary>By how many standard deviations of the noise the highest of many means exceeds their mean, and the
    /// median the ground.</summary>
    private const double NoiseOfPeak = 3, NoiseOfGround = .67;

    /// <summary>Pixels around an object in which the ground is sought, as a fraction of the diameter.</summary>
    private const double Around = .5;

    /// <summary>Quantile of the pixels around an object that is its ground, above which lies the light of objects.
    /// </summary>
    private const double GroundQuantile = .25;

    /// <summary>Number of pixels from which a ground is known, and to which those of an object and around it are
    /// reduced.</summary>
    private const int MinGround = 16, MaxSampled = 4096;

    /// <summary>Holes up to this fraction of the squared diameter are filled.</summary>
    private const double MaxHole = .05;

    private readonly Raster<ushort> _values;
    private readonly Raster<int> _labels;
    private readonly (double Low, double High)[] _levels;

    private HalfMaximum(Raster<ushort> values, Raster<int> labels, (double Low, double High)[] levels) =>
        (_values, _labels, _levels) = (values, labels, levels);

    /// <summary>Returns the objects with their outlines at the half maximum, and disposes those given.</summary>
    /// <param name="diameter">Diameter of the objects in pixels.</param>
    /// <param name="ground">The ground of objects that have none around them.</param>
    /// <param name="noise">Standard deviation of the noise of the image.</param>
    public static RunTable Outline(
        Raster<ushort> image, RunTable objects, double diameter, double ground, double noise,
        CancellationToken cancellation)
    {
        var (width, height) = (image.Width, image.Height);
        using var labels = Raster<int>.Packed(width, height);
        using (objects)
        {
            for (var y = 0; y < height; y++)
            {
                objects.ObjectsIn(y).CopyTo(labels.Row(y));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        var radius = Math.Max(1, (int)Math.Round(((PeakSide * diameter) - 1) / 2));
        var levels = Levels(image, labels, null, radius, (int)Math.Ceiling(Around * diameter), ground, noise);
        new HalfMaximum(image, labels, levels).Move(diameter);
        ConnectedComponents.FillHoles(labels.Pixels, width, height, MaxHole * diameter * diameter);
        var moved = RunTable.WithObjects(width, height);
        for (var y = 0; y < height; y++)
        {
            moved.AddRow(labels.Row(y));
        }

        return moved;
    }

    /// <summary>Moves the outlines of cells to half of the median of their cytoplasm above the ground.</summary>
    /// <param name="cells">Labels, which are changed.</param>
    /// <param name="inside">Labels of the pixels of the cytoplasm away from its borders.</param>
    /// <param name="ground">The ground of cells that have none around them.</param>
    public static void Outline(Raster<ushort> image, Raster<int> cells, Raster<int> inside, double ground)
    {
        var areas = new Dictionary<int, double>();
        foreach (var label in cells.Pixels)
        {
            if (label != 0) CollectionsMarshal.GetValueRefOrAddDefault(areas, label, out _)++;
        }

        var diameter = 2 * WeightedMedian.Find(areas.Values.Select(area => (Math.Sqrt(area / Math.PI), 1.0)));
        var levels = Levels(image, cells, inside, 1, (int)Math.Ceiling(Around * diameter), ground, 0);
        new HalfMaximum(image, cells, levels).Move(diameter);
    }

    /// <summary>Returns the half of the median and of the brightest part of each label.</summary>
    /// <param name="cytoplasm">The pixels whose median is the maximum; null to find it in whole objects.</param>
    private static (double Low, double High)[] Levels(
        Raster<ushort> image, Raster<int> labels, Raster<int>? cytoplasm, int radius, int around, double ground,
        double noise)
    {
        var (width, height) = (image.Width, image.Height);
        var count = TensorPrimitives.Max<int>(labels.Pixels) + 1;
        var (peaks, boxes) = (new float[count], new (int Left, int Top, int Right, int Bottom)[count]);
        Array.Fill(boxes, (width, height, 0, 0));
        var numbers = new float[width];
        Span<float> Numbers(int y)
        {
            TensorPrimitives.ConvertTruncating<ushort, float>(image.Row(y), numbers);
            return numbers;
        }

        BoxMean.Filter(width, height, radius, Numbers, (y, means) =>
        {
            var row = labels.Row(y);
            for (var x = 0; x < width; x++)
            {
                if (row[x] == 0) continue;

                var (label, box) = (row[x], boxes[row[x]]);
                peaks[label] = Math.Max(peaks[label], means[x]);
                boxes[label] = (Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x + 1), y + 1);
            }
        });

        var levels = new (double Low, double High)[count];
        var (inside, outside, away) = (new List<ushort>(), new List<ushort>(), new List<ushort>());
        var (cells, samples, map) = (new List<int>(), new List<ushort>(), new DistanceMap());
        for (var label = 1; label < count; label++)
        {
            var box = boxes[label];
            if (box.Bottom == 0) continue;

            inside.Clear();
            outside.Clear();
            away.Clear();
            cells.Clear();
            samples.Clear();
            var (left, right) = (Math.Max(box.Left - around, 0), Math.Min(box.Right + around, width));
            var (top, bottom) = (Math.Max(box.Top - around, 0), Math.Min(box.Bottom + around, height));
            var step = (int)Math.Ceiling(Math.Sqrt((right - left) * (double)(bottom - top) / MaxSampled));
            var rows = 0;
            for (var y = top; y < bottom; y += step)
            {
                var row = image.Row(y);
                var others = labels.Row(y);
                var isNear = y >= box.Top - step && y < box.Bottom + step;
                rows += isNear ? 1 : 0;
                for (var x = left; x < right; x += step)
                {
                    var other = others[x];
                    if (isNear && x >= box.Left - step && x < box.Right + step)
                    {
                        cells.Add(other == label ? 1 : 0);
                        samples.Add(row[x]);
                    }

                    if (other == 0) outside.Add(row[x]);
                    if (other == 0 && (2 * (x - left) < around || 2 * (right - x) <= around || 2 * (y - top) < around
                        || 2 * (bottom - y) <= around)) away.Add(row[x]);
                    if ((cytoplasm is null ? other : cytoplasm[x, y]) == label) inside.Add(row[x]);
                }
            }

            var level = outside.Count < MinGround ? ground : Quantile(outside, GroundQuantile);
            if (cytoplasm is not null)
            {
                var half = ((inside.Count < MinGround ? double.NaN : Quantile(inside, .5)) + level) / 2;
                levels[label] = (half, half);
                continue;
            }

            var haze = (away.Count < MinGround ? double.PositiveInfinity : Quantile(away, .5))
                - (NoiseOfGround * noise);
            (double Low, double High) Find()
            {
                int[] depths = [.. cells];
                map.Compute(depths, cells.Count / rows, rows);
                return Halves(
                    inside, [.. depths.Where(depth => depth > 0)], level, haze, peaks[label],
                    NoiseOfPeak * noise / ((2 * radius) + 1));
            }

            var found = levels[label] = Find();
            if (found.Low < found.High) continue;

            // The core of the outline found, which can be that of a smaller object.
            inside.Clear();
            for (var i = 0; i < cells.Count; i++)
            {
                cells[i] = cells[i] > 0 && samples[i] > found.Low ? 1 : 0;
                if (cells[i] > 0) inside.Add(samples[i]);
            }

            if (Find() is var next && next.Low == next.High) levels[label] = next;
        }

        return levels;
    }

    /// <param name="depths">Squared distances of the pixels inside to the border.</param>
    /// <param name="haze">The light outside that is not next to the object.</param>
    /// <param name="excess">By how much noise raises the peak.</param>
    private static (double Low, double High) Halves(
        List<ushort> inside, int[] depths, double level, double haze, double peak, double excess)
    {
        if (depths.Length == 0) return (level, (peak + level) / 2);

        var maximum = AtCenter(inside, depths);
        return maximum - level >= (MinCore * (peak - level)) - excess && haze - level <= MaxAround * (maximum - level)
            ? ((maximum + level) / 2, (maximum + level) / 2) : ((Quantile(inside, .5) + level) / 2, (peak + level) / 2);
    }

    /// <summary>Returns the light at the center: that at the largest depth of a parabola fitted to the core.</summary>
    private static double AtCenter(List<ushort> inside, int[] depths)
    {
        var deepest = Math.Sqrt(depths.Max());
        var (count, x, y, xx, xy) = (0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < depths.Length; i++)
        {
            var way = 1 - (Math.Sqrt(depths[i]) / deepest);
            if (way > 1 - CoreDepth) continue;

            way *= way;
            (count, x, y, xx, xy) = (count + 1, x + way, y + inside[i], xx + (way * way), xy + (way * inside[i]));
        }

        var spread = (count * xx) - (x * x);
        return spread > 0 ? ((y * xx) - (x * xy)) / spread : y / count;
    }

    private static double Quantile(List<ushort> values, double quantile)
    {
        // The high byte, then the low one.
        var (rank, found) = ((int)(quantile * values.Count), 0);
        Span<int> counts = stackalloc int[256];
        for (var shift = 8; shift >= 0; shift -= 8)
        {
            counts.Clear();
            foreach (var value in CollectionsMarshal.AsSpan(values))
            {
                if (value >> (shift + 8) == found) counts[(value >> shift) & 0xFF]++;
            }

            var next = 0;
            for (; rank >= counts[next]; next++)
            {
                rank -= counts[next];
            }

            found = (found << 8) | next;
        }

        return found;
    }

    /// <summary>Moves the outlines of objects with a diameter in pixels inward, then outward.</summary>
    private void Move(double diameter)
    {
        var steps = Math.Max(MinReach, (int)Math.Round(Reach * diameter));
        Move(steps, isOutward: false);
        Move(steps, isOutward: true);
    }

    /// <summary>Moves the outlines in steps of a pixel: inward over pixels below the half maximum of their
    /// object, or outward over ground above that of the object next to it.</summary>
    private void Move(int steps, bool isOutward)
    {
        var (width, height) = (_values.Width, _values.Height);
        var (front, next) = (new List<(int X, int Y)>(), new List<(int X, int Y)>());
        for (var y = 0; y < height; y++)
        {
            var row = _labels.Row(y);
            var above = _labels.Row(Math.Max(y - 1, 0));
            var below = _labels.Row(Math.Min(y + 1, height - 1));
            for (var x = 0; x < width; x++)
            {
                if (row[x] != 0 && (above[x] == 0 || below[x] == 0 || row[Math.Max(x - 1, 0)] == 0
                    || row[Math.Min(x + 1, width - 1)] == 0))
                {
                    front.Add((x, y));
                }
            }
        }

        for (var step = 0; step < steps && front.Count > 0; step++)
        {
            next.Clear();
            foreach (var (x, y) in front)
            {
                var label = _labels[x, y];
                if (label == 0) continue;

                if (!isOutward)
                {
                    if (!(_values[x, y] < _levels[label].Low)) continue;

                    _labels[x, y] = 0;
                }

                Meet(x, y - 1, label);
                Meet(x - 1, y, label);
                Meet(x + 1, y, label);
                Meet(x, y + 1, label);
            }

            (front, next) = (next, front);
        }

        void Meet(int x, int y, int label)
        {
            if (x < 0 || y < 0 || x >= width || y >= height) return;

            if (isOutward)
            {
                if (_labels[x, y] != 0 || !(_values[x, y] > _levels[label].High)) return;

                _labels[x, y] = label;
            }

            next.Add((x, y));
        }
    }
}
