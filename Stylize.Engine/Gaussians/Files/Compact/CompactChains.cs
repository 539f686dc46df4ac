using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// The parts of a compact file that are coded independently of each other: the grid halved again and again, and how far the Gaussians of
/// each part reach where there are several. So threads share the work, and what does not reach into a region need not be decoded.
/// </summary>
internal sealed class CompactChains
{
    public const int MaxHalvings = 6;

    /// <summary>Least Gaussians of a chain on the mean: learning anew costs a chain some 150 bytes.</summary>
    private const int MinCount = 8000;

    /// <summary>Cells that a grid must have to be halved.</summary>
    private const int MinCells = 256;
    private const int MaxReach = 1 << 24;

    private readonly int _halvings;
    private readonly uint[] _reaches;
    private readonly CompactGrid _grid;
    private readonly byte[] _chainOfCell;

    private CompactChains(CompactGrid grid, int halvings, uint[] reaches)
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
        _chainOfCell = new byte[grid.Columns * grid.Rows];
        for (var c = 0; c < Grids.Length; c++)
        {
            for (var row = 0; row < Grids[c].Rows; row++)
            {
                var first = ((Grids[c].Row - grid.Row + row) * grid.Columns) + Grids[c].Column - grid.Column;
                _chainOfCell.AsSpan(first, Grids[c].Columns).Fill((byte)c);
            }
        }
    }

    public CompactGrid[] Grids { get; }

    /// <param name="deviations">The larger of each Gaussian's standard deviations along the two axes of the picture, in pixels.</param>
    /// <param name="orderIsFree">False where the order of the Gaussians counts; then there is one chain.</param>
    public static CompactChains Create(
        ReadOnlySpan<CompactGaussian> gaussians, ReadOnlySpan<double> deviations, CompactGrid grid, bool orderIsFree, out byte[] chainOf)
    {
        var halvings = orderIsFree && grid.Columns * grid.Rows >= MinCells && gaussians.Length >= MinCount
            ? Math.Min(MaxHalvings, BitOperations.Log2((uint)(gaussians.Length / MinCount)))
            : 0;
        var chains = new CompactChains(grid, halvings, new uint[1 << halvings]);
        chainOf = new byte[gaussians.Length];
        for (var i = 0; halvings > 0 && i < gaussians.Length; i++)
        {
            chainOf[i] = chains.Of(gaussians[i]);
            ref var reach = ref chains._reaches[chainOf[i]];
            reach = Math.Max(reach, (uint)Math.Min(Math.Ceiling(deviations[i]), MaxReach));
        }

        return chains;
    }

    /// <summary>Reads the number of halvings, and the reaches.</summary>
    public static CompactChains Parse(CompactGrid grid, ReadOnlySpan<byte> bytes, ref int position)
    {
        var halvings = position < bytes.Length ? bytes[position++] : MaxHalvings + 1;
        if (halvings > MaxHalvings || grid.Columns * grid.Rows < (halvings == 0 ? 1 : MinCells))
        {
            throw new GaussianFormatException("the profile's chains are out of range");
        }

        var reaches = new uint[1 << halvings];
        for (var c = 0; halvings > 0 && c < reaches.Length; c++)
        {
            reaches[c] = VariableInteger.Read(bytes, ref position);
        }

        return new CompactChains(grid, halvings, reaches);
    }

    private byte Of(in CompactGaussian g) =>
        _chainOfCell[(((g.Y >> _grid.Shift) - _grid.Row) * _grid.Columns) + (g.X >> _grid.Shift) - _grid.Column];

    /// <summary>True where a Gaussian of a chain may reach into a region.</summary>
    /// <param name="deviations">Standard deviations that Gaussians reach.</param>
    public bool Reaches(int chain, PixelRectangle region, double deviations)
    {
        const double Points = CompactQuantizer.PointsPerPixel;
        var grid = Grids[chain];
        var reach = (_reaches[chain] * deviations) + 1;
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
