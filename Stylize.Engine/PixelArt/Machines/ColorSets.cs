namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Chooses the colors that each block of cells may have, as the video hardware of a machine allows. A set fits
/// a block by the distance of each cell's color to the nearest mixture of two of its colors.</summary>
/// <param name="colors">The palette, as the cells' colors are compared with it.</param>
/// <param name="isMixed">True if a dither mixes colors.</param>
internal sealed class ColorSets(Lab[] colors, bool isMixed)
{
    /// <summary>Cost of a mixture relative to the squared distance of its colors, so that few cells are mixed of far
    /// colors.</summary>
    private const float Coarseness = 0.2f;

    private const int NesPalettes = 4, NesColors = 3, NesRounds = 5;
    private const int C64Colors = 3;

    /// <summary>Number of colors of one brightness of the ZX Spectrum; black is the first of both.</summary>
    private const int ZxColors = 8;

    private readonly int _pairs = colors.Length * (colors.Length + 1) / 2;

    /// <summary>ZX Spectrum: returns two colors of one brightness per block.</summary>
    /// <param name="blocks">The colors of the cells of each block.</param>
    public int[][] OfZxSpectrum(IReadOnlyList<Lab[]> blocks)
    {
        var dark = Enumerable.Range(0, ZxColors).ToArray();
        int[] bright = [0, .. Enumerable.Range(ZxColors, ZxColors - 1)];
        int[][] sets = [.. new[] { dark, bright }.SelectMany(half =>
            from one in half from other in half where one < other select new[] { one, other })];
        return [.. blocks.Select(block => sets.MinBy(set => block.Sum(cell => Cost(cell, set[0], set[1])))!)];
    }

    /// <summary>Commodore 64, multicolor: returns four colors per block, the first of which is the same
    /// everywhere.</summary>
    public int[][] OfC64(IReadOnlyList<Lab[]> blocks)
    {
        var background = -1;
        var least = double.MaxValue;
        var costs = blocks.Select(Table).ToArray();
        for (var color = 0; color < colors.Length; color++)
        {
            var total = 0.0;
            foreach (var table in costs)
            {
                total += SetCost(table, Found(table, color, C64Colors, sweeps: 0));
            }

            (background, least) = total < least ? (color, total) : (background, least);
        }

        return [.. costs.Select(table => Found(table, background, C64Colors))];
    }

    /// <summary>Nintendo Entertainment System: returns one of four sets per block. All sets share their first
    /// color.</summary>
    /// <param name="blocks">The colors of the cells of each block, row by row.</param>
    /// <param name="columns">Number of blocks per row.</param>
    public int[][] OfNes(IReadOnlyList<Lab[]> blocks, int columns)
    {
        var costs = blocks.Select(Table).ToArray();
        var seams = new BlockSeams(this, blocks, columns);
        var nearest = new int[colors.Length];
        var search = new ColorSearch(colors);
        foreach (var cell in blocks.SelectMany(block => block))
        {
            nearest[search.Nearest(cell)]++;
        }

        var background = Array.IndexOf(nearest, nearest.Max());
        var palettes = new List<int[]> { Found(Joined(costs), background, NesColors) };
        for (var round = 0; round < NesRounds + NesPalettes; round++)
        {
            if (palettes.Count > NesPalettes)
            {
                // The one that is missed least is often the first, which mixes those of all blocks.
                palettes.Remove(palettes.MinBy(one => costs.Sum(table =>
                    palettes.Where(other => other != one).Min(set => SetCost(table, set))))!);
            }

            var fits = Fits();
            var worst = Array.IndexOf(fits, fits.MaxBy(fit => fit.Min()));
            if (round < NesPalettes)
            {
                // The next palette begins as that of the block that fits worst.
                palettes.Add(Found(costs[worst], background, NesColors));
                continue;
            }

            var chosen = seams.Choose(palettes, fits);
            for (var k = 0; k < NesPalettes; k++)
            {
                float[][] own = [.. costs.Where((_, i) => chosen[i] == k)];
                palettes[k] = Found(own.Length == 0 ? costs[worst] : Joined(own), background, NesColors);
            }
        }

        return [.. seams.Choose(palettes, Fits()).Select(k => palettes[k])];

        double[][] Fits() => [.. costs.Select(table => palettes.Select(set => SetCost(table, set)).ToArray())];
    }

