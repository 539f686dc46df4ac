using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>Mixes palette colors in smooth areas. Cells are visited in rows of alternating direction. The target color of a cell is the
/// photograph's color plus the error passed on by earlier cells. Error diffusion takes the color nearest to the target. Ordered dithering
/// finds the two colors whose mixture is nearest to it, chooses one of them by a threshold, and passes on the error of the mixture.
/// </summary>
/// <remarks>Edges are preserved: the dither fades out with increasing contrast across a cell, no error crosses an edge, and no cell takes a
/// color in between the colors on opposite sides of it.</remarks>
internal sealed unsafe class CellDither
{
    /// <summary>Contrast across a cell, in Lab units, up to which the dither has full strength.</summary>
    private const float SmoothContrast = 20;

    /// <summary>Contrast across a cell, in Lab units, at which the dither has faded out.</summary>
    private const float EdgeContrast = 50;

    /// <summary>Maximum excess of a color's distance over that of the nearest color, in Lab units.</summary>
    private const float Reach = 24;

    /// <summary>Cost of the coarseness of an even mixture, per Lab unit between its two colors.</summary>
    private const float Coarseness = 0.15f;

    /// <summary>Maximum error of a channel that is passed on, in linear light.</summary>
    private const float MaxError = 0.2f;

    /// <summary>Difference of neighbors, in Lab units, above which no error passes between them.</summary>
    private const float FlowContrast = 20;

    /// <summary>Difference of opposite neighbors, in Lab units, above which no color in between may appear.</summary>
    private const float HaloContrast = 20;

    /// <summary>Weight of chroma and hue against lightness in all distances: a pattern of two hues is more conspicuous than one of two
    /// shades.</summary>
    private const float HueWeight = 1.65f;

    private const int Candidates = 6;
    private readonly CellTones _tones;
    private readonly CellPlanes _grid;
    private readonly LinearColor[] _mixed;
    private readonly Lab[] _lab;
    private readonly ColorSearch _search;
    private readonly LinearColor[] _errors;

    /// <param name="grid">The superpixels with their colors without dither; receives the dithered colors.</param>
    /// <param name="palette">The palette as the tones are compared with it.</param>
    public CellDither(CellTones tones, CellPlanes grid, Lab[] palette)
    {
        (_tones, _grid) = (tones, grid);
        _mixed = [.. palette.Select(LinearColor.FromLab)];
        _lab = [.. palette.Select(Weighted)];
        _search = new ColorSearch(_lab);
        _errors = new LinearColor[grid.Width * grid.Height];
    }

    public void Run(DitherPattern pattern, CancellationToken cancellation)
    {
        if (_lab.Length < 2) return;

        pattern.Diffuse<LinearColor>(
            _grid, (x, y) => _tones.HasTone((y * _grid.Width) + x) ? Dither(x, y, pattern) : null, Pass, cancellation);
    }

    private static Lab Weighted(Lab color) => new(color.L, HueWeight * color.A, HueWeight * color.B);

    private LinearColor Dither(int x, int y, DitherPattern pattern)
    {
        var cell = (y * _grid.Width) + x;
        var smooth = (EdgeContrast - _tones.Contrast(x, y)) / (EdgeContrast - SmoothContrast);
        var amount = pattern.Strength * Math.Clamp(smooth, 0, 1);
        ref var label = ref _grid.PaletteIndex[_grid.Index(x, y)];
        var wanted = _tones.Linear(cell) + (_errors[cell] * pattern.Strength);
        var given = _mixed[label];
        if (amount > 0)
        {
            Span<int> near = stackalloc int[Candidates];
            near = near[..Nearest(Weighted(_tones.Color(cell)), Weighted(wanted.ToLab()), amount, near)];
            if (pattern.Map is null)
            {
                foreach (var color in near)
                {
                    if (color == label || !IsBetween(x, y, color))
                    {
                        label = color;
                        break;
                    }
                }

                given = _mixed[label];
            }
            else if (Mix(wanted, near) is var (dark, light, share) && dark != light)
            {
                var color = share > pattern.Threshold(x, y, amount) ? light : dark;
                if (color == label || !IsBetween(x, y, color))
                {
                    label = color;
                    var mixed = Math.Clamp(0.5f + ((share - 0.5f) / amount), 0, 1);
                    given = _mixed[dark] + ((_mixed[light] - _mixed[dark]) * mixed);
                }
            }
        }

        return (wanted - given).Clamp(MaxError);
    }

