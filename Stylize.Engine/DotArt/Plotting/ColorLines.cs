using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Joins the dots of each color to one line whose area equals their ink, for drawings without pens.</summary>
internal static class ColorLines
{
    private const float MinWidth = 0.05f;

    /// <summary>Orders the dots, makes them the points of lines, and returns the length of all lines in pixels.</summary>
    /// <param name="dots">Dots, each with the color of an ink.</param>
    /// <param name="report">Receives the share of the dots that are ordered.</param>
    public static double Join(DotSet dots, DotArtPlan plan, CancellationToken cancellation, Action<double> report)
    {
        var byColor = dots.Dots.ToArray().ToLookup(dot => dot.Rgb);
        var starts = new List<int>();
        var (done, total) = (0, 0.0);
        foreach (var ink in plan.Inks.DistinctBy(Dot.RgbOf))
        {
            var own = byColor[Dot.RgbOf(ink)].ToArray();
            if (own.Length == 0) continue;

            var first = done;
            var length = SingleLine.Order(
                own, plan.Width, plan.Height, cancellation, share => report((first + (share * own.Length)) / dots.Count));
            var area = own.Sum(dot => Math.PI * dot.Radius * dot.Radius);
            var wide = length > 0 ? (float)(area / length) : 2 * own[0].Radius;
            foreach (var dot in own)
            {
                dots.Dots[done++] = dot with { Radius = MathF.Max(MinWidth, wide) / 2, Color = ink };
            }

            starts.Add(first);
            total += length;
        }

        dots.Starts = [.. starts];
        return total;
    }
}
