using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The squared difference between cells and photograph, seen closely and after the blur of the eye: the sum
/// over the cells x of A (c - t)^2 + B |(h * (c - t))(x)|^2, where c are the palette colors of the cells, t the
/// sharpened mean colors of the photograph, and h is a kernel of 3 x 3 cells. Without B, k-means minimizes this sum.
/// With it, a pattern of colors stands for their mean: direct binary search (Analoui and Allebach 1992) minimizes the
/// second part for two colors.</summary>
/// <remarks>Colors are encoded sRGB, in which copies are averaged, in the axes of lightness, red to green, and yellow
/// to blue that are linear in sRGB and nearest to those of CIE Lab for all its colors.</remarks>
internal sealed class CellObjective
{
    /// <summary>Distance in cells to which a change of color is seen: twice that of the kernel.</summary>
    public const int Reach = 2;

    /// <summary>B, per squared Lab unit, where a difference of neighbors costs 0.5. Chosen by dE, face_r and specks at
    /// 48 to 96 cells (docs/evidence/quality/pixel-art.md): half of it gives 0.15 more dE.</summary>
    private const float Seen = 1f / 40;

    /// <summary>A, per squared Lab unit of lightness and of both axes of chroma, whose fine patterns the eye sees less
    /// sharply (Mullen 1985). With equal weights, skin is gray in palettes without its color.</summary>
    private static readonly Vector3 Own = new(1f / 150, 1f / 300, 1f / 300);

    /// <summary>Multiple of the difference of a cell from its 3 x 3 cells that is added to its target: what the kernel
    /// takes from edges (van Cittert 1931).</summary>
    public const float Sharpening = 0.5f;

    /// <summary>Local contrast, which the dots of a mixture hide: multiples of the lightness of a cell above that of
    /// the cells within <see cref="Around"/>, and of the picture's above those. They are added where a given palette is
    /// far, at a squared distance from <see cref="Far"/>.</summary>
    private const float Detail = 2, Level = 0.4f, Far = 800;

    /// <summary>Multiple of the lightness of <see cref="Mixture"/>, which is added for a given palette. The first part
    /// of the sum draws a mixture to the nearer of its two colors, so that shadows are too dark and lights too light:
    /// 0.3 gives faces in 1bit a contrast of 1.25, 0.5 an L* that is up to 4.4 too high or low.</summary>
    private const float Neutral = 0.4f;

    private const int Around = 4;

    /// <summary>The autocorrelation of a row of the kernel, (1, 2, 1) / 4.</summary>
    private static readonly float[] Correlation = [1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f];

    /// <summary>Weight of chroma against lightness: the eye sees colors less sharply.</summary>
    private static readonly float Chroma = ChromaWeight.OfFound.Value;

    /// <summary>The axes, as columns of a matrix that is multiplied by encoded red, green and blue.</summary>
    private static readonly Matrix4x4 ToAxes = new(
        23, 74 * Chroma, 38 * Chroma, 0, 63, -124 * Chroma, 86 * Chroma, 0,
        9, 50 * Chroma, -124 * Chroma, 0, 0, 0, 0, 1);

    private readonly int _width, _height;
    private readonly ChromaWeight _chroma;
    private readonly bool[] _isEmpty;
    private readonly Vector3[] _colors, _targets, _differences;
    private readonly RowTeam _team;

    /// <param name="grid">The superpixels with their colors, and the mean colors of the cells.</param>
    /// <param name="palette">The palette as the mean colors are compared with it.</param>
    /// <param name="chroma">The weight of chroma in these colors.</param>
    /// <param name="isGiven">True for a palette that may be far from the image.</param>
    public CellObjective(CellPlanes grid, Lab[] palette, ChromaWeight chroma, bool isGiven, RowTeam team)
    {
        (_width, _height, _chroma, _team) = (grid.Width, grid.Height, chroma, team);
        _colors = Array.ConvertAll(palette, Axes);
        _isEmpty = Array.ConvertAll(grid.CellColors, color => float.IsNaN(color.L));
        (_targets, _differences) = (new Vector3[_isEmpty.Length], new Vector3[_isEmpty.Length]);
        var own = _differences;
        ForEachCell(cell =>
        {
            if (_isEmpty[cell]) return;

            own[cell] = Axes(grid.CellColors[cell]);
            _targets[cell] = ((1 + Sharpening) * own[cell]) - (Sharpening * Axes(grid.Surroundings(cell)));
        });
        if (!isGiven) return;

        var mean = own.Where((_, cell) => !_isEmpty[cell]).Select(axes => axes.X).DefaultIfEmpty().Average();
        ForEachCell(cell =>
        {
            if (_isEmpty[cell]) return;

            var (far, middle) = Mixture(own[cell]);
            var around = Axes(grid.Surroundings(cell, Around)).X;
            _targets[cell].X += (Neutral * middle) +
                (far / (far + Far) * ((Detail * (own[cell].X - around)) + (Level * (mean - around))));
        });
    }

    /// <summary>The sharpened mean colors of the cells, row-major; 0 for an empty cell.</summary>
    public Vector3[] Targets => _targets;

    /// <summary>The palette in the axes of the targets.</summary>
    public Vector3[] Colors => _colors;

    /// <summary>Keeps the labels of each cell whose colors are nearest to its target, with the first part of the
    /// sum.</summary>
    /// <param name="isStart">True to give each cell the nearest one, from which the second part is measured.</param>
    public void Measure(CellPlanes grid, LabelCandidates candidates, bool isStart)
    {
        candidates.Measure(_colors.Length, Costs, 1, isStart, _team);
        ForEachCell(cell => _differences[cell] = Blurred(grid, cell));

        void Costs(int cell, float[] costs)
        {
            for (var k = 0; k < costs.Length; k++)
            {
                var difference = _colors[k] - _targets[cell];
                costs[k] = Vector3.Dot(Own * difference, difference);
            }
        }
    }

