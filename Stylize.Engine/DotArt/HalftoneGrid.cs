namespace Stylize.Engine.DotArt;

/// <summary>Places of a halftone grid, centred in a rectangle.</summary>
/// <param name="Pitch">Distance of neighbouring places.</param>
internal readonly record struct HalftoneGrid(DotPattern Pattern, float Width, float Height, float Pitch)
{
    private const float HexagonalRow = 0.8660254f;

    private float RowHeight => Pattern == DotPattern.Hexagonal ? Pitch * HexagonalRow : Pitch;

    /// <summary>Number of rows.</summary>
    public int Rows => Math.Max(1, (int)(Height / RowHeight));

    /// <summary>Number of places in the even rows; the odd rows of a hexagonal grid have one less where there are two or more.</summary>
    public int Columns => Math.Max(1, (int)(Width / Pitch));

    /// <summary>The pitch at which about <paramref name="count"/> places fill an area.</summary>
    public static float PitchOf(DotPattern pattern, double area, int count) =>
        (float)Math.Sqrt(area / count / (pattern == DotPattern.Hexagonal ? HexagonalRow : 1.0));

    /// <summary>The places, row by row.</summary>
    public IEnumerable<(float X, float Y)> Places()
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