    /// <summary>Returns the two colors of a set whose mixture is nearest to a color, and the share of the
    /// second.</summary>
    public (int One, int Other, float Share) Mix(Lab cell, int[] set)
    {
        var best = (Cost: float.MaxValue, One: set[0], Other: set[0]);
        for (var i = 0; i < set.Length; i++)
        {
            for (var j = i; j < set.Length; j++)
            {
                var cost = Cost(cell, set[i], set[j]);
                best = cost < best.Cost ? (cost, set[i], set[j]) : best;
            }
        }

        return (best.One, best.Other, Share(cell, best.One, best.Other));
    }

    /// <summary>Returns the nearest mixture of two colors of a set, and its part of the cost for the distance of the
    /// two.</summary>
    public (Lab Color, float Coarseness) Mixture(Lab cell, int[] set)
    {
        var (one, other, share) = Mix(cell, set);
        var (p, q) = (colors[one], colors[other]);
        return (Lab.Mix(p, q, share), Coarseness * share * (1 - share) * Lab.Squared(p, q));
    }

    /// <summary>Returns the share of the second color in the nearest mixture.</summary>
    private float Share(Lab cell, int one, int other)
    {
        var along = colors[other] - colors[one];
        var length = Lab.Dot(along, along);
        if (length == 0) return 0;

        var share = Math.Clamp(Lab.Dot(cell - colors[one], along) / length, 0, 1);
        return isMixed ? share : MathF.Round(share);
    }

    private float Cost(Lab cell, int one, int other)
    {
        var (p, q) = (colors[one], colors[other]);
        var share = Share(cell, one, other);
        return Lab.Squared(Lab.Mix(p, q, share), cell) + (Coarseness * share * (1 - share) * Lab.Squared(q, p));
    }

    /// <summary>Returns the costs of all pairs for each cell of a block: item (cell, pair) is at cell x pairs +
    /// pair.</summary>
    private float[] Table(Lab[] block)
    {
        var table = new float[block.Length * _pairs];
        for (var i = 0; i < block.Length; i++)
        {
            for (var one = 0; one < colors.Length; one++)
            {
                for (var other = one; other < colors.Length; other++)
                {
                    table[(i * _pairs) + Pair(one, other)] = Cost(block[i], one, other);
                }
            }
        }

        return table;
    }

    /// <summary>Returns the background and the colors that, together with it, have the lowest cost.</summary>
    private int[] Found(float[] table, int background, int count, int sweeps = int.MaxValue)
    {
        int[] offered = [.. Enumerable.Range(0, colors.Length).Where(color => color != background)];
        var chosen = ColorSubset.Choose(offered.Length, Math.Min(count, offered.Length), sweeps, others =>
        {
            var costOf = CostWith(table, [background, .. others.Select(i => offered[i])]);
            return i => costOf(offered[i]);
        });
        return [background, .. chosen.Select(i => offered[i])];
    }

    private static float[] Joined(IEnumerable<float[]> tables) => [.. tables.SelectMany(table => table)];

    private int Pair(int one, int other)
    {
        var (low, high) = (Math.Min(one, other), Math.Max(one, other));
        return (low * colors.Length) - (low * (low - 1) / 2) + high - low;
    }

    private double SetCost(float[] table, int[] set) => CostWith(table, set[1..])(set[0]);

    /// <summary>For a set, returns a function of one more color that returns the cost of all of them.</summary>
    private Func<int, double> CostWith(float[] table, int[] set)
    {
        var least = new float[table.Length / _pairs];
        Array.Fill(least, float.MaxValue);
        for (var i = 0; i < set.Length; i++)
        {
            Lower(table, least, set[i], set.AsSpan(0, i));
        }

        return color =>
        {
            var costs = (float[])least.Clone();
            Lower(table, costs, color, set);
            return costs.Sum(cost => (double)cost);
        };
    }

    /// <summary>Lowers the cost of each cell to that of a color and its mixtures with others.</summary>
    private void Lower(float[] table, float[] costs, int color, ReadOnlySpan<int> others)
    {
        foreach (var other in (ReadOnlySpan<int>)[color, .. others])
        {
            var pair = Pair(color, other);
            for (var cell = 0; cell < costs.Length; cell++)
            {
                costs[cell] = Math.Min(costs[cell], table[(cell * _pairs) + pair]);
            }
        }
    }
}
