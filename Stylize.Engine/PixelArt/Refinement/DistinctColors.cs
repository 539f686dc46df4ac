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
    public static Lab[] Separate((Lab Color, double Weight)[] colors, Lab[] palette, int locked)
    {
        for (var tries = palette.Length; Nearest(palette, locked) is var (one, other); tries--)
        {
            List<Lab> next = [.. palette];
            if (one >= locked)
            {
                next[one] = Joined(colors, palette, one, other);
            }

            next.RemoveAt(other);
            if (tries > 0 && Missed(colors, next) is >= 0 and var added)
            {
                next.Add(colors[added].Color);
                KMeans.Run(colors, next, MeanRounds, locked: locked);
            }

            palette = [.. next];
        }

        return palette;
    }

    /// <summary>Leaves out colors that do not differ visibly from one before them.</summary>
    /// <param name="colors">The colors, the most important first.</param>
    /// <param name="kept">Number of colors at the start that stay.</param>
    public static Rgba32[] Separate(IReadOnlyList<Rgba32> colors, int kept)
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

    /// <summary>Returns the mean of the colors that two colors represent.</summary>
    private static Lab Joined((Lab Color, double Weight)[] colors, Lab[] palette, int one, int other)
    {
        var search = new ColorSearch(palette);
        var mean = default(ColorMean);
        foreach (var (color, weight) in colors)
        {
            mean.Add(color, search.Nearest(color) is var nearest && (nearest == one || nearest == other) ? weight : 0);
        }

        return mean.Weight > 0 ? mean.Mean : palette[one];
    }

    /// <summary>Returns the color with the largest weighted squared error that differs visibly from the palette; -1 for none.</summary>
    private static int Missed((Lab Color, double Weight)[] colors, List<Lab> palette)
    {
        var search = new ColorSearch(palette);
        var (missed, most) = (-1, double.NegativeInfinity);
        for (var i = 0; i < colors.Length; i++)
        {
            search.Nearest(colors[i].Color, out var squared);
            if (squared * colors[i].Weight > most
                && palette.TrueForAll(color => ColorDifference.Ciede2000(color, colors[i].Color) >= Visible))
            {
                (missed, most) = (i, squared * colors[i].Weight);
            }
        }

        return missed;
    }
}
