using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>The gradient distribution: dots along edges and texture, the strongest first.</summary>
internal static class GradientDistribution
{
    private const int MaxSearchRounds = 12;
    private const float Shrinkage = 0.8f;
    private const float MinSpacing = 1f, MaxSpacing = 64f;

    /// <summary>Places the dots.</summary>
    /// <param name="image">Its pixels give the dots' colours.</param>
    /// <param name="strength">The plane of strengths; it is written to.</param>
    /// <param name="rule">Size and spacing of the dots.</param>
    /// <param name="count">Number of dots, or null for as many as the rule gives.</param>
    /// <param name="context">Threads, cancellation and warnings.</param>
    public static DotSet Place(Raster<Rgba32> image, Raster<ushort> strength, in GradientRule rule, int? count, OperationContext context)
    {
        if (count is not { } wanted)
        {
            using var selection = new GradientSelection(strength, rule);
            selection.Run(context.MaxThreads, context.Cancellation);
            return selection.ToDots(image, DotArtOptions.MaxDots);
        }

        return PlaceCount(image, strength, rule, wanted, context);
    }

    /// <summary>Bisects for the widest spacing that gives at least the count, and leaves out the weakest dots beyond it.</summary>
    private static DotSet PlaceCount(Raster<Rgba32> image, Raster<ushort> strength, GradientRule rule, int wanted, OperationContext context)
    {
        while (true)
        {
            using var densest = Select(strength, rule with { Spacing = MinSpacing }, context);
            if (densest.Count >= wanted)
            {
                break;
            }

            if (Denser(rule) is not { } denser)
            {
                context.Warning?.Invoke($"The image has room for {densest.Count} dots, not {wanted}.");
                return densest.ToDots(image, wanted);
            }

            rule = denser;
        }

        float low = MinSpacing, high = MaxSpacing;
        for (var round = 0; round < MaxSearchRounds; round++)
        {
            var middle = MathF.Sqrt(low * high);
            using var selection = Select(strength, rule with { Spacing = middle }, context);
            if (selection.Count < wanted)
            {
                high = middle;
                continue;
            }

            low = middle;
            if (selection.Count <= wanted + (wanted / 50))
            {
                break;
            }
        }

        using var chosen = Select(strength, rule with { Spacing = low }, context);
        return chosen.ToDots(image, wanted);
    }

    /// <summary>
    /// The next rule to try if even dots that touch are too few: without the gap, then with lower thresholds, then with smaller dots; null
    /// if dots cannot get smaller.
    /// </summary>
    private static GradientRule? Denser(in GradientRule rule)
    {
        if (rule.Gap > 0)
        {
            return rule with { Gap = 0 };
        }

        if (rule.Threshold > 0)
        {
            return rule with { Threshold = rule.Threshold < 0.005f ? 0f : rule.Threshold / 2f };
        }

        return rule.MaxRadius * Shrinkage < rule.RadiusStep * 2f
            ? null
            : rule with { MinRadius = MathF.Min(rule.MinRadius, rule.MaxRadius * Shrinkage), MaxRadius = rule.MaxRadius * Shrinkage };
    }

    private static GradientSelection Select(Raster<ushort> strength, in GradientRule rule, OperationContext context)
    {
        using var copy = strength.Clone();
        var selection = new GradientSelection(copy, rule);
        selection.Run(context.MaxThreads, context.Cancellation);
        return selection;
    }
}
