using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Creates a palette from the colors of restored cells by merging colors that differ by no more than noise.</summary>
internal static class PaletteMerge
{
    private const int MeanRounds = 2;

    /// <summary>The weight of a* and b* in all distances: lossy compression changes chroma more than lightness.</summary>
    private static readonly ChromaWeight Weight = ChromaWeight.OfFound;

    /// <summary>Scale of the t distribution of the cells around their color, relative to the noise.</summary>
    private const double NoiseScale = 1.8;
    private const long StepsPerPair = 12, StepsPerDistance = 3;
    private const int ShiftRounds = 12;

    /// <summary>Maximum number of groups that are merged pair by pair.</summary>
    private const int MaxPairs = 384;

    /// <summary>Replaces each color by that of its group, in place.</summary>
    /// <param name="images">The cells of an image, or of the frames of an animation, which get one palette.</param>
    /// <param name="tolerance">Distance in Lab units up to which colors are merged.</param>
    /// <param name="noise">Standard deviation of the colors of originally equal cells, in Lab units; 0 for exact colors.</param>
    /// <param name="maxColors">Maximum number of colors. The nearest pairs are merged until it is met.</param>
    public static void Merge(IReadOnlyList<Raster<Rgba32>> images, double tolerance, double noise, int maxColors, RestorationWork work)
    {
        ColorCounts.Replace(images, cell => cell.A < 8 ? default : cell.A > 247 ? cell with { A = 255 } : cell);
        var counts = ColorCounts.Count(images);
        var colors = counts.ByFrequency()
            .Select(color => new Color(color, Weight.Apply(LabConversion.FromRgba(color)), counts[color])).ToArray();
        if (noise > 0)
        {
            colors = Shifted(colors, noise, work);
        }

        var groups = Group(colors, tolerance, work);
        while (groups.Count > Math.Max(MaxPairs, maxColors) && maxColors < int.MaxValue)
        {
            tolerance *= 1.5;
            groups = Group(colors, tolerance, work);
        }

        if (noise > 0)
        {
            groups = [.. groups.GroupBy(group => group[0].Rgba.A).SelectMany(part => Described([.. part], NoiseScale * noise, work))];
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
            // The color of most cells of the group is exact. The mean of noisy colors is closer to the original than any one of them.
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

    /// <summary>Moves each color to the nearest density peak (mean shift; Comaniciu and Meer 2002).</summary>
    private static Color[] Shifted(Color[] colors, double bandwidth, RestorationWork work)
    {
        var reach = 3 * bandwidth;
        var byLightness = colors.OrderBy(c => c.Lab.L).ToArray();
        var lightness = byLightness.Select(c => c.Lab.L).ToArray();
        var shifted = new Color[byLightness.Length];
        for (var i = 0; i < shifted.Length; i++)
        {
            var place = byLightness[i].Lab;
            for (var round = 0; round < ShiftRounds; round++)
            {
                var mean = default(ColorMean);
                var compared = 0L;
                var from = Array.BinarySearch(lightness, (float)(place.L - reach));
                for (var j = from < 0 ? ~from : from; j < lightness.Length && lightness[j] <= place.L + reach; j++)
                {
                    compared++;
                    var other = byLightness[j];
                    var squared = (double)Lab.Squared(place, other.Lab);
                    if (squared < reach * reach)
                    {
                        mean.Add(other.Lab, other.Count * Math.Exp(-squared / (2 * bandwidth * bandwidth)));
                    }
                }

                work.Require(StepsPerPair * compared);
                var moved = Lab.Distance(place, mean.Mean);
                place = mean.Mean;
                if (moved < 0.05) break;
            }

            shifted[i] = byLightness[i] with { Lab = place };
        }

        return [.. shifted.OrderByDescending(c => c.Count).ThenBy(c => c.Rgba.ToHex(), StringComparer.Ordinal)];
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
            groups.AddRange(part.Zip(owners).GroupBy(pair => pair.Second, pair => pair.First).OrderBy(group => group.Key)
                .Select(group => group.ToList()));
        }

        return groups;
    }

    /// <summary>Merges groups until each color saves more in the description of the cells than it costs (minimum description length;
    /// Rissanen 1978). A cell costs -ln of the share of its color, and of the density of its distance from it: that of a t distribution
    /// with three degrees of freedom, because cells at edges are far from their colors. A color costs ln(N) / 2 for each channel, for N
    /// cells.</summary>
    /// <param name="scale">Of the t distribution, in Lab units.</param>
    private static List<List<Color>> Described(List<List<Color>> groups, double scale, RestorationWork work)
    {
        const double Freedom = 3;
        (Lab Color, double Count)[] points =
            [.. groups.Select(group => (Mean(group), (double)group.Sum(color => color.Count)))];
        var total = points.Sum(point => point.Count);
        var price = 1.5 * PortableMath.Log(total);
        var (spread, owners) = (Freedom * scale * scale, new int[points.Length]);
        List<(Lab Color, double Share)> centers = [.. points.Select(point => (point.Color, point.Count / total))];
        while (true)
        {
            work.Require(StepsPerDistance * points.Length * centers.Count);
            var (savings, counts, means) = (new double[centers.Count], new double[centers.Count], new ColorMean[centers.Count]);
            for (var i = 0; i < points.Length; i++)
            {
                // The (Freedom + 3) / 2-th power of 1 + d^2 / (Freedom scale^2), divided by the share: -ln(density) without logarithms.
                var (best, second) = (double.PositiveInfinity, double.PositiveInfinity);
                for (var k = 0; k < centers.Count; k++)
                {
                    var apart = 1 + (Lab.Squared(points[i].Color, centers[k].Color) / spread);
                    var cost = apart * apart * apart / centers[k].Share;
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
                means[own].Add(points[i].Color, points[i].Count / (1 + (Lab.Squared(points[i].Color, centers[own].Color) / spread)));
            }

            int[] poor = [.. Enumerable.Range(0, centers.Count).Where(k => savings[k] < price).OrderBy(k => savings[k])];
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
        group.ForEach(color => mean.Add(color.Lab, color.Count));
        return mean.Mean;
    }

    /// <param name="Lab">With weighted chroma.</param>
    private sealed record Color(Rgba32 Rgba, Lab Lab, int Count);
}

/// <summary>Limits the work of a restoration, in steps of about 1 ns of one core, to the work that an image of its size should need. Very
/// long and narrow images, or photographs with far more colors than pixel art, would exceed it. Counted steps make the limit the same on
/// every machine. Safe for concurrent use.</summary>
/// <param name="name">The input's name, for the error.</param>
internal sealed class RestorationWork(long pixels, string name)
{
    /// <summary>Maximum number of steps per pixel. Images of less than a megapixel have the limit of a megapixel.</summary>
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
        if (IsSpent)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, name,
                $"'{name}' cannot be restored: it has too many cells or colors for its size, or is too long and narrow.",
                "Crop the image, or set {CellSize} to the side of a cell in pixels.");
        }
    }
}
