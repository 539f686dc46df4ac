namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>Gives small areas of a vivid color that a palette lost, such as a nose, a tie or eyes, a color of their own. It replaces the
/// color whose removal costs least after all others moved to their means, if the squared error of the picture hardly grows.</summary>
internal static class VividAreas
{
    /// <summary>Largest share by which the sum of weighted squared distances may grow for an area at most twice as far from other colors
    /// as it has to be. It grows with the fourth power of the distance, so that no mark that stands out is lost.</summary>
    private const double MaxLoss = 0.015;

    /// <summary>Smallest shares of the picture, and of the rectangle around the area, that an area covers.</summary>
    private const double MinShare = 0.0003, MinFill = 1.0 / 3;

    /// <summary>Smallest chroma relative to the smallest distance from other colors.</summary>
    private const float MinChroma = 4;

    /// <summary>Number of areas and of removed colors that are tried, the rounds of k-means after each, and the most rounds after the best.
    /// </summary>
    private const int Areas = 3, Removals = 12, TriedRounds = 3, Rounds = 40;

    /// <summary>Largest step of a center that has come to rest.</summary>
    private const float Tolerance = 0.05f;

    /// <summary>Side of the cells of the color space whose colors count as their mean, so that a round costs little.</summary>
    private const float CellSide = 3;

    /// <summary>Smallest palette in which two colors are replaced instead of one.</summary>
    private const int ManyColors = 16;

    /// <param name="cells">The colors of a coarse copy of the picture in raster order; NaN for nothing.</param>
    /// <param name="width">Number of cells of a row.</param>
    /// <param name="colors">The colors of the picture and their weights.</param>
    /// <param name="centers">The palette, which changes. Kept colors follow the locked ones.</param>
    /// <param name="count">Largest number of colors of the palette.</param>
    /// <param name="far">Smallest distance of a lost color from all others in a* and b*.</param>
    /// <param name="locked">Number of colors at the start that stay.</param>
    /// <returns>The number of kept colors.</returns>
    public static int Keep(
        ReadOnlyMemory<Lab> cells, int width, (Lab Color, double Weight)[] colors, List<Lab> centers, int count, float far,
        int locked = 0, CancellationToken cancellation = default)
    {
        var means = Means(colors);
        var (error, loss) = (Error(means, centers), MaxLoss * Error(colors, centers));
        for (var kept = 0; ; kept++)
        {
            var areas = kept == (count < ManyColors ? 1 : 2) ? [] : Find(cells, width, centers, far).Take(Areas).ToList();
            if (!areas.Any(area => TryAdd(area.Mean, means, centers, count, Limit(area.Distance), locked + kept, cancellation)))
            {
                return kept;
            }
        }

        double Limit(double distance)
        {
            var squared = distance * distance / (4 * far * far);
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

        return [.. means.Values.Select(mean => (mean.Mean, mean.Weight))];
    }

    /// <summary>Returns the mean colors of the areas and their distances, the largest and farthest first.</summary>
    private static IEnumerable<(Lab Mean, double Distance)> Find(ReadOnlyMemory<Lab> cells, int width, List<Lab> centers, float far)
    {
        var nearest = new ColorSearch(centers);
        var hues = new ColorSearch([.. centers.Select(center => center with { L = 0 })]);
        var fill = new FloodFill(width, cells.Length / width, cell => IsLost(cells.Span[cell]));
        var found = new List<(Lab Mean, double Distance, int Size)>();
        for (var start = 0; start < cells.Length; start++)
        {
            List<int> area = [];
            var mean = new ColorMean();
            fill.Fill(start, area.Add);
            area.ForEach(cell => mean.Add(cells.Span[cell], 1));
            if (area.Count > MinShare * cells.Length && IsCoherent(area, mean.Mean) && IsLost(mean.Mean))
            {
                found.Add((mean.Mean, Distance(mean.Mean), area.Count));
            }
        }

        return found.OrderByDescending(area => area.Distance * area.Size).Select(area => (area.Mean, area.Distance));

        bool IsLost(Lab color) => color.Chroma >= MinChroma * far && Distance(color) >= far
            && color.Chroma > centers[nearest.Nearest(color)].Chroma;

        double Distance(Lab color)
        {
            hues.Nearest(color with { L = 0 }, out var squared);
            return Math.Sqrt(squared);
        }

        bool IsCoherent(List<int> area, Lab mean)
        {
            var columns = area.Max(cell => cell % width) - area.Min(cell => cell % width) + 1;
            var rows = (area.Max() / width) - (area.Min() / width) + 1;
            return area.Count >= MinFill * rows * columns
                && area.Average(cell => Lab.Squared(cells.Span[cell], mean)) <= far * far;
        }
    }

    /// <summary>Adds a color that stays, in place of one that is not locked if there are enough.</summary>
    /// <returns>False if the error exceeds the limit.</returns>
    private static bool TryAdd(
        Lab added, (Lab Color, double Weight)[] colors, List<Lab> centers, int count, double limit, int locked,
        CancellationToken cancellation)
    {
        IEnumerable<List<Lab>> fewer = centers.Count < count ? [[.. centers]]
            : Enumerable.Range(locked, centers.Count - locked).Select(removed => centers.Where((_, i) => i != removed).ToList())
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
        var (search, sum) = (new ColorSearch(centers), 0.0);
        foreach (var (color, weight) in colors)
        {
            search.Nearest(color, out var squared);
            sum += weight * squared;
        }

        return sum;
    }
}
