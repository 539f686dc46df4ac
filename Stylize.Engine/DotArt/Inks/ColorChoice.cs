using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Chooses the colors of a drawing that is limited to a number of colors: of the pens or the palette, or found
/// in the image. The error of a choice is the weighted sum of squared CIE76 differences between the colors of the image
/// and their nearest color, or their nearest mixture with paper if the image is separated into inks.</summary>
internal static class ColorChoice
{
    /// <summary>Number of colors that stand for the image: for nearest colors, and for mixtures, which take
    /// longer.</summary>
    private const int MaxWanted = 512, MaxMixed = 40;

    /// <summary>Number of colors among which the inks of an image without pens or palette are chosen.</summary>
    private const int Candidates = 16;

    private const int MaxSweeps = 3;

    private const int ClusterRounds = 30;

    /// <summary>Movement of a cluster, in Lab units, at which clustering ends.</summary>
    private const float ClusterTolerance = 0.03f;

    /// <summary>Number of pixels that are counted, and bits per channel of the bins of similar colors.</summary>
    private const int MaxSamples = 1 << 16, Bits = 5;

    /// <summary>Returns the pens or the palette for an image, with at most <see cref="DotArtOptions.Colors"/> colors;
    /// both null if the options do not limit them.</summary>
    public static (IReadOnlyList<Pen>? Pens, IReadOnlyList<Rgba32>? Palette) Find(DotArtPlan plan, Raster<Rgba32> image)
    {
        var (pens, palette) = (plan.Options.Plot.Pens, plan.Options.Palette);
        if (plan.Options.Colors is not { } count || (pens?.Count ?? palette?.Count ?? int.MaxValue) <= count)
        {
            return default;
        }

        var scale = new InkScale(plan.Options.ToneCurve, plan.PaperOrWhite, null);
        var drawn = Histogram(image, pixel => plan.Kind.DrawsTone ? scale.InkColor(pixel) : (pixel, pixel.A / 255f));
        var isMixed = plan.Options.Inks.Separation != Separation.None;
        if (pens is null && palette is null && !isMixed && drawn.Length > 0)
        {
            return (null, [.. Clusters(drawn, count).Select(c => LabConversion.ToRgba(c.Color))]);
        }

        Rgba32[] offered =
        [
            .. pens?.Select(pen => pen.Color) ?? palette
                ?? Clusters(drawn, Candidates).Select(c => LabConversion.ToRgba(c.Color)).Append(new Rgba32(0, 0, 0))
                    .Distinct(),
        ];
        count = Math.Min(count, offered.Length);
        IReadOnlyList<int> chosen = drawn.Length == 0 ? [.. Enumerable.Range(0, count)] : ColorSubset.Choose(
            offered.Length, count, MaxSweeps, isMixed ? MixtureError(plan, image, offered)
                : ColorSubset.Nearest([.. offered.Select(LabConversion.FromRgba)], Clusters(drawn, MaxWanted)));
        return pens is not null
            ? ([.. chosen.Order().Select(i => pens[i])], null) : (null, [.. chosen.Order().Select(i => offered[i])]);
    }

    /// <summary>Returns the error of colors that are mixed with each other and the paper.</summary>
    private static Func<IReadOnlyList<int>, Func<int, double>> MixtureError(
        DotArtPlan plan, Raster<Rgba32> image, Rgba32[] offered)
    {
        var wanted = Clusters(Histogram(image, pixel => (pixel, pixel.A / 255f)), MaxMixed);
        var values = ToneValues.ForCurve(plan.Options.ToneCurve);
        return others => one =>
        {
            var hull = new InkHull(values[plan.PaperOrWhite], [.. others.Append(one).Select(i => values[offered[i]])]);
            Span<float> shares = stackalloc float[others.Count + 1];
            var error = 0.0;
            foreach (var (color, weight) in wanted)
            {
                var mixture = hull.Solve(values[LabConversion.ToRgba(color)], shares);
                var lab = LabConversion.FromRgba(new Rgba32(Byte(mixture.X), Byte(mixture.Y), Byte(mixture.Z)));
                error += weight * Lab.Squared(lab, color);
            }

            return error;
        };

        byte Byte(float value) => values.ToByte(Math.Clamp(value, 0f, 1f));
    }

    /// <summary>Returns the colors of an image in bins of similar colors, weighted by their areas.</summary>
    /// <param name="colorOf">Returns the color and the weight of a pixel.</param>
    private static (Lab Color, double Weight)[] Histogram(
        Raster<Rgba32> image, Func<Rgba32, (Rgba32 Color, float Weight)> colorOf)
    {
        var step = Math.Max(1, (int)Math.Sqrt(image.PixelCount / (double)MaxSamples));
        var histogram = new ColorHistogram(Bits);
        for (var y = step / 2; y < image.Height; y += step)
        {
            for (var x = step / 2; x < image.Width; x += step)
            {
                if (colorOf(image[x, y]) is (var color, > 0 and var weight))
                {
                    histogram.Add(color, weight);
                }
            }
        }

        return [.. histogram.Colors.Select(LabConversion.FromRgba).Zip(histogram.Weights)];
    }

    /// <summary>Returns up to <paramref name="count"/> clusters of colors, with their weights.</summary>
    private static (Lab Color, double Weight)[] Clusters((Lab Color, double Weight)[] colors, int count)
    {
        var centers = KMeans.Farthest(colors, count);
        var owners = KMeans.Run(colors, centers, ClusterRounds, ClusterTolerance);
        var weights = new double[centers.Count];
        for (var i = 0; i < owners.Length; i++)
        {
            weights[owners[i]] += colors[i].Weight;
        }

        return [.. centers.Zip(weights)];
    }
}
