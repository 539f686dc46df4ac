using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>One cluster of the palette's mixture. A palette color that may still split has two of them, side by side in the array; any
/// other has one.</summary>
internal struct SubCluster
{
    /// <summary>The cluster's color in CIE Lab.</summary>
    public float L, A, B;

    /// <summary>Mixture weight P(c).</summary>
    public float Probability;

    public int PaletteIndex;

    /// <summary>True where the user gave the color, which then never moves or splits.</summary>
    public bool Locked;

    /// <summary>Distance of two clusters' colors, in Lab units.</summary>
    public static float Distance(in SubCluster x, in SubCluster y)
    {
        var (l, a, b) = (x.L - y.L, x.A - y.A, x.B - y.B);
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}

/// <summary>The palette's clusters: one or two sub-clusters for each color, in order of the colors' indices up to the splits of the
/// current step. This class keeps the list (split, perturb, condense); the estimation of colors and probabilities is
/// <see cref="AssociationStep"/>.</summary>
internal sealed class PaletteClusters
{
    private readonly SubCluster[] _clusters;
    private readonly (float Distance, int Cluster)[] _pairs;

    /// <param name="maxColors">Largest number of palette colors.</param>
    /// <param name="locked">How many of the colors, those that are added first, are locked.</param>
    public PaletteClusters(int maxColors, int locked)
    {
        (MaxColors, Locked) = (maxColors, locked);
        _clusters = new SubCluster[(2 * maxColors) + 2];
        _pairs = new (float, int)[maxColors + 1];
    }

    public int Capacity => _clusters.Length;
    public int Count { get; private set; }
    public int Colors { get; private set; }
    public int MaxColors { get; }

    /// <summary>Number of locked colors, which come first.</summary>
    public int Locked { get; }

    public Span<SubCluster> Span => _clusters.AsSpan(0, Count);

    public void Add(Lab color, float probability, bool locked) => _clusters[Count++] = new SubCluster
    {
        L = color.L,
        A = color.A,
        B = color.B,
        Probability = probability,
        PaletteIndex = Colors++,
        Locked = locked,
    };

    public void Clear() => Count = Colors = 0;

    /// <summary>The color of a sub-cluster as one cluster: the mean of its sub-clusters weighted by probability.</summary>
    public SubCluster Condensed(int index)
    {
        var first = index > 0 && _clusters[index - 1].PaletteIndex == _clusters[index].PaletteIndex ? index - 1 : index;
        var cluster = _clusters[first];
        if (first + 1 >= Count || _clusters[first + 1].PaletteIndex != cluster.PaletteIndex) return cluster;

        var other = _clusters[first + 1];
        var sum = cluster.Probability + other.Probability;
        var (p, q) = sum > 0 ? (cluster.Probability / sum, other.Probability / sum) : (0.5f, 0.5f);
        return cluster with
        {
            L = (p * cluster.L) + (q * other.L),
            A = (p * cluster.A) + (q * other.A),
            B = (p * cluster.B) + (q * other.B),
            Probability = sum,
        };
    }

    /// <summary>Merges the sub-clusters of every color into one.</summary>
    public void Condense()
    {
        var target = 0;
        for (var i = 0; i < Count; target++)
        {
            var paletteIndex = _clusters[i].PaletteIndex;
            var condensed = Condensed(i);
            while (i < Count && _clusters[i].PaletteIndex == paletteIndex)
            {
                i++;
            }

            _clusters[target] = condensed;
        }

        Count = target;
    }

