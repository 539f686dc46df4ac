namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// Star-convex polygons (Schmidt, Weigert, Broaddus and Myers 2018): each has a center and a distance to its border along rays at equal
/// angles, the first one to the right, the second one clockwise from it as images are shown.
/// </summary>
/// <param name="rays">Number of rays.</param>
internal sealed class StarPolygons(int rays)
{
    /// <summary>Distances are limited to this many pixels.</summary>
    private const float MaxDistance = 1024;

    /// <summary>Maximum number of values of all polygons, 1 GiB.</summary>
    public const int MaxValues = 1 << 28;

    /// <summary>Estimated bytes per pixel of the image: 32 rays at a third of the pixels.</summary>
    public const int BytesPerPixel = 45;

    private const int Bucket = 64;

    private readonly List<float> _values = [];
    private readonly (double Sin, double Cos)[] _directions =
        [.. Enumerable.Range(0, rays).Select(ray => Math.SinCos(2 * Math.PI * ray / rays))];

    /// <summary>Adds a polygon.</summary>
    /// <param name="distances">Pixels to the border along each ray.</param>
    /// <exception cref="FormatException">There are too many.</exception>
    public void Add(float probability, int x, int y, ReadOnlySpan<float> distances)
    {
        if (_values.Count > MaxValues - rays - 3)
        {
            throw new FormatException(Invariant($"more than {_values.Count / (rays + 3):N0} pixels are centers of polygons"));
        }

        _values.AddRange([probability, y, x]);
        _values.AddRange(distances);
    }

    /// <summary>
    /// Keeps polygons in the order of their probabilities, and drops those that share too many pixels with one that is kept. A pixel of
    /// several polygons gets the label of the one with the highest probability.
    /// </summary>
    /// <param name="maxShare">Maximum shared pixels, as a fraction of those of the smaller polygon.</param>
    /// <param name="labels">Receives the labels from 1.</param>
    /// <returns>The highest label.</returns>
    public int Label(double maxShare, Span<int> labels, int width, int height, CancellationToken cancellation)
    {
        var values = CollectionsMarshal.AsSpan(_values);
        var kept = new List<PixelArea>();
        var buckets = new Dictionary<(int, int), List<int>>();
        var spans = new List<(int Y, int Start, int End)>();
        foreach (var (index, first) in Order(values).Index())
        {
            if (index % 1024 == 0) cancellation.ThrowIfCancellationRequested();

            Draw(values.Slice(first + 1, rays + 2), spans, width, height);
            if (spans.Count == 0) continue;

            var area = PixelArea.FromSpans(spans);
            if (!IsFree(area, kept, buckets, maxShare)) continue;

            kept.Add(area);
            foreach (var key in Keys(area))
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(buckets, key, out _) ??= []).Add(kept.Count - 1);
            }

            foreach (var (y, start, end) in area.Spans)
            {
                foreach (ref var label in labels.Slice((y * width) + start, end - start))
                {
                    label = label == 0 ? kept.Count : label;
                }
            }
        }

        return kept.Count;
    }

    /// <summary>Returns the positions of the polygons by probability, then from top to bottom and from left to right.</summary>
    private int[] Order(ReadOnlySpan<float> values)
    {
        var step = rays + 3;
        var keys = new (float, float, float)[values.Length / step];
        var firsts = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            firsts[i] = i * step;
            keys[i] = (-values[i * step], values[(i * step) + 1], values[(i * step) + 2]);
        }

        Array.Sort(keys, firsts);
        return firsts;
    }

    /// <summary>Finds the pixels whose centers are in a polygon, by the even-odd rule.</summary>
    private void Draw(ReadOnlySpan<float> polygon, List<(int Y, int Start, int End)> spans, int width, int height)
    {
        spans.Clear();
        Span<double> xs = stackalloc double[256];
        Span<double> ys = stackalloc double[256];
        Span<double> crossings = stackalloc double[256];
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var ray = 0; ray < rays; ray++)
        {
            var distance = Math.Clamp(polygon[ray + 2], 0, MaxDistance);
            var (sin, cos) = _directions[ray];
            (ys[ray], xs[ray]) = (polygon[0] + (distance * sin), polygon[1] + (distance * cos));
            (low, high) = (Math.Min(low, ys[ray]), Math.Max(high, ys[ray]));
        }

        for (var y = (int)Math.Max(Math.Ceiling(low), 0); y <= Math.Min(high, height - 1); y++)
        {
            var count = 0;
            for (var ray = 0; ray < rays; ray++)
            {
                var next = ray + 1 == rays ? 0 : ray + 1;
                if (ys[ray] <= y != ys[next] <= y)
                {
                    crossings[count++] = xs[ray] + ((y - ys[ray]) / (ys[next] - ys[ray]) * (xs[next] - xs[ray]));
                }
            }

            crossings[..count].Sort();
            for (var i = 0; i + 1 < count; i += 2)
            {
                var start = (int)Math.Max(Math.Ceiling(crossings[i]), 0);
                var end = (int)Math.Min(Math.Ceiling(crossings[i + 1]), width);
                if (start < end) spans.Add((y, start, end));
            }
        }
    }

    private static bool IsFree(
        PixelArea area, List<PixelArea> kept, Dictionary<(int, int), List<int>> buckets, double maxShare)
    {
        foreach (var key in Keys(area))
        {
            if (!buckets.TryGetValue(key, out var near)) continue;

            foreach (var other in near)
            {
                if (area.Shared(kept[other]) > maxShare * Math.Min(area.Pixels, kept[other].Pixels)) return false;
            }
        }

        return true;
    }

    private static IEnumerable<(int, int)> Keys(PixelArea area)
    {
        for (var y = area.Top / Bucket; y <= area.Bottom / Bucket; y++)
        {
            for (var x = area.Left / Bucket; x <= area.Right / Bucket; x++)
            {
                yield return (x, y);
            }
        }
    }

    /// <summary>The pixels of a polygon.</summary>
    /// <param name="Spans">Row, first column and column after the last one, in raster order.</param>
    private sealed record PixelArea((int Y, int Start, int End)[] Spans, int Pixels, int Left, int Right)
    {
        public int Top => Spans[0].Y;
        public int Bottom => Spans[^1].Y;

        public static PixelArea FromSpans(List<(int Y, int Start, int End)> spans)
        {
            var (pixels, left, right) = (0, int.MaxValue, 0);
            foreach (var (_, start, end) in spans)
            {
                pixels += end - start;
                (left, right) = (Math.Min(left, start), Math.Max(right, end - 1));
            }

            return new([.. spans], pixels, left, right);
        }

        /// <summary>Returns the number of pixels in both areas.</summary>
        public int Shared(PixelArea other)
        {
            if (other.Left > Right || other.Right < Left || other.Top > Bottom || other.Bottom < Top) return 0;

            var shared = 0;
            for (int a = 0, b = 0; a < Spans.Length && b < other.Spans.Length;)
            {
                var (one, two) = (Spans[a], other.Spans[b]);
                if (one.Y == two.Y)
                {
                    shared += Math.Max(Math.Min(one.End, two.End) - Math.Max(one.Start, two.Start), 0);
                }

                var isFirst = one.Y != two.Y ? one.Y < two.Y : one.End <= two.End;
                (a, b) = isFirst ? (a + 1, b) : (a, b + 1);
            }

            return shared;
        }
    }
}
