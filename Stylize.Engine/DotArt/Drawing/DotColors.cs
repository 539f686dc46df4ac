using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Maps the colors of dots to those that the options allow.</summary>
internal static class DotColors
{
    private const int ShortHexStep = 17;

    /// <summary>Gives each dot the single color of the options, the nearest color of the palette (CIE76), or its own color rounded to a
    /// grid.</summary>
    public static void Apply(Span<Dot> dots, DotArtOptions options)
    {
        if (options.Color is { } one)
        {
            foreach (ref var dot in dots)
            {
                dot = dot with { Color = one with { A = dot.Color.A } };
            }
        }
        else if (options.Palette is { } palette)
        {
            ToPalette(dots, palette);
        }
        else
        {
            Merge(dots, options.ColorSimilarity);
        }
    }

    private static void ToPalette(Span<Dot> dots, IReadOnlyList<Rgba32> palette)
    {
        var labs = palette.Select(LabConversion.FromRgba).ToArray();
        var known = new Dictionary<int, Rgba32>();
        foreach (ref var dot in dots)
        {
            var c = dot.Color;
            if (!known.TryGetValue(dot.Rgb, out var nearest))
            {
                var lab = LabConversion.FromRgba(c);
                nearest = palette[Array.IndexOf(labs, labs.MinBy(l => Lab.Distance(l, lab)))];
                known[dot.Rgb] = nearest;
            }

            dot = dot with { Color = nearest with { A = c.A } };
        }
    }

    /// <summary>Rounds colors to an RGB grid as coarse as the similarity allows. Steps of 17 or more become multiples of 17, which have
    /// three-digit hex codes.</summary>
    private static void Merge(Span<Dot> dots, float similarity)
    {
        var farthest = (1f - similarity) * MathF.Sqrt(3f) * 255f;
        var step = Math.Max(1, (int)(2f * farthest / MathF.Sqrt(3f)));
        step = step >= ShortHexStep ? step / ShortHexStep * ShortHexStep : step;
        if (step == 1) return;

        var rounded = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            rounded[i] = (byte)Math.Min(255, (i + (step / 2)) / step * step);
        }

        foreach (ref var dot in dots)
        {
            var c = dot.Color;
            dot = dot with { Color = new Rgba32(rounded[c.R], rounded[c.G], rounded[c.B], c.A) };
        }
    }
}