    /// <summary>Splits colors whose sub-clusters are further apart than a distance, the furthest first, while there is room.</summary>
    public void Split(float distance)
    {
        var pairs = 0;
        for (var i = 0; i + 1 < Count; i++)
        {
            if (_clusters[i].PaletteIndex == _clusters[i + 1].PaletteIndex)
            {
                _pairs[pairs++] = (SubCluster.Distance(_clusters[i], _clusters[i + 1]), i);
            }
        }

        _pairs.AsSpan(0, pairs).Sort(static (x, y) =>
            x.Distance != y.Distance ? y.Distance.CompareTo(x.Distance) : x.Cluster.CompareTo(y.Cluster));
        for (var p = 0; p < pairs && _pairs[p].Distance > distance && Colors < MaxColors; p++)
        {
            _clusters[_pairs[p].Cluster + 1].PaletteIndex = Colors++;
        }
    }

    /// <summary>Gives each color that is not locked a second sub-cluster, and each of the two half of its probability.</summary>
    /// <param name="offset">The distance from the first sub-cluster to the second for the color of an index, in Lab units.</param>
    public void Perturb(Func<int, Lab> offset)
    {
        var condensed = Count;
        var target = condensed;
        for (var i = 0; i < condensed; i++)
        {
            target += _clusters[i].Locked ? 0 : 1;
        }

        Count = target;
        for (var i = condensed - 1; i >= 0; i--)
        {
            var cluster = _clusters[i];
            if (cluster.Locked)
            {
                _clusters[--target] = cluster;
                continue;
            }

            var shift = offset(cluster.PaletteIndex);
            cluster.Probability /= 2;
            _clusters[--target] = cluster with { L = cluster.L + shift.L, A = cluster.A + shift.A, B = cluster.B + shift.B };
            _clusters[--target] = cluster;
        }
    }

    public Lab[] ToColors()
    {
        var colors = new Lab[Colors];
        for (var i = 0; i < Count; i++)
        {
            var condensed = Condensed(i);
            colors[_clusters[i].PaletteIndex] = new Lab(condensed.L, condensed.A, condensed.B);
        }

        return colors;
    }
}

/// <summary>A palette in fewer colors, as it was on the way to it: annealing begins with few colors, by which superpixels find the
/// strongest edges first.</summary>
internal static class PaletteStages
{
    /// <summary>Merges the pair of colors that costs least by Ward's criterion (1963) until no more than a number are left.</summary>
    /// <param name="palette">The colors.</param>
    /// <param name="weights">How many superpixels have each.</param>
    /// <param name="count">Colors left, 1 or more.</param>
    public static Lab[] Merge(ReadOnlySpan<Lab> palette, ReadOnlySpan<int> weights, int count)
    {
        var colors = new List<(Lab Color, double Weight)>(palette.Length);
        for (var i = 0; i < palette.Length; i++)
        {
            colors.Add((palette[i], Math.Max(weights[i], 1)));
        }

        while (colors.Count > count)
        {
            var (first, second, least) = (0, 1, double.MaxValue);
            for (var i = 0; i < colors.Count; i++)
            {
                for (var j = i + 1; j < colors.Count; j++)
                {
                    var cost = Cost(colors[i], colors[j]);
                    if (cost < least)
                    {
                        (first, second, least) = (i, j, cost);
                    }
                }
            }

            colors[first] = Mean(colors[first], colors[second]);
            colors.RemoveAt(second);
        }

        return [.. colors.Select(c => c.Color)];
    }

    private static double Cost((Lab Color, double Weight) one, (Lab Color, double Weight) other)
    {
        var (l, a, b) = (one.Color.L - other.Color.L, one.Color.A - other.Color.A, one.Color.B - other.Color.B);
        return one.Weight * other.Weight / (one.Weight + other.Weight) * ((l * l) + (a * a) + (b * b));
    }

    private static (Lab Color, double Weight) Mean((Lab Color, double Weight) one, (Lab Color, double Weight) other)
    {
        var all = one.Weight + other.Weight;
        var (u, v) = ((float)(one.Weight / all), (float)(other.Weight / all));
        var color = new Lab(
            (u * one.Color.L) + (v * other.Color.L), (u * one.Color.A) + (v * other.Color.A), (u * one.Color.B) + (v * other.Color.B));
        return (color, all);
    }
}
