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

    /// <summary>Maximum distance of two colors in a pattern, in Lab units, unless the palette has no color in between.</summary>
    private const float MaxGap = 35;

    /// <summary>Cost of the coarseness of an even mixture, per Lab unit between its two colors, and that of a far palette.</summary>
    private const float Coarseness = 0.15f, FarCoarseness = 0.3f;

    /// <summary>Maximum error of a channel that is passed on, in linear light.</summary>
    private const float MaxError = 0.2f;

    /// <summary>Difference of neighbors, in Lab units, above which no error passes between them.</summary>
    private const float FlowContrast = 20;

    /// <summary>Difference of opposite neighbors, in Lab units, above which no color in between may appear.</summary>
    private const float HaloContrast = 20;

    /// <summary>Weight of chroma and hue against lightness in all distances: a pattern of two hues is more conspicuous than one of two
    /// shades. The chroma of a far palette already counts less.</summary>
    private const float HueWeight = 1.65f, FarHueWeight = 1.1f;

    /// <summary>Weight of chroma and hue in the coarseness of a mixture of a far palette; about that of the unmatched colors.</summary>
    private const float FarCoarseHueWeight = 2.5f;

    private const int Candidates = 6;
    private readonly CellTones _tones;
    private readonly SuperpixelGrid _grid;
    private readonly LinearColor[] _mixed;
    private readonly bool _isFar;
    private readonly Lab[] _lab, _coarse;
    private readonly ColorSearch _search;
    private readonly float _hueWeight, _coarseness, _maxGap, _reach;
    private readonly LinearColor[] _errors;
    private readonly HueLimit? _hues;

    /// <param name="grid">The superpixels with their colors without dither; receives the dithered colors.</param>
    /// <param name="palette">The palette as the tones are compared with it.</param>
    /// <param name="undo">For the default dither of a far palette, the factor that turns the chroma of a tone into that of the photograph:
    /// colors as far apart as its own are mixed, and hues are kept. Otherwise null.</param>
    public CellDither(CellTones tones, SuperpixelGrid grid, Lab[] palette, double? undo = null)
    {
        var isFar = undo is not null;
        (_tones, _grid, _isFar) = (tones, grid, isFar);
        (_hueWeight, _coarseness) = isFar ? (FarHueWeight, FarCoarseness) : (HueWeight, Coarseness);
        _mixed = [.. palette.Select(color => Mixed(LinearColor.FromLab(color)))];
        _lab = [.. palette.Select(Weighted)];
        _search = new ColorSearch(_lab);
        _coarse = isFar ? [.. palette.Select(c => new Lab(c.L, FarCoarseHueWeight * c.A, FarCoarseHueWeight * c.B))] : _lab;
        _maxGap = Math.Max(MaxGap, 1.2f * LargestStep());
        _reach = isFar ? Math.Max(Reach, LargestStep()) : Reach;
        _hues = undo is { } factor ? new HueLimit(palette, (float)factor) : null;
        _errors = new LinearColor[grid.Width * grid.Height];
    }

    /// <summary>The cells that are mixed, row-major; null for all.</summary>
    public bool[]? Area { get; init; }

    /// <summary>True if areas of exactly one color, as in logos, stay flat.</summary>
    public bool KeepsFlat { get; init; }

    public void Run(DitherPattern pattern, CancellationToken cancellation)
    {
        if (_lab.Length < 2) return;

        pattern.Diffuse<LinearColor>(_grid, (x, y) => IsIn((y * _grid.Width) + x) ? Dither(x, y, pattern) : null, Pass, cancellation);
    }

    /// <summary>Returns a color in the light in which it is mixed: linear light, or encoded sRGB for a far palette, whose colors are so far
    /// apart that a mixture by linear light looks too dark.</summary>
    private LinearColor Mixed(LinearColor linear) => _isFar ? linear.Encode() : linear;

    private Lab ToLab(LinearColor mixed) => (_isFar ? mixed.Decode() : mixed).ToLab();

    private Lab Weighted(Lab color) => new(color.L, _hueWeight * color.A, _hueWeight * color.B);

    /// <summary>Returns the largest distance of a palette color from its nearest color.</summary>
    private float LargestStep()
    {
        var largest = 0f;
        var isOther = new bool[_lab.Length];
        Array.Fill(isOther, true);
        for (var i = 0; i < _lab.Length; i++)
        {
            isOther[i] = false;
            largest = Math.Max(largest, Lab.Distance(_lab[i], _lab[_search.Nearest(_lab[i], isOther)]));
            isOther[i] = true;
        }

        return largest;
    }

    private LinearColor Dither(int x, int y, DitherPattern pattern)
    {
        var cell = (y * _grid.Width) + x;
        var amount = _grid.IsLine(x, y) || (KeepsFlat && _tones.IsFlat(x, y)) ? 0
            : pattern.Strength * Math.Clamp((EdgeContrast - _tones.Contrast(x, y)) / (EdgeContrast - SmoothContrast), 0, 1);
        ref var label = ref _grid.PaletteIndex[_grid.Index(x, y)];
        var wanted = Mixed(_tones.Linear(cell)) + (_errors[cell] * pattern.Strength);
        _hues?.Limit(_tones.Color(cell));
        if (_hues?.Allowed[label] == false && !_grid.IsLine(x, y))
        {
            label = Nearest(Weighted(_tones.Color(cell)));
        }

        var given = _mixed[label];
        if (amount > 0)
        {
            Span<int> near = stackalloc int[Candidates];
            near = near[..Nearest(Weighted(_tones.Color(cell)), Weighted(ToLab(wanted)), amount, near)];
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

    private bool IsIn(int cell) => _tones.HasTone(cell) && Area?[cell] != false;

    private void Pass(int from, int to, LinearColor error, float part)
    {
        if (IsIn(to) && Lab.Distance(_tones.Color(from), _tones.Color(to)) <= FlowContrast)
        {
            _errors[to] += error * part;
        }
    }

    /// <summary>Returns the nearest color of a right hue.</summary>
    private int Nearest(Lab tone) => _search.Nearest(tone, _hues?.Allowed);

    /// <summary>Finds the colors nearest to the target in ascending order, without those too far from the photograph's color.</summary>
    private int Nearest(Lab tone, Lab wanted, float amount, Span<int> near)
    {
        var min = Lab.Distance(_lab[Nearest(tone)], tone);
        Span<float> costs = stackalloc float[Candidates];
        var count = 0;
        for (var k = 0; k < _lab.Length; k++)
        {
            var own = Lab.Distance(_lab[k], tone);
            if (own > min + (_reach * amount) || _hues?.Allowed[k] == false) continue;

            var cost = Lab.Distance(_lab[k], wanted) + (_coarseness * own);
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
        var lab = Weighted(ToLab(wanted));
        for (var i = 0; i < near.Length; i++)
        {
            for (var j = i + 1; j < near.Length; j++)
            {
                var (p, q) = _lab[near[i]].L <= _lab[near[j]].L ? (near[i], near[j]) : (near[j], near[i]);
                var gap = Lab.Distance(_lab[p], _lab[q]);
                var along = _mixed[q] - _mixed[p];
                var length = along.Dot(along);
                if (gap > _maxGap || length == 0) continue;

                var part = Math.Clamp((wanted - _mixed[p]).Dot(along) / length, 0, 1);
                var coarse = _coarseness * Lab.Distance(_coarse[p], _coarse[q]) * 2 * Math.Min(part, 1 - part);
                if (coarse >= best) continue;

                var mixture = Weighted(ToLab(_mixed[p] + (along * part)));
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
