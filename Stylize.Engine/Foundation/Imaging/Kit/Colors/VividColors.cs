namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>Gives small parts whose hue a palette lost, such as a nose, a tie or eyes, a color of their own. It
/// replaces the color whose removal costs least after all others moved to their means, if the squared error of the
/// picture hardly grows.</summary>
/// <example><code>
/// var colors = Enumerable.Range(0, 40).Select(i => (new Lab(2 * i, 0, 0), 100.0)).Append((new Lab(50, 60, 40), 20));
/// List&lt;Lab> centers = [new(10, 0, 0), new(30, 0, 0), new(50, 0, 0), new(70, 0, 0)];
/// Assert.Equal(1, VividColors.Keep([.. colors], centers, count: 4, far: 12));
/// Assert.Contains(new Lab(50, 60, 40), centers); // the small red part among grays
/// </code></example>
internal static class VividColors
{
    /// <summary>Largest share by which the sum of weighted squared distances, which counts as just noticeable at
    /// least, may grow for a color. With 0.02, the mean CIEDE2000 of 15 photographs in 8 and 12 colors grows by
    /// 0.5%.</summary>
    private const double MaxLoss = 0.02;

    /// <summary>Distance from all others in a* and b* of a color that stands out. Beyond it, the share grows with the
    /// fourth power of the distance, so that no mark is lost.</summary>
    private const double StandsOut = 18;

    /// <summary>Smallest share of the weights that a group of colors has.</summary>
    private const double MinShare = 0.0003;

    /// <summary>Smallest chroma relative to the smallest distance from other colors.</summary>
    private const float MinChroma = 4;

    /// <summary>Number of colors of a palette for each that is replaced, so that two inks stay those of the whole
    /// picture.</summary>
    private const int RoomPerColor = 4;

    /// <summary>Number of groups and of removed colors that are tried, the rounds of k-means after each, and the most
    /// after the best.</summary>
    private const int Groups = 3, Removals = 12, TriedRounds = 3, Rounds = 40;

    /// <summary>Largest step of a center that has come to rest.</summary>
    private const float Tolerance = 0.05f;

    /// <summary>Side of the cells of the color space whose colors count as their mean, so that a round costs
    /// little.</summary>
    private const float CellSide = 3;

    /// <param name="colors">The colors of the picture and their weights.</param>
    /// <param name="centers">The palette, which changes. Kept colors follow the locked ones.</param>
    /// <param name="count">Largest number of colors of the palette.</param>
    /// <param name="far">Smallest distance of a lost color from all others in a* and b*.</param>
    /// <param name="locked">Number of colors at the start that stay.</param>
    /// <param name="maxLoss">Largest share by which the error may grow for a color.</param>
    /// <param name="arePale">True to keep colors of any chroma, false for vivid ones only.</param>
    /// <returns>The number of kept colors.</returns>
    public static int Keep(
        (Lab Color, double Weight)[] colors, List<Lab> centers, int count, float far, int locked = 0,
        double maxLoss = MaxLoss, bool arePale = false, CancellationToken cancellation = default)
    {
        var means = Means(colors);
        var error = Error(means, centers);
        var loss = maxLoss * (error + (Lab.JustNoticeable * Lab.JustNoticeable * means.Sum(mean => mean.Weight)));
        var kept = locked;
        while (kept - locked < count / RoomPerColor && Find(means, centers, far, arePale).Take(Groups).ToList().Any(
            group => TryAdd(group.Mean, means, centers, count, Limit(group.Distance), kept, cancellation)))
        {
            kept++;
        }

        return kept - locked;

        double Limit(double distance)
        {
            var squared = distance * distance / (StandsOut * StandsOut);
            return error + (loss * Math.Max(1, squared * squared));
        }
    }

    private static (Lab Color, double Weight)[] Means((Lab Color, double Weight)[] colors)
    {
        var means = new Dictionary<(int, int, int), ColorMean>();
        foreach (var (color, weight) in colors)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(means, color.Bin(CellSide), out _).Add(color, weight);
        }

        return [.. means.Values.Where(mean => mean.Weight > 0).Select(mean => (mean.Mean, mean.Weight))];
    }

    /// <summary>Returns the mean colors of groups of similar lost colors, and their distances from the palette, the
    /// heaviest and farthest first.</summary>
    private static IEnumerable<(Lab Mean, double Distance)> Find(
        (Lab Color, double Weight)[] colors, List<Lab> centers, float far, bool arePale)
    {
        var nearest = new ColorSearch(centers);
        var hues = new ColorSearch([.. centers.Select(center => center with { L = 0 })]);
        var least = MinShare * colors.Sum(color => color.Weight);
        var lost = colors.Where(color => IsLost(color.Color))
            .OrderByDescending(color => color.Weight * Distance(color.Color)).ToList();
        var found = new List<(Lab Mean, double Distance, double Weight)>();
        while (lost.Count > 0)
        {
            var (seed, mean) = (lost[0].Color, new ColorMean());
            lost.FindAll(IsNear).ForEach(color => mean.Add(color.Color, color.Weight));
            lost.RemoveAll(IsNear);
            if (mean.Weight >= least && IsLost(mean.Mean)) found.Add((mean.Mean, Distance(mean.Mean), mean.Weight));

            bool IsNear((Lab Color, double Weight) color) => Lab.Squared(color.Color, seed) <= far * far;
        }

        return found.OrderByDescending(group => group.Distance * group.Weight)
            .Select(group => (group.Mean, group.Distance));

        bool IsLost(Lab color) => Distance(color) >= far && (arePale
            || (color.Chroma >= MinChroma * far && color.Chroma > centers[nearest.Nearest(color)].Chroma));

        double Distance(Lab color)
        {
            hues.Nearest(color with { L = 0 }, out var squared);
            return Math.Sqrt(squared);
        }
    }

    /// <summary>Adds a color that stays, in place of one that is not locked if there are enough.</summary>
    /// <returns>False if the error exceeds the limit.</returns>
    private static bool TryAdd(
        Lab added, (Lab Color, double Weight)[] colors, List<Lab> centers, int count, double limit, int locked,
        CancellationToken cancellation)
    {
        IEnumerable<List<Lab>> fewer = centers.Count < count ? [[.. centers]]
            : Enumerable.Range(locked, centers.Count - locked)
                .Select(removed => centers.Where((_, i) => i != removed).ToList())
                .Where(left => left.Count > 0).OrderBy(left => Error(colors, left)).Take(Removals);
        var best = fewer.MinBy(tried =>
        {
            tried.Insert(locked, added);
            return Moved(tried, TriedRounds);
        });
        if (best is null || Moved(best, Rounds) > limit) return false;

        centers.Clear();
        centers.AddRange(best);
        return true;

        double Moved(List<Lab> tried, int rounds)
        {
            KMeans.Run(colors, tried, rounds, Tolerance, locked + 1, cancellation: cancellation);
            return Error(colors, tried);
        }
    }

    private static double Error((Lab Color, double Weight)[] colors, List<Lab> centers)
    {
        using var squared = new PooledBuffer<float>(colors.Length);
        using var owners = new PooledBuffer<int>(colors.Length);
        new ColorSearch(centers).NearestOfEach(colors, owners.Span, squared.Span);
        var sum = 0.0;
        for (var i = 0; i < colors.Length; i++)
        {
            sum += colors[i].Weight * squared.Span[i];
        }

        return sum;
    }
}
