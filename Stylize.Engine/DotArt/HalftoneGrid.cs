namespace Stylize.Engine.DotArt;

/// <summary>A halftone grid, centered in a rectangle.</summary>
/// <param name="Pitch">Distance of neighboring dots in a row, in pixels.</param>
internal readonly record struct HalftoneGrid(DotPattern Pattern, float Width, float Height, float Pitch)
{
    /// <summary>Row distance of a hexagonal grid divided by its pitch: sqrt(3) / 2.</summary>
    private const float HexagonalRow = 0.8660254f;

    private float RowHeight => Pattern == DotPattern.Hexagonal ? Pitch * HexagonalRow : Pitch;
    public int Rows => Math.Max(1, (int)(Height / RowHeight));
    public int Columns => Math.Max(1, (int)(Width / Pitch));

    /// <summary>Returns the pitch at which about <paramref name="count"/> dots fill an area.</summary>
    public static float PitchOf(DotPattern pattern, double area, int count) =>
        (float)Math.Sqrt(area / count / (pattern == DotPattern.Hexagonal ? HexagonalRow : 1.0));

    /// <summary>Returns the centers of the dots, row by row.</summary>
    public IEnumerable<(float X, float Y)> Centers()
    {
        var top = (Height - ((Rows - 1) * RowHeight)) / 2f;
        for (var row = 0; row < Rows; row++)
        {
            var shifted = Pattern == DotPattern.Hexagonal && (row & 1) == 1 && Columns > 1;
            var left = ((Width - ((Columns - 1) * Pitch)) / 2f) + (shifted ? Pitch / 2f : 0f);
            for (var column = 0; column < Columns - (shifted ? 1 : 0); column++)
            {
                yield return (left + (column * Pitch), top + (row * RowHeight));
            }
        }
    }
}
