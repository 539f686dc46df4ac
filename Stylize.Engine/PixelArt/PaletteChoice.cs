using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>Chooses the colors of a palette that fit a picture best: those with the least mean squared distance in Lab from each color of
/// the picture to the nearest chosen color.</summary>
internal static class PaletteChoice
{
    /// <summary>Maximum number of comparisons of a sweep of exchanges.</summary>
    private const long MaxComparisons = 300_000_000;

    /// <summary>Maximum number of sweeps of exchanges.</summary>
    private const int MaxSweeps = 8;

    /// <summary>Returns the chosen colors in the order of the palette.</summary>
    /// <param name="count">Maximum number of colors.</param>
    /// <param name="picture">Colors of the picture with their weights.</param>
    /// <param name="match">The match of the whole palette to the picture; null for the nearest colors.</param>
    public static Palette Choose(
        Palette palette, int count, IReadOnlyList<(Lab Color, double Weight)> picture, ToneMatch? match = null)
    {
        if (count >= palette.Colors.Count) return palette;

        var errors = match is null
            ? ColorSubset.Nearest([.. palette.Colors.Select(LabConversion.FromRgba)], picture)
            : ColorSubset.Nearest(match.Colors, [.. picture.Select(part => (match.Apply(part.Color), part.Weight))]);
        var comparisons = (long)count * palette.Colors.Count * picture.Count;
        var chosen = ColorSubset.Choose(palette.Colors.Count, count, comparisons <= MaxComparisons ? MaxSweeps : 0, errors);
        return palette.With(chosen.Select(i => palette.Colors[i]));
    }
}
