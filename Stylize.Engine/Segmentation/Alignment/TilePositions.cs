namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>A measured distance between two neighboring tiles.</summary>
/// <param name="First">Index of the left or upper tile.</param>
/// <param name="IsDown">True if the second tile is below the first, false if it is to the right.</param>
/// <param name="X">Columns from the origin of the first tile to that of the second.</param>
internal sealed record TileOffset(int First, int Second, bool IsDown, double X, double Y, double Quality, bool IsTrusted)
{
    /// <summary>True if the edge contradicts the others.</summary>
    public bool IsOutlier { get; init; }

    /// <summary>True if one of the tiles is missing, so that nothing was measured.</summary>
    public bool IsMissing { get; init; }

    public bool IsUsed => IsTrusted && !IsOutlier;
}

/// <summary>The positions of tiles that agree best with the distances between neighbors.</summary>
/// <param name="Positions">Column and row of each tile's origin.</param>
/// <param name="Residuals">Distance in pixels between the measured and the final position of each edge; NaN for unused edges.</param>
internal sealed record TilePositions(
    IReadOnlyList<(double X, double Y)> Positions, IReadOnlyList<TileOffset> Edges, IReadOnlyList<double> Residuals)
{
    private const double FallbackWeight = 1e-3;
    private const double PriorWeight = 1e-6;

    /// <summary>Minimum residual of an edge that contradicts the others, in pixels.</summary>
    private const double MinOutlier = 2;

    /// <summary>Root mean square of the residuals of used edges; 0 without edges.</summary>
    public double RootMeanSquare => Residuals.Where(r => !double.IsNaN(r)).Select(r => r * r).DefaultIfEmpty(0).Average() is var mean
        ? Math.Sqrt(mean) : 0;

    public double Maximum => Residuals.Where(r => !double.IsNaN(r)).DefaultIfEmpty(0).Max();

    /// <summary>
    /// Solves for the positions by weighted least squares. Edges that are not trusted get the median distance of the trusted ones in their
    /// direction with a small weight. Edges that contradict the others are dropped one at a time, the worst first.
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
        var (dx, dy) = (to.X - from.X - edge.X, to.Y - from.Y - edge.Y);
        return Math.Sqrt((dx * dx) + (dy * dy));
    }

    private static (double X, double Y)[] Solved(IReadOnlyList<(double X, double Y)> nominal, TileOffset[] edges)
    {
        var count = nominal.Count;
        var matrix = new double[count][];
        var (right, down) = (Typical(edges, false), Typical(edges, true));
        var (sumX, sumY) = (new double[count], new double[count]);
        for (var tile = 0; tile < count; tile++)
        {
            matrix[tile] = new double[tile + 1];
            matrix[tile][tile] = PriorWeight;
            (sumX[tile], sumY[tile]) = (PriorWeight * nominal[tile].X, PriorWeight * nominal[tile].Y);
        }

        foreach (var edge in edges)
        {
            var typical = edge.IsDown ? down : right;
            var (x, y) = edge.IsUsed ? (edge.X, edge.Y)
                : typical ?? (nominal[edge.Second].X - nominal[edge.First].X, nominal[edge.Second].Y - nominal[edge.First].Y);
            // The variance of a measured distance is about proportional to the ratio of noise to signal.
            var weight = edge.IsUsed ? Math.Clamp(edge.Quality / (1 - edge.Quality), .1, 20) : FallbackWeight;
            var (low, high) = (Math.Min(edge.First, edge.Second), Math.Max(edge.First, edge.Second));
            matrix[edge.First][edge.First] += weight;
            matrix[edge.Second][edge.Second] += weight;
            matrix[high][low] -= weight;
            sumX[edge.First] -= weight * x;
            sumX[edge.Second] += weight * x;
            sumY[edge.First] -= weight * y;
            sumY[edge.Second] += weight * y;
        }

        Factor(matrix);
        Substitute(matrix, sumX);
        Substitute(matrix, sumY);
        return [.. sumX.Zip(sumY)];
    }

    /// <summary>Returns the median distance of the used edges in a direction; null for none.</summary>
    private static (double X, double Y)? Typical(TileOffset[] edges, bool isDown)
    {
        var used = edges.Where(edge => edge.IsUsed && edge.IsDown == isDown).ToList();
        return used.Count == 0 ? null
            : (used.Select(e => e.X).Order().ElementAt(used.Count / 2), used.Select(e => e.Y).Order().ElementAt(used.Count / 2));
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