    /// <summary>Returns by how much the second part of the sum grows if a cell changes its color.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Growth(int cellX, int cellY, int from, int to)
    {
        var cell = (cellY * _width) + cellX;
        if (_isEmpty[cell]) return 0;

        var change = _colors[to] - _colors[from];
        var alone = Correlation[Reach] * Correlation[Reach] * change;
        return Seen * Vector3.Dot(change, (2 * _differences[cell]) + alone);
    }

    /// <summary>Changes the color of a cell.</summary>
    public void Change(int cellX, int cellY, int from, int to)
    {
        if (!_isEmpty[(cellY * _width) + cellX])
        {
            Add(cellX, cellY, _colors[to] - _colors[from]);
        }
    }

    /// <summary>Changes the colors to those that fit the cells that have them: a least-squares problem, whose normal
    /// equations this solves.</summary>
    /// <param name="locked">Number of leading colors that do not change.</param>
    /// <returns>The palette, in the order of the one that was given.</returns>
    public unsafe Lab[] Fit(CellPlanes grid, Lab[] palette, int locked)
    {
        var free = palette.Length - locked;
        var (overlaps, cells, sums, share) = (new double[free, free], new int[free], new double[free, 3], Own / Seen);
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

                        overlaps[own, other] += Correlation[u - x + Reach] * Correlation[v - y + Reach];
                    }
                }

                var cell = (y * _width) + x;
                var difference = _differences[cell] + (share * (_colors[locked + own] - _targets[cell]));
                cells[own]++;
                for (var axis = 0; axis < 3; axis++)
                {
                    sums[own, axis] += difference[axis];
                }
            }
        }

        double[][] changes = [Solve(0), Solve(1), Solve(2)];
        palette =
            [.. palette.Select(
                (color, k) => k < locked ? color : _chroma.Apply(FromAxes(_colors[k] + Change(k - locked))))];
        Array.ConvertAll(palette, Axes).CopyTo(_colors, 0);
        return palette;

        // The axes differ in the weight of the cells alone.
        double[] Solve(int axis)
        {
            var equations = new LeastSquares(free);
            for (var own = 0; own < free; own++)
            {
                for (var other = 0; other < free; other++)
                {
                    equations[own, other] = overlaps[own, other];
                }

                equations[own, own] += cells[own] * share[axis];
                equations[own, free] = -sums[own, axis];
            }

            return equations.Solve();
        }

        // Empty cells count as locked.
        int Color(int x, int y) => _isEmpty[(y * _width) + x] ? -1 : grid.PaletteIndex[grid.Index(x, y)] - locked;

        Vector3 Change(int k) => new((float)changes[0][k], (float)changes[1][k], (float)changes[2][k]);
    }

    /// <summary>Returns the squared distance of the nearest color, and the lightness from a mean color to the middle of
    /// the two colors whose mixture costs least, times 4 s (1 - s) for a share s of one of them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private (float Far, float Middle) Mixture(Vector3 mean)
    {
        var nearest = _colors[0];
        foreach (var color in _colors)
        {
            nearest = Vector3.DistanceSquared(color, mean) < Vector3.DistanceSquared(nearest, mean) ? color : nearest;
        }

        var (least, middle) = (float.MaxValue, 0f);
        foreach (var color in _colors)
        {
            var line = color - nearest;
            var length = line.LengthSquared();
            if (length == 0) continue;

            var share = Math.Clamp(Vector3.Dot(mean - nearest, line) / length, 0, 1);
            var mixed = share * (1 - share);
            var cost = (Seen * Vector3.DistanceSquared(mean, nearest + (share * line))) + (Own.X * mixed * length);
            if (cost >= least) continue;

            (least, middle) = (cost, 4 * mixed * (0.5f - share) * line.X);
        }

        return (Vector3.DistanceSquared(nearest, mean), middle);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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

    private void ForEachCell(Action<int> body) => _team.ForEach(_height, cellY =>
    {
        for (var cell = cellY * _width; cell < (cellY + 1) * _width; cell++)
        {
            body(cell);
        }
    });

    /// <summary>Returns the errors c - t around a cell, weighted by the autocorrelation of the kernel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private unsafe Vector3 Blurred(CellPlanes grid, int cell)
    {
        var (cellY, cellX) = Math.DivRem(cell, _width);
        var sum = default(Vector3);
        for (var y = Math.Max(cellY - Reach, 0); y <= Math.Min(cellY + Reach, _height - 1); y++)
        {
            for (var x = Math.Max(cellX - Reach, 0); x <= Math.Min(cellX + Reach, _width - 1); x++)
            {
                if (_isEmpty[(y * _width) + x]) continue;

                var error = _colors[grid.PaletteIndex[grid.Index(x, y)]] - _targets[(y * _width) + x];
                sum += Correlation[y - cellY + Reach] * Correlation[x - cellX + Reach] * error;
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Add(int cellX, int cellY, Vector3 change)
    {
        for (var y = Math.Max(cellY - Reach, 0); y <= Math.Min(cellY + Reach, _height - 1); y++)
        {
            for (var x = Math.Max(cellX - Reach, 0); x <= Math.Min(cellX + Reach, _width - 1); x++)
            {
                _differences[(y * _width) + x] +=
                    Correlation[y - cellY + Reach] * Correlation[x - cellX + Reach] * change;
            }
        }
    }
}
