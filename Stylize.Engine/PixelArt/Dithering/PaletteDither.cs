using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>Mixes all colors of a given palette, so that a reduced copy of the output has the colors of the photograph. Colors are mixed in
/// encoded sRGB, in which copies are reduced.</summary>
/// <remarks>Error diffusion takes the color nearest to the cell's color plus the error passed on by earlier cells. Ordered dithering finds
/// colors whose mean is the cell's color, each of them the nearest to what the mean still lacks (Yliluoma, "Arbitrary-palette positional
/// dithering algorithm", 2011), and a threshold chooses one of them in the order of lightness.</remarks>
internal sealed unsafe class PaletteDither
{
    /// <summary>Number of colors of a combination, as many as a pattern of 4 x 4 cells shows.</summary>
    private const int Combined = 16;

    /// <summary>Share of what the mean lacks that the next color of a combination makes good. At 1, a combination has colors far from the
    /// tone, which show as dots, and the mean is hardly nearer.</summary>
    private const float Correction = 0.7f;

    /// <summary>Range of the blue noise that is added before a color is chosen, which breaks up the worms of error diffusion.</summary>
    private const float Noise = 0.1f;

    private const int NoiseSide = 32;

    private readonly CellTones _tones;
    private readonly CellPlanes _grid;
    private readonly LinearColor[] _colors, _errors;
    private readonly float[] _lightness;
    private readonly ColorSearch _search;
    private readonly int[] _combination = new int[Combined];

    /// <param name="grid">The superpixels; receives the dithered colors.</param>
    /// <param name="palette">The palette as the tones are compared with it.</param>
    public PaletteDither(CellTones tones, CellPlanes grid, Lab[] palette)
    {
        (_tones, _grid) = (tones, grid);
        _colors = [.. palette.Select(color => LinearColor.FromLab(color).Encode())];
        _errors = new LinearColor[grid.Width * grid.Height];
        _lightness = [.. palette.Select(color => color.L)];
        _search = new ColorSearch([.. _colors.Select(Point)]);
    }

    public void Run(DitherPattern pattern, CancellationToken cancellation)
    {
        var noise = pattern.Map is null ? ThresholdMap.BlueNoise(NoiseSide) : null;
        pattern.Diffuse<LinearColor>(
            _grid,
            (x, y) =>
            {
                var cell = (y * _grid.Width) + x;
                if (!_tones.HasTone(cell)) return null;

                var tone = _tones.Linear(cell).Encode();
                ref var label = ref _grid.PaletteIndex[_grid.Index(x, y)];
                if (noise is null)
                {
                    label = Combination(tone, pattern.Strength)[(int)(pattern.Map!.At(x, y) * Combined)];
                    return null;
                }

                // Errors beyond the colors of sRGB would add up where the palette has no such color.
                var wanted = InRange(tone + (_errors[cell] * pattern.Strength));
                var shift = Noise * pattern.Strength * (noise.At(x, y) - 0.5f);
                label = Nearest(wanted + new LinearColor(shift, shift, shift));
                return wanted - _colors[label];
            },
            (_, to, error, part) => _errors[to] += error * part, cancellation);
    }

    /// <summary>Returns colors with the mean of a tone, from dark to light.</summary>
    private int[] Combination(LinearColor tone, float strength)
    {
        var error = default(LinearColor);
        for (var i = 0; i < Combined; i++)
        {
            var color = Nearest(InRange(tone + (error * (Correction * strength))));
            error += tone - _colors[color];
            var place = i;
            for (; place > 0 && _lightness[_combination[place - 1]] > _lightness[color]; place--)
            {
                _combination[place] = _combination[place - 1];
            }

            _combination[place] = color;
        }

        return _combination;
    }

    private int Nearest(LinearColor color) => _search.Nearest(Point(color));

    /// <summary>Returns a color as a point for the search, which compares distances only.</summary>
    private static Lab Point(LinearColor color) => new(color.R, color.G, color.B);

    private static LinearColor InRange(LinearColor color) =>
        new(Math.Clamp(color.R, 0, 1), Math.Clamp(color.G, 0, 1), Math.Clamp(color.B, 0, 1));
}
