using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Moves the outline of each object to its half maximum: the intensity halfway between the ground and the object.
/// An object with a texture has no single maximum, so pixels are dropped below the half of its median, and added above
/// the half of its brightest part. Borders between touching objects stay where they are.
/// </summary>
internal sealed class HalfMaximum
{
    /// <summary>Largest distance by which an outline moves, as a fraction of the diameter, and in pixels.</summary>
    private const double Reach = .15;
    private const int MinReach = 1;

    /// <summary>Side of the square whose mean is the maximum, as a fraction of the diameter.</summary>
    private const double PeakSide = 1.0 / 6;

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

    private static readonly (int X, int Y)[] Neighbors = [(0, -1), (-1, 0), (1, 0), (0, 1)];

    private readonly Raster<float> _values;
    private readonly int[] _labels;
    private readonly (double Low, double High)[] _levels;

    private HalfMaximum(Raster<float> values, int[] labels, (double Low, double High)[] levels) =>
        (_values, _labels, _levels) = (values, labels, levels);

    /// <summary>Returns the objects with their outlines at the half maximum, and disposes those given.</summary>
    /// <param name="diameter">Diameter of the objects in pixels.</param>
    /// <param name="ground">The ground of objects that have none around them.</param>
    public static RunTable Outline(
        Raster<ushort> image, RunTable objects, double diameter, double ground, CancellationToken cancellation)
    {
        var (width, height) = (image.Width, image.Height);
        var labels = new int[checked(width * height)];
        using var values = new Raster<float>(width, height);
        using (objects)
        {
            for (var y = 0; y < height; y++)
            {
                objects.ObjectsIn(y).CopyTo(labels.AsSpan(y * width));
                TensorPrimitives.ConvertTruncating<ushort, float>(image.Row(y), values.Row(y));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        var radius = Math.Max(1, (int)Math.Round(((PeakSide * diameter) - 1) / 2));
        using var means = BoxMean.Means(values, radius);
        var levels = Levels(values, means, labels, (int)Math.Ceiling(Around * diameter), ground);
        var outline = new HalfMaximum(values, labels, levels);
        var steps = Math.Max(MinReach, (int)Math.Round(Reach * diameter));
        outline.Move(steps, isOutward: false);
        outline.Move(steps, isOutward: true);
        ConnectedComponents.FillHoles(labels, width, height, MaxHole * diameter * diameter);
        var moved = RunTable.WithObjects(width, height);
        for (var y = 0; y < height; y++)
        {
            moved.AddRow(labels.AsSpan(y * width, width));
        }

        return moved;
    }

    /// <summary>Returns the half of the median and of the brightest part of each label.</summary>
    private static (double Low, double High)[] Levels(
        Raster<float> values, Raster<float> means, int[] labels, int around, double ground)
    {
        var (width, height) = (values.Width, values.Height);
        var count = TensorPrimitives.Max<int>(labels) + 1;
        var (peaks, boxes) = (new float[count], new (int Left, int Top, int Right, int Bottom)[count]);
        Array.Fill(boxes, (width, height, 0, 0));
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] is not 0 and var label)
            {
                var ((y, x), box) = (Math.DivRem(i, width), boxes[label]);
                peaks[label] = Math.Max(peaks[label], means[x, y]);
                boxes[label] = (Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x + 1), y + 1);
            }
        }

        var levels = new (double Low, double High)[count];
        var (inside, outside) = (new List<float>(), new List<float>());
        for (var label = 1; label < count; label++)
        {
            if (boxes[label].Bottom == 0) continue;

            inside.Clear();
            outside.Clear();
            var (left, right) =
                (Math.Max(boxes[label].Left - around, 0), Math.Min(boxes[label].Right + around, width));
            var (top, bottom) =
                (Math.Max(boxes[label].Top - around, 0), Math.Min(boxes[label].Bottom + around, height));
            var step = (int)Math.Ceiling(Math.Sqrt((right - left) * (double)(bottom - top) / MaxSampled));
            for (var y = top; y < bottom; y += step)
            {
                for (var x = left; x < right; x += step)
                {
                    var other = labels[(y * width) + x];
                    if (other == 0 || other == label) (other == 0 ? outside : inside).Add(values[x, y]);
                }
            }

            var level = outside.Count < MinGround ? ground : Quantile(outside, GroundQuantile);
            var median = inside.Count == 0 ? level : Quantile(inside, .5);
            levels[label] = ((median + level) / 2, (peaks[label] + level) / 2);
        }

        return levels;
    }

    private static double Quantile(List<float> values, double quantile)
    {
        values.Sort();
        return values[(int)(quantile * values.Count)];
    }

    /// <summary>Moves the outlines in steps of a pixel: inward over pixels below the half maximum of their
    /// object, or outward over ground above that of the object next to it.</summary>
    private void Move(int steps, bool isOutward)
    {
        var front = new List<int>();
        for (var i = 0; i < _labels.Length; i++)
        {
            if (_labels[i] != 0 && IsNextToGround(i)) front.Add(i);
        }

        for (var step = 0; step < steps && front.Count > 0; step++)
        {
            var next = new List<int>();
            foreach (var from in front.Where(pixel => _labels[pixel] != 0))
            {
                var label = _labels[from];
                if (isOutward)
                {
                    foreach (var to in Next(from).Where(to => _labels[to] == 0 && Value(to) > _levels[label].High))
                    {
                        _labels[to] = label;
                        next.Add(to);
                    }
                }
                else if (Value(from) < _levels[label].Low)
                {
                    _labels[from] = 0;
                    next.AddRange(Next(from));
                }
            }

            front = next;
        }
    }

    private bool IsNextToGround(int pixel)
    {
        var (y, x) = Math.DivRem(pixel, _values.Width);
        return (y > 0 && _labels[pixel - _values.Width] == 0) || (x > 0 && _labels[pixel - 1] == 0)
            || (x + 1 < _values.Width && _labels[pixel + 1] == 0)
            || (y + 1 < _values.Height && _labels[pixel + _values.Width] == 0);
    }

    private float Value(int pixel) => _values[pixel % _values.Width, pixel / _values.Width];

    private IEnumerable<int> Next(int pixel)
    {
        var (y, x) = Math.DivRem(pixel, _values.Width);
        foreach (var (across, down) in Neighbors)
        {
            if (x + across >= 0 && x + across < _values.Width && y + down >= 0 && y + down < _values.Height)
            {
                yield return pixel + across + (down * _values.Width);
            }
        }
    }
}
