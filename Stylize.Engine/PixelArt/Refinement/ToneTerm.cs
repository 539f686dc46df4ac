using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The data term of the Potts model where the blur of the eye mixes no colors: the distance of a color from
/// the mean color of the
/// cell. For a given palette that may be far from the image, the distance in chroma saturates, because otherwise gray
/// would be the nearest
/// color to all weak colors, and a face would be a gray mask. A hue of its own costs.</summary>
internal static unsafe class ToneTerm
{
    /// <summary>Distance in Lab units that costs 1.</summary>
    private const float Unit = 3;

    /// <summary>Limit of the distance in chroma, in Lab units.</summary>
    private const float Limit = 30;

    /// <summary>Cost of chroma of another hue, per Lab unit, and the chroma up to which it grows.</summary>
    private const float HueCost = 0.6f, MaxChroma = 40;

    /// <summary>Cost of missing chroma, per Lab unit: gray is a hue that a colored tone does not have.</summary>
    private const float GrayCost = 0.2f;

    /// <summary>Chroma from which a tone has only its own hue: a grayish yellow is nearer to a gray than to a vivid green.</summary>
    private const float HasHue = 22;

    /// <summary>Keeps the cheapest labels of each superpixel, and associates it with the cheapest.</summary>
    /// <param name="isByHue">True for a palette that may be far from the image, false for plain distances.</param>
    public static void Measure(CellPlanes grid, Lab[] palette, LabelCandidates candidates, bool isByHue)
    {
        var costs = new float[palette.Length];
        for (var cellY = 0; cellY < grid.Height; cellY++)
        {
            for (var cellX = 0; cellX < grid.Width; cellX++)
            {
                var i = grid.Index(cellX, cellY);
                var tone = grid.CellColors[(cellY * grid.Width) + cellX];
                if (float.IsNaN(tone.L) || grid.Known[(cellY * grid.Width) + cellX])
                {
                    candidates.KeepOnly(i, grid.PaletteIndex[i]);
                    continue;
                }

                for (var k = 0; k < costs.Length; k++)
                {
                    costs[k] = isByHue ? Cost(tone, palette[k]) : Lab.Distance(tone, palette[k]);
                }

                candidates.Keep(i, costs, Unit);
                grid.PaletteIndex[i] = candidates.Labels(i)[0];
            }
        }
    }

    private static float Cost(Lab tone, Lab color)
    {
        var (l, a, b) = (color.L - tone.L, color.A - tone.A, color.B - tone.B);
        var apart = MathF.Sqrt((a * a) + (b * b));
        apart *= Limit / (apart + Limit);

        // 0 up to 60 degrees from the hue of the tone, 1 from 90 degrees. All hues are wrong for a gray.
        var (chroma, own) = (color.Chroma, tone.Chroma);
        var cosine = ((color.A * tone.A) + (color.B * tone.B)) / Math.Max(chroma * own, 1e-3f);
        var hasHue = Math.Min(own / HasHue, 1);
        var wrong = 1 - hasHue + (hasHue * Math.Clamp(1 - (2 * cosine), 0, 1));
        return MathF.Sqrt((l * l) + (apart * apart)) + (HueCost * wrong * Math.Min(chroma, MaxChroma))
            + (GrayCost * Math.Clamp(own - chroma, 0, MaxChroma));
    }
}
