using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>One cluster of the palette's mixture. A palette color that may still split has two, which are adjacent.
/// Other colors have one.
/// </summary>
/// <param name="Probability">Mixture weight P(c).</param>
/// <param name="IsLocked">True for a user's color, which never moves or splits.</param>
internal record struct SubCluster(Lab Color, float Probability, int PaletteIndex, bool IsLocked);

/// <summary>The palette as a mixture of clusters over weighted colors, found by mass-constrained deterministic
/// annealing (Rose 1998; Gerstner et al. 2012, section 4.3). While there are fewer colors than requested, each color
/// has two sub-clusters. They stay together above the color's critical temperature and move apart below it, which
/// splits the color.</summary>
internal sealed class PaletteMixture
{
    /// <summary>The distance of two sub-clusters that splits a color, and their initial distance, in Lab
    /// units.</summary>
    private const float SplitDistance = 0.25f, SplitPerturbation = 0.125f;

    private readonly CellPlanes _points;
    private readonly AssociationStep _step;
    private SubCluster[] _clusters;
    private bool _isOpen;

    public PaletteMixture(CellPlanes points, AnnealingParameters parameters)
    {
        (_points, MaxColors, Locked) = (points, parameters.MaxColors, parameters.LockedColors.Count);
        _step = new AssociationStep(points, (2 * MaxColors) + 2);
        Colors = Math.Min(Locked + 1, Math.Max(MaxColors, Locked));
        var share = 1f / Math.Max(1, Colors);
        _clusters = [.. parameters.LockedColors.Select((color, i) => new SubCluster(color, share, i, true))];
        if (Colors > Locked)
        {
            _clusters = [.. _clusters, new SubCluster(points.Moments().Mean, share, Locked, false)];
            Open();
        }
    }

    public int Colors { get; private set; }
    public int MaxColors { get; }

    /// <summary>Number of locked colors, which come first.</summary>
    public int Locked { get; }

    public Lab[] ToColors()
    {
        var colors = new Lab[Colors];
        foreach (var cluster in Condensed())
        {
            colors[cluster.PaletteIndex] = cluster.Color;
        }

        return colors;
    }

    /// <summary>One iteration of expectation and maximization at a temperature in Lab units.</summary>
    /// <returns>The sum of the distances that the clusters' colors moved, in Lab units.</returns>
    public double Refine(double temperature)
    {
        _step.Associate(_clusters, (float)(1 / temperature));
        return _step.Update(_clusters);
    }

    /// <summary>Splits colors whose sub-clusters are further apart than the split distance, the furthest first, until
    /// the palette is full.
    /// </summary>
    /// <returns>False if no color was split.</returns>
    public bool Expand()
    {
        if (!_isOpen) return false;

        var before = Colors;
        var pairs = Enumerable.Range(0, _clusters.Length - 1)
            .Where(i => _clusters[i].PaletteIndex == _clusters[i + 1].PaletteIndex)
            .Select(i => (Distance: Lab.Distance(_clusters[i].Color, _clusters[i + 1].Color), Second: i + 1))
            .Where(pair => pair.Distance > SplitDistance).OrderByDescending(pair => pair.Distance);
        foreach (var (_, second) in pairs.Take(MaxColors - Colors).ToArray())
        {
            _clusters[second].PaletteIndex = Colors++;
        }

        Close();
        if (Colors < MaxColors)
        {
            _points.TakeNearest(ToColors());
            Open();
        }

        return Colors > before;
    }

    /// <summary>Ends the expansion and merges the sub-clusters of every color.</summary>
    public void Close() => (_clusters, _isOpen) = ([.. Condensed()], false);

    /// <summary>Gives every unlocked color a second sub-cluster. Each of the two gets half of the
    /// probability.</summary>
    private void Open()
    {
        _isOpen = true;
        _clusters = [.. _clusters.SelectMany(cluster =>
        {
            if (cluster.IsLocked) return (SubCluster[])[cluster];

            var axis = _points.Moments(Colors > 1 ? cluster.PaletteIndex : null).PrincipalAxis;
            var half = cluster with { Probability = cluster.Probability / 2 };
            return [half, half with { Color = half.Color + (SplitPerturbation * axis) }];
        })];
    }

    /// <summary>Returns one cluster per color: the mean of its sub-clusters, weighted by probability.</summary>
    private IEnumerable<SubCluster> Condensed() => _clusters.GroupBy(cluster => cluster.PaletteIndex).Select(group =>
    {
        var (one, other) = (group.First(), group.Last());
        if (group.Count() == 1) return one;

        var sum = one.Probability + other.Probability;
        var (p, q) = sum > 0 ? (one.Probability / sum, other.Probability / sum) : (0.5f, 0.5f);
        return one with { Color = (p * one.Color) + (q * other.Color), Probability = sum };
    });
}
