namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Recognizes lossless enlargements by a whole number: columns and rows differ only at multiples of it.</summary>
internal static class ExactGrid
{
    private const double Confidence = 0.99;

    /// <summary>Minimum number of differing columns, and of rows, so that a multiple is not a coincidence.</summary>
    private const int MinEdges = 4;

    /// <summary>Returns null if the image is not such an enlargement.</summary>
    /// <param name="columns">The image that has the columns of cells.</param>
    /// <param name="rows">The image that has the rows of cells: the same one, unless frames of an animation are stacked.</param>
    public static CellGrid? Find(Raster<Rgba32> columns, Raster<Rgba32> rows)
    {
        bool[] across = new bool[columns.Width], down = new bool[rows.Height];
        for (var y = 0; y < columns.Height; y++)
        {
            var row = columns.Row(y);
            if (y > 0 && row.SequenceEqual(columns.Row(y - 1))) continue;

            for (var x = 1; x < row.Length; x++)
            {
                across[x] |= row[x] != row[x - 1];
            }
        }

        for (var y = 1; y < rows.Height; y++)
        {
            down[y] = !rows.Row(y).SequenceEqual(rows.Row(y - 1));
        }

        return Axis(across) is { } horizontal && Axis(down) is { } vertical
            ? new CellGrid(horizontal, vertical, EnlargementKernel.Nearest, Confidence)
            : null;
    }

    private static CellAxis? Axis(bool[] isEdge)
    {
        var edges = Enumerable.Range(0, isEdge.Length).Where(i => isEdge[i]).ToArray();
        if (edges.Length < MinEdges) return null;

        var side = edges.Aggregate(0, (divisor, edge) => (int)BigInteger.GreatestCommonDivisor(divisor, edge - edges[0]));
        if (side < 2) return null;

        var first = edges[0] % side;
        int[] cuts = [.. Enumerable.Range(0, isEdge.Length).Where(i => i > 0 && i % side == first)];
        return new CellAxis([0, .. cuts, isEdge.Length], side, first == 0 ? 0 : first - side);
    }
}
