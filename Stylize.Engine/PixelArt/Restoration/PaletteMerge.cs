using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Creates a palette from the colors of restored cells by merging colors that differ by no more than
/// noise.</summary>
internal static class PaletteMerge
{
    private const int MeanRounds = 2;

    /// <summary>The weight of a* and b* in all distances: lossy compression changes chroma more than
    /// lightness.</summary>
    private static readonly ChromaWeight Weight = ChromaWeight.OfFound;

    private const long StepsPerPair = 12, StepsPerDistance = 3;

    /// <summary>Maximum number of groups that are merged pair by pair.</summary>
    private const int MaxPairs = 384;

    /// <summary>Replaces each color by that of its group, in place.</summary>
    /// <param name="images">The cells of an image, or of the frames of an animation, which get one palette.</param>
    /// <param name="tolerance">Distance in Lab units up to which colors are merged.</param>
    /// <param name="noise">The measured noise of the colors; null for exact colors.</param>
    /// <param name="maxColors">Maximum number of colors. The nearest pairs are merged until it is met.</param>
    public static void Merge(
        IReadOnlyList<Raster<Rgba32>> images, double tolerance, CellNoise? noise, int maxColors, RestorationWork work)
    {
        var counts = ColorCounts.Count(images);
        var colors = counts.ByFrequency()
            .Select(color => new Color(
                color, Weight.Apply(LabConversion.FromRgba(color)), counts[color], noise?.Variance(color) ?? 1))
                .ToArray();
        var groups = Group(colors, tolerance, work);
        while (groups.Count > Math.Max(MaxPairs, maxColors) && maxColors < int.MaxValue)
        {
            tolerance *= 1.5;
            groups = Group(colors, tolerance, work);
        }

        if (noise is not null)
        {
            groups = [.. groups.GroupBy(group => group[0].Rgba.A).SelectMany(part => Described([.. part], work))];
        }

        var clusters = groups.ConvertAll(group => (Mean(group), (double)group.Sum(c => c.Count)));
        while (groups.Count > maxColors)
        {
            work.Require((long)groups.Count * groups.Count / 2 * StepsPerPair);
            var (one, other) = WardMerge.Step(clusters);
            groups[one].AddRange(groups[other]);
            groups.RemoveAt(other);
        }

        var map = new Dictionary<Rgba32, Rgba32> { [default] = default };
        foreach (var group in groups)
        {
            // The color of most cells of the group is exact. The mean of noisy colors is closer to the original than
            // any one of them.
            var largest = group.MaxBy(c => c.Count)!;
            var total = group.Sum(c => c.Count);
            var color = 2 * largest.Count > total ? largest.Rgba
                : LabConversion.ToRgba(Weight.Undo(Mean(group))) with { A = largest.Rgba.A };
            foreach (var member in group)
            {
                map[member.Rgba] = color;
            }
        }

        ColorCounts.Replace(images, cell => map[cell]);
    }

    /// <summary>Groups colors of equal opacity around the most frequent ones, then around the groups' means.</summary>
    private static List<List<Color>> Group(Color[] colors, double tolerance, RestorationWork work)
    {
        List<List<Color>> groups = [];
        foreach (var part in colors.GroupBy(color => color.Rgba.A))
        {
            List<Lab> centers = [];
            foreach (var color in part)
            {
                work.Require(StepsPerPair * (MeanRounds + 1) * centers.Count);
                if (!centers.Exists(center => Lab.Distance(center, color.Lab) <= tolerance))
                {
                    centers.Add(color.Lab);
                }
            }

            var owners = KMeans.Run([.. part.Select(color => (color.Lab, (double)color.Count))], centers, MeanRounds);
            groups.AddRange(
                part.Zip(owners).GroupBy(pair => pair.Second, pair => pair.First).OrderBy(group => group.Key)
                    .Select(group => group.ToList()));
        }

        return groups;
    }

