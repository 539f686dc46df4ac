using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>The palette as a mixture of clusters over the superpixels, found by mass-constrained deterministic annealing (Rose 1998;
/// Gerstner et al. 2012, section 4.3). While there are fewer colors than requested, each color has two sub-clusters. They stay together
/// above the color's critical temperature and move apart below it, which splits the color.</summary>
internal sealed unsafe class PaletteMixture : IDisposable
{
    /// <summary>Number of superpixels that a thread takes at a time; a multiple of the grid's padding.</summary>
    private const int PartSize = 4096;

    private readonly SuperpixelGrid _grid;
    private readonly RowTeam _team;
    private readonly Action<int> _takeNearest, _writeColors;
    private readonly SubCluster[] _colors;
    private readonly PaletteClusters _clusters;
    private readonly AssociationStep _step;
    private readonly float _splitDistance;
    private readonly Func<int, Lab> _perturbation;

    public PaletteMixture(SuperpixelGrid grid, AnnealingParameters parameters, RowTeam team)
    {
        (_grid, _team, _takeNearest) = (grid, team, TakeNearest);
        _writeColors = WritePaletteColors;
        _splitDistance = (float)parameters.SplitDistance;
        var length = (float)parameters.SplitPerturbation;
        _perturbation = paletteIndex => AlongPrincipalAxis(paletteIndex, length);
        var locked = parameters.LockedColors;
        _clusters = new PaletteClusters(parameters.MaxColors, locked.Count);
        _colors = new SubCluster[_clusters.Capacity];
        _step = new AssociationStep(grid, _clusters);
        var share = 1f / Math.Max(1, parameters.MaxColors > locked.Count ? locked.Count + 1 : locked.Count);
        foreach (var color in locked)
        {
            _clusters.Add(color, share, locked: true);
        }

        if (_clusters.Colors < parameters.MaxColors)
        {
            _clusters.Add(grid.Moments().Mean, share, locked: false);
            Open();
        }

        WritePaletteColors();
    }

    public int Colors => _clusters.Colors;
    public int MaxColors => _clusters.MaxColors;

    /// <summary>Number of locked colors, which come first.</summary>
    public int Locked => _clusters.Locked;

    /// <summary>True while colors may split.</summary>
    public bool IsOpen { get; private set; }

    public Lab[] ToColors() => _clusters.ToColors();

    /// <summary>One iteration of expectation and maximization at a temperature in Lab units.</summary>
    /// <returns>The sum of the distances that the clusters' colors moved, in Lab units, and the number of superpixels whose palette color
    /// changed.</returns>
    public (double Moved, int Changed) Refine(double temperature)
    {
        var changed = _step.Associate((float)(1 / temperature));
        var moved = _step.Update();
        WritePaletteColors();
        return (moved, changed);
    }

    /// <summary>Splits colors whose sub-clusters are further apart than the split distance, until the palette is full.</summary>
    public void Expand()
    {
        if (!IsOpen) return;

        _clusters.Split(_splitDistance);
        _clusters.Condense();
        if (Colors < MaxColors)
        {
            AssociateNearest();
            Open();
        }
        else
        {
            IsOpen = false;
        }

        WritePaletteColors();
    }

    /// <summary>Ends the expansion and merges the sub-clusters of every color.</summary>
    public void Close()
    {
        _clusters.Condense();
        IsOpen = false;
        WritePaletteColors();
    }

    /// <summary>Replaces the palette, ends the expansion and associates every superpixel with its nearest color.</summary>
    /// <param name="colors">At most <see cref="MaxColors"/> colors; the locked ones come first, unchanged.</param>
    public void Replace(ReadOnlySpan<Lab> colors)
    {
        _clusters.Clear();
        for (var i = 0; i < colors.Length; i++)
        {
            _clusters.Add(colors[i], 1f / colors.Length, locked: i < Locked);
        }

        IsOpen = false;
        TakeNearest();
    }

    /// <summary>Associates every superpixel with the palette color nearest to its mean color.</summary>
    public void TakeNearest()
    {
        AssociateNearest();
        WritePaletteColors();
    }

    public void Dispose() => _step.Dispose();

    /// <summary>Gives every unlocked color a second sub-cluster.</summary>
    private void Open()
    {
        _clusters.Perturb(_perturbation);
        IsOpen = true;
    }

    private Lab AlongPrincipalAxis(int paletteIndex, float length)
    {
        var axis = _grid.Moments(Colors > 1 ? paletteIndex : null).PrincipalAxis;
        return new Lab(length * axis.L, length * axis.A, length * axis.B);
    }

    /// <summary>Associates every superpixel with the palette color of the nearest sub-cluster.</summary>
    private void AssociateNearest() => _team.ForEach(RowBands.Count(_grid.Length, PartSize), _takeNearest);

    /// <summary>Associates a part of the superpixels, one per lane. Of equally near sub-clusters, the first one wins.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeNearest(int part)
    {
        var grid = _grid;
        var clusters = _clusters.Span;
        var end = Math.Min(grid.Length, (part + 1) * PartSize);
        for (var i = part * PartSize; i < end; i += Vector<float>.Count)
        {
            var (l, a, b) = (Vector.Load(grid.L + i), Vector.Load(grid.A + i), Vector.Load(grid.B + i));
            var nearest = new Vector<float>(float.MaxValue);
            var associated = Vector.Load(grid.PaletteIndex + i);
            for (var k = 0; k < clusters.Length; k++)
            {
                ref readonly var cluster = ref clusters[k];
                var dl = l - new Vector<float>(cluster.L);
                var da = a - new Vector<float>(cluster.A);
                var db = b - new Vector<float>(cluster.B);
                var distance = (dl * dl) + (da * da) + (db * db);
                var closer = Vector.LessThan(distance, nearest);
                nearest = Vector.ConditionalSelect(closer, distance, nearest);
                associated = Vector.ConditionalSelect(closer, new Vector<int>(cluster.PaletteIndex), associated);
            }

            associated.Store(grid.PaletteIndex + i);
        }
    }

    private void WritePaletteColors()
    {
        for (var i = 0; i < _clusters.Count; i++)
        {
            _colors[_clusters.Span[i].PaletteIndex] = _clusters.Condensed(i);
        }

        _team.ForEach(RowBands.Count(_grid.Length, PartSize), _writeColors);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WritePaletteColors(int part)
    {
        var grid = _grid;
        var end = Math.Min(grid.Length, (part + 1) * PartSize);
        for (var i = part * PartSize; i < end; i++)
        {
            ref readonly var color = ref _colors[grid.PaletteIndex[i]];
            grid.PaletteL[i] = color.L;
            grid.PaletteA[i] = color.A;
            grid.PaletteB[i] = color.B;
        }
    }
}
