using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The data term of the Potts model: the cost D(s, c) of palette color c for cell s is the mean over the samples x of s of
/// (1 + K |x - m|) rho(|x - c|), rho(d) = d L / (d + L) / U. The robust cost rho saturates (the form of Geman and McClure 1987 with d in
/// place of d^2), so a cell across an edge takes the color of its larger side and not a color in between. m is the mean color of the 3 x
/// 3 cells around s: what stands out, such as an eye, counts more than its area.</summary>
internal sealed unsafe class DataTerm : IDisposable
{
    /// <summary>L, the limit of rho, in Lab units. Chosen, like the other constants of the refinement, by the mean figures of
    /// docs/evidence/quality/pixel-art.md.</summary>
    private const float Limit = 24;

    /// <summary>U, the distance after saturation that costs 1, in Lab units.</summary>
    private const float Unit = 4.2f;

    /// <summary>K, per Lab unit.</summary>
    private const float Salience = 0.02f;

    private readonly CellSamples _samples;
    private readonly CellPlanes _grid;
    private readonly int _colors, _paddedColors;
    private readonly PooledBuffer<float> _palette;

    public DataTerm(CellSamples samples, CellPlanes grid, ReadOnlySpan<Lab> palette)
    {
        (_samples, _grid) = (samples, grid);
        _colors = palette.Length;
        _paddedColors = (_colors + CellPlanes.Padding - 1) / CellPlanes.Padding * CellPlanes.Padding;
        _palette = new PooledBuffer<float>(3 * _paddedColors, clear: true);
        for (var k = 0; k < _colors; k++)
        {
            _palette.Span[k] = palette[k].L;
            _palette.Span[_paddedColors + k] = palette[k].A;
            _palette.Span[(2 * _paddedColors) + k] = palette[k].B;
        }
    }

    /// <summary>Computes the costs, keeps the cheapest labels of each cell, and gives it the cheapest.</summary>
    public void Measure(LabelCandidates candidates, RowTeam team, CancellationToken cancellation) => team.ForEach(_grid.Height, cellY =>
    {
        cancellation.ThrowIfCancellationRequested();
        using var sums = new PooledBuffer<float>(_paddedColors);
        for (var cellX = 0; cellX < _grid.Width; cellX++)
        {
            var i = _grid.Index(cellX, cellY);
            sums.Span.Clear();
            var (start, all) = (_samples.Start(cellX, cellY), _samples.Layout(cellX, cellY).Count);
            var cell = (cellY * _grid.Width) + cellX;
            var count = _grid.Known[cell] ? 0 : AddCosts(start, all, _grid.Surroundings(cell), sums.Pointer);
            if (count == 0)
            {
                candidates.KeepOnly(i, _grid.PaletteIndex[i]);
                continue;
            }

            candidates.Keep(i, sums.Span[.._colors], Unit * count);
            _grid.PaletteIndex[i] = candidates.Labels(i)[0];
        }
    });

    public void Dispose() => _palette.Dispose();

    /// <summary>Adds the cost of each palette color for samples, of which transparent ones cost nothing.</summary>
    /// <param name="mean">m.</param>
    /// <returns>The number of opaque samples.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddCosts(long start, int count, Lab mean, float* sums)
    {
        float* l = _samples.L + start, a = _samples.A + start, b = _samples.B + start;
        float* pl = _palette.Pointer, pa = pl + _paddedColors, pb = pa + _paddedColors;
        var limit = new Vector<float>(Limit);
        var opaque = 0;
        for (var i = 0; i < count; i++)
        {
            if (float.IsNaN(l[i])) continue;

            opaque++;
            var scale = new Vector<float>(Limit * (1 + (Salience * Lab.Distance(new Lab(l[i], a[i], b[i]), mean))));
            var sampleL = new Vector<float>(l[i]);
            var sampleA = new Vector<float>(a[i]);
            var sampleB = new Vector<float>(b[i]);
            for (var k = 0; k < _colors; k += Vector<float>.Count)
            {
                var dl = sampleL - Vector.Load(pl + k);
                var da = sampleA - Vector.Load(pa + k);
                var db = sampleB - Vector.Load(pb + k);
                var distance = VectorRoots.Square((dl * dl) + (da * da) + (db * db));
                (Vector.Load(sums + k) + (scale * distance / (distance + limit))).Store(sums + k);
            }
        }

        return opaque;
    }
}
