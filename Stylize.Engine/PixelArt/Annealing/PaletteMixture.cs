using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>The palette as a mixture of clusters over the superpixels, found by mass-constrained deterministic annealing (Rose 1998;
/// Gerstner et al. 2012, section 4.3). While there are fewer colors than requested, each color has two sub-clusters. They stay together
/// above the color's critical temperature and move apart below it, which splits the color.</summary>
internal sealed unsafe class PaletteMixture : IDisposable
{
    /// <summary>Number of superpixels that a thread takes at a time; a multiple of the grid's padding.</summary>
    private const int PartSize = 4096;

    /// <summary>The distance of two sub-clusters that splits a color, and their initial distance, in Lab units.</summary>
    private const float SplitDistance = 0.25f, SplitPerturbation = 0.125f;

    private readonly SuperpixelGrid _grid;
    private readonly RowTeam _team;
    private readonly Action<int> _writeColors;
    private readonly Lab[] _colors;
    private readonly PaletteClusters _clusters;
    private readonly AssociationStep _step;
    private readonly Func<int, Lab> _perturbation;

    public PaletteMixture(SuperpixelGrid grid, AnnealingParameters parameters, RowTeam team)
    {
        (_grid, _team) = (grid, team);
        _writeColors = WritePaletteColors;
        _perturbation = paletteIndex => SplitPerturbation * _grid.Moments(Colors > 1 ? paletteIndex : null).PrincipalAxis;
        var locked = parameters.LockedColors;
        _clusters = new PaletteClusters(parameters.MaxColors, locked.Count);
        _colors = new Lab[_clusters.Capacity];
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

        _clusters.Split(SplitDistance);
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

    /// <summary>Associates every superpixel with the palette color of the nearest sub-cluster.</summary>
    private void AssociateNearest()
    {
        var search = new ColorSearch([.. _clusters.Span.ToArray().Select(cluster => cluster.Color)]);
        _team.ForEach(RowBands.Count(_grid.Length, PartSize), part =>
        {
            var (first, end) = (part * PartSize, Math.Min(_grid.Length, (part + 1) * PartSize));
            var nearest = _grid.PaletteIndex;
            search.NearestOfEach(_grid.L + first, _grid.A + first, _grid.B + first, end - first, nearest + first);
            for (var i = first; i < end; i++)
            {
                nearest[i] = _clusters.Span[nearest[i]].PaletteIndex;
            }
        });
    }

    private void WritePaletteColors()
    {
        for (var i = 0; i < _clusters.Count; i++)
        {
            _colors[_clusters.Span[i].PaletteIndex] = _clusters.Condensed(i).Color;
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
            (grid.PaletteL[i], grid.PaletteA[i], grid.PaletteB[i]) = _colors[grid.PaletteIndex[i]];
        }
    }
}
