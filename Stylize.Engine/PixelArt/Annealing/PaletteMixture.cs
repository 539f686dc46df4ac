using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>
/// The palette as a mixture of clusters over the superpixels, found by mass-constrained deterministic annealing (Rose 1998; Gerstner et al.
/// 2012, section 4.3). While there are fewer colours than asked for, each colour has two sub-clusters. Above the colour's critical
/// temperature they stay together; below it they drift apart, and the colour is split.
/// </summary>
internal sealed unsafe class PaletteMixture : IDisposable
{
    private readonly SuperpixelGrid _grid;
    private readonly PaletteClusters _clusters;
    private readonly AssociationStep _step;
    private readonly float _splitDistance;
    private readonly Func<int, Lab> _perturbation;

    public PaletteMixture(SuperpixelGrid grid, AnnealingParameters parameters)
    {
        _grid = grid;
        _splitDistance = (float)parameters.SplitDistance;
        var length = (float)parameters.SplitPerturbation;
        _perturbation = paletteIndex => AlongPrincipalAxis(paletteIndex, length);
        var locked = parameters.LockedColors;
        _clusters = new PaletteClusters(parameters.MaxColors, locked.Count);
        _step = new AssociationStep(grid, _clusters);
        var share = 1f / Math.Max(1, parameters.MaxColors > locked.Count ? locked.Count + 1 : locked.Count);
        foreach (var color in locked)
        {
            _clusters.Add(color, share, locked: true);
        }

        if (_clusters.Colors < parameters.MaxColors)
        {
            _clusters.Add(ColorMoments.Of(grid).Mean, share, locked: false);
            Open();
        }

        WritePaletteColors();
    }

    /// <summary>Number of palette colours.</summary>
    public int Colors => _clusters.Colors;

    /// <summary>Largest number of palette colours.</summary>
    public int MaxColors => _clusters.MaxColors;

    /// <summary>Number of locked colours, which come first.</summary>
    public int Locked => _clusters.Locked;

    /// <summary>True while colours may split.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The palette's colours by index.</summary>
    public Lab[] ToColors() => _clusters.ToColors();

    /// <summary>One iteration of expectation and maximisation at a temperature in Lab units.</summary>
    /// <returns>
    /// Sum of the distances that the clusters' colours moved, in Lab units, and the number of superpixels whose palette colour is another
    /// than before.
    /// </returns>
    public (double Moved, int Changed) Refine(double temperature)
    {
        var changed = _step.Associate((float)(1 / temperature));
        var moved = _step.Update();
        WritePaletteColors();
        return (moved, changed);
    }

    /// <summary>
    /// Expands the palette: splits the colours whose sub-clusters are further apart than the split distance. Ends the expansion when the
    /// palette is full.
    /// </summary>
    public void Expand()
    {
        if (!IsOpen)
        {
            return;
        }

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

    /// <summary>Ends the expansion: merges the sub-clusters of every colour.</summary>
    public void Close()
    {
        _clusters.Condense();
        IsOpen = false;
        WritePaletteColors();
    }

    /// <summary>Replaces the palette and ends the expansion; every superpixel takes the nearest of the colours.</summary>
    /// <param name="colors">At most <see cref="MaxColors"/>, the locked ones first and unchanged.</param>
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

    /// <summary>Associates every superpixel with the palette colour nearest to its mean colour.</summary>
    public void TakeNearest()
    {
        AssociateNearest();
        WritePaletteColors();
    }

    public void Dispose() => _step.Dispose();

    /// <summary>Gives every colour that is not locked a second sub-cluster.</summary>
    private void Open()
    {
        _clusters.Perturb(_perturbation);
        IsOpen = true;
    }

    /// <summary>A vector along the principal axis of the superpixels of a palette colour.</summary>
    private Lab AlongPrincipalAxis(int paletteIndex, float length)
    {
        var axis = ColorMoments.Of(_grid, Colors > 1 ? paletteIndex : null).PrincipalAxis;
        return new Lab(length * axis.L, length * axis.A, length * axis.B);
    }

    /// <summary>Associates every superpixel with the palette colour of the nearest sub-cluster.</summary>
    private void AssociateNearest()
    {
        var grid = _grid;
        var clusters = _clusters.Span;
        for (var i = 0; i < grid.Length; i++)
        {
            var nearest = float.MaxValue;
            for (var k = 0; k < clusters.Length; k++)
            {
                ref readonly var cluster = ref clusters[k];
                var (l, a, b) = (grid.L[i] - cluster.L, grid.A[i] - cluster.A, grid.B[i] - cluster.B);
                var distance = (l * l) + (a * a) + (b * b);
                if (distance < nearest)
                {
                    nearest = distance;
                    grid.PaletteIndex[i] = cluster.PaletteIndex;
                }
            }
        }
    }

    /// <summary>Writes to each superpixel the colour that its palette index stands for.</summary>
    private void WritePaletteColors()
    {
        var grid = _grid;
        Span<SubCluster> colors = stackalloc SubCluster[Colors];
        for (var i = 0; i < _clusters.Count; i++)
        {
            colors[_clusters.Span[i].PaletteIndex] = _clusters.Condensed(i);
        }

        for (var i = 0; i < grid.Length; i++)
        {
            ref readonly var color = ref colors[grid.PaletteIndex[i]];
            grid.PaletteL[i] = color.L;
            grid.PaletteA[i] = color.A;
            grid.PaletteB[i] = color.B;
        }
    }
}
