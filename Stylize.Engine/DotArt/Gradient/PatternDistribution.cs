using Stylize.Engine.DotArt.Background;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>
/// The gradient distribution on a halftone grid: a dot at each grid point that has a candidate within half the pitch, sized by the
/// strongest.
/// </summary>
internal static class PatternDistribution
{
    /// <summary>Places the dots.</summary>
    /// <param name="image">Its pixels give the dots' colours.</param>
    /// <param name="strength">The plane of strengths.</param>
    /// <param name="rule">Size and opacity of the dots.</param>
    /// <param name="pattern">Hexagonal or square.</param>
    /// <param name="count">Points of the whole grid, or null for the pitch at which the largest dots keep the rule's spacing.</param>
    public static DotSet Place(Raster<Rgba32> image, Raster<ushort> strength, in GradientRule rule, DotPattern pattern, int? count)
    {
        var pitch = count is { } wanted
            ? HalftoneGrid.PitchOf(pattern, image.PixelCount, wanted)
            : MathF.Max(1f, rule.Distance(2f * rule.MaxRadius));
        var grid = new HalftoneGrid(pattern, image.Width, image.Height, pitch);
        var dots = new DotSet(grid.Rows * grid.Columns);
        var min = rule.MinValue;
        var largest = pitch / 2f;
        foreach (var (x, y) in grid.Places())
        {
            var (px, py, value) = Strongest(strength, x, y, pitch / 2f);
            if (value < min)
            {
                continue;
            }

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

    /// <summary>
    /// The strongest pixel that is not background within a square of half side <paramref name="half"/>; value -1 if there is none.
    /// </summary>
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
