using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Maps the colors of dots to those of the plan.</summary>
internal static class DotColors
{
    /// <summary>Number of cells per axis of CIE Lab; more than a similarity of 0.9999 needs.</summary>
    private const int CellsPerAxis = 1024;

    /// <summary>Weight of chroma for the color of a line, whose distance from itself makes its tone: skin is red and
    /// not black.</summary>
    private const float LineChroma = 2;

    /// <summary>Gives each dot the single color of the plan, the nearest color of the palette, or the mean of the
    /// colors that are similar to its own.</summary>
    public static void Apply(Span<Dot> dots, DotArtPlan plan)
    {
        if (plan.Color is { } one)
        {
            foreach (ref var dot in dots)
            {
                dot = dot with { Color = one with { A = dot.Color.A } };
            }
        }
        else if (plan.Palette is { } palette)
        {
            ToPalette(dots, palette, plan.Options.SingleLine ? plan.PaperOrWhite : null);
        }
        else
        {
            Merge(dots, plan.Options.ColorSimilarity);
        }
    }

    /// <param name="paper">The paper of a line, whose distance from itself makes its tone, so that it stands for all
    /// tints of its color;
    /// null if each dot has a color.</param>
    private static void ToPalette(Span<Dot> dots, IReadOnlyList<Rgba32> palette, Rgba32? paper)
    {
        var known = new Dictionary<int, Rgba32>();
        foreach (ref var dot in dots)
        {
            var c = dot.Color;
            if (!known.TryGetValue(dot.Rgb, out var nearest))
            {
                known[dot.Rgb] = nearest = palette.MinBy(color => Squared(Compressed(c), Compressed(color)));
            }

            dot = dot with { Color = nearest with { A = c.A } };
        }

        float Squared(Lab color, Lab ink)
        {
            if (paper is not { } white) return Lab.Squared(color, ink);

            var tint = (ink - Compressed(white)).Saturate(LineChroma);
            var wanted = (color - Compressed(white)).Saturate(LineChroma);
            var along = (tint.L * wanted.L) + (tint.A * wanted.A) + (tint.B * wanted.B);
            var share = along / Math.Max(Lab.Squared(tint, default), 1e-3f);
            return Lab.Squared(wanted, Math.Clamp(share, 0, 1) * tint);
        }
    }

    /// <summary>Returns a color with a chroma on the logarithmic scale of DIN 6176: a blue sky is nearer to the blue of
    /// a pen than to black, although the pen is much more vivid.</summary>
    private static Lab Compressed(Rgba32 color)
    {
        const float Rate = 0.045f;
        var lab = LabConversion.FromRgba(color);
        var rated = Rate * lab.Chroma;
        return rated > 0 ? lab.Saturate((float)PortableMath.Log(1f + rated) / rated) : lab;
    }

    /// <summary>Merges the colors in each cell of a grid in CIE Lab into their mean. The cells are as large as the
    /// similarity allows.</summary>
    private static void Merge(Span<Dot> dots, float similarity)
    {
        var step = 2f * 100f * (1f - similarity) / MathF.Sqrt(3f);
        if (step <= 0) return;

        using var cellOf = new PooledBuffer<int>(dots.Length);
        var means = new Dictionary<int, (long R, long G, long B, long Count)>();
        for (var i = 0; i < dots.Length; i++)
        {
            var color = dots[i].Color;
            var lab = LabConversion.FromRgba(color);
            int l = (int)MathF.Round(lab.L / step), a = (int)MathF.Round(lab.A / step),
                b = (int)MathF.Round(lab.B / step);
            var cell = (((l * CellsPerAxis) + a + (CellsPerAxis / 2)) * CellsPerAxis) + b + (CellsPerAxis / 2);
            cellOf.Span[i] = cell;
            ref var mean = ref CollectionsMarshal.GetValueRefOrAddDefault(means, cell, out _);
            mean = (mean.R + color.R, mean.G + color.G, mean.B + color.B, mean.Count + 1);
        }

        for (var i = 0; i < dots.Length; i++)
        {
            var (r, g, b, count) = means[cellOf.Span[i]];
            var half = count / 2;
            var color = new Rgba32(
                (byte)((r + half) / count), (byte)((g + half) / count), (byte)((b + half) / count), dots[i].Color.A);
            dots[i] = dots[i] with { Color = color };
        }
    }
}