    private void Pass(int from, int to, LinearColor error, float part)
    {
        if (_tones.HasTone(to) && Lab.Distance(_tones.Color(from), _tones.Color(to)) <= FlowContrast)
        {
            _errors[to] += error * part;
        }
    }

    /// <summary>Finds the colors nearest to the target in ascending order, without those too far from the photograph's color.</summary>
    private int Nearest(Lab tone, Lab wanted, float amount, Span<int> near)
    {
        var min = Lab.Distance(_lab[_search.Nearest(tone)], tone);
        Span<float> costs = stackalloc float[Candidates];
        var count = 0;
        for (var k = 0; k < _lab.Length; k++)
        {
            var own = Lab.Distance(_lab[k], tone);
            if (own > min + (Reach * amount)) continue;

            var cost = Lab.Distance(_lab[k], wanted) + (Coarseness * own);
            var place = count;
            while (place > 0 && cost < costs[place - 1])
            {
                place--;
            }

            if (place < Candidates)
            {
                count = Math.Min(count + 1, Candidates);
                for (var i = count - 1; i > place; i--)
                {
                    (costs[i], near[i]) = (costs[i - 1], near[i - 1]);
                }

                (costs[place], near[place]) = (cost, k);
            }
        }

        return count;
    }

    /// <summary>Finds the two colors, darker one first, whose mixture is nearest to a color, and the lighter one's share.</summary>
    private (int Dark, int Light, float Share) Mix(LinearColor wanted, ReadOnlySpan<int> near)
    {
        var (best, dark, light, share) = (float.MaxValue, near[0], near[0], 0f);
        var lab = Weighted(wanted.ToLab());
        for (var i = 0; i < near.Length; i++)
        {
            for (var j = i + 1; j < near.Length; j++)
            {
                var (p, q) = _lab[near[i]].L <= _lab[near[j]].L ? (near[i], near[j]) : (near[j], near[i]);
                var gap = Lab.Distance(_lab[p], _lab[q]);
                var along = _mixed[q] - _mixed[p];
                var length = along.Dot(along);
                if (length == 0) continue;

                var part = Math.Clamp((wanted - _mixed[p]).Dot(along) / length, 0, 1);
                var coarse = Coarseness * gap * 2 * Math.Min(part, 1 - part);
                if (coarse >= best) continue;

                var mixture = Weighted((_mixed[p] + (along * part)).ToLab());
                var cost = Lab.Distance(mixture, lab) + coarse;
                if (cost < best)
                {
                    (best, dark, light, share) = (cost, p, q, part);
                }
            }
        }

        return (dark, light, share);
    }

    /// <summary>True if a color lies in between the colors of cells on opposite sides that form an edge.</summary>
    private bool IsBetween(int x, int y, int color)
    {
        return Between(1, 0) || Between(0, 1) || Between(1, 1) || Between(1, -1);

        bool Between(int dx, int dy)
        {
            var (one, other) = (Label(x - dx, y - dy), Label(x + dx, y + dy));
            var gap = Lab.Distance(_lab[one], _lab[other]);
            var (toOne, toOther) = (Lab.Distance(_lab[one], _lab[color]), Lab.Distance(_lab[other], _lab[color]));
            return gap > HaloContrast && Math.Min(toOne, toOther) > 0.2f * gap && toOne + toOther < 1.15f * gap;
        }
    }

    private int Label(int x, int y) =>
        _grid.PaletteIndex[_grid.Index(Math.Clamp(x, 0, _grid.Width - 1), Math.Clamp(y, 0, _grid.Height - 1))];
}
