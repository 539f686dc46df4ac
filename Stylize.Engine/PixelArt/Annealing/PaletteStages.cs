using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>
/// A palette in fewer colours, as it was on the way to it: annealing begins with few colours, by which superpixels find the strongest edges
/// first.
/// </summary>
internal static class PaletteStages
{
    /// <summary>Merges the pair of colours that costs least by Ward's criterion (1963) until no more than a number are left.</summary>
    /// <param name="palette">The colours.</param>
    /// <param name="weights">How many superpixels have each.</param>
    /// <param name="count">Colours left, 1 or more.</param>
    public static Lab[] Merge(ReadOnlySpan<Lab> palette, ReadOnlySpan<int> weights, int count)
    {
        var colors = new List<(Lab Color, double Weight)>(palette.Length);
        for (var i = 0; i < palette.Length; i++)
        {
            colors.Add((palette[i], Math.Max(weights[i], 1)));
        }

        while (colors.Count > count)
        {
            var (first, second, least) = (0, 1, double.MaxValue);
            for (var i = 0; i < colors.Count; i++)
            {
                for (var j = i + 1; j < colors.Count; j++)
                {
                    var cost = Cost(colors[i], colors[j]);
                    if (cost < least)
                    {
                        (first, second, least) = (i, j, cost);
                    }
                }
            }

            colors[first] = Mean(colors[first], colors[second]);
            colors.RemoveAt(second);
        }

        return [.. colors.Select(c => c.Color)];
    }

    private static double Cost((Lab Color, double Weight) one, (Lab Color, double Weight) other)
    {
        var (l, a, b) = (one.Color.L - other.Color.L, one.Color.A - other.Color.A, one.Color.B - other.Color.B);
        return one.Weight * other.Weight / (one.Weight + other.Weight) * ((l * l) + (a * a) + (b * b));
    }

    private static (Lab Color, double Weight) Mean((Lab Color, double Weight) one, (Lab Color, double Weight) other)
    {
        var all = one.Weight + other.Weight;
        var (u, v) = ((float)(one.Weight / all), (float)(other.Weight / all));
        var color = new Lab(
            (u * one.Color.L) + (v * other.Color.L), (u * one.Color.A) + (v * other.Color.A), (u * one.Color.B) + (v * other.Color.B));
        return (color, all);
    }
}
