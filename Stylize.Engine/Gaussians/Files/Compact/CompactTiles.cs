namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// The tiles of a compact file, which are coded independently: the grid is halved recursively, and each tile has a reach, the largest
/// extent of its Gaussians. Threads code tiles in parallel, and tiles that do not reach a region need not be decoded.
/// </summary>
internal sealed class CompactTiles
{
    public const int MaxHalvings = 6;

    /// <summary>Minimum mean number of Gaussians per tile. Untrained models cost about 150 bytes per tile.</summary>
    private const int MinCount = 8000;

    /// <summary>Smallest number of cells of a grid that is divided.</summary>
    private const int MinCells = 256;
    private const int MaxReach = 1 << 24;

    private readonly int _halvings;
    private readonly uint[] _reaches;
    private readonly CompactGrid _grid;
    private readonly byte[] _tileOfCell;

    private CompactTiles(CompactGrid grid, int halvings, uint[] reaches)
    {
        _halvings = halvings;
        _reaches = reaches;
        Grids = new CompactGrid[1 << halvings];
        Grids[0] = grid;
        for (var parts = 1; parts < Grids.Length; parts *= 2)
        {
            for (var k = parts - 1; k >= 0; k--)
            {
                (Grids[2 * k], Grids[(2 * k) + 1]) = Grids[k].Halves();
            }
        }

        _grid = grid;
        _tileOfCell = new byte[grid.Columns * grid.Rows];
        for (var c = 0; c < Grids.Length; c++)
        {
            for (var row = 0; row < Grids[c].Rows; row++)
            {
                var first = ((Grids[c].Row - grid.Row + row) * grid.Columns) + Grids[c].Column - grid.Column;
                _tileOfCell.AsSpan(first, Grids[c].Columns).Fill((byte)c);
            }
        }
    }

    public CompactGrid[] Grids { get; }

    /// <param name="deviations">For each Gaussian, the larger of the standard deviations along the axes of the picture, in pixels.</param>
    /// <param name="orderIsFree">False if the order of the Gaussians matters; then there is one tile.</param>
    public static CompactTiles Create(
        ReadOnlySpan<CompactGaussian> gaussians, ReadOnlySpan<double> deviations, CompactGrid grid, bool orderIsFree, out byte[] tileOf)
    {
        var halvings = orderIsFree && grid.Columns * grid.Rows >= MinCells && gaussians.Length >= MinCount
            ? Math.Min(MaxHalvings, BitOperations.Log2((uint)(gaussians.Length / MinCount)))
            : 0;
        var tiles = new CompactTiles(grid, halvings, new uint[1 << halvings]);
        tileOf = new byte[gaussians.Length];
        for (var i = 0; halvings > 0 && i < gaussians.Length; i++)
        {
            tileOf[i] = tiles.Of(gaussians[i]);
            ref var reach = ref tiles._reaches[tileOf[i]];
            reach = Math.Max(reach, (uint)Math.Min(Math.Ceiling(deviations[i]), MaxReach));
        }

        return tiles;
    }

    /// <summary>Reads the number of halvings and the reaches.</summary>
    public static CompactTiles Parse(CompactGrid grid, ReadOnlySpan<byte> bytes, ref int position)
    {
        var halvings = position < bytes.Length ? bytes[position++] : MaxHalvings + 1;
        if (halvings > MaxHalvings || grid.Columns * grid.Rows < (halvings == 0 ? 1 : MinCells))
        {
            throw new GaussianFormatException("the number of tiles is out of range");
        }

        var reaches = new uint[1 << halvings];
        for (var c = 0; halvings > 0 && c < reaches.Length; c++)
        {
            reaches[c] = VariableInteger.Read(bytes, ref position);
        }

        return new CompactTiles(grid, halvings, reaches);
    }

    private byte Of(in CompactGaussian g) =>
        _tileOfCell[(((g.Y >> _grid.Shift) - _grid.Row) * _grid.Columns) + (g.X >> _grid.Shift) - _grid.Column];

    /// <summary>Returns true if a Gaussian of a tile may extend into a region.</summary>
    /// <param name="deviations">Radius of a Gaussian's support, in standard deviations.</param>
    public bool Reaches(int tile, PixelRectangle region, double deviations)
    {
        const double Points = CompactQuantizer.PointsPerPixel;
        var grid = Grids[tile];
        var reach = (_reaches[tile] * deviations) + 1;
        var (left, top) = (grid.Left / Points, grid.Top / Points);
        var right = (grid.Left + ((long)grid.Columns << grid.Shift)) / Points;
        var bottom = (grid.Top + ((long)grid.Rows << grid.Shift)) / Points;
        return left - reach < (double)region.X + region.Width && right + reach > region.X
            && top - reach < (double)region.Y + region.Height && bottom + reach > region.Y;
    }

    public byte[] ToBytes()
    {
        var bytes = new List<byte> { (byte)_halvings };
        foreach (var reach in _halvings > 0 ? _reaches : [])
        {
            VariableInteger.Write(bytes, reach);
        }

        return [.. bytes];
    }
}
