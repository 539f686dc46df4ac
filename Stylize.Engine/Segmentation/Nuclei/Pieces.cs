using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Pieces of parts, and the borders between them, while pieces are joined.</summary>
internal sealed class Pieces
{
    private readonly double[] _areas;
    private readonly float[] _peaks;
    private readonly int[] _owners;
    private readonly int[] _versions;
    private readonly SortedDictionary<int, (int Sides, double Light)>?[] _borders;

    /// <param name="labels">Labels of pixels, 0 for background.</param>
    public Pieces(ReadOnlySpan<int> labels, int count, Raster<float> light)
    {
        _areas = new double[count + 1];
        _peaks = new float[count + 1];
        _owners = [.. Enumerable.Range(0, count + 1)];
        _versions = new int[count + 1];
        _borders = new SortedDictionary<int, (int, double)>?[count + 1];
        var values = light.Pixels;
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label == 0) continue;

            _areas[label]++;
            _peaks[label] = Math.Max(_peaks[label], values[i]);
            if ((i + 1) % light.Width != 0 && labels[i + 1] != label && labels[i + 1] != 0)
            {
                Border(label, labels[i + 1], 1, Math.Min(values[i], values[i + 1]));
            }

            var below = i + light.Width;
            if (below < labels.Length && labels[below] != label && labels[below] != 0)
            {
                Border(label, labels[below], 1, Math.Min(values[i], values[below]));
            }
        }
    }

    /// <summary>How often a piece was joined to another; -1 where it has become part of one.</summary>
    public int Version(int piece) => _versions[piece];

    public List<(int A, int B)> Borders() =>
        [
            .. Enumerable.Range(1, _areas.Length - 1).Where(a => _borders[a] is not null)
                .SelectMany(a => _borders[a]!.Keys.Where(b => a < b).Select(b => (a, b))),
        ];

    /// <summary>The pixel sides between two pieces, the valley there as a share of the lower peak, their areas' sum and minimum.</summary>
    public (int Border, double Valley, double Area, double Smaller) Pair(int a, int b)
    {
        var (sides, light) = _borders[a]![b];
        var peak = Math.Min(_peaks[a], _peaks[b]);
        return (sides, peak > 0 ? 1 - (light / sides / peak) : 0, _areas[a] + _areas[b], Math.Min(_areas[a], _areas[b]));
    }

    /// <summary>Makes a piece part of another, and returns those that now have a border with it.</summary>
    public IReadOnlyCollection<int> Join(int to, int piece)
    {
        _areas[to] += _areas[piece];
        _peaks[to] = Math.Max(_peaks[to], _peaks[piece]);
        _owners[piece] = to;
        _versions[to]++;
        _versions[piece] = -1;
        foreach (var (other, (sides, light)) in _borders[piece]!)
        {
            _borders[other]!.Remove(piece);
            if (other != to)
            {
                Border(to, other, sides, light);
            }
        }

        _borders[piece] = null;
        return _borders[to]!.Keys;
    }

    /// <summary>Gives each pixel the number of what its piece has become, from 1 on. Returns the highest.</summary>
    public int Rename(Span<int> labels)
    {
        var names = new int[_owners.Length];
        var count = 0;
        for (var piece = 1; piece < _owners.Length; piece++)
        {
            names[piece] = _owners[piece] == piece ? ++count : 0;
        }

        for (var piece = 1; piece < _owners.Length; piece++)
        {
            var owner = piece;
            while (_owners[owner] != owner)
            {
                owner = _owners[owner];
            }

            names[piece] = names[owner];
        }

        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = names[labels[i]];
        }

        return count;
    }

    private void Border(int a, int b, int sides, double light)
    {
        foreach (var (from, to) in ((int, int)[])[(a, b), (b, a)])
        {
            var borders = _borders[from] ??= [];
            borders.TryGetValue(to, out var border);
            borders[to] = (border.Sides + sides, border.Light + light);
        }
    }
}
