using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// The tiles of a compact file, which are coded independently: the grid is halved recursively, and each tile has a
/// reach, the largest extent of its Gaussians. Threads code tiles in parallel, and tiles that do not reach a region
/// need not be decoded.
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

    /// <param name="deviations">For each Gaussian, the larger of the standard deviations along the axes of the picture,
    /// in pixels.</param>
    /// <param name="orderIsFree">False if the order of the Gaussians matters; then there is one tile.</param>
    public static CompactTiles Create(
        ReadOnlySpan<CompactGaussian> gaussians, ReadOnlySpan<double> deviations, CompactGrid grid, bool orderIsFree,
        out byte[] tileOf)
    {
        var halvings = orderIsFree && grid.Columns * grid.Rows >= MinCells && gaussians.Length >= MinCount
            ? Math.Min(MaxHalvings, BitOperations.Log2((uint)(gaussians.Length / MinCount)))
            : 0;
        var tiles = new CompactTiles(grid, halvings, new uint[1 << halvings]);
        tileOf = new byte[gaussians.Length];
        for (var i = 0; halvings > 0 && i < gaussians.Length; i++)
        {
            tileOf[i] = tiles.TileOf(gaussians[i]);
            ref var reach = ref tiles._reaches[tileOf[i]];
            reach = Math.Max(reach, (uint)Math.Min(Math.Ceiling(deviations[i]), MaxReach));
        }

        return tiles;
    }

    /// <summary>Reads the number of halvings and the reaches.</summary>
    public static CompactTiles Parse(CompactGrid grid, ReadOnlySpan<byte> bytes, ref int position)
    {
        var halvings = position < bytes.Length ? bytes[position++] : MaxHalvings + 1;
        GaussianFormatException.ThrowIf(
            halvings > MaxHalvings || grid.Columns * grid.Rows < (halvings == 0 ? 1 : MinCells),
            "the number of tiles is out of range");
        var reaches = new uint[1 << halvings];
        for (var c = 0; halvings > 0 && c < reaches.Length; c++)
        {
            reaches[c] = VariableInteger.Read(bytes, ref position);
        }

        return new CompactTiles(grid, halvings, reaches);
    }

    private byte TileOf(in CompactGaussian g) =>
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

    public byte[] ToBytes() => [(byte)_halvings, .. (_halvings > 0 ? _reaches : []).SelectMany(VariableInteger.Bytes)];
}

/// <summary>
/// A grid of square cells around all centers. A cell is 2^<see cref="Shift"/> points (1/16 pixel) wide and aligned to
/// its size.
/// </summary>
/// <param name="Columns">Cells per row, 1 to <see cref="MaxCells"/>.</param>
/// <param name="Shift">Binary logarithm of the width of a cell in points, 4 to <see cref="MaxShift"/>.</param>
internal readonly record struct CompactGrid(int Column, int Row, int Columns, int Rows, int Shift)
{
    public const int MaxCells = 64;
    public const int MaxShift = 23;

    /// <summary>Largest magnitude of a coordinate in points.</summary>
    public const int MaxCoordinate = (1 << 28) - 1;

    /// <summary>Left edge in points.</summary>
    public int Left => Column << Shift;

    public int Top => Row << Shift;

    /// <summary>Returns the grid with the smallest cells that covers the centers.</summary>
    public static CompactGrid Around(ReadOnlySpan<CompactGaussian> gaussians)
    {
        if (gaussians.IsEmpty) return new(0, 0, 1, 1, 4);

        var (left, right, top, bottom) = (int.MaxValue, int.MinValue, int.MaxValue, int.MinValue);
        foreach (ref readonly var g in gaussians)
        {
            (left, right) = (Math.Min(left, g.X), Math.Max(right, g.X));
            (top, bottom) = (Math.Min(top, g.Y), Math.Max(bottom, g.Y));
        }

        var shift = 4;
        while (Math.Max((right >> shift) - (left >> shift), (bottom >> shift) - (top >> shift)) >= MaxCells)
        {
            shift++;
        }

        return new(left >> shift, top >> shift, (right >> shift) - (left >> shift) + 1,
            (bottom >> shift) - (top >> shift) + 1, shift);
    }

    public static CompactGrid Parse(ReadOnlySpan<byte> bytes, ref int position)
    {
        var column = (int)PlaneCoder.Unfold(VariableInteger.Read(bytes, ref position));
        var row = (int)PlaneCoder.Unfold(VariableInteger.Read(bytes, ref position));
        GaussianFormatException.ThrowIf(
            bytes.Length < position + 3, "the parameters of the profile have the wrong length");

        var grid = new CompactGrid(column, row, bytes[position] + 1, bytes[position + 1] + 1, bytes[position + 2]);
        position += 3;
        return grid.Columns <= MaxCells
            && grid.Rows <= MaxCells
            && grid.Shift is >= 4 and <= MaxShift
            && Math.Abs((long)column) <= MaxCoordinate >> grid.Shift
            && Math.Abs((long)row) <= MaxCoordinate >> grid.Shift
            ? grid
            : throw new GaussianFormatException("the position grid is out of range");
    }

    /// <summary>Divides the longer side (the width if equal). The first half has half of the cells, rounded
    /// down.</summary>
    public (CompactGrid First, CompactGrid Second) Halves()
    {
        var half = Math.Max(Columns, Rows) / 2;
        return Columns >= Rows
            ? (this with { Columns = half }, this with { Column = Column + half, Columns = Columns - half })
            : (this with { Rows = half }, this with { Row = Row + half, Rows = Rows - half });
    }

    public byte[] ToBytes() =>
    [
        .. VariableInteger.Bytes(PlaneCoder.Fold((uint)Column, 32)),
        .. VariableInteger.Bytes(PlaneCoder.Fold((uint)Row, 32)), (byte)(Columns - 1), (byte)(Rows - 1), (byte)Shift,
    ];
}
