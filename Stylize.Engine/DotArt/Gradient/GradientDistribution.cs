using Stylize.Engine.DotArt.Background;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>The gradient distribution: places dots along edges and texture, strongest first.</summary>
internal static class GradientDistribution
{
    private const float Shrinkage = 0.8f;
    private const float MinSpacing = 1f, MaxSpacing = 64f;

    /// <param name="strength">The strength raster, which is modified.</param>
    /// <param name="count">Number of dots; null to use the rule as it is.</param>
    public static DotSet Place(
        Raster<Rgba32> image, Raster<ushort> strength, in GradientRule rule, int? count, OperationContext context)
    {
        if (count is not { } wanted)
        {
            using var selection = new GradientSelection(strength, rule);
            selection.Run(context.MaxThreads, context.Cancellation);
            return selection.ToDots(image, DotArtOptions.MaxDots);
        }

        return PlaceDots(image, strength, rule, wanted, context);
    }

    /// <summary>Finds the widest spacing that yields at least the requested count by bisection, and drops the weakest
    /// surplus dots.</summary>
    private static DotSet PlaceDots(
        Raster<Rgba32> image, Raster<ushort> strength, GradientRule rule, int wanted, OperationContext context)
    {
        while (true)
        {
            using var densest = Select(strength, rule with { Spacing = MinSpacing }, context);
            if (densest.Count >= wanted) break;

            if (Denser(rule) is not { } denser)
            {
                context.Warning?.Invoke($"Only {densest.Count} of {wanted} requested dots fit into the image.");
                return densest.ToDots(image, wanted);
            }

            rule = denser;
        }

        float low = MinSpacing, high = MaxSpacing;
        for (var round = 0; round < 12; round++)
        {
            var middle = MathF.Sqrt(low * high);
            using var selection = Select(strength, rule with { Spacing = middle }, context);
            if (selection.Count < wanted)
            {
                high = middle;
                continue;
            }

            low = middle;
            if (selection.Count <= wanted + (wanted / 50)) break;
        }

        using var chosen = Select(strength, rule with { Spacing = low }, context);
        return chosen.ToDots(image, wanted);
    }

    /// <summary>Returns the next rule if touching dots are too few: no gap, then lower thresholds, then smaller dots.
    /// Null if none is left.</summary>
    private static GradientRule? Denser(in GradientRule rule)
    {
        if (rule.Gap > 0) return rule with { Gap = 0 };
        if (rule.Threshold > 0) return rule with { Threshold = rule.Threshold < 0.005f ? 0f : rule.Threshold / 2f };

        return rule.MaxRadius * Shrinkage < rule.RadiusStep * 2f
            ? null
            : rule with { MinRadius = MathF.Min(rule.MinRadius, rule.MaxRadius * Shrinkage),
                MaxRadius = rule.MaxRadius * Shrinkage };
    }

    private static GradientSelection Select(Raster<ushort> strength, in GradientRule rule, OperationContext context)
    {
        using var copy = strength.Clone();
        var selection = new GradientSelection(copy, rule);
        selection.Run(context.MaxThreads, context.Cancellation);
        return selection;
    }
}

/// <summary>The gradient distribution on a halftone grid: places a dot at each grid point with a candidate within half
/// the pitch, sized by the strongest candidate.</summary>
internal static class PatternDistribution
{
    /// <param name="strength">The strength raster.</param>
    /// <param name="pattern">Hexagonal or square.</param>
    /// <param name="count">Number of points of the whole grid; null to choose the pitch at which the largest dots keep
    /// the spacing of the rule.</param>
    public static DotSet Place(
        Raster<Rgba32> image, Raster<ushort> strength, in GradientRule rule, DotPattern pattern, int? count)
    {
        var pitch = count is { } wanted
            ? HalftoneGrid.PitchOf(pattern, image.PixelCount, wanted)
            : MathF.Max(1f, rule.Distance(2f * rule.MaxRadius));
        var grid = new HalftoneGrid(pattern, image.Width, image.Height, pitch);
        var dots = new DotSet(grid.Count);
        var min = rule.MinValue;
        var largest = MathF.Min(pitch, grid.CellWidth) / 2f;
        for (var i = 0; i < grid.Count; i++)
        {
            var (x, y) = grid.Center(i);
            var (px, py, value) = Strongest(strength, x, y, pitch / 2f);
            if (value < min) continue;

            var radius = MathF.Min(rule.Radius(rule.Strength(value)), largest);
            radius = MathF.Floor((radius / rule.RadiusStep) + 1e-3f) * rule.RadiusStep;
            var (cx, cy) = (MathF.Round(x * rule.Unit) / rule.Unit, MathF.Round(y * rule.Unit) / rule.Unit);
            radius = MathF.Min(radius, MathF.Min(MathF.Min(cx, image.Width - cx), MathF.Min(cy, image.Height - cy)));
            if (radius > 0)
            {
                var opacity = rule.Opacity(px, py, value, radius, image.Width);
                dots.Add(new Dot(cx, cy, radius, image.Row(py)[px] with { A = opacity }));
            }
        }

        return dots;
    }

    /// <summary>Returns the strongest pixel of a square that is not background; the value is -1 if none
    /// exists.</summary>
    private static (int X, int Y, int Value) Strongest(Raster<ushort> strength, float x, float y, float half)
    {
        var best = ((int)x, (int)y, -1);
        int left = Math.Max(0, (int)(x - half)), right = Math.Min(strength.Width - 1, (int)(x + half));
        for (var row = Math.Max(0, (int)(y - half)); row <= Math.Min(strength.Height - 1, (int)(y + half)); row++)
        {
            var values = strength.Row(row);
            for (var column = left; column <= right; column++)
            {
                if (values[column] < BackgroundMask.Bit && values[column] > best.Item3)
                {
                    best = (column, row, values[column]);
                }
            }
        }

        return best;
    }
}
