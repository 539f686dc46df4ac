namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>k-means clustering of weighted colors (Lloyd, IEEE Trans. Inf. Theory 28, 1982) and its three starts. A
/// round costs about 3 ns per color, and 0.1 ns per color and center.</summary>
/// <example><code>
/// (Lab, double)[] colors = [(new(10, 0, 0), 1), (new(20, 0, 0), 3), (new(80, 0, 0), 1)];
/// List&lt;Lab> centers = [new(0, 0, 0), new(100, 0, 0)];
/// Assert.Equal([0, 0, 1], KMeans.Run(colors, centers, rounds: 10));
/// Assert.Equal([new Lab(17.5f, 0, 0), new Lab(80, 0, 0)], centers);
/// </code></example>
internal static class KMeans
{
    /// <summary>Number of rounds after each split.</summary>
    private const int SplitRounds = 3;

    /// <summary>Moves the centers to the means of the colors nearest to them, until none moves farther than the
    /// tolerance. A center without colors stays.</summary>
    /// <param name="centers">The initial centers, which are replaced.</param>
    /// <param name="locked">Number of centers at the start that do not move.</param>
    /// <returns>The center of each color in the last round.</returns>
    public static int[] Run(
        ReadOnlySpan<(Lab Color, double Weight)> colors, List<Lab> centers, int rounds, float tolerance = 0,
        int locked = 0, CancellationToken cancellation = default)
    {
        var owners = new int[colors.Length];
        using var distances = new PooledBuffer<float>(colors.Length);
        var squared = distances.Span;
        var means = new ColorMean[centers.Count];
        var moved = float.PositiveInfinity;
        for (var round = 0; round < rounds && moved > tolerance * tolerance; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            new ColorSearch(centers).NearestOfEach(colors, owners, squared);
            Array.Clear(means);
            for (var i = 0; i < colors.Length; i++)
            {
                means[owners[i]].Add(colors[i].Color, colors[i].Weight);
            }

            moved = 0;
            for (var k = locked; k < means.Length; k++)
            {
                if (means[k].Weight > 0)
                {
                    moved = Math.Max(moved, Lab.Squared(means[k].Mean, centers[k]));
                    centers[k] = means[k].Mean;
                }
            }
        }

        return owners;
    }

    /// <summary>Returns up to <paramref name="count"/> different colors: the heaviest, and then repeatedly the one
    /// whose weight times its squared distance from the others is largest.</summary>
    public static List<Lab> Farthest((Lab Color, double Weight)[] colors, int count) =>
        Spread(colors, count, distances =>
            Enumerable.Range(0, colors.Length).MaxBy(i => colors[i].Weight * distances[i]));

    /// <summary>Returns up to <paramref name="count"/> different colors. Each further one is drawn with a probability
    /// proportional to its squared distance from the others (k-means++; Arthur and Vassilvitskii, SODA 2007).</summary>
    public static List<Lab> PlusPlus((Lab Color, double Weight)[] colors, int count, Random random) =>
        Spread(colors, count, distances =>
        {
            if (distances[0] == float.MaxValue) return random.Next(colors.Length);

            var (at, next) = (random.NextDouble() * distances.Sum(distance => (double)distance), 0);
            while ((at -= distances[next]) > 0 && next < colors.Length - 1)
            {
                next++;
            }

            return next;
        });

    /// <summary>Returns up to <paramref name="count"/> centers after a few rounds of k-means. The cluster with the
    /// largest squared error is split at its mean, across its longest axis, again and again (Wu, Graphics Gems II,
    /// 1991).</summary>
    /// <param name="noise">Root of the mean squared distance in a cluster that is not split.</param>
    /// <param name="start">Centers of an earlier call for the same colors and fewer centers; null to start with
    /// one.</param>
    public static List<Lab> Split(
        ReadOnlySpan<(Lab Color, double Weight)> colors, int count, double noise, CancellationToken cancellation,
        IReadOnlyList<Lab>? start = null)
    {
        List<Lab> centers = start is null ? [default] : [.. start];
        var owners = Run(colors, centers, 1);
        while (centers.Count < count)
        {
            var moments = new ColorMoments[centers.Count];
            for (var i = 0; i < colors.Length; i++)
            {
                var ((l, a, b), weight) = colors[i];
                moments[owners[i]].Add(l, a, b, weight);
            }

            var worst = Enumerable.Range(0, moments.Length)
                .Where(k => moments[k].Error > noise * noise * moments[k].Weight)
                .OrderByDescending(k => moments[k].Error).FirstOrDefault(-1);
            if (worst < 0) break;

            var (mean, axis) = (moments[worst].Mean, moments[worst].PrincipalAxis);
            var halves = new ColorMean[2];
            for (var i = 0; i < colors.Length; i++)
            {
                if (owners[i] == worst)
                {
                    halves[Lab.Dot(colors[i].Color - mean, axis) > 0 ? 1 : 0].Add(colors[i].Color, colors[i].Weight);
                }
            }

            if (halves[0].Weight == 0 || halves[1].Weight == 0) break;

            centers[worst] = halves[0].Mean;
            centers.Add(halves[1].Mean);
            owners = Run(colors, centers, SplitRounds, cancellation: cancellation);
        }

        return centers;
    }

    /// <summary>Adds colors while any differs from those before it.</summary>
    /// <param name="choose">Returns the next color for the squared distances of all from the nearest chosen
    /// one.</param>
    private static List<Lab> Spread((Lab Color, double Weight)[] colors, int count, Func<float[], int> choose)
    {
        var distances = new float[colors.Length];
        Array.Fill(distances, float.MaxValue);
        List<Lab> chosen = [];
        while (chosen.Count < Math.Min(count, colors.Length) && choose(distances) is var next && distances[next] > 0)
        {
            chosen.Add(colors[next].Color);
            for (var i = 0; i < distances.Length; i++)
            {
                distances[i] = MathF.Min(distances[i], Lab.Squared(colors[i].Color, chosen[^1]));
            }
        }

        return chosen;
    }
}

/// <summary>Merges clusters of colors pair by pair by Ward's criterion (Journal of the American Statistical Association
/// 58, 1963): the smallest increase of the weighted sum of squared distances. A step compares all pairs, about 1 ns
/// each.</summary>
internal static class WardMerge
{
    /// <summary>Replaces a pair by its mean at the place of the first.</summary>
    /// <returns>The indices of both before the step.</returns>
    public static (int First, int Second) Step(List<(Lab Color, double Weight)> clusters)
    {
        var (first, second, least) = (0, 1, double.MaxValue);
        for (var i = 0; i < clusters.Count; i++)
        {
            var (color, weight) = clusters[i];
            for (var j = i + 1; j < clusters.Count; j++)
            {
                var cost =
                    weight * clusters[j].Weight / (weight + clusters[j].Weight) * Lab.Squared(color, clusters[j].Color);
                if (cost < least)
                {
                    (first, second, least) = (i, j, cost);
                }
            }
        }

        var (one, other) = (clusters[first], clusters[second]);
        var all = one.Weight + other.Weight;
        clusters[first] = (((float)(one.Weight / all) * one.Color) + ((float)(other.Weight / all) * other.Color), all);
        clusters.RemoveAt(second);
        return (first, second);
    }
}
