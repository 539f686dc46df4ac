using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>Mixes the colors of a palette, so that a reduced copy of the output has the colors of the photograph.
/// Colors are mixed in encoded sRGB, in which copies are reduced.</summary>
/// <remarks>Error diffusion takes the color nearest to the cell's color plus the error passed on by earlier cells.
/// Ordered dithering finds colors whose mean is the cell's color, each of them the nearest to what the mean still lacks
/// (Yliluoma, "Arbitrary-palette positional dithering algorithm", 2011), and a threshold chooses one of them in the
/// order of lightness. Found colors resemble the photograph: a cell takes only those that are hardly farther from it
/// than the nearest one, and the dither fades out with the contrast across the cell.</remarks>
internal sealed unsafe class CellDither
{
    /// <summary>Number of colors of a combination, as many as a pattern of 4 x 4 cells shows.</summary>
    private const int Combined = 16;

    /// <summary>Share of what the mean lacks that the next color of a combination makes good. At 1, a combination has
    /// colors far from the tone, which show as dots, and the mean is hardly nearer.</summary>
    private const float Correction = 0.7f;

    /// <summary>Maximum excess of the distance of a found color over that of the nearest one, in Lab units.</summary>
    private const float Reach = 8;

    private readonly CellTones _tones;
    private readonly CellPlanes _grid;
    private readonly Lab[] _palette;
    private readonly LinearColor[] _colors;
    private readonly ColorSearch? _shades;
    private ColorSearch _search;
    private int[] _near;
    private readonly int[] _combination = new int[Combined];

    /// <param name="grid">The superpixels; receives the dithered colors.</param>
    /// <param name="palette">The palette as the tones are compared with it.</param>
    /// <param name="isGiven">True if the palette need not resemble the photograph.</param>
    public CellDither(CellTones tones, CellPlanes grid, Lab[] palette, bool isGiven)
    {
        (_tones, _grid, _palette) = (tones, grid, palette);
        _colors = [.. palette.Select(color => LinearColor.FromLab(color).Encode())];
        _near = [.. Enumerable.Range(0, palette.Length)];
        _search = new ColorSearch([.. _colors.Select(Point)]);
        _shades = isGiven ? null : new ColorSearch(palette);
    }

    public void Run(DitherPattern pattern, CancellationToken cancellation)
    {
        pattern.Diffuse(
            _grid,
            (x, y, error) =>
            {
                var cell = (y * _grid.Width) + x;
                if (!_tones.HasTone(cell) || Amount(x, y, pattern) is not (> 0 and var amount)) return null;

                var tone = _tones.Linear(cell).Encode();
                ref var label = ref _grid.PaletteIndex[_grid.Index(x, y)];
                if (pattern.Map is not null)
                {
                    label = Combination(tone)[(int)(pattern.Threshold(x, y, amount) * Combined)];
                    return null;
                }

                // Errors beyond the colors of sRGB would add up where the palette has no such color.
                var wanted = (tone + (error * amount)).InRange();
                label = Nearest(wanted);
                return wanted - _colors[label];
            },
            cancellation);
    }

    /// <summary>Returns the strength of the dither in a cell, and finds the colors that it may take.</summary>
    private float Amount(int x, int y, DitherPattern pattern)
    {
        if (_shades is null) return pattern.Strength;

        var amount = pattern.Strength * _tones.Smoothness(x, y);
        if (amount == 0) return 0;

        var tone = _tones.Color((y * _grid.Width) + x);
        var reach = Lab.Distance(_palette[_shades.Nearest(tone)], tone) + (Reach * amount);
        _near = [.. Enumerable.Range(0, _palette.Length).Where(i => Lab.Distance(_palette[i], tone) <= reach)];
        _search = new ColorSearch([.. _near.Select(i => Point(_colors[i]))]);
        return amount;
    }

    /// <summary>Returns colors with the mean of a tone, from dark to light.</summary>
    private int[] Combination(LinearColor tone)
    {
        var error = default(LinearColor);
        for (var i = 0; i < Combined; i++)
        {
            var color = Nearest((tone + (error * Correction)).InRange());
            error += tone - _colors[color];
            var place = i;
            for (; place > 0 && _palette[_combination[place - 1]].L > _palette[color].L; place--)
            {
                _combination[place] = _combination[place - 1];
            }

            _combination[place] = color;
        }

        return _combination;
    }

    private int Nearest(LinearColor color) => _near[_search.Nearest(Point(color))];

    /// <summary>Returns a color as a point for the search, which compares distances only.</summary>
    private static Lab Point(LinearColor color) => new(color.R, color.G, color.B);
}
