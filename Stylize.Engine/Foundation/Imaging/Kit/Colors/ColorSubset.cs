namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>Chooses a subset of colors with a small error: one by one, each the best addition to those before it, and
/// then by exchanging single colors while that helps (Kaufman and Rousseeuw, "Finding Groups in Data", 1990, chapter
/// 2).</summary>
/// <example><code>
/// Lab[] threads = [new(0, 0, 0), new(45, 0, 0), new(100, 0, 0)];
/// (Lab, double)[] picture = [(new(5, 0, 0), 1), (new(90, 0, 0), 1)];
/// var chosen = ColorSubset.Choose(threads.Length, 2, sweeps: 4, ColorSubset.Nearest(threads, picture));
/// Assert.Equal([0, 2], chosen.Order());
/// </code></example>
internal static class ColorSubset
{
    /// <summary>Minimum relative decrease of the error for an exchange, above the rounding errors of sums.</summary>
    private const double MinDecrease = 1e-6;

    /// <summary>Returns the indices of the chosen colors in the order of choice. Computes count x offered errors, and
    /// as many per sweep.</summary>
    /// <param name="offered">Number of colors to choose from.</param>
    /// <param name="count">Number of colors to choose, at most <paramref name="offered"/>.</param>
    /// <param name="sweeps">Maximum number of sweeps of exchanges.</param>
    /// <param name="errorWith">For some colors, returns a function of one more that returns the error of all of
    /// them.</param>
    public static List<int> Choose(
        int offered, int count, int sweeps, Func<IReadOnlyList<int>, Func<int, double>> errorWith)
    {
        List<int> chosen = [];
        while (chosen.Count < count)
        {
            chosen.Add(-1);
            Improve(chosen.Count - 1);
        }

        for (var isBetter = true; isBetter && sweeps > 0; sweeps--)
        {
            isBetter = false;
            for (var slot = 0; slot < count; slot++)
            {
                isBetter |= Improve(slot);
            }
        }

        return chosen;

        bool Improve(int slot)
        {
            var errorOf = errorWith([.. chosen[..slot], .. chosen[(slot + 1)..]]);
            var (before, limit) =
                (chosen[slot], chosen[slot] < 0 ? double.PositiveInfinity : (1 - MinDecrease) * errorOf(chosen[slot]));
            for (var i = 0; i < offered; i++)
            {
                if (!chosen.Contains(i) && errorOf(i) is var error && error < limit)
                {
                    (chosen[slot], limit) = (i, error);
                }
            }

            return chosen[slot] != before;
        }
    }

    /// <summary>Returns the error of nearest colors: the weighted sum of squared distances. One error costs about 0.3
    /// ns per color of the picture.</summary>
    public static Func<IReadOnlyList<int>, Func<int, double>> Nearest(
        IReadOnlyList<Lab> offered, IReadOnlyList<(Lab Color, double Weight)> picture)
    {
        // Padded, so that vectors need no remainder. Twice four lanes always give the same sum.
        var length = (picture.Count + 7) / 8 * 8;
        float[][] errors = [.. offered.Select(color =>
        {
            var row = new float[length];
            for (var i = 0; i < picture.Count; i++)
            {
                row[i] = (float)(picture[i].Weight * Lab.Squared(color, picture[i].Color));
            }

            return row;
        })];
        return chosen =>
        {
            var least = new float[length];
            least.AsSpan(0, picture.Count).Fill(float.MaxValue);
            foreach (var color in chosen)
            {
                TensorPrimitives.Min(least, errors[color], least);
            }

            return color => Sum(least, errors[color]);
        };

        static double Sum(ReadOnlySpan<float> least, ReadOnlySpan<float> added)
        {
            var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
            for (var i = 0; i < least.Length; i += 8)
            {
                var nearest = Vector256.Min(Vector256.Create(least[i..]), Vector256.Create(added[i..]));
                low += Vector256.WidenLower(nearest);
                high += Vector256.WidenUpper(nearest);
            }

            return Vector256.Sum(low + high);
        }
    }
}
