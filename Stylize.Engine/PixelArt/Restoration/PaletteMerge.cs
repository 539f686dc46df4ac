namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Creates a palette from the colors of restored cells by merging colors that differ by no more than noise.</summary>
internal static class PaletteMerge
{
    private const int MeanRounds = 2;
    private const long StepsPerPair = 12;
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
        var counts = new Dictionary<Rgba32, int>();
        foreach (var cells in images)
        {
            for (var y = 0; y < cells.Height; y++)
            {
                foreach (ref var cell in cells.Row(y))
                {
                    cell = cell.A < 8 ? default : cell.A > 247 ? cell with { A = 255 } : cell;
                    counts[cell] = counts.GetValueOrDefault(cell) + 1;
                }
            }
        }

        var colors = counts.Where(c => c.Key.A != 0).OrderByDescending(c => c.Value).ThenBy(c => c.Key.ToHex(), StringComparer.Ordinal)
            .Select(c => new Color(c.Key, LabConversion.FromRgba(c.Key), c.Value)).ToArray();
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

        while (groups.Count > maxColors)
        {
            work.Require((long)groups.Count * groups.Count / 2 * StepsPerPair);
            MergeNearest(groups);
        }

        var map = new Dictionary<Rgba32, Rgba32> { [default] = default };
        foreach (var group in groups)
        {
            // The color of most cells of the group is exact. The mean of noisy colors is closer to the original than any one of them.
            var largest = group.MaxBy(c => c.Count)!;
            var total = group.Sum(c => c.Count);
            var color = 2 * largest.Count > total ? largest.Rgba : LabConversion.ToRgba(Mean(group)) with { A = largest.Rgba.A };
            foreach (var member in group)
            {
                map[member.Rgba] = color;
            }
        }

        foreach (var cells in images)
        {
            for (var y = 0; y < cells.Height; y++)
            {
                foreach (ref var cell in cells.Row(y))
                {
                    cell = map[cell];
                }
            }
        }
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
                var (w, l, a, b) = (0.0, 0.0, 0.0, 0.0);
                var compared = 0L;
                var from = Array.BinarySearch(lightness, (float)(place.L - reach));
                for (var j = from < 0 ? ~from : from; j < lightness.Length && lightness[j] <= place.L + reach; j++)
                {
                    compared++;
                    var other = byLightness[j];
                    var distance = Distance(place, other.Lab);
                    if (distance < reach)
                    {
                        var weight = other.Count * Math.Exp(-distance * distance / (2 * bandwidth * bandwidth));
                        (w, l, a, b) = (w + weight, l + (weight * other.Lab.L), a + (weight * other.Lab.A), b + (weight * other.Lab.B));
                    }
                }

                work.Require(StepsPerPair * compared);
                var next = new Lab((float)(l / w), (float)(a / w), (float)(b / w));
                var moved = Distance(place, next);
                place = next;
                if (moved < 0.05) break;
            }

            shifted[i] = byLightness[i] with { Lab = place };
        }

        return [.. shifted.OrderByDescending(c => c.Count).ThenBy(c => c.Rgba.ToHex(), StringComparer.Ordinal)];
    }

    /// <summary>Groups colors around the most frequent ones, then around the groups' means.</summary>
    private static List<List<Color>> Group(Color[] colors, double tolerance, RestorationWork work)
    {
        List<(Lab Lab, byte A)> centers = [];
        foreach (var color in colors)
        {
            work.Require(StepsPerPair * centers.Count);
            if (!centers.Exists(c => c.A == color.Rgba.A && Distance(c.Lab, color.Lab) <= tolerance))
            {
                centers.Add((color.Lab, color.Rgba.A));
            }
        }

        List<List<Color>> groups = [];
        for (var round = 0; round < MeanRounds; round++)
        {
            groups = [.. centers.Select(_ => new List<Color>())];
            foreach (var color in colors)
            {
                work.Require(StepsPerPair * centers.Count);
                var nearest = Enumerable.Range(0, centers.Count).Where(i => centers[i].A == color.Rgba.A)
                    .MinBy(i => Distance(centers[i].Lab, color.Lab));
                groups[nearest].Add(color);
            }

            groups.RemoveAll(group => group.Count == 0);
            centers = [.. groups.Select(group => (Mean(group), group[0].Rgba.A))];
        }

        return groups;
    }

    private static void MergeNearest(List<List<Color>> groups)
    {
        var (best, one, other) = (double.MaxValue, 0, 1);
        var means = groups.Select(Mean).ToArray();
        var counts = groups.Select(group => group.Sum(c => c.Count)).ToArray();
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = i + 1; j < groups.Count; j++)
            {
                // Ward's criterion: the increase of the sum of squares.
                var (m, n) = (counts[i], counts[j]);
                var cost = Math.Pow(Distance(means[i], means[j]), 2) * m * n / (m + n);
                if (cost < best)
                {
                    (best, one, other) = (cost, i, j);
                }
            }
        }

        groups[one].AddRange(groups[other]);
        groups.RemoveAt(other);
    }

    private static Lab Mean(List<Color> group)
    {
        var (w, l, a, b) = (0.0, 0.0, 0.0, 0.0);
        foreach (var color in group)
        {
            var (n, lab) = (color.Count, color.Lab);
            (w, l, a, b) = (w + n, l + (n * lab.L), a + (n * lab.A), b + (n * lab.B));
        }

        return new Lab((float)(l / w), (float)(a / w), (float)(b / w));
    }

    private static double Distance(Lab x, Lab y) => Math.Sqrt(Lab.Squared(x, y));

    private sealed record Color(Rgba32 Rgba, Lab Lab, int Count);
}
