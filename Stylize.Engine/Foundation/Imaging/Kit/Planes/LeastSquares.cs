namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>Weighted linear least squares with few unknowns: finds the factors of the terms whose sum is nearest to
/// given values.</summary>
/// <remarks>Costs n^2 multiplications per value for n unknowns, and n^3 for the solution. No vectors are
/// used.</remarks>
/// <param name="sides">Number of right sides: of problems that differ in their values alone.</param>
/// <example><code>
/// var line = new LeastSquares(unknowns: 2); // y = a + b x
/// line.Add([1, 0], 1, weight: 1);
/// line.Add([1, 1], 3, weight: 1);
/// line.Add([1, 2], 5, weight: 1);
/// var factors = line.Solve();
/// Assert.Equal(1, factors[0], 1e-9);
/// Assert.Equal(2, factors[1], 1e-9);
/// </code></example>
internal sealed class LeastSquares(int unknowns, int sides = 1)
{
    /// <summary>Smallest pivot, relative to the first element of the normal equations, that is not rounding
    /// error.</summary>
    private const double MinPivot = 1e-12;

    /// <summary>The normal equations, with their right sides in the last columns.</summary>
    private readonly double[] _rows = new double[unknowns * (unknowns + sides)];

    /// <summary>An element of the normal equations; those of the right sides are in the columns from the number of
    /// unknowns.</summary>
    public ref double this[int row, int column] => ref Row(row)[column];

    public void Add(ReadOnlySpan<double> terms, double value, double weight) => Add(terms, [value], weight);

    /// <param name="values">A value for each right side.</param>
    public void Add(ReadOnlySpan<double> terms, ReadOnlySpan<double> values, double weight)
    {
        for (var i = 0; i < terms.Length; i++)
        {
            var row = Row(i);
            var factor = weight * terms[i];
            for (var j = 0; j < terms.Length; j++)
            {
                row[j] += factor * terms[j];
            }

            for (var side = 0; side < values.Length; side++)
            {
                row[unknowns + side] += factor * values[side];
            }
        }
    }

    /// <summary>Returns the factors of the first right side, as <see cref="SolveAll"/>.</summary>
    public double[] Solve(double damping = 0) => SolveAll(damping)[0];

    /// <summary>Returns the factors of each right side, by Gauss-Jordan elimination with row pivots; those that the
    /// values do not determine are 0. May be called once.</summary>
    /// <param name="damping">Added to the diagonal, relative to its sum, so that poorly determined factors are
    /// small.</param>
    public double[][] SolveAll(double damping = 0)
    {
        var trace = damping == 0 ? 0 : Enumerable.Range(0, unknowns).Sum(i => Row(i)[i]);
        for (var i = 0; i < unknowns; i++)
        {
            Row(i)[i] += damping * trace;
        }

        var (pivots, largest, width) = (new int[unknowns], _rows[0], unknowns + sides);
        for (int column = 0, row = 0; column < unknowns; column++)
        {
            var best = row;
            for (var i = row; i < unknowns; i++)
            {
                best = Math.Abs(Row(i)[column]) > Math.Abs(Row(best)[column]) ? i : best;
            }

            pivots[column] = -1;
            if (row == unknowns || Math.Abs(Row(best)[column]) <= MinPivot * largest) continue;

            for (var j = 0; j < width; j++)
            {
                (Row(row)[j], Row(best)[j]) = (Row(best)[j], Row(row)[j]);
            }

            for (var i = 0; i < unknowns; i++)
            {
                var factor = i == row ? 0 : Row(i)[column] / Row(row)[column];
                for (var j = column; factor != 0 && j < width; j++)
                {
                    Row(i)[j] -= factor * Row(row)[j];
                }
            }

            pivots[column] = row++;
        }

        var solutions = new double[sides][];
        for (var side = 0; side < sides; side++)
        {
            var right = unknowns + side;
            solutions[side] = new double[unknowns];
            for (var column = 0; column < unknowns; column++)
            {
                solutions[side][column] =
                    pivots[column] is >= 0 and var pivot ? Row(pivot)[right] / Row(pivot)[column] : 0;
            }
        }

        return solutions;
    }

    private Span<double> Row(int i) => _rows.AsSpan(i * (unknowns + sides), unknowns + sides);
}
