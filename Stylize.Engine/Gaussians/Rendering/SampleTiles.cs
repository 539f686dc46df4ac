namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Divides the samples into tiles, independently of the number of threads.</summary>
internal sealed class SampleTiles
{
    /// <summary>
    /// Rows of a tile, which bound the rounding errors down a strip. Coarse pictures have twice as many, to cut fewer
    /// Gaussians.
    /// </summary>
    public const int MaxRows = 32;
    public const int MaxColumns = 512;

    private readonly SampleGrid _columns;
    private readonly SampleGrid _rows;
    private readonly int _pixelsAcross, _pixelsDown;
    private readonly ulong _tilesPerColumn, _tilesPerRow;

    public SampleTiles(SampleGrid columns, SampleGrid rows)
    {
        _columns = columns;
        _rows = rows;
        Across = Count(columns, MaxColumns);
        _pixelsAcross = (columns.Pixels + Across - 1) / Across;
        _pixelsDown = MaxRows * (rows.IsCoarse ? 2 : 1) / rows.PerPixel;
        Down = (rows.Pixels + _pixelsDown - 1) / _pixelsDown;
        _tilesPerColumn = Reciprocal(TileWidth);
        _tilesPerRow = Reciprocal(TileHeight);
    }

    public int Across { get; }
    public int Down { get; }
    public int TileWidth => _pixelsAcross * _columns.PerPixel;
    public int TileHeight => _pixelsDown * _rows.PerPixel;

    public Tile this[int column, int row] => new(
        Math.Min(column * TileWidth, _columns.Samples), row * TileHeight,
        Math.Min((column + 1) * TileWidth, _columns.Samples), Math.Min((row + 1) * TileHeight, _rows.Samples));

    public int Column(int x) => (int)(((uint)x * _tilesPerColumn) >> 32);

    public int Row(int y) => (int)(((uint)y * _tilesPerRow) >> 32);

    /// <summary>
    /// Returns 2^32 / <paramref name="tile"/>, rounded up. Multiplication by it instead of division by a tile of at
    /// most 2^9 samples is exact for samples below 2^23; there are at most 2^22 (<see cref="GaussianModel.MaxSide"/>
    /// pixels times <see cref="SampleGrid.MaxPerPixel"/>).
    /// </summary>
    private static ulong Reciprocal(int tile) => ((1UL << 32) + (uint)tile - 1) / (uint)tile;

    private static int Count(SampleGrid axis, int max)
    {
        var pixels = max / axis.PerPixel;
        return (axis.Pixels + pixels - 1) / pixels;
    }
}

/// <summary>
/// The samples of a rendering along one axis. A pixel that covers more than one source pixel is averaged over several
/// samples. If <see cref="MaxPerPixel"/> samples do not suffice, each Gaussian is also convolved with the area of a
/// sample.
/// </summary>
/// <param name="AddedVariance">Variance of that convolution, in samples squared.</param>
/// <param name="IsCoarse">True for a picture that is enlarged afterwards: it needs less precision.</param>
internal readonly record struct SampleGrid(
    int Pixels, int PerPixel, double PerSource, double AddedVariance, bool IsCoarse = false)
{
    /// <summary>Largest number of samples per pixel along an axis.</summary>
    public const int MaxPerPixel = 4;

    public int Samples => Pixels * PerPixel;

    public static SampleGrid Create(int pixels, int sourcePixels, int maxPerPixel = MaxPerPixel)
    {
        var perPixel = Math.Clamp((int)Math.Ceiling((double)sourcePixels / pixels), 1, maxPerPixel);
        var perSource = (double)pixels * perPixel / sourcePixels;
        // A sample covers n = 1 / perSource source pixels; n points a pixel apart have a variance of (n^2 - 1) / 12
        // source pixels squared.
        var added = perSource < 1 ? (1 - (perSource * perSource)) / 12 : 0;
        return new SampleGrid(pixels, perPixel, perSource, added);
    }

    /// <summary>
    /// Returns one sample per pixel of a picture that is enlarged afterwards. The filter is a tent, wide enough for
    /// smooth edges.
    /// </summary>
    public static SampleGrid Coarse(int pixels, int sourcePixels)
    {
        var grid = Create(pixels, sourcePixels, 1);
        return grid with { AddedVariance = 2 * grid.AddedVariance, IsCoarse = true };
    }
}

/// <summary>A rectangle of samples.</summary>
/// <param name="Right">End column, exclusive.</param>
/// <param name="Bottom">End row, exclusive.</param>
internal readonly record struct Tile(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;
    public int Height => Bottom - Top;
}
