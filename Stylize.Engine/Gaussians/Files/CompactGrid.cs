namespace Stylize.Engine.Gaussians.Files;

/// <summary>Where the centres of a compact file lie: square cells of 2^<see cref="Shift"/> grid points a side, which begin at multiples of it.</summary>
/// <param name="Column">First cell.</param>
/// <param name="Row">First cell.</param>
/// <param name="Columns">Cells, 1 to <see cref="MostCells"/>.</param>
/// <param name="Rows">Cells, likewise.</param>
/// <param name="Shift">4 to <see cref="MostShift"/>.</param>
internal readonly record struct CompactGrid(int Column, int Row, int Columns, int Rows, int Shift)
{
    public const int MostCells = 64;
    public const int MostShift = 23;

    /// <summary>Largest coordinate of a grid point, both ways.</summary>
    public const int Farthest = (1 << 28) - 1;

    /// <summary>First grid point.</summary>
    public int Left => Column << Shift;

    /// <summary>First grid point.</summary>
    public int Top => Row << Shift;

    /// <summary>The smallest grid around Gaussians.</summary>
    public static CompactGrid Around(ReadOnlySpan<CompactGaussian> gaussians)
    {
        if (gaussians.IsEmpty)
        {
            return new(0, 0, 1, 1, 4);
        }

        var (left, right, top, bottom) = (int.MaxValue, int.MinValue, int.MaxValue, int.MinValue);
        foreach (ref readonly var g in gaussians)
        {
            (left, right) = (Math.Min(left, g.X), Math.Max(right, g.X));
            (top, bottom) = (Math.Min(top, g.Y), Math.Max(bottom, g.Y));
        }

        var shift = 4;
        while (Math.Max((right >> shift) - (left >> shift), (bottom >> shift) - (top >> shift)) >= MostCells)
        {
            shift++;
        }

        return new(left >> shift, top >> shift, (right >> shift) - (left >> shift) + 1, (bottom >> shift) - (top >> shift) + 1, shift);
    }

    public static CompactGrid Parse(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        var column = (int)PlaneCoder.Unfold(VariableInteger.Read(bytes, ref position));
        var row = (int)PlaneCoder.Unfold(VariableInteger.Read(bytes, ref position));
        if (bytes.Length != position + 3)
        {
            throw new GaussianFormatException("the profile's parameters have the wrong length");
        }

        var grid = new CompactGrid(column, row, bytes[position] + 1, bytes[position + 1] + 1, bytes[position + 2]);
        return grid.Columns <= MostCells && grid.Rows <= MostCells && grid.Shift is >= 4 and <= MostShift && Math.Abs((long)column) <= Farthest >> grid.Shift && Math.Abs((long)row) <= Farthest >> grid.Shift
            ? grid
            : throw new GaussianFormatException("the profile's position grid is out of range");
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
