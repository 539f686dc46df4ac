using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>
/// The discrete Voronoi diagram of <see cref="Sites"/> on a pixel grid, exact for pixel centres, and the sums over its cells. Tiles of 8x8 pixels are compared with the few
/// sites that can own one of their pixels: those no farther from the tile's middle than the nearest one plus the tile's diagonal. Sums are taken by bands of fixed height
/// and added in their order, so that they do not depend on the number of threads.
/// </summary>
internal sealed unsafe class VoronoiCells : IDisposable
{
    private const int Tile = 8;
    private const int BandHeight = 64;
    private const float Diagonal = 11.3138f;

    private readonly Sites _sites;
    private readonly Raster<float> _density;
    private readonly Raster<float> _ink;
    private readonly PooledBuffer<CellSums> _sums;
    private readonly int _bands;
    private readonly PooledBuffer<CellSums>?[] _partial;
    private readonly int[] _firstSite;
    private readonly int[] _endSite;

    public VoronoiCells(Sites sites, Raster<float> density, Raster<float> ink)
    {
        _sites = sites;
        _density = density;
        _ink = ink;
        _sums = new PooledBuffer<CellSums>(sites.Count);
        _bands = RowBands.Count(density.Height, BandHeight);
        _partial = new PooledBuffer<CellSums>?[_bands];
        _firstSite = new int[_bands];
        _endSite = new int[_bands];
    }

    /// <summary>The sums of each site's cell after <see cref="Measure"/>.</summary>
    public Span<CellSums> Sums => _sums.Span;

    /// <summary>Adds up the cells of the sites as they are now; the sites must be sorted.</summary>
    /// <param name="labels">Filled with the owner of each pixel, or null. Pixels of tiles without density have no owner: -1.</param>
    public void Measure(int maxThreads, CancellationToken cancellation, Raster<int>? labels = null)
    {
        RowBands.ForEach(_density.Height, maxThreads, cancellation, (band, first, end) => MeasureBand(band, first, end, labels), BandHeight);
        _sums.Span.Clear();
        for (var band = 0; band < _bands; band++)
        {
            var partial = _partial[band]!.Span;
            for (var i = _firstSite[band]; i < _endSite[band]; i++)
            {
                _sums.Span[i].Add(partial[i - _firstSite[band]]);
            }

            _partial[band]!.Dispose();
            _partial[band] = null;
        }
    }

