using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Chooses the palette colour of each superpixel anew, now by its samples one by one instead of by their mean: a sample's cost of a colour grows with the distance,
/// but levels off, so that a superpixel across an edge takes the colour of the larger side and not one in between. Neighbours that differ cost something too,
/// the less the more the image itself differs between them, which removes specks and frayed borders but keeps thin lines.
/// </summary>
internal sealed unsafe class Finishing : IDisposable
{
    /// <summary>Distance, in Lab units, at which a sample's cost reaches half of its limit.</summary>
    private const float Level = 6;

    /// <summary>Difference of two neighbours, in Lab units, at which the image itself halves the reason to join them.</summary>
    private const float Contrast = 8;

    /// <summary>Share of the cohesion that holds across any edge.</summary>
    private const float AcrossEdges = 0.18f;

    /// <summary>What a neighbour at a corner counts, a neighbour at a side being 1.</summary>
    private const float Diagonal = 0.7f;

    private const int Sweeps = 4;

    /// <summary>The cheapest colours of a superpixel, which are all that it may take.</summary>
    private const int Choices = 8;

    private readonly PixelBlocks _blocks;
    private readonly Superpixels _superpixels;
    private readonly Assignment _assignment;
    private readonly float _cohesion;
    private readonly int _colors;
    private readonly int _paddedColors;
    private readonly PooledBuffer<float> _palette;
    private readonly PooledBuffer<float> _costs;
    private readonly PooledBuffer<float> _choiceCosts;
    private readonly PooledBuffer<int> _choiceColors;

    /// <param name="cohesion">Cost of two neighbours that differ, in Lab units, 0 or more.</param>
    public Finishing(PixelBlocks blocks, Superpixels superpixels, Assignment assignment, ReadOnlySpan<Lab> palette, double cohesion)
    {
        _blocks = blocks;
        _superpixels = superpixels;
        _assignment = assignment;
        _cohesion = (float)cohesion;
        _colors = palette.Length;
        _paddedColors = (_colors + Superpixels.Padding - 1) / Superpixels.Padding * Superpixels.Padding;
        _palette = new PooledBuffer<float>(3 * _paddedColors, clear: true);
        for (var k = 0; k < _colors; k++)
        {
            _palette.Span[k] = palette[k].L;
            _palette.Span[_paddedColors + k] = palette[k].A;
            _palette.Span[(2 * _paddedColors) + k] = palette[k].B;
        }

        _costs = new PooledBuffer<float>(3 * (superpixels.Width + 2) * (_paddedColors + 1));
        _choiceCosts = new PooledBuffer<float>(superpixels.Length * Choices);
        _choiceColors = new PooledBuffer<int>(superpixels.Length * Choices);
    }

