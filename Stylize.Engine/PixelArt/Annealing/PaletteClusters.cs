namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>One cluster of the palette's mixture. A palette color that may still split has two, which are adjacent in the array. Other
/// colors have one.</summary>
internal struct SubCluster
{
    public Lab Color;

    /// <summary>Mixture weight P(c).</summary>
    public float Probability;

    public int PaletteIndex;

    /// <summary>True for a user's color, which never moves or splits.</summary>
    public bool Locked;
}

/// <summary>The palette's clusters: one or two sub-clusters per color, in order of the colors' indices up to the splits of the current
/// step. This class splits, perturbs and condenses them; <see cref="AssociationStep"/> estimates their colors and probabilities.</summary>
/// <param name="maxColors">Maximum number of palette colors.</param>
/// <param name="locked">Number of locked colors, which are added first.</param>
internal sealed class PaletteClusters(int maxColors, int locked)
{
    private readonly SubCluster[] _clusters = new SubCluster[(2 * maxColors) + 2];
    private readonly (float Distance, int Cluster)[] _pairs = new (float, int)[maxColors + 1];

    public int Capacity => _clusters.Length;
    public int Count { get; private set; }
    public int Colors { get; private set; }
    public int MaxColors { get; } = maxColors;

    /// <summary>Number of locked colors, which come first.</summary>
    public int Locked { get; } = locked;

    public Span<SubCluster> Span => _clusters.AsSpan(0, Count);

    public void Add(Lab color, float probability, bool locked) => _clusters[Count++] = new SubCluster
    {
        Color = color,
        Probability = probability,
        PaletteIndex = Colors++,
        Locked = locked,
    };

    /// <summary>Merges the sub-clusters of a color into one cluster: their mean, weighted by probability.</summary>
    public SubCluster Condensed(int index)
    {
        var first = index > 0 && _clusters[index - 1].PaletteIndex == _clusters[index].PaletteIndex ? index - 1 : index;
        var cluster = _clusters[first];
        if (first + 1 >= Count || _clusters[first + 1].PaletteIndex != cluster.PaletteIndex) return cluster;

        var other = _clusters[first + 1];
        var sum = cluster.Probability + other.Probability;
        var (p, q) = sum > 0 ? (cluster.Probability / sum, other.Probability / sum) : (0.5f, 0.5f);
        return cluster with { Color = (p * cluster.Color) + (q * other.Color), Probability = sum };
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

    /// <summary>Splits colors whose sub-clusters are further apart than a distance, the furthest first, while the palette has
    /// room.</summary>
    public void Split(float distance)
    {
        var pairs = 0;
        for (var i = 0; i + 1 < Count; i++)
        {
            if (_clusters[i].PaletteIndex == _clusters[i + 1].PaletteIndex)
            {
                _pairs[pairs++] = (Lab.Distance(_clusters[i].Color, _clusters[i + 1].Color), i);
            }
        }

        _pairs.AsSpan(0, pairs).Sort(static (x, y) =>
            x.Distance != y.Distance ? y.Distance.CompareTo(x.Distance) : x.Cluster.CompareTo(y.Cluster));
        for (var p = 0; p < pairs && _pairs[p].Distance > distance && Colors < MaxColors; p++)
        {
            _clusters[_pairs[p].Cluster + 1].PaletteIndex = Colors++;
        }
    }

    /// <summary>Gives each unlocked color a second sub-cluster. Each of the two gets half of the probability.</summary>
    /// <param name="offset">Returns the offset of the second sub-cluster for a color's index, in Lab units.</param>
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

            cluster.Probability /= 2;
            _clusters[--target] = cluster with { Color = cluster.Color + offset(cluster.PaletteIndex) };
            _clusters[--target] = cluster;
        }
    }

    public Lab[] ToColors()
    {
        var colors = new Lab[Colors];
        for (var i = 0; i < Count; i++)
        {
            colors[_clusters[i].PaletteIndex] = Condensed(i).Color;
        }

        return colors;
    }
}
