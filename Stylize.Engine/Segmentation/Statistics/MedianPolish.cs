namespace Stylize.Engine.Segmentation.Statistics;

/// <summary>A table as a sum of an overall value, row effects, column effects and residuals (Tukey 1977).</summary>
/// <param name="Residuals">NaN where the table has no value.</param>
internal sealed record MedianPolish(double Overall, double[] Rows, double[] Columns, double[,] Residuals)
{
    /// <summary>Fits a table by sweeping out medians in at most 10 passes, which stop early as those of medpolish of
    /// R.</summary>
    /// <param name="table">NaN for missing values.</param>
    public static MedianPolish Fit(double[,] table)
    {
        const double Tolerance = .01;
        var residuals = (double[,])table.Clone();
        var (rows, columns) = (new double[table.GetLength(0)], new double[table.GetLength(1)]);
        var (overall, last) = (0.0, 0.0);
        for (var pass = 0; pass < 10; pass++)
        {
            Sweep(residuals, rows, 0);
            overall += Center(columns);
            Sweep(residuals, columns, 1);
            overall += Center(rows);
            var sum = residuals.Cast<double>().Where(double.IsFinite).Sum(Math.Abs);
            if (sum == 0 || Math.Abs(sum - last) < Tolerance * sum) break;

            last = sum;
        }

        return new(overall, rows, columns, residuals);
    }

    private static void Sweep(double[,] residuals, double[] effects, int axis)
    {
        for (var line = 0; line < effects.Length; line++)
        {
            var places = Enumerable.Range(0, residuals.GetLength(1 - axis))
                .Select(at => axis == 0 ? (line, at) : (at, line)).ToList();
            double[] known = [.. places.Select(p => residuals[p.Item1, p.Item2]).Where(double.IsFinite)];
            if (known.Length == 0) continue;

            var median = Sample.Median(known);
            effects[line] += median;
            places.ForEach(p => residuals[p.Item1, p.Item2] -= median);
        }
    }

    private static double Center(double[] effects)
    {
        var median = Sample.Median(effects);
        for (var i = 0; i < effects.Length; i++)
        {
            effects[i] -= median;
        }

        return median;
    }
}
