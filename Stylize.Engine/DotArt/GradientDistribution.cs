using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.DotArt;

/// <summary>Dots along edges and texture, the strongest first.</summary>
internal static class GradientDistribution
{
    private const int SearchRounds = 12;
    private const float Shrinkage = 0.8f;
    private const float LeastSpacing = 1f, MostSpacing = 64f;

    /// <summary>Places the dots.</summary>
    /// <param name="strength">Used up.</param>
    /// <param name="count">Dots wanted, or null for what the rule gives.</param>
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

    /// <summary>Searches for the widest spacing that holds the count; the weakest dots beyond the count are left out.</summary>
    private static DotSet PlaceCount(Raster<Rgba32> image, Raster<ushort> strength, GradientRule rule, int wanted, OperationContext context)
    {
        while (true)
        {
            using var densest = Select(strength, rule with { Spacing = LeastSpacing }, context);
            if (densest.Count >= wanted)
            {
                break;
            }

            if (Roomier(rule) is not { } roomier)
            {
                context.Warning?.Invoke($"The image has room for {densest.Count} dots, not {wanted}.");
                return densest.ToDots(image, wanted);
            }

            rule = roomier;
        }

        float low = LeastSpacing, high = MostSpacing;
        for (var round = 0; round < SearchRounds; round++)
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

    /// <summary>The next rule to try where even touching dots are too few: no gap, then lower thresholds, then smaller dots; null where all are spent.</summary>
    private static GradientRule? Roomier(in GradientRule rule)
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
