using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The squared difference between cells and photograph after the blur of the eye: the sum over the cells x of B |(h * (c -
/// t))(x)|^2, where c are the palette colors of the cells, t the sharpened mean colors of the photograph, and h is a kernel of 3 x 3
/// cells. A pattern of colors so stands for their mean. Direct binary search (Analoui and Allebach 1992) minimizes this sum for two
/// colors. The eye adapts to the surroundings of a cell (<see cref="Adapt"/>), so differences from them are seen better than the
/// mean.</summary>
/// <remarks>Colors are encoded sRGB, in which copies are averaged, in the axes of lightness, red to green, and yellow to blue that are
/// linear in sRGB and nearest to those of CIE Lab for all its colors.</remarks>
internal sealed class EyeBlur
{
    /// <summary>Distance in cells to which a change of color is seen: twice that of the kernel.</summary>
    private const int Reach = 2;

    /// <summary>Weight of chroma against lightness: the eye sees colors less sharply.</summary>
    private const float ChromaShare = 0.5f;

    /// <summary>Weight of a cell's own color when colors are fitted, relative to that of its blurred surroundings.</summary>
    private const float Stiffness = 0.02f;

    /// <summary>Share of the mean difference around a cell that is not seen, and deviation of the surroundings in cells.</summary>
    private const float Adaptation = 0.7f, Surroundings = 2.5f;

    /// <summary>Multiple of the difference of a cell from its 3 x 3 cells that is added to its target: what the kernel takes from edges
    /// (van Cittert 1931).</summary>
    private const float Sharpening = 0.3f;

    /// <summary>The autocorrelation of a row of the kernel, (1, 2, 1) / 4.</summary>
    private static readonly float[] Correlation = [1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f];

    /// <summary>The axes, as columns of a matrix that is multiplied by encoded red, green and blue.</summary>
    private static readonly Matrix4x4 ToAxes = new(
        23, 74 * ChromaShare, 38 * ChromaShare, 0, 63, -124 * ChromaShare, 86 * ChromaShare, 0,
        9, 50 * ChromaShare, -124 * ChromaShare, 0, 0, 0, 0, 1);

    private readonly int _width, _height;
    private readonly float _weight;
    private readonly ChromaWeight _chroma;
    private readonly bool[] _isEmpty;
    private readonly Vector3[] _colors;
    private readonly Vector3[] _targets;
    private readonly Vector3[] _differences;

    /// <param name="grid">The superpixels with their colors, and the mean colors of the cells.</param>
    /// <param name="palette">The palette as the mean colors are compared with it.</param>
    /// <param name="chroma">The weight of chroma in these colors.</param>
    /// <param name="weight">B, per squared Lab unit.</param>
    public EyeBlur(CellPlanes grid, Lab[] palette, ChromaWeight chroma, float weight)
    {
        (_width, _height, _chroma, _weight) = (grid.Width, grid.Height, chroma, weight);
        _colors = Array.ConvertAll(palette, Axes);
        _isEmpty = Array.ConvertAll(grid.CellColors, color => float.IsNaN(color.L));
        _targets = [.. grid.CellColors.Select((color, cell) => _isEmpty[cell] ? default
            : ((1 + Sharpening) * Axes(color)) - (Sharpening * Axes(grid.Surroundings(cell))))];
        _differences = new Vector3[_targets.Length];
        Sum(Errors(grid));
    }

    /// <summary>Leaves a share A of the mean difference around each cell out of the sum, until it is called again: t becomes t + A (G *
    /// (c - t)) with a Gaussian G of the current colors. Cells between two colors of a palette then take one of them where a pattern of
    /// both would only correct the mean, and keep their differences from each other.</summary>
    public void Adapt(CellPlanes grid, ThreadGrant threads, CancellationToken cancellation)
    {
        var errors = Errors(grid);
        Vector3[] seen = [.. errors];
        using var plane = new Raster<float>(_width, _height);
        for (var axis = 0; axis < 3; axis++)
        {
            for (var cell = 0; cell < errors.Length; cell++)
            {
                plane.Row(cell / _width)[cell % _width] = errors[cell][axis];
            }

            GaussianBlur.Apply(plane, Surroundings, threads, cancellation);
            for (var cell = 0; cell < errors.Length; cell++)
            {
                seen[cell][axis] -= Adaptation * plane.Row(cell / _width)[cell % _width];
            }
        }

        Sum(seen);
    }

    /// <summary>Returns by how much the sum grows if a cell changes its color.</summary>
    public float Growth(int cellX, int cellY, int from, int to)
    {
        var cell = (cellY * _width) + cellX;
        if (_isEmpty[cell]) return 0;

        var change = _colors[to] - _colors[from];
        return _weight * Vector3.Dot(change, (2 * _differences[cell]) + (Correlation[Reach] * Correlation[Reach] * change));
    }

    /// <summary>Changes the color of a cell.</summary>
    public void Change(int cellX, int cellY, int from, int to)
    {
        if (!_isEmpty[(cellY * _width) + cellX])
        {
            Add(cellX, cellY, _colors[to] - _colors[from]);
        }
    }

    /// <summary>Fits the colors to the cells that have them: a least-squares problem, whose normal equations this solves.</summary>
    /// <param name="locked">Number of leading colors that do not change.</param>
    /// <returns>The palette, in the order of the one that was given.</returns>
    public unsafe Lab[] Fit(CellPlanes grid, Lab[] palette, int locked)
    {
        var free = palette.Length - locked;
        var equations = new LeastSquares(free, sides: 3);
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var own = Color(x, y);
                if (own < 0) continue;

                for (var v = Math.Max(y - Reach, 0); v <= Math.Min(y + Reach, _height - 1); v++)
                {
                    for (var u = Math.Max(x - Reach, 0); u <= Math.Min(x + Reach, _width - 1); u++)
                    {
                        var other = Color(u, v);
                        if (other < 0) continue;

                        equations[own, other] += Correlation[u - x + Reach] * Correlation[v - y + Reach];
                    }
                }

                equations[own, own] += Stiffness;
                for (var axis = 0; axis < 3; axis++)
                {
                    equations[own, free + axis] -= _differences[(y * _width) + x][axis];
                }
            }
        }

        var changes = equations.SolveAll();
        return [.. palette.Select((color, k) => k < locked ? color : _chroma.Apply(FromAxes(_colors[k] + Change(k - locked))))];

        // Empty cells count as locked.
        int Color(int x, int y) => _isEmpty[(y * _width) + x] ? -1 : grid.PaletteIndex[grid.Index(x, y)] - locked;

        Vector3 Change(int k) => new((float)changes[0][k], (float)changes[1][k], (float)changes[2][k]);
    }

    private Vector3 Axes(Lab color)
    {
        var (r, g, b) = LinearColor.FromLab(_chroma.Undo(color)).Encode();
        return Vector3.Transform(new Vector3(r, g, b), ToAxes);
    }

    private Lab FromAxes(Vector3 axes)
    {
        Matrix4x4.Invert(ToAxes, out var toRgb);
        var rgb = Vector3.Transform(axes, toRgb);
        return new LinearColor(rgb.X, rgb.Y, rgb.Z).Decode().ToLab();
    }

    /// <summary>Returns c - t of all cells.</summary>
    private unsafe Vector3[] Errors(CellPlanes grid) => [.. _targets.Select((target, cell) => _isEmpty[cell] ? default
        : _colors[grid.PaletteIndex[grid.Index(cell % _width, cell / _width)]] - target)];

    private void Sum(Vector3[] errors)
    {
        Array.Clear(_differences);
        for (var cell = 0; cell < errors.Length; cell++)
        {
            if (!_isEmpty[cell])
            {
                Add(cell % _width, cell / _width, errors[cell]);
            }
        }
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
