using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Chooses the colors of a drawing that is limited to a number of colors: of the pens or the palette, or found in the image. The
/// error of a choice is the weighted sum of squared CIE76 differences between the colors of the image and their nearest color, or their
/// nearest mixture with paper if the image is separated into inks.</summary>
internal static class ColorChoice
{
    /// <summary>Number of colors that stand for the image: for nearest colors, and for mixtures, which take longer.</summary>
    private const int MaxWanted = 512, MaxMixed = 40;

    /// <summary>Number of colors among which the inks of an image without pens or palette are chosen.</summary>
    private const int Candidates = 16;

    private const int MaxExchanges = 3;

    /// <summary>Returns the pens or the palette for an image, with at most <see cref="DotArtOptions.Colors"/> colors; both null if the
    /// options do not limit them.</summary>
    public static (IReadOnlyList<Pen>? Pens, IReadOnlyList<Rgba32>? Palette) Find(DotArtPlan plan, Raster<Rgba32> image)
    {
        var (pens, palette) = (plan.Options.Plot.Pens, plan.Options.Palette);
        if (plan.Options.Colors is not { } count || (pens?.Count ?? palette?.Count ?? int.MaxValue) <= count) return default;

        var isMixed = plan.Options.Inks.Separation != Separation.None;
        var drawn = Drawn(plan, image);
        if (pens is null && palette is null && !isMixed && drawn.Length > 0)
        {
            return (null, [.. ColorClusters.Find(drawn, count).Select(c => c.Color)]);
        }

        Rgba32[] offered =
        [
            .. pens?.Select(pen => pen.Color) ?? palette
                ?? ColorClusters.Find(drawn, Candidates).Select(c => c.Color).Append(new Rgba32(0, 0, 0)).Distinct(),
        ];
        count = Math.Min(count, offered.Length);
        var chosen = drawn.Length == 0 ? Enumerable.Range(0, count) : Choose(
            offered.Length, count, isMixed ? MixtureError(plan, image, offered) : NearestError(drawn, offered));
        return pens is not null ? ([.. chosen.Select(i => pens[i])], null) : (null, [.. chosen.Select(i => offered[i])]);
    }

    /// <summary>Returns the colors of the dots: those of the ink whose share of the paper gives the tone, or those of the image.</summary>
    private static WeightedColor[] Drawn(DotArtPlan plan, Raster<Rgba32> image)
    {
        var scale = new InkScale(plan.Options.ToneCurve, plan.PaperOrWhite, null);
        return ColorClusters.Histogram(
            image, pixel => plan.Kind.DrawsTone ? scale.InkColor(pixel) : (pixel, pixel.A / 255f));
    }

    /// <summary>Returns the error of a choice whose colors are mixed with each other and the paper.</summary>
    private static Func<IReadOnlyList<int>, double> MixtureError(DotArtPlan plan, Raster<Rgba32> image, Rgba32[] offered)
    {
        var wanted = ColorClusters.Find(ColorClusters.Histogram(image, pixel => (pixel, pixel.A / 255f)), MaxMixed);
        var values = ToneValues.Of(plan.Options.ToneCurve);
        return choice =>
        {
            var hull = new InkHull(values[plan.PaperOrWhite], [.. choice.Select(i => values[offered[i]])]);
            Span<float> shares = stackalloc float[choice.Count];
            var error = 0.0;
            foreach (var color in wanted)
            {
                var mixture = hull.Solve(values[color.Color], shares);
                var lab = LabConversion.FromRgba(new Rgba32(Byte(mixture.X), Byte(mixture.Y), Byte(mixture.Z)));
                error += color.Weight * Lab.Squared(lab, color.Lab);
            }

            return error;
        };

        byte Byte(float value) => values.ToByte(Math.Clamp(value, 0f, 1f));
    }

    /// <summary>Returns the error of a choice to whose nearest color each color is mapped.</summary>
    private static Func<IReadOnlyList<int>, double> NearestError(WeightedColor[] drawn, Rgba32[] offered)
    {
        var wanted = ColorClusters.Find(drawn, Math.Min(MaxWanted, drawn.Length));
        var labs = offered.Select(LabConversion.FromRgba).ToArray();
        var distances = labs.Select(lab => wanted.Select(color => Lab.Squared(lab, color.Lab)).ToArray()).ToArray();
        return choice =>
        {
            var error = 0.0;
            for (var w = 0; w < wanted.Length; w++)
            {
                var nearest = float.MaxValue;
                foreach (var i in choice)
                {
                    nearest = MathF.Min(nearest, distances[i][w]);
                }

                error += wanted[w].Weight * nearest;
            }

            return error;
        };
    }

    /// <summary>Chooses colors one by one, each with the smallest error, and then exchanges single colors while the error
    /// decreases.</summary>
    /// <returns>The indices of the chosen colors, in ascending order.</returns>
    private static List<int> Choose(int offered, int count, Func<IReadOnlyList<int>, double> errorOf)
    {
        var chosen = new List<int>();
        while (chosen.Count < count)
        {
            chosen.Add(0);
            Improve(chosen.Count - 1, double.MaxValue);
        }

        var error = errorOf(chosen);
        for (var round = 0; round < MaxExchanges; round++)
        {
            var before = error;
            for (var at = 0; at < count; at++)
            {
                error = Improve(at, error);
            }

            if (error >= before) break;
        }

        chosen.Sort();
        return chosen;

        double Improve(int at, double error)
        {
            var best = chosen[at];
            for (var i = 0; i < offered; i++)
            {
                if (chosen.IndexOf(i) is >= 0 and var used && used != at) continue;

                chosen[at] = i;
                var found = errorOf(chosen);
                (best, error) = found < error ? (i, found) : (best, error);
            }

            chosen[at] = best;
            return error;
        }
    }
}
