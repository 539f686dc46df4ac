namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Leaves out colors that look like another one.</summary>
internal static class DistinctColors
{
    /// <summary>CIEDE2000 difference below which two colors count as equal.</summary>
    private const double Visible = 2;

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
}
