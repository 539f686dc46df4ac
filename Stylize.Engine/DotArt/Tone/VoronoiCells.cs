using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Sums over the pixels of a Voronoi cell.</summary>
/// <param name="X">Sum of density * x.</param>
/// <param name="Y">Sum of density * y.</param>
/// <param name="Ink">Sum of ink, in pixels of the ink plane.</param>
internal record struct CellSums(float Mass, float X, float Y, float Ink, float Area)
{
    public void Add(in CellSums other)
    {
        Mass += other.Mass;
        X += other.X;
        Y += other.Y;
        Ink += other.Ink;
        Area += other.Area;
    }
}

/// <summary>Computes the discrete Voronoi diagram of <see cref="Sites"/> on a pixel grid, exact for pixel centers, and
/// sums over its cells. The pixels of an 8x8 tile are compared only with the sites that can be nearest to one of them
/// (<see cref="TileSites"/>). Sums are computed per band of rows of fixed height and added in band order, so that
/// rounding does not depend on the number of threads.</summary>
/// <remarks>The plain way, which compares each pixel with all sites, takes 97 times as long for 500 sites, and 198
/// times for 2,000 (256 x 256 pixels, one thread).</remarks>
internal sealed unsafe class VoronoiCells : IDisposable
{
    private const int Tile = 8;

    /// <summary>Distance between the pixel centers in opposite corners of a tile: 7 * sqrt(2), rounded up.</summary>
    private const float Diagonal = 9.8996f;

    private readonly Sites _sites;
    private readonly Raster<float> _density, _ink;
    private readonly PooledBuffer<CellSums> _sums;
    private readonly int _bands;
    private readonly PooledBuffer<CellSums>?[] _partial;
    private readonly int[] _firstSite, _endSite;

    /// <param name="sites">The sites, which may move between measurements.</param>
    /// <param name="density">Weight of each pixel for the centroids.</param>
    /// <param name="ink">Ink of each pixel.</param>
    public VoronoiCells(Sites sites, Raster<float> density, Raster<float> ink)
    {
        (_sites, _density, _ink) = (sites, density, ink);
        _sums = new PooledBuffer<CellSums>(sites.Count);
        _bands = RowBands.Count(density.Height);
        _partial = new PooledBuffer<CellSums>?[_bands];
        _firstSite = new int[_bands];
        _endSite = new int[_bands];
    }

    /// <summary>Sums over the cell of each site; valid after <see cref="Measure"/>.</summary>
    public Span<CellSums> Sums => _sums.Span;

    /// <summary>Computes the sums for the current positions of the sites, which must be sorted.</summary>
    /// <param name="labels">Receives the site whose cell contains each pixel, or -1 in tiles without density, which are
    /// skipped. Can be null.</param>
    public void Measure(ThreadGrant maxThreads, CancellationToken cancellation, Raster<int>? labels = null)
    {
        RowBands.ForEach(
            _density.Height, maxThreads, cancellation, (band, first, end) => MeasureBand(band, first, end, labels));
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

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void MeasureBand(int band, int firstRow, int endRow, Raster<int>? labels)
    {
        using var candidates = new TileSites(_sites);
        // A vector may be wider than a row, and ends in the next one.
        var owners = stackalloc int[(Tile * Tile) + Vector<int>.Count];
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

                candidates.Find(x + (Tile / 2), y + (Tile / 2), Diagonal);
                int lowest = candidates.Found[0].Index, highest = candidates.Found[candidates.Count - 1].Index;
                if (partial is null || lowest < low || highest >= high)
                {
                    Widen(ref partial, ref low, ref high, lowest, highest + 1);
                }

                Assign(candidates, owners);
                Add(owners, x, y, right, below, partial!.Pointer - low, labels);
            }
        }

        _partial[band] = partial ?? new PooledBuffer<CellSums>(0);
        _firstSite[band] = low;
        _endSite[band] = high;
    }

    /// <summary>Enlarges the range [low, high) of sites that the sums of a band cover.</summary>
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

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool IsEmpty(int left, int top, int right, int below)
    {
        for (var y = top; y < below; y++)
        {
            var row = _density.Pointer + ((nint)y * _density.Stride);
            for (var x = left; x < right; x++)
            {
                if (row[x] > 0) return false;
            }
        }

        return true;
    }

    /// <summary>Finds the nearest site of each pixel of a tile. Of equally near sites, the one with the lower index
    /// wins.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Assign(TileSites candidates, int* owners)
    {
        for (var left = 0; left < Tile; left += Vector<float>.Count)
        {
            var x = Vector.CreateSequence(left + 0.5f - (Tile / 2), 1f);
            for (var row = 0; row < Tile; row++)
            {
                var y = row + 0.5f - (Tile / 2);
                var best = new Vector<float>(float.MaxValue);
                var owner = Vector<int>.Zero;
                for (var i = 0; i < candidates.Count; i++)
                {
                    ref readonly var site = ref candidates.Found[i];

                    // |p - s|^2 - |p|^2: the omitted term is equal for all sites.
                    var score = new Vector<float>(site.Square - (2f * y * site.Y)) - (x * (2f * site.X));
                    var nearer = Vector.LessThan(score, best);
                    best = Vector.ConditionalSelect(nearer, score, best);
                    owner = Vector.ConditionalSelect(nearer, new Vector<int>(site.Index), owner);
                }

                owner.Store(owners + (row * Tile) + left);
            }
        }
    }

    /// <summary>Adds the pixels of a tile to the sums of their cells, one run of pixels of a cell at a time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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
