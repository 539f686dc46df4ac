using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The data term of the Potts model: the cost D(s, c) of palette color c for superpixel s is the mean over the samples x of s of
/// rho(|x - c|), rho(d) = d L / (d + L) / 3. This robust cost saturates (the form of Geman and McClure 1987 with d in place of d^2), so a
/// superpixel across an edge takes the color of its larger side and not a color in between.</summary>
internal sealed unsafe class DataTerm : IDisposable
{
    /// <summary>L, the limit of rho, in Lab units. Chosen, like the other constants of the refinement, by the mean figures of
    /// docs/evidence/quality/pixel-art.md.</summary>
    private const float Limit = 24;

    /// <summary>Number of rows of superpixels that a thread takes at a time; the two rows around them are processed twice.</summary>
    private const int BandRows = 32;

    private readonly CellSamples _samples;
    private readonly SuperpixelGrid _grid;
    private readonly CandidateSearch _search;
    private readonly int _colors, _paddedColors;
    private readonly PooledBuffer<float> _palette;

    public DataTerm(CellSamples samples, SuperpixelGrid grid, CandidateSearch search, ReadOnlySpan<Lab> palette)
    {
        (_samples, _grid, _search) = (samples, grid, search);
        _colors = palette.Length;
        _paddedColors = (_colors + SuperpixelGrid.Padding - 1) / SuperpixelGrid.Padding * SuperpixelGrid.Padding;
        _palette = new PooledBuffer<float>(3 * _paddedColors, clear: true);
        for (var k = 0; k < _colors; k++)
        {
            _palette.Span[k] = palette[k].L;
            _palette.Span[_paddedColors + k] = palette[k].A;
            _palette.Span[(2 * _paddedColors) + k] = palette[k].B;
        }
    }

    /// <summary>Computes the costs, keeps the cheapest labels of each superpixel, and associates it with the cheapest.</summary>
    public void Measure(LabelCandidates candidates, RowTeam team, CancellationToken cancellation)
    {
        var grid = _grid;
        team.ForEach(RowBands.Count(grid.Height, BandRows), band =>
            MeasureBand(band * BandRows, Math.Min(grid.Height, (band + 1) * BandRows), candidates, cancellation));

        // After all bands, because the search of a band reads the palette indices of the rows around it.
        for (var cellY = 0; cellY < grid.Height; cellY++)
        {
            for (var cellX = 0; cellX < grid.Width; cellX++)
            {
                var i = grid.Index(cellX, cellY);
                grid.PaletteIndex[i] = candidates.Labels(i)[0];
            }
        }
    }

    public void Dispose() => _palette.Dispose();

    /// <summary>Keeps the cheapest labels of the superpixels in rows [first, end).</summary>
    private void MeasureBand(int first, int end, LabelCandidates candidates, CancellationToken cancellation)
    {
        var grid = _grid;
        using var labels = new PooledBuffer<int>(_samples.LargestCell + SuperpixelGrid.Padding);
        using var sums = new PooledBuffer<float>(3 * grid.Pitch * (_paddedColors + 1), clear: true);
        var found = stackalloc int[CandidateSearch.Candidates];

        // The samples of a row of cells belong to superpixels of that row and of the rows above and below. So a row of superpixels is
        // complete after the next row of cells, and the sums of three rows are kept.
        for (var cellY = first - 1; cellY <= end; cellY++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var cellX = 0; cellX < grid.Width && (uint)cellY < (uint)grid.Height; cellX++)
            {
                var count = _samples.Layout(cellX, cellY).Count;
                _search.Find(cellX, cellY, count, found, labels.Pointer);
                AddCosts(_samples.Start(cellX, cellY), count, found, labels.Pointer, sums.Pointer);
            }

            if (cellY > first)
            {
                Keep(cellY - 1, candidates, found, labels.Pointer, sums.Pointer);
            }

            Row(cellY - 1, sums.Pointer).Clear();
        }
    }

    private Span<float> Row(int cellY, float* sums)
    {
        var length = _grid.Pitch * (_paddedColors + 1);
        return new Span<float>(sums + ((cellY + 3) % 3 * length), length);
    }

    /// <summary>Returns the sums of a superpixel: the cost of each palette index, then the number of samples.</summary>
    private float* Sums(int superpixel, float* sums)
    {
        // The first row of the grid is its border.
        var row = (superpixel / _grid.Pitch + 2) % 3;
        return sums + (((row * _grid.Pitch) + (superpixel % _grid.Pitch)) * (_paddedColors + 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddCosts(long start, int count, int* found, int* labels, float* sums)
    {
        float* l = _samples.L + start, a = _samples.A + start, b = _samples.B + start;
        float* pl = _palette.Pointer, pa = pl + _paddedColors, pb = pa + _paddedColors;
        var limit = new Vector<float>(Limit);
        var targets = stackalloc float*[CandidateSearch.Candidates];
        for (var n = 0; n < CandidateSearch.Candidates; n++)
        {
            targets[n] = null;
        }

        for (var i = 0; i < count; i++)
        {
            if (labels[i] == CandidateSearch.None) continue;

            var target = targets[labels[i]];
            if (target is null)
            {
                target = targets[labels[i]] = Sums(found[labels[i]], sums);
            }

            target[_paddedColors]++;
            var sampleL = new Vector<float>(l[i]);
            var sampleA = new Vector<float>(a[i]);
            var sampleB = new Vector<float>(b[i]);
            for (var k = 0; k < _colors; k += Vector<float>.Count)
            {
                var dl = sampleL - Vector.Load(pl + k);
                var da = sampleA - Vector.Load(pa + k);
                var db = sampleB - Vector.Load(pb + k);
                var distance = VectorRoots.Square((dl * dl) + (da * da) + (db * db));
                (Vector.Load(target + k) + (distance * limit / (distance + limit))).Store(target + k);
            }
        }
    }

    /// <summary>Keeps the cheapest labels of the superpixels of a complete row. A superpixel whose samples all went to its neighbors, such
    /// as between two flat areas, gets the labels of its cell, and one whose cell is transparent keeps its color.</summary>
    private void Keep(int cellY, LabelCandidates candidates, int* found, int* labels, float* sumsOfRows)
    {
        var grid = _grid;
        for (var cellX = 0; cellX < grid.Width; cellX++)
        {
            var i = grid.Index(cellX, cellY);
            var sums = Sums(i, sumsOfRows);
            if (sums[_paddedColors] == 0)
            {
                var (start, count) = (_samples.Start(cellX, cellY), _samples.Layout(cellX, cellY).Count);
                found[0] = i;
                for (var sample = 0; sample < count; sample++)
                {
                    labels[sample] = float.IsNaN(_samples.L[start + sample]) ? CandidateSearch.None : 0;
                }

                AddCosts(start, count, found, labels, sumsOfRows);
            }

            if (sums[_paddedColors] == 0)
            {
                candidates.KeepOnly(i, grid.PaletteIndex[i]);
                continue;
            }

            candidates.Keep(i, new ReadOnlySpan<float>(sums, _colors), LabelCandidates.Unit * sums[_paddedColors]);
        }
    }
}
