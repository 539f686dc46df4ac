namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Replaces colors of a palette that look like another one. In animations, a large area of little contrast can attract several of
/// them.</summary>
internal static class DistinctColors
{
    /// <summary>CIEDE2000 difference below which two colors count as equal.</summary>
    private const double Visible = 2;

    private const int MeanRounds = 5;

    /// <summary>Merges the nearest pair of colors, and adds the color that is missed most, until all colors differ visibly.</summary>
    /// <param name="colors">The colors that the palette represents, with their weights.</param>
    /// <param name="palette">The palette, in Lab.</param>
    /// <param name="locked">Number of colors at its start that stay.</param>
    /// <returns>The palette, with fewer colors if no other one differs visibly.</returns>
    public static Lab[] Of(IReadOnlyList<(Lab Color, double Weight)> colors, Lab[] palette, int locked)
    {
        for (var tries = palette.Length; Nearest(palette, locked) is var (one, other); tries--)
        {
            var fits = Fit(colors, palette);
            List<Lab> next = [.. palette];
            if (one >= locked)
            {
                next[one] = Mean(colors.Where((_, i) => fits[i].Nearest == one || fits[i].Nearest == other)) ?? next[one];
            }

            next.RemoveAt(other);
            var added = tries > 0 ? Missed(colors, [.. next]) : -1;
            palette = added < 0 ? [.. next] : Means(colors, [.. next, colors[added].Color], locked);
        }

        return palette;
    }

    /// <summary>Leaves out colors that do not differ visibly from one before them.</summary>
    /// <param name="colors">The colors, the most important first.</param>
    /// <param name="kept">Number of colors at the start that stay.</param>
    public static Rgba32[] Of(IReadOnlyList<Rgba32> colors, int kept)
    {
        var distinct = colors.Take(kept).ToList();
        foreach (var color in colors.Skip(kept))
        {
            var lab = LabConversion.FromRgba(color);
            if (distinct.TrueForAll(other => ColorDifference.Ciede2000(LabConversion.FromRgba(other), lab) >= Visible))
            {
                distinct.Add(color);
            }
        }

        return [.. distinct];
    }

    /// <summary>Returns the nearest pair of colors that do not differ visibly and are not both locked; null without one.</summary>
    private static (int One, int Other)? Nearest(Lab[] palette, int locked)
    {
        (int, int)? nearest = null;
        var least = Visible;
        for (var i = 0; i < palette.Length; i++)
        {
            for (var j = Math.Max(i + 1, locked); j < palette.Length; j++)
            {
                if (ColorDifference.Ciede2000(palette[i], palette[j]) is var difference && difference < least)
                {
                    (nearest, least) = ((i, j), difference);
                }
            }
        }

        return nearest;
    }

    private static (int Nearest, double Squared)[] Fit(IReadOnlyList<(Lab Color, double Weight)> colors, Lab[] palette) =>
        [.. colors.Select(one => palette.Select(color => (double)Lab.Squared(color, one.Color)).Index().MinBy(fit => fit.Item))];

    /// <summary>Returns the color with the largest weighted squared error that differs visibly from the palette; -1 for none.</summary>
    private static int Missed(IReadOnlyList<(Lab Color, double Weight)> colors, Lab[] palette)
    {
        var fits = Fit(colors, palette);
        return Enumerable.Range(0, colors.Count)
            .Where(i => palette.All(color => ColorDifference.Ciede2000(color, colors[i].Color) >= Visible))
            .OrderByDescending(i => fits[i].Squared * colors[i].Weight).ThenBy(i => i).Append(-1).First();
    }

    /// <summary>Moves the colors that are not locked to the means of the colors they represent (Lloyd 1982).</summary>
    private static Lab[] Means(IReadOnlyList<(Lab Color, double Weight)> colors, Lab[] palette, int locked)
    {
        for (var round = 0; round < MeanRounds; round++)
        {
            var fits = Fit(colors, palette);
            for (var k = locked; k < palette.Length; k++)
            {
                palette[k] = Mean(colors.Where((_, i) => fits[i].Nearest == k)) ?? palette[k];
            }
        }

        return palette;
    }

    private static Lab? Mean(IEnumerable<(Lab Color, double Weight)> colors)
    {
        var (w, l, a, b) = (0.0, 0.0, 0.0, 0.0);
        foreach (var (color, weight) in colors)
        {
            (w, l, a, b) = (w + weight, l + (weight * color.L), a + (weight * color.A), b + (weight * color.B));
        }

        return w > 0 ? new Lab((float)(l / w), (float)(a / w), (float)(b / w)) : null;
    }
}