    public void Dispose()
    {
        _sums.Dispose();
        foreach (var partial in _partial)
        {
            partial?.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MeasureBand(int band, int firstRow, int endRow, Raster<int>? labels)
    {
        using var nearby = new Nearby(_sites);
        var owners = stackalloc int[Tile * Tile];
        PooledBuffer<CellSums>? partial = null;
        int low = 0, high = 0;
        for (var y = firstRow; y < endRow; y += Tile)
        {
            for (var x = 0; x < _density.Width; x += Tile)
            {
                var right = Math.Min(x + Tile, _density.Width);
                var below = Math.Min(y + Tile, _density.Height);
                if (IsEmpty(x, y, right, below))
                {
                    if (labels is not null)
                    {
                        for (var row = y; row < below; row++)
                        {
                            labels.Row(row)[x..right].Fill(-1);
                        }
                    }

                    continue;
                }

                nearby.Find(x + (Tile / 2), y + (Tile / 2), Diagonal);
                if (partial is null || nearby.Lowest < low || nearby.Highest >= high)
                {
                    Widen(ref partial, ref low, ref high, nearby.Lowest, nearby.Highest + 1);
                }

                Own(nearby, x + (Tile / 2), y + (Tile / 2), owners);
                Add(owners, x, y, right, below, partial!.Pointer - low, labels);
            }
        }

        _partial[band] = partial ?? new PooledBuffer<CellSums>(0);
        _firstSite[band] = low;
        _endSite[band] = high;
    }

    private void Widen(ref PooledBuffer<CellSums>? partial, ref int low, ref int high, int wantedLow, int wantedHigh)
    {
        var margin = Math.Max(64, (high - low) / 2);
        var newLow = partial is null ? wantedLow - margin : Math.Min(low, wantedLow - margin);
        var newHigh = partial is null ? wantedHigh + margin : Math.Max(high, wantedHigh + margin);
        newLow = Math.Max(0, newLow);
        newHigh = Math.Min(_sites.Count, newHigh);
        var wider = new PooledBuffer<CellSums>(newHigh - newLow, clear: true);
        if (partial is not null)
        {
            partial.Span[..(high - low)].CopyTo(wider.Span[(low - newLow)..]);
            partial.Dispose();
        }

        (partial, low, high) = (wider, newLow, newHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsEmpty(int left, int top, int right, int below)
    {
        for (var y = top; y < below; y++)
        {
            var row = _density.Pointer + ((nint)y * _density.Stride);
            for (var x = left; x < right; x++)
            {
                if (row[x] > 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The nearest of the nearby sites for each pixel of a tile, the lower index where two are equally near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Own(Nearby nearby, float middleX, float middleY, int* owners)
    {
        var lanes = Vector<float>.Count;
        if (lanes > Tile)
        {
            OwnScalar(nearby, owners);
            return;
        }

        for (var row = 0; row < Tile; row++)
        {
            var y = row + 0.5f - (Tile / 2);
            for (var column = 0; column < Tile; column += lanes)
            {
                var x = Vector.CreateSequence(column + 0.5f - (Tile / 2), 1f);
                var best = new Vector<float>(float.MaxValue);
                var owner = Vector<int>.Zero;
                for (var i = 0; i < nearby.Count; i++)
                {
                    // |p - s|^2 less |p|^2, which is the same for all sites.
                    var score = new Vector<float>(nearby.Square[i] - (2f * y * nearby.Y[i])) - (x * new Vector<float>(2f * nearby.X[i]));
                    var nearer = Vector.LessThan(score, best);
                    best = Vector.ConditionalSelect(nearer, score, best);
                    owner = Vector.ConditionalSelect(nearer, new Vector<int>(nearby.Index[i]), owner);
                }

                owner.Store(owners + (row * Tile) + column);
            }
        }
    }

    private static void OwnScalar(Nearby nearby, int* owners)
    {
        for (var p = 0; p < Tile * Tile; p++)
        {
            var x = (p % Tile) + 0.5f - (Tile / 2);
            var y = (p / Tile) + 0.5f - (Tile / 2);
            var best = float.MaxValue;
            for (var i = 0; i < nearby.Count; i++)
            {
                var score = nearby.Square[i] - (2f * y * nearby.Y[i]) - (x * (2f * nearby.X[i]));
                if (score < best)
                {
                    best = score;
                    owners[p] = nearby.Index[i];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int* owners, int left, int top, int right, int below, CellSums* sums, Raster<int>? labels)
    {
        for (var y = top; y < below; y++)
        {
            var density = _density.Pointer + ((nint)y * _density.Stride);
            var ink = _ink.Pointer + ((nint)y * _ink.Stride);
            var line = owners + ((y - top) * Tile);
            var owner = line[0];
            float mass = 0, massX = 0, inkSum = 0;
            var from = left;
            for (var x = left; x < right; x++)
            {
                if (line[x - left] != owner)
                {
                    sums[owner].Add(new CellSums(mass, massX, mass * (y + 0.5f), inkSum, x - from));
                    from = x;
                    owner = line[x - left];
                    mass = massX = inkSum = 0;
                }

                var d = density[x];
                mass += d;
                massX += d * (x + 0.5f);
                inkSum += ink[x];
            }

            sums[owner].Add(new CellSums(mass, massX, mass * (y + 0.5f), inkSum, right - from));
            if (labels is not null)
            {
                new Span<int>(line, right - left).CopyTo(labels.Row(y)[left..right]);
            }
        }
    }
}
