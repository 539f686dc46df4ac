using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Swap-based clustering (Fränti and Kivijärvi 2000): moves the palette out of the local optimum of the
/// annealing. Each round removes the color whose removal costs least, adds the superpixel color that saves most, and
/// moves all colors to their means. A round that does not reduce the cost by 0.5% is undone and ends the search. Fränti
/// and Kivijärvi choose both colors at random; here both are chosen by cost. While the palette has room, a color is
/// added and none is removed.</summary>
/// <remarks>The cost is the sum over the superpixels of P(s) times the squared distance to the nearest color.</remarks>
/// <param name="colors">The initial palette.</param>
/// <param name="locked">Number of leading colors that do not change.</param>
/// <param name="maxColors">Maximum number of colors.</param>
internal sealed unsafe class SwapClustering(
    CellPlanes grid, IEnumerable<Lab> colors, int locked, int maxColors, RowTeam team)
{
    /// <summary>Number of superpixels that are tried as new colors in one round, spread evenly over the cost.</summary>
    private const int Candidates = 32;

    private const int MeanSteps = 2;

    /// <summary>Smallest difference in a* and b* of a color that takes a place of its own, such as the iris of an
    /// eye.</summary>
    private const float MinHue = 5;

    /// <summary>Minimum share of the cost that a swap must save.</summary>
    private const double MinSaving = 0.005;

    private readonly List<Lab> _colors = [.. colors];
    private readonly (Lab Color, double Weight)[] _points =
        [.. Enumerable.Range(0, grid.Length).Select(i => (grid.Color(i), (double)grid.Weight[i]))];
    private readonly float[] _nearest = new float[grid.Length], _second = new float[grid.Length];
    private readonly int[] _owners = new int[grid.Length];
    private double[] _removalCosts = [];

    /// <summary>Finds a palette by the distances of CIE94. It grows from the mean of the points next to the locked
    /// colors.</summary>
    /// <param name="points">Colors and their weights.</param>
    /// <param name="chroma">The weight of chroma in points, locked colors and palette.</param>
    public static Lab[] Find(
        IEnumerable<(Lab Color, double Weight)> points, IReadOnlyList<Lab> locked, int maxColors, ChromaWeight chroma,
        RowTeam team, CancellationToken cancellation)
    {
        using var grid = CellPlanes.OfColors([.. points.Select(point => (Even(point.Color), point.Weight))]);
        Lab[] mean = locked.Count < maxColors ? [grid.Moments().Mean] : [];
        Lab[] start = [.. locked.Select(Even), .. mean];
        return [.. new SwapClustering(grid, start, locked.Count, maxColors, team).Run(cancellation)
            .Select((color, i) => i < locked.Count ? locked[i] : chroma.Apply(EvenChroma.Undo(color)))];

        Lab Even(Lab color) => EvenChroma.Apply(chroma.Undo(color));
    }

    /// <summary>Swaps colors while the cost falls, at most twice the maximum number of colors.</summary>
    /// <returns>The palette, locked colors first.</returns>
    public Lab[] Run(CancellationToken cancellation)
    {
        if (locked >= maxColors) return [.. _colors];

        Settle();
        var cost = Measure();
        for (var round = 0; round < 2 * maxColors; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Lab[] before = [.. _colors];
            if (!Swap(cost)) break;

            Settle();
            var after = Measure();
            if (after >= cost * (1 - MinSaving))
            {
                _colors.Clear();
                _colors.AddRange(before);
                break;
            }

            cost = after;
        }

        LostHues.Keep(_points, _colors, maxColors, MinHue, locked, cancellation);
        return [.. _colors];
    }

    /// <summary>Finds the squared distance of every superpixel from its nearest color, and the cost of removing each
    /// color.</summary>
    /// <returns>The cost of the palette.</returns>
    private double Measure()
    {
        fixed (float* nearest = _nearest, second = _second)
        fixed (int* owners = _owners)
        {
            new ColorSearch(_colors).NearestOfEach(grid.L, grid.A, grid.B, grid.Length, owners, nearest, second);
        }

        var total = 0.0;
        _removalCosts = new double[_colors.Count];
        for (var i = 0; i < _points.Length; i++)
        {
            var cost = _nearest[i];
            _removalCosts[_owners[i]] += _points[i].Weight * (Math.Min(_second[i], 1e12f) - cost);
            total += _points[i].Weight * cost;
        }

        return total;
    }

    /// <summary>Moves unlocked colors to their means.</summary>
    private void Settle() => KMeans.Run(_points, _colors, MeanSteps, locked: locked);

    /// <summary>Adds the superpixel color that saves most, and if the palette is full, removes the color that helps
    /// least.</summary>
    /// <param name="cost">The cost of the palette.</param>
    /// <returns>False if the palette is full and no color saves more than the removal costs.</returns>
    private bool Swap(double cost)
    {
        var (added, saving) = FindCandidate(cost);
        if (added < 0) return false;

        if (_colors.Count < maxColors)
        {
            if (_nearest[added] < Lab.JustNoticeable * Lab.JustNoticeable) return false;

            _colors.Add(_points[added].Color);
            return true;
        }

        var removed = locked;
        for (var k = locked; k < _removalCosts.Length; k++)
        {
            removed = _removalCosts[k] < _removalCosts[removed] ? k : removed;
        }

        if (saving <= _removalCosts[removed]) return false;

        _colors[removed] = _points[added].Color;
        return true;
    }

    /// <summary>Finds the superpixel whose color saves most among <see cref="Candidates"/> superpixels at equal steps
    /// of the cumulative cost.</summary>
    /// <returns>The superpixel and its saving; -1 if no superpixel saves anything.</returns>
    private (int Superpixel, double Saving) FindCandidate(double total)
    {
        var tried = new List<int>();
        var (passed, taken) = (0.0, 0);
        for (var i = 0; i < _points.Length; i++)
        {
            passed += _points[i].Weight * _nearest[i];
            if (passed <= (taken + 0.5) * total / Candidates) continue;

            while (passed > (taken + 0.5) * total / Candidates)
            {
                taken++;
            }

            tried.Add(i);
        }

        var savings = new double[tried.Count];
        team.ForEach(tried.Count, i => savings[i] = Saving(tried[i]));
        var (saving, best) = savings.Zip(tried).DefaultIfEmpty().MaxBy(pair => pair.First);
        return saving > 0 ? (best, saving) : (-1, 0);
    }

    /// <summary>Computes the cost that a superpixel's color saves if it joins the palette.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private double Saving(int superpixel)
    {
        var (saving, color) = (0.0, _points[superpixel].Color);
        var (l, a, b) = (new Vector<float>(color.L), new Vector<float>(color.A), new Vector<float>(color.B));
        for (var i = 0; i < _points.Length; i += Vector<float>.Count)
        {
            var (dl, da, db) = (Vector.Load(grid.L + i) - l, Vector.Load(grid.A + i) - a, Vector.Load(grid.B + i) - b);
            var gain = new Vector<float>(_nearest, i) - ((dl * dl) + (da * da) + (db * db));

            // Most superpixels are nearer to another color.
            if (!VectorMasks.Any(Vector.GreaterThan(gain, Vector<float>.Zero))) continue;

            for (var k = 0; k < Vector<float>.Count; k++)
            {
                saving += _points[i + k].Weight * Math.Max(gain[k], 0);
            }
        }

        return saving;
    }
}
