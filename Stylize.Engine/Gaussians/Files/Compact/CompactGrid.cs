namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// A grid of square cells around all centers. A cell is 2^<see cref="Shift"/> points (1/16 pixel) wide and aligned to its size.
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

        return new(left >> shift, top >> shift, (right >> shift) - (left >> shift) + 1, (bottom >> shift) - (top >> shift) + 1, shift);
    }

    public static CompactGrid Parse(ReadOnlySpan<byte> bytes, ref int position)
    {
        var column = (int)PlaneCoder.Unfold(VariableInteger.Read(bytes, ref position));
        var row = (int)PlaneCoder.Unfold(VariableInteger.Read(bytes, ref position));
        GaussianFormatException.ThrowIf(bytes.Length < position + 3, "the parameters of the profile have the wrong length");

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

    /// <summary>Divides the longer side (the width if equal). The first half has half of the cells, rounded down.</summary>
    public (CompactGrid First, CompactGrid Second) Halves()
    {
        var half = Math.Max(Columns, Rows) / 2;
        return Columns >= Rows
            ? (this with { Columns = half }, this with { Column = Column + half, Columns = Columns - half })
            : (this with { Rows = half }, this with { Row = Row + half, Rows = Rows - half });
    }

    public byte[] ToBytes()
    {
        var bytes = new List<byte>();
        VariableInteger.Write(bytes, PlaneCoder.Fold((uint)Column, 32));
        VariableInteger.Write(bytes, PlaneCoder.Fold((uint)Row, 32));
        bytes.AddRange([(byte)(Columns - 1), (byte)(Rows - 1), (byte)Shift]);
        return [.. bytes];
    }
}
