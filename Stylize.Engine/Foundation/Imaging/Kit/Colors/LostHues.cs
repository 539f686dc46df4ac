namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>Gives small parts whose hue a palette lost, such as a nose, a tie or eyes, a color of their own. It
/// replaces another color if this reduces the sum of w (d^2 + h^4 / 8^2) over the colors of the picture, where d is
/// the distance from the nearest color of the palette, h its part in a* and b*, and w the weight. So neither does a
/// mark vanish because it is rare, nor does it take the place of a hue that is then lost itself.</summary>
/// <example><code>
/// var colors = Enumerable.Range(0, 40).Select(i => (new Lab(2 * i, 0, 0), 100.0)).Append((new Lab(50, 60, 40), 20));
/// List&lt;Lab> centers = [new(10, 0, 0), new(30, 0, 0), new(50, 0, 0), new(70, 0, 0)];
/// Assert.Equal(1, LostHues.Keep([.. colors], centers, count: 4, far: 12));
/// Assert.Contains(new Lab(50, 60, 40), centers); // the small red part among grays
/// </code></example>
internal static class LostHues
{
    /// <summary>Distance in a* and b* at which the loss of a hue costs as much as the distance: 8 and 16 give 42
    /// photographs the same mean CIEDE2000, 16 loses red lips, and a third power marks of a cell.</summary>
    private const double Lost = 8;

    /// <summary>Number of removed colors that are tried, and the rounds of k-means after each.</summary>
    private const int Removals = 12, Rounds = 3;

    /// <summary>Side of the cells of the color space whose colors count as their mean, so that a round costs
    /// little.</summary>
    private const float CellSide = 3;

    /// <param name="colors">The colors of the picture and their weights.</param>
    /// <param name="centers">The palette, which changes. Kept colors follow the locked ones.</param>
    /// <param name="count">Largest number of colors of the palette.</param>
    /// <param name="far">Smallest distance of a lost color from all others in a* and b*.</param>
    /// <param name="locked">Number of colors at the start that stay.</param>
    /// <returns>The number of kept colors.</returns>
    public static int Keep(
        (Lab Color, double Weight)[] colors, List<Lab> centers, int count, float far, int locked = 0,
        CancellationToken cancellation = default)
    {
        var means = Means(colors);
        var (kept, error) = (locked, Error(means, centers));
        while (Find(means, centers, far) is { } lost
            && With(lost, means, centers, count, kept, cancellation) is { } best && best.Error < error)
        {
            (error, kept) = (best.Error, kept + 1);
            centers.Clear();
            centers.AddRange(best.Colors);
        }

        return kept - locked;
    }

    /// <summary>Returns the mean colors and the weights of cells of the color space.</summary>
    public static (Lab Color, double Weight)[] Means((Lab Color, double Weight)[] colors)
    {
        var means = new Dictionary<(int, int, int), ColorMean>();
        foreach (var (color, weight) in colors)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(means, color.Bin(CellSide), out _).Add(color, weight);
        }

        return [.. means.Values.Where(mean => mean.Weight > 0).Select(mean => (mean.Mean, mean.Weight))];
    }

    /// <summary>Returns the mean of the lost colors around the one that costs most; null if no hue is lost.</summary>
    private static Lab? Find((Lab Color, double Weight)[] colors, List<Lab> centers, float far)
    {
        var hues = new ColorSearch([.. centers.Select(center => center with { L = 0 })]);
        var lost = colors.Select(color => (color.Color, color.Weight, Distance: Distance(color.Color)))
            .Where(color => color.Distance >= far).ToList();
        if (lost.Count == 0) return null;

        var seed = lost.MaxBy(color => color.Weight * color.Distance).Color;
        var mean = new ColorMean();
        foreach (var (color, weight, _) in lost)
        {
            if (Lab.Squared(color, seed) <= far * far) mean.Add(color, weight);
        }

        return mean.Mean;

        double Distance(Lab color)
        {
            hues.Nearest(color with { L = 0 }, out var squared);
            return Math.Sqrt(squared);
        }
    }

    /// <summary>Returns the best palette with a color that stays, in place of one that is not kept if there are
    /// enough.</summary>
    private static (double Error, List<Lab> Colors)? With(
        Lab added, (Lab Color, double Weight)[] colors, List<Lab> centers, int count, int kept,
        CancellationToken cancellation)
    {
        IEnumerable<List<Lab>> fewer = centers.Count < count ? [[.. centers]]
            : Enumerable.Range(kept, centers.Count - kept)
                .Select(removed => centers.Where((_, i) => i != removed).ToList())
                .Where(left => left.Count > 0).OrderBy(left => Error(colors, left)).Take(Removals);
        return fewer.Select(tried =>
        {
            tried.Insert(kept, added);
            KMeans.Run(colors, tried, Rounds, locked: kept + 1, cancellation: cancellation);
            return ((double Error, List<Lab> Colors)?)(Error(colors, tried), tried);
        }).MinBy(tried => tried!.Value.Error);
    }

    private static double Error((Lab Color, double Weight)[] colors, List<Lab> centers)
    {
        using var squared = new PooledBuffer<float>(colors.Length);
        using var owners = new PooledBuffer<int>(colors.Length);
        new ColorSearch(centers).NearestOfEach(colors, owners.Span, squared.Span);
        var sum = 0.0;
        for (var i = 0; i < colors.Length; i++)
        {
            var apart = colors[i].Color - centers[owners.Span[i]];
            var hue = (apart.A * apart.A) + (apart.B * apart.B);
            sum += colors[i].Weight * (squared.Span[i] + (hue * hue / (Lost * Lost)));
        }

        return sum;
    }
}
