using Stylize.Engine.Drawings;

namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Joins areas along a ramp of color if one gradient has a shorter description than their flat colors and
/// borders. A description is a squared error and bytes, each of which costs as much error as the bytes of the whole
/// picture on average.</summary>
internal sealed class RampAreas
{
    /// <summary>Bytes of an SVG file for a pixel of a border, a gradient and a stop.</summary>
    private const double BorderBytes = 0.6, GradientBytes = 90, StopBytes = 32;

    /// <summary>Largest squared difference of pixels at both sides of a border within a ramp, relative to that of the
    /// mean colors of the areas.</summary>
    private const double MaxStep = 0.25;

    /// <summary>Distance from a border of the pixels at its sides.</summary>
    private const int Beside = 2;

    private const int MaxSamples = 1 << 20;

    private readonly LabelMap _map;
    private readonly LabelRegions _regions;
    private readonly Raster<Rgba32> _image;
    private readonly int _step;

    // The unit of positions, and the cost of a byte and of a gradient with two stops.
    private readonly double _unit, _cost, _ramp;

    /// <summary>By region, or by the one that stands for several.</summary>
    private readonly double[] _sums, _flat, _borders, _descriptions;
    private readonly Rgba32[] _means;
    private readonly int[] _version, _areas, _sets;
    private readonly Dictionary<int, Border>[] _near;

    private RampAreas(LabelMap map, LabelRegions regions, Raster<Rgba32> image, int colors)
    {
        (_map, _regions, _image) = (map, regions, image);
        (_step, _unit) =
            (1 + (int)Math.Sqrt((image.PixelCount - 1) / MaxSamples), 2.0 / Math.Max(image.Width, image.Height));
        var count = regions.Count;
        _means = new Rgba32[count];
        (_sums, _descriptions) = (new double[count * RampSums.Count], new double[count]);
        (_flat, _borders) = (new double[count], new double[count]);
        (_version, _areas, _sets) = (new int[count], new int[count], DisjointSets.Singletons(count));
        _near = new Dictionary<int, Border>[count];
        ForEachSample((region, x, y, color) => SumsOf(region).Add(x, y, color));
        for (var region = 0; region < count; region++)
        {
            (_areas[region], _near[region]) = (1, []);
            _means[region] = SumsOf(region).Mean;
            _flat[region] = regions.LabelOf(region) < colors && SumsOf(region) is { Pixels: > 0 } sums
                ? sums.FlatError : 0;
        }

        _cost = _flat.Sum() / (1 + (BorderBytes * FindBorders(colors)));
        _ramp = _cost * (GradientBytes + (2 * StopBytes));
        for (var region = 0; region < count; region++)
        {
            _descriptions[region] = Description(region);
        }
    }

    /// <summary>Gives areas along ramps a label of their own.</summary>
    /// <param name="regions">The areas of the map; those along ramps must be found again.</param>
    /// <param name="colors">Number of labels of opaque colors, which come first.</param>
    /// <param name="first">The first label of ramps.</param>
    /// <returns>The gradients by label.</returns>
    public static Dictionary<byte, Gradient> Join(
        LabelMap map, LabelRegions regions, Raster<Rgba32> image, int colors, int first, CancellationToken cancellation)
    {
        var areas = new RampAreas(map, regions, image, colors);
        areas.Merge(cancellation);
        var found = areas.Fit().OrderByDescending(ramp => ramp.Gain).Take(LabelMap.Nothing - first).ToArray();
        var labels = new Dictionary<int, byte>();
        var gradients = new Dictionary<byte, Gradient>();
        foreach (var (region, gradient, _) in found)
        {
            var label = labels[region] = (byte)(first + labels.Count);
            gradients[label] = gradient;
        }

        for (var y = 0; y < map.Height; y++)
        {
            regions.ForEachRun(y, (start, end, region) =>
            {
                if (labels.TryGetValue(areas.Root(region), out var label)) map.Row(y)[start..end].Fill(label);
            });
        }

        return gradients;
    }

    private Span<double> ValuesOf(int region) => _sums.AsSpan(region * RampSums.Count, RampSums.Count);

    private RampSums SumsOf(int region) => new(ValuesOf(region));

    /// <summary>Calls an action with the region, position and color of pixels inside areas; those at borders may be
    /// mixed.</summary>
    private void ForEachSample(Action<int, double, double, Rgba32> action)
    {
        for (var y = _step / 2; y < _image.Height; y += _step)
        {
            _regions.ForEachRun(y, (start, end, region) =>
            {
                ReadOnlySpan<byte> above = _map.Row(y - 1), labels = _map.Row(y), below = _map.Row(y + 1);
                for (var x = (start + _step) / _step * _step; x < end - 1; x += _step)
                {
                    if (above[x] != labels[x] || below[x] != labels[x]) continue;

                    action(region, (_unit * (x + 0.5)) - 1, (_unit * (y + 0.5)) - 1, _image.Row(y)[x]);
                }
            });
        }
    }