    /// <summary>Relabels every superpixel.</summary>
    public void Run(CancellationToken cancellation)
    {
        Measure(cancellation);
        for (var sweep = 0; sweep < Sweeps && _cohesion > 0; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!Sweep())
            {
                break;
            }
        }
    }

    public void Dispose()
    {
        _palette.Dispose();
        _costs.Dispose();
        _choiceCosts.Dispose();
        _choiceColors.Dispose();
    }

    /// <summary>Cost of each palette colour for each superpixel, of which the cheapest few are kept. Samples of three rows of cells make a row of superpixels.</summary>
    private void Measure(CancellationToken cancellation)
    {
        using var labels = new PooledBuffer<int>(_blocks.LargestCell + Superpixels.Padding);
        var ids = stackalloc int[Assignment.Candidates];
        var s = _superpixels;
        _costs.Span.Clear();
        for (var cellY = 0; cellY <= s.Height; cellY++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var cellX = 0; cellX < s.Width && cellY < s.Height; cellX++)
            {
                var pattern = _blocks.Pattern(cellX, cellY);
                var number = _assignment.AssignCell(cellX, cellY, pattern.Count, ids, labels.Pointer);
                AddCosts(_blocks.Start(cellX, cellY), pattern.Count, ids, labels.Pointer);
            }

            if (cellY > 0)
            {
                Choose(cellY - 1);
            }
        }
    }

    private float* Costs(int superpixel)
    {
        var row = superpixel / _superpixels.Pitch % 3;
        return _costs.Pointer + (((row * _superpixels.Pitch) + (superpixel % _superpixels.Pitch)) * (_paddedColors + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddCosts(long start, int count, int* ids, int* labels)
    {
        float* l = _blocks.L + start, a = _blocks.A + start, b = _blocks.B + start;
        float* pl = _palette.Pointer, pa = pl + _paddedColors, pb = pa + _paddedColors;
        var level = new Vector<float>(Level);
        var targets = stackalloc float*[Assignment.Candidates];
        for (var n = 0; n < Assignment.Candidates; n++)
        {
            targets[n] = null;
        }

        for (var i = 0; i < count; i++)
        {
            if (labels[i] == Assignment.None)
            {
                continue;
            }

            var target = targets[labels[i]];
            if (target is null)
            {
                target = targets[labels[i]] = Costs(ids[labels[i]]);
            }

            target[_paddedColors] += 1;
            var sampleL = new Vector<float>(l[i]);
            var sampleA = new Vector<float>(a[i]);
            var sampleB = new Vector<float>(b[i]);
            for (var k = 0; k < _colors; k += Vector<float>.Count)
            {
                var dl = sampleL - Vector.Load(pl + k);
                var da = sampleA - Vector.Load(pa + k);
                var db = sampleB - Vector.Load(pb + k);
                var distance = Vector.SquareRoot((dl * dl) + (da * da) + (db * db));
                (Vector.Load(target + k) + (distance * level / (distance + level))).Store(target + k);
            }
        }
    }

    /// <summary>Keeps the cheapest colours of each superpixel of a finished row, the cheapest first, and clears the row.</summary>
    private void Choose(int cellY)
    {
        var s = _superpixels;
        for (var cellX = 0; cellX < s.Width; cellX++)
        {
            var i = s.Index(cellX, cellY);
            var costs = Costs(i);
            var samples = costs[_paddedColors];
            var choiceCosts = _choiceCosts.Span.Slice(i * Choices, Choices);
            var choiceColors = _choiceColors.Span.Slice(i * Choices, Choices);
            choiceCosts.Fill(float.MaxValue);
            choiceColors.Fill(s.Color[i]);
            if (samples == 0)
            {
                choiceCosts[0] = 0;
                continue;
            }

            for (var k = 0; k < _colors; k++)
            {
                var cost = costs[k] / samples;
                var place = Choices;
                while (place > 0 && cost < choiceCosts[place - 1])
                {
                    place--;
                }

                if (place < Choices)
                {
                    choiceCosts[place..^1].CopyTo(choiceCosts[(place + 1)..]);
                    choiceColors[place..^1].CopyTo(choiceColors[(place + 1)..]);
                    choiceCosts[place] = cost;
                    choiceColors[place] = k;
                }
            }

            s.Color[i] = choiceColors[0];
            new Span<float>(costs, _paddedColors + 1).Clear();
        }
    }

    private bool Sweep()
    {
        var s = _superpixels;
        var changed = false;
        Span<int> neighbours = stackalloc int[8];
        Span<float> weights = stackalloc float[8];
        for (var cellY = 0; cellY < s.Height; cellY++)
        {
            for (var cellX = 0; cellX < s.Width; cellX++)
            {
                var i = s.Index(cellX, cellY);
                var number = 0;
                for (var dy = -1; dy <= 1; dy++)
                {
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        if ((dx | dy) == 0 || (uint)(cellX + dx) >= (uint)s.Width || (uint)(cellY + dy) >= (uint)s.Height)
                        {
                            continue;
                        }

                        var j = s.Index(cellX + dx, cellY + dy);
                        var (l, a, b) = (s.L[i] - s.L[j], s.A[i] - s.A[j], s.B[i] - s.B[j]);
                        var squared = (l * l) + (a * a) + (b * b);
                        weights[number] = _cohesion * (AcrossEdges + ((1 - AcrossEdges) / (1 + (squared / (Contrast * Contrast))))) * (dx == 0 || dy == 0 ? 1 : Diagonal);
                        neighbours[number++] = s.Color[j];
                    }
                }

                var best = s.Color[i];
                var least = float.MaxValue;
                for (var c = 0; c < Choices; c++)
                {
                    var cost = _choiceCosts.Span[(i * Choices) + c];
                    if (cost == float.MaxValue)
                    {
                        break;
                    }

                    var color = _choiceColors.Span[(i * Choices) + c];
                    for (var n = 0; n < number; n++)
                    {
                        cost += neighbours[n] == color ? 0 : weights[n];
                    }

                    if (cost < least)
                    {
                        least = cost;
                        best = color;
                    }
                }

                changed |= best != s.Color[i];
                s.Color[i] = best;
            }
        }

        return changed;
    }
}
