using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Joins the dots of each color to one line whose area equals their ink, for drawings without pens.</summary>
internal static class ColorLines
{
    private const float MinWidth = 0.05f;

    /// <summary>Orders the dots, makes them the points of lines, and returns the length of all lines in
    /// pixels.</summary>
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
                own, plan.Width, plan.Height, cancellation,
                share => report((first + (share * own.Length)) / dots.Count));
            var area = own.Sum(dot => Math.PI * dot.Radius * dot.Radius);
            var wide = length > 0 ? (float)(area / length) : 2 * own[0].Radius;
            var widths = plan.AdaptiveSizing && plan.Options.Plot.Pens is null
                ? Widths(own, wide) : [.. own.Select(_ => wide)];
            for (var i = 0; i < own.Length; i++)
            {
                dots.Dots[done++] = own[i] with { Radius = MathF.Max(MinWidth, widths[i]) / 2, Color = ink };
            }

            starts.AddRange(SingleLine.Parts(own, length, isOnly: byColor.Count == 1).Select(part => first + part));
            total += length;
        }

        dots.Starts = [.. starts];
        return total;
    }

    /// <summary>Returns the width of a line at its points: the ink of neighbors along the line, divided by its length
    /// there. The widths are steps, so that long parts of the line have one.</summary>
    /// <param name="usual">The mean width.</param>
    private static float[] Widths(Dot[] line, float usual)
    {
        const int Half = 4;
        const float Step = 1.15f, Thinnest = 0.4f, Thickest = 1.15f;
        var (inks, lengths) = (new double[line.Length + 1], new double[line.Length + 1]);
        for (var i = 0; i < line.Length; i++)
        {
            inks[i + 1] = inks[i] + (Math.PI * line[i].Radius * line[i].Radius);
            lengths[i + 1] = lengths[i] + (i > 0 ? Math.Sqrt(Tour.Squared(line[i - 1], line[i])) : 0);
        }

        var widths = new float[line.Length];
        var width = usual;
        for (var i = 0; i < widths.Length; i++)
        {
            var (first, last) = (Math.Max(0, i - Half), Math.Min(line.Length - 1, i + Half));
            var ink = inks[last + 1] - inks[first];
            var length = (lengths[last + 1] - lengths[first + 1]) * (last - first + 1) / (last - first);
            var wanted = Math.Clamp(length > 0 ? (float)(ink / length) : usual, Thinnest * usual, Thickest * usual);
            for (; wanted > Step * width; width *= Step)
            {
            }

            for (; wanted < width / Step; width /= Step)
            {
            }

            widths[i] = width;
        }

        return widths;
    }
}
