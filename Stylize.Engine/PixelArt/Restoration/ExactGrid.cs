namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Recognizes lossless enlargements by a whole number: columns and rows differ only at multiples of it.</summary>
internal static class ExactGrid
{
    private const double Confidence = 0.99;

    /// <summary>Minimum number of differing columns, and of rows, so that a multiple is not a coincidence.</summary>
    private const int MinEdges = 4;

    /// <summary>Returns null if the image is not such an enlargement.</summary>
    public static CellGrid? Find(Raster<Rgba32> image)
    {
        bool[] across = new bool[image.Width], down = new bool[image.Height];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            down[y] = y > 0 && !row.SequenceEqual(image.Row(y - 1));
            for (var x = 1; x < row.Length && (y == 0 || down[y]); x++)
            {
                across[x] |= row[x] != row[x - 1];
            }
        }

        return Axis(across) is { } columns && Axis(down) is { } rows
            ? new CellGrid(columns, rows, EnlargementKernel.Nearest, Confidence)
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