    /// <summary>Finds the neighbors of areas, and returns the length of all borders.</summary>
    private long FindBorders(int colors)
    {
        var (width, height, length) = (_map.Width, _map.Height, 0L);
        var (above, row) = (new int[width], new int[width]);
        for (var y = 0; y < height; y++)
        {
            (above, row) = (row, above);
            _regions.ForEachRun(y, (start, end, region) => row.AsSpan(start..end).Fill(region));
            for (var x = 0; x < width; x++)
            {
                if (x > 0 && row[x] != row[x - 1])
                {
                    Add(row[x - 1], row[x], Math.Max(0, x - Beside), y, Math.Min(width, x + Beside) - 1, y);
                }
                if (y > 0 && row[x] != above[x])
                {
                    Add(above[x], row[x], x, Math.Max(0, y - Beside), x, Math.Min(height, y + Beside) - 1);
                }
            }
        }

        return length;

        void Add(int a, int b, int fromX, int fromY, int toX, int toY)
        {
            length++;
            if (_regions.LabelOf(a) >= colors || _regions.LabelOf(b) >= colors) return;

            var contrast = EdgeSharpener.Distance(_means[a], _means[b]);
            var step = Math.Min(contrast, EdgeSharpener.Distance(_image[fromX, fromY], _image[toX, toY]));
            _near[a][b] = _near[b][a] = _near[a].GetValueOrDefault(b) + new Border(1, step, contrast);
        }
    }

    /// <summary>Joins the two neighbors whose description becomes shorter by most, and so on.</summary>
    private void Merge(CancellationToken cancellation)
    {
        var todo = new PriorityQueue<(int A, int B, int VersionA, int VersionB), double>();
        for (var region = 0; region < _near.Length; region++)
        {
            foreach (var other in _near[region].Keys.Where(other => other > region))
            {
                Consider(region, other);
            }
        }

        while (todo.TryDequeue(out var pair, out _))
        {
            var (a, b, versionA, versionB) = pair;
            if (_version[a] != versionA || _version[b] != versionB) continue;

            cancellation.ThrowIfCancellationRequested();
            (a, b) = (Math.Min(a, b), Math.Max(a, b));
            DisjointSets.Unite(_sets, a, b);
            _borders[a] += _borders[b] + _near[a][b].Length;
            _flat[a] += _flat[b];
            _areas[a] += _areas[b];
            TensorPrimitives.Add(ValuesOf(a), ValuesOf(b), ValuesOf(a));
            (_version[a], _version[b], _descriptions[a]) = (_version[a] + 1, -1, Description(a));
            foreach (var (other, border) in _near[b])
            {
                _near[other].Remove(b);
                if (other != a) _near[a][other] = _near[other][a] = _near[a].GetValueOrDefault(other) + border;
            }

            foreach (var other in _near[a].Keys)
            {
                Consider(a, other);
            }
        }

        void Consider(int a, int b)
        {
            Span<double> both = stackalloc double[RampSums.Count];
            TensorPrimitives.Add(ValuesOf(a), ValuesOf(b), both);
            if (!(both[0] > 0) || _near[a][b] is var border && border.Step > MaxStep * border.Contrast) return;

            var gain = _descriptions[a] + _descriptions[b] + (_cost * BorderBytes * border.Length)
                - RampError(new(both)) - _ramp;
            if (gain > 0) todo.Enqueue((a, b, _version[a], _version[b]), -gain);
        }
    }

    private static double RampError(RampSums sums) => sums.RampError(3, out _);

    private double Description(int region) => SumsOf(region) is not { Pixels: > 0 } sums ? 0
        : Math.Min(_areas[region] > 1 ? double.MaxValue : _flat[region], RampError(sums) + _ramp);

    /// <summary>Fits the gradients of all ramps, linear and radial, and returns those that shorten the
    /// description.</summary>
    private List<(int Region, Gradient Gradient, double Gain)> Fit()
    {
        var fits = new Dictionary<int, RampFit[]>();
        for (var region = 0; region < _areas.Length; region++)
        {
            if (Root(region) != region || _descriptions[region] >= FlatDescription(region)) continue;

            SumsOf(region).RampError(2, out var line);
            SumsOf(region).RampError(3, out var circle);
            var length = Math.Sqrt((line.X * line.X) + (line.Y * line.Y));
            fits[region] =
            [
                new(false, line.X / length, line.Y / length),
                new(true, circle.X / (-2 * circle.Q), circle.Y / (-2 * circle.Q)),
            ];
        }

        ForEachFit((fit, x, y, _) => fit.Include(x, y));
        ForEachFit((fit, x, y, color) => fit.Add(x, y, color));
        var ramps = new List<(int Region, Gradient Gradient, double Gain)>();
        foreach (var (region, shapes) in fits)
        {
            var (gradient, description) =
                shapes.Select(fit => fit.Fit(_cost * StopBytes, 1 / _unit)).MinBy(fit => fit.Description);
            var gain = FlatDescription(region) - description - (_cost * GradientBytes);
            if (gain > 0) ramps.Add((region, gradient, gain));
        }

        return ramps;

        void ForEachFit(Action<RampFit, double, double, Rgba32> action) => ForEachSample((region, x, y, color) =>
        {
            foreach (var fit in fits.GetValueOrDefault(Root(region)) ?? [])
            {
                action(fit, x, y, color);
            }
        });
    }

    /// <summary>The description of flat areas and the borders between them.</summary>
    private double FlatDescription(int region) => _flat[region] + (_cost * BorderBytes * _borders[region]);

    private int Root(int region) => DisjointSets.Root(_sets, region);

    /// <summary>A border of two areas.</summary>
    /// <param name="Length">Number of pixels.</param>
    /// <param name="Step">Sum of the squared differences of the pixels at both sides, each at most that of the
    /// colors.</param>
    /// <param name="Contrast">Sum of the squared differences of the mean colors of the areas.</param>
    private readonly record struct Border(int Length, double Step, double Contrast)
    {
        public static Border operator +(Border a, Border b) =>
            new(a.Length + b.Length, a.Step + b.Step, a.Contrast + b.Contrast);
    }
}