    /// <summary>Merges groups until each color saves more in the description of the cells than it costs (minimum
    /// description length; Rissanen 1978). A cell costs -ln of the share of its color, and of the density of its
    /// distance from it: that of a t distribution whose scale is the cell's noise, with seven degrees of freedom,
    /// because cells at edges are far from their colors. A color costs ln(N) / 2 for each channel, for N
    /// cells.</summary>
    private static List<List<Color>> Described(List<List<Color>> groups, RestorationWork work)
    {
        const double Freedom = 7;
        (Lab Color, double Count, double Spread)[] points = [.. groups.Select(group =>
        {
            var count = (double)group.Sum(color => color.Count);
            return (Mean(group), count, Freedom * group.Sum(color => color.Count * color.Variance) / count);
        })];
        var total = points.Sum(point => point.Count);
        var price = 1.5 * PortableMath.Log(total);
        var owners = new int[points.Length];
        List<(Lab Color, double Share)> centers = [.. points.Select(point => (point.Color, point.Count / total))];
        while (true)
        {
            work.Require(StepsPerDistance * points.Length * centers.Count);
            var (savings, counts, means) =
                (new double[centers.Count], new double[centers.Count], new ColorMean[centers.Count]);
            for (var i = 0; i < points.Length; i++)
            {
                // The (Freedom + 3) / 2-th power of 1 + d^2 / (Freedom variance), divided by the share: -ln(density)
                // without logarithms.
                var (best, second) = (double.PositiveInfinity, double.PositiveInfinity);
                for (var k = 0; k < centers.Count; k++)
                {
                    var apart = 1 + (Lab.Squared(points[i].Color, centers[k].Color) / points[i].Spread);
                    var squared = apart * apart;
                    var cost = squared * squared * apart / centers[k].Share;
                    if (cost < best)
                    {
                        (second, best, owners[i]) = (best, cost, k);
                    }
                    else
                    {
                        second = Math.Min(second, cost);
                    }
                }

                var own = owners[i];
                savings[own] += points[i].Count * PortableMath.Log(second / best);
                counts[own] += points[i].Count;
                var weight = points[i].Count / (points[i].Spread + Lab.Squared(points[i].Color, centers[own].Color));
                means[own].Add(points[i].Color, weight);
            }

            int[] poor =
                [.. Enumerable.Range(0, centers.Count).Where(k => savings[k] < price).OrderBy(k => savings[k])];
            if (poor.Length == 0) break;

            var removed = poor.Take(Math.Max(1, poor.Length / 4)).ToHashSet();
            centers = [.. Enumerable.Range(0, centers.Count).Where(k => counts[k] > 0 && !removed.Contains(k))
                .Select(k => (means[k].Mean, counts[k] / total))];
        }

        return [.. groups.Zip(owners).GroupBy(pair => pair.Second, pair => pair.First).OrderBy(merged => merged.Key)
            .Select(merged => merged.SelectMany(group => group).ToList())];
    }

    private static Lab Mean(List<Color> group)
    {
        var mean = default(ColorMean);
        group.ForEach(color => mean.Add(color.Lab, color.Weight));
        return mean.Mean;
    }

    /// <param name="Lab">With weighted chroma.</param>
    /// <param name="Variance">Of the noise along each axis.</param>
    private sealed record Color(Rgba32 Rgba, Lab Lab, int Count, double Variance)
    {
        public double Weight => Count / Variance;
    }
}

/// <summary>Limits the work of a restoration, in steps of about 1 ns of one core, to the work that an image of its size
/// should need. Very long and narrow images, or photographs with far more colors than pixel art, would exceed it.
/// Counted steps make the limit the same on every machine. Safe for concurrent use.</summary>
/// <param name="name">The input's name, for the error.</param>
internal sealed class RestorationWork(long pixels, string name)
{
    /// <summary>Maximum number of steps per pixel. Images of less than a megapixel have the limit of a
    /// megapixel.</summary>
    internal const long StepsPerPixel = 4000;

    private const long MinPixels = 1_000_000;
    private readonly long _limit = Math.Max(pixels, MinPixels) * StepsPerPixel;
    private long _done;

    public long Done => Interlocked.Read(ref _done);

    /// <summary>True if the limit is exceeded; parallel loops then end early.</summary>
    public bool IsSpent => Done > _limit;

    public void Add(long steps) => Interlocked.Add(ref _done, steps);

    /// <summary>Counts steps.</summary>
    /// <exception cref="StylizeException">OperationFailed: the limit is exceeded.</exception>
    public void Require(long steps = 0)
    {
        Add(steps);
        if (IsSpent) throw Errors.NotRestorable.With(name);
    }
}
