namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>A measured distance between two neighboring tiles.</summary>
/// <param name="First">Index of the left or upper tile.</param>
/// <param name="IsDown">True if the second tile is below the first, false if it is to the right.</param>
/// <param name="X">Columns from the origin of the first tile to that of the second.</param>
internal sealed record TileOffset(int First, int Second, bool IsDown, double X, double Y, bool IsTrusted)
{
    public ShiftPrecision Precision { get; init; }

    /// <summary>True if the edge contradicts the others.</summary>
    public bool IsOutlier { get; init; }

    /// <summary>True if one of the tiles is missing, so that nothing was measured.</summary>
    public bool IsMissing { get; init; }

    public bool IsUsed => IsTrusted && !IsOutlier;
}

/// <summary>The positions of tiles that agree best with the distances between neighbors.</summary>
/// <param name="Positions">Column and row of each tile's origin.</param>
/// <param name="Residuals">Distance in pixels between the measured and the final position of each edge; NaN for unused
/// edges.</param>
internal sealed record TilePositions(
    IReadOnlyList<(double X, double Y)> Positions, IReadOnlyList<TileOffset> Edges, IReadOnlyList<double> Residuals)
{
    private const double FallbackWeight = 1e-3;
    private const double PriorWeight = 1e-6;

    /// <summary>Minimum residual of an edge that contradicts the others, in pixels.</summary>
    private const double MinOutlier = 2;

    /// <summary>Root mean square of the residuals of used edges; 0 without edges.</summary>
    public double RootMeanSquare =>
        Residuals.Where(r => !double.IsNaN(r)).Select(r => r * r).DefaultIfEmpty(0).Average() is var mean
            ? Math.Sqrt(mean) : 0;

    public double Maximum => Residuals.Where(r => !double.IsNaN(r)).DefaultIfEmpty(0).Max();

    /// <summary>
    /// Solves for the positions by weighted least squares. Edges that are not trusted get the median distance of the
    /// trusted ones in their direction with a small weight. Edges that contradict the others are dropped one at a time,
    /// the worst first.
    /// </summary>
    /// <param name="nominal">Positions without registration.</param>
    public static TilePositions Solve(IReadOnlyList<(double X, double Y)> nominal, IReadOnlyList<TileOffset> edges)
    {
        var current = edges.ToArray();
        while (true)
        {
            var positions = Solved(nominal, current);
            double[] residuals = [.. current.Select(edge => edge.IsUsed ? Residual(edge, positions) : double.NaN)];
            var used = residuals.Where(r => !double.IsNaN(r)).Order().ToList();
            var limit = used.Count == 0 ? 0 : Math.Max(MinOutlier, 6 * used[used.Count / 2]);
            if (used.Count == 0 || used[^1] <= limit) return new(positions, current, residuals);

            var worst = Array.IndexOf(residuals, used[^1]);
            current[worst] = current[worst] with { IsOutlier = true };
        }
    }

    private static double Residual(TileOffset edge, (double X, double Y)[] positions)
    {
        var (from, to) = (positions[edge.First], positions[edge.Second]);
        return edge.Precision.Length(to.X - from.X - edge.X, to.Y - from.Y - edge.Y);
    }

    private static (double X, double Y)[] Solved(IReadOnlyList<(double X, double Y)> nominal, TileOffset[] edges)
    {
        // Columns have the even unknowns, rows the odd ones.
        var count = 2 * nominal.Count;
        var matrix = new double[count][];
        var (right, down) = (Typical(edges, false), Typical(edges, true));
        var sums = new double[count];
        for (var unknown = 0; unknown < count; unknown++)
        {
            matrix[unknown] = new double[unknown + 1];
            matrix[unknown][unknown] = PriorWeight;
            sums[unknown] = PriorWeight * (unknown % 2 == 0 ? nominal[unknown / 2].X : nominal[unknown / 2].Y);
        }

        foreach (var edge in edges)
        {
            var typical = edge.IsDown ? down : right;
            var (x, y) = edge.IsUsed ? (edge.X, edge.Y)
                : typical
                    ?? (nominal[edge.Second].X - nominal[edge.First].X, nominal[edge.Second].Y - nominal[edge.First].Y);
            var weight = edge.IsUsed ? edge.Precision : ShiftPrecision.Isotropic(FallbackWeight);
            var (low, high) = (2 * Math.Min(edge.First, edge.Second), 2 * Math.Max(edge.First, edge.Second));
            foreach (var (tile, sign) in ((int, int)[])[(2 * edge.First, -1), (2 * edge.Second, 1)])
            {
                matrix[tile][tile] += weight.XX;
                matrix[tile + 1][tile] += weight.XY;
                matrix[tile + 1][tile + 1] += weight.YY;
                sums[tile] += sign * ((weight.XX * x) + (weight.XY * y));
                sums[tile + 1] += sign * ((weight.XY * x) + (weight.YY * y));
            }

            matrix[high][low] -= weight.XX;
            matrix[high][low + 1] -= weight.XY;
            matrix[high + 1][low] -= weight.XY;
            matrix[high + 1][low + 1] -= weight.YY;
        }

        Factor(matrix);
        Substitute(matrix, sums);
        return [.. sums.Chunk(2).Select(pair => (pair[0], pair[1]))];
    }

    /// <summary>Returns the median distance of the used edges in a direction; null for none.</summary>
    private static (double X, double Y)? Typical(TileOffset[] edges, bool isDown)
    {
        var used = edges.Where(edge => edge.IsUsed && edge.IsDown == isDown).ToList();
        return used.Count == 0 ? null
            : (used.Select(e => e.X).Order().ElementAt(used.Count / 2),
                used.Select(e => e.Y).Order().ElementAt(used.Count / 2));
    }

    /// <summary>Replaces the lower triangle of a positive definite matrix by its Cholesky factor.</summary>
    private static void Factor(double[][] matrix)
    {
        for (var row = 0; row < matrix.Length; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var a = matrix[row].AsSpan(0, column);
                var b = matrix[column].AsSpan(0, column);
                var rest = matrix[row][column];
                for (var k = 0; k < a.Length; k++)
                {
                    rest -= a[k] * b[k];
                }

                matrix[row][column] = row == column ? Math.Sqrt(rest) : rest / matrix[column][column];
            }
        }
    }

    private static void Substitute(double[][] factor, double[] values)
    {
        for (var row = 0; row < values.Length; row++)
        {
            for (var k = 0; k < row; k++)
            {
                values[row] -= factor[row][k] * values[k];
            }

            values[row] /= factor[row][row];
        }

        for (var row = values.Length - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < values.Length; k++)
            {
                values[row] -= factor[k][row] * values[k];
            }

            values[row] /= factor[row][row];
        }
    }
}
