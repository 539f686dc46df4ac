using Stylize.Engine.DotArt.Tone;

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

    /// <summary>Returns options whose pens or palette have at most <see cref="DotArtOptions.Colors"/> colors.</summary>
    public static DotArtOptions Apply(DotArtOptions options, Raster<Rgba32> image)
    {
        if (options.Colors is not { } count || (options.Plot.Pens?.Count ?? options.Palette?.Count ?? int.MaxValue) <= count)
        {
            return options;
        }

        var scale = new InkScale(options.ToneCurve, options.PaperOrWhite, null);
        var drawn = ColorClusters.Histogram(image, pixel => options.Distribution == DotDistribution.Tone
            ? scale.InkColor(pixel) : (pixel, pixel.A / 255f));
        if (drawn.Length == 0)
        {
            return options.Plot.Pens is { } unused
                ? options with { Plot = options.Plot with { Pens = [.. unused.Take(count)] } }
                : options with { Palette = options.Palette is { } given ? [.. given.Take(count)] : [new Rgba32(0, 0, 0)] };
        }

        var isMixed = options.Inks.Separation != Separation.None;
        if (options.Plot.Pens is null && options.Palette is null && !isMixed)
        {
            return options with { Palette = [.. ColorClusters.Find(drawn, count).Select(c => c.Color)] };
        }

        Rgba32[] offered =
        [
            .. options.Plot.Pens?.Select(pen => pen.Color) ?? options.Palette
                ?? [.. ColorClusters.Find(drawn, Candidates).Select(c => c.Color).Append(new Rgba32(0, 0, 0)).Distinct()],
        ];
        var wanted = isMixed
            ? ColorClusters.Find(ColorClusters.Histogram(image, pixel => (pixel, pixel.A / 255f)), MaxMixed)
            : ColorClusters.Find(drawn, Math.Min(MaxWanted, drawn.Length));
        var chosen = Choose(offered.Length, Math.Min(count, offered.Length), isMixed ? Mixed : Nearest());
        return options.Plot.Pens is { } pens
            ? options with { Plot = options.Plot with { Pens = [.. chosen.Select(i => pens[i])] } }
            : options with { Palette = [.. chosen.Select(i => offered[i])] };

        double Mixed(IReadOnlyList<int> choice)
        {
            var values = ToneValues.Of(options.ToneCurve);
            var hull = new InkHull(values[options.PaperOrWhite], [.. choice.Select(i => values[offered[i]])]);
            Span<float> shares = stackalloc float[choice.Count];
            var error = 0.0;
            foreach (var color in wanted)
            {
                var mixture = hull.Solve(values[color.Color], shares);
                var lab = LabConversion.FromRgba(new Rgba32(Byte(mixture.X), Byte(mixture.Y), Byte(mixture.Z)));
                error += color.Weight * Lab.Squared(lab, color.Lab);

                byte Byte(float value) => values.ToByte(Math.Clamp(value, 0f, 1f));
            }

            return error;
        }

        Func<IReadOnlyList<int>, double> Nearest()
        {
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
