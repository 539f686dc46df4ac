namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The cells of a <see cref="FitField"/> that a Gaussian touches, in rows and columns of cells.</summary>
internal readonly record struct FitCellRange(ushort FirstRow, ushort EndRow, ushort FirstColumn, ushort EndColumn)
{
    /// <summary>The cells of a rectangle of pixels, which may be empty.</summary>
    public static FitCellRange Of(int left, int right, int top, int bottom) => left >= right || top >= bottom
        ? default
        : new(
            (ushort)((uint)top / FitField.CellRows),
            (ushort)(((uint)(bottom - 1) / FitField.CellRows) + 1),
            (ushort)((uint)left / FitField.CellColumns),
            (ushort)(((uint)(right - 1) / FitField.CellColumns) + 1));
}
