namespace Stylize.Engine.DotArt.Points;

/// <summary>Points in a rectangle, sorted into the square cells of a uniform grid in row-major order. Points that are
/// close in the plane are then close in memory, and the points of adjacent cells of a row have consecutive
/// indices.</summary>
internal sealed unsafe class Sites : IDisposable
{
    private const float PointsPerCell = 1.5f;
    private const float MaxCellsPerSide = 8192f;

    /// <summary>Minimum distance of points from the border of the rectangle.</summary>
    public const float Border = 0.01f;

    private readonly PooledBuffer<float> _x, _y, _spareX, _spareY;
    private readonly PooledBuffer<int> _cellOf, _starts;

    /// <param name="count">Number of points, 1 or more.</param>
    public Sites(int count, float width, float height)
    {
        (Count, Width, Height) = (count, width, height);
        CellSize =
            MathF.Max(MathF.Sqrt(PointsPerCell * width * height / count), MathF.Max(width, height) / MaxCellsPerSide);
        Columns = Math.Max(1, (int)MathF.Ceiling(width / CellSize));
        Rows = Math.Max(1, (int)MathF.Ceiling(height / CellSize));
        _x = new PooledBuffer<float>(count);
        _y = new PooledBuffer<float>(count);
        _spareX = new PooledBuffer<float>(count);
        _spareY = new PooledBuffer<float>(count);
        _cellOf = new PooledBuffer<int>(count);
        _starts = new PooledBuffer<int>((Columns * Rows) + 1);
    }

    public int Count { get; }
    public float Width { get; }
    public float Height { get; }
    public float CellSize { get; }
    public int Columns { get; }
    public int Rows { get; }
    public float* X => _x.Pointer;
    public float* Y => _y.Pointer;

    /// <summary>Index of the first point of each cell in row-major order, followed by the number of points; see
    /// <see cref="Sort"/>.</summary>
    public int* Starts => _starts.Pointer;

    /// <summary>Returns the column of the cell that contains x, clamped to the grid.</summary>
    public int Column(float x) => Math.Clamp((int)(x / CellSize), 0, Columns - 1);

    public int Row(float y) => Math.Clamp((int)(y / CellSize), 0, Rows - 1);

    /// <summary>Moves a point, clamped to the rectangle.</summary>
    public void MoveTo(int site, float x, float y)
    {
        X[site] = Math.Clamp(x, Border, Width - Border);
        Y[site] = Math.Clamp(y, Border, Height - Border);
    }

    /// <summary>Rounds the coordinates such that their products with scale are multiples of 1 / unit.</summary>
    public void Round(float scale, float unit)
    {
        for (var i = 0; i < Count; i++)
        {
            X[i] = MathF.Round(X[i] * scale * unit) / unit / scale;
            Y[i] = MathF.Round(Y[i] * scale * unit) / unit / scale;
        }
    }

    /// <summary>Sorts the points into cells (stable counting sort).</summary>
    /// <param name="moved">Receives the previous index of each point; can be null.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Sort(int* moved = null)
    {
        new Span<int>(Starts, (Columns * Rows) + 1).Clear();
        for (var i = 0; i < Count; i++)
        {
            var cell = (Row(Y[i]) * Columns) + Column(X[i]);
            _cellOf.Pointer[i] = cell;
            Starts[cell + 1]++;
        }

        for (var cell = 0; cell < Columns * Rows; cell++)
        {
            Starts[cell + 1] += Starts[cell];
        }

        _x.Span.CopyTo(_spareX.Span);
        _y.Span.CopyTo(_spareY.Span);
        for (var i = 0; i < Count; i++)
        {
            var to = Starts[_cellOf.Pointer[i]]++;
            X[to] = _spareX.Pointer[i];
            Y[to] = _spareY.Pointer[i];
            if (moved is not null)
            {
                moved[to] = i;
            }
        }

        for (var cell = Columns * Rows; cell > 0; cell--)
        {
            Starts[cell] = Starts[cell - 1];
        }

        Starts[0] = 0;
    }

    /// <summary>Reorders values of sites like the sites in a sort.</summary>
    /// <param name="moved">The previous index of each site.</param>
    /// <param name="copy">Scratch space of the same length.</param>
    public static void Permute<T>(Span<T> values, ReadOnlySpan<int> moved, Span<T> copy)
    {
        values.CopyTo(copy);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = copy[moved[i]];
        }
    }

    public static float Largest(ReadOnlySpan<float> radii) => radii.IsEmpty ? 0 : TensorPrimitives.Max(radii);

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
        _spareX.Dispose();
        _spareY.Dispose();
        _cellOf.Dispose();
        _starts.Dispose();
    }
}

/// <summary>The discs near each disc, as indices in compressed sparse row format.</summary>
internal sealed unsafe class SiteNeighbors : IDisposable
{
    private const int ExpectedPerSite = 10;
    private readonly PooledBuffer<int> _starts;
    private readonly PooledBuffer<int> _others;

    /// <summary>Finds the pairs whose distance is at most <paramref name="reach"/> times the sum of their
    /// radii.</summary>
    /// <param name="sites">The centers, sorted.</param>
    /// <param name="radii">Radii of the discs.</param>
    /// <param name="reach">1 to find discs that touch or overlap; more to find discs that may touch later.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public SiteNeighbors(Sites sites, ReadOnlySpan<float> radii, float reach)
    {
        _starts = new PooledBuffer<int>(sites.Count + 1);
        var others = new List<int>(sites.Count * ExpectedPerSite);
        var largest = Sites.Largest(radii);
        for (var i = 0; i < sites.Count; i++)
        {
            _starts.Span[i] = others.Count;
            float x = sites.X[i], y = sites.Y[i];
            var farthest = reach * (radii[i] + largest);
            int left = sites.Column(x - farthest), right = sites.Column(x + farthest), bottom = sites.Row(y + farthest);
            for (var row = sites.Row(y - farthest); row <= bottom; row++)
            {
                var to = sites.Starts[(row * sites.Columns) + right + 1];
                for (var j = sites.Starts[(row * sites.Columns) + left]; j < to; j++)
                {
                    var dx = sites.X[j] - x;
                    var dy = sites.Y[j] - y;
                    var near = reach * (radii[i] + radii[j]);
                    if (j == i || (dx * dx) + (dy * dy) > near * near) continue;

                    others.Add(j);
                }
            }
        }

        _starts.Span[sites.Count] = others.Count;
        _others = new PooledBuffer<int>(others.Count);
        CollectionsMarshal.AsSpan(others).CopyTo(_others.Span);
    }

    /// <summary>Returns the neighbors of a disc in ascending order of indices.</summary>
    public ReadOnlySpan<int> Around(int site) =>
        new(_others.Pointer + _starts.Pointer[site], _starts.Pointer[site + 1] - _starts.Pointer[site]);

    public void Dispose()
    {
        _starts.Dispose();
        _others.Dispose();
    }
}
