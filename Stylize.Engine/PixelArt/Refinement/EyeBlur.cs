using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The squared difference between cells and photograph after the blur of the eye: the sum over the cells x of B |(h * (c -
/// t))(x)|^2, where c are the palette colors of the cells, t the mean colors of the photograph, and h is the binomial kernel of 3 x 3
/// cells. A pattern of colors so stands for their mean. Direct binary search (Analoui and Allebach 1992) minimizes this sum for two
/// colors.</summary>
/// <remarks>Colors are encoded sRGB, in which copies are averaged, in the axes of lightness, red to green, and yellow to blue that are
/// linear in sRGB and nearest to those of CIE Lab for all its colors.</remarks>
internal sealed class EyeBlur
{
    /// <summary>Distance in cells to which a change of color is seen: twice that of the kernel.</summary>
    public const int Reach = 2;

    /// <summary>Weight of chroma against lightness: the eye sees colors less sharply.</summary>
    private const float Chroma = 0.5f;

    /// <summary>The autocorrelation of a row of the kernel.</summary>
    private static readonly float[] Correlation = [1f / 16, 4f / 16, 6f / 16, 4f / 16, 1f / 16];

    private readonly int _width, _height;
    private readonly float _weight;
    private readonly bool[] _isEmpty;
    private readonly Vector3[] _colors;
    private readonly Vector3[] _differences;

    /// <param name="grid">The superpixels with their colors, and the mean colors of the cells.</param>
    /// <param name="palette">The palette as the mean colors are compared with it.</param>
    /// <param name="weight">B, per squared Lab unit.</param>
    public unsafe EyeBlur(SuperpixelGrid grid, Lab[] palette, float weight)
    {
        (_width, _height, _weight) = (grid.Width, grid.Height, weight);
        _colors = Array.ConvertAll(palette, Axes);
        _differences = new Vector3[_width * _height];
        _isEmpty = Array.ConvertAll(grid.CellColors, color => float.IsNaN(color.L));
        for (var cell = 0; cell < _differences.Length; cell++)
        {
            if (!_isEmpty[cell])
            {
                var (y, x) = Math.DivRem(cell, _width);
                Add(x, y, _colors[grid.PaletteIndex[grid.Index(x, y)]] - Axes(grid.CellColors[cell]));
            }
        }
    }

    /// <summary>Returns by how much the sum grows if a cell changes its color.</summary>
    public float Growth(int cellX, int cellY, int from, int to)
    {
        var cell = (cellY * _width) + cellX;
        if (_isEmpty[cell]) return 0;

        var change = _colors[to] - _colors[from];
        return _weight
            * ((2 * Vector3.Dot(change, _differences[cell])) + (Correlation[Reach] * Correlation[Reach] * change.LengthSquared()));
    }

    /// <summary>Changes the color of a cell.</summary>
    public void Change(int cellX, int cellY, int from, int to)
    {
        if (!_isEmpty[(cellY * _width) + cellX])
        {
            Add(cellX, cellY, _colors[to] - _colors[from]);
        }
    }

    private static Vector3 Axes(Lab color)
    {
        var (r, g, b) = LinearColor.FromLab(color).Encode();
        return new Vector3(
            (23 * r) + (63 * g) + (9 * b), Chroma * ((74 * r) - (124 * g) + (50 * b)), Chroma * ((38 * r) + (86 * g) - (124 * b)));
    }

    private void Add(int cellX, int cellY, Vector3 change)
    {
        for (var y = Math.Max(cellY - Reach, 0); y <= Math.Min(cellY + Reach, _height - 1); y++)
        {
            for (var x = Math.Max(cellX - Reach, 0); x <= Math.Min(cellX + Reach, _width - 1); x++)
            {
                _differences[(y * _width) + x] += Correlation[y - cellY + Reach] * Correlation[x - cellX + Reach] * change;
            }
        }
    }
}
