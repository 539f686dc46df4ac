using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Gives the cells of small features, and those next to them, colors by their own samples. Superpixels move by up to a cell and
/// tear such features.</summary>
internal static class FeatureColors
{
    /// <summary>Share of the difference from the surroundings that is added to a dark or a light feature, because its cells show parts of
    /// both.</summary>
    private const float DarkSharpening = 0.8f, LightSharpening = 0.5f;

    /// <summary>Cost of a feature with more chroma than the image has, per Lab unit.</summary>
    private const float ExcessCost = 0.6f;

    /// <summary>Distance from the nearest color, in Lab units, from which a cell next to a feature changes its color.</summary>
    private const float MinGain = 6;

    /// <param name="candidates">The labels of all superpixels, which are replaced at features and next to them.</param>
    public static unsafe void Run(SuperpixelGrid grid, SmallFeatures features, Lab[] palette, LabelCandidates candidates)
    {
        var costs = new float[palette.Length];
        for (var cell = 0; cell < features.Cells.Length; cell++)
        {
            var (y, x) = Math.DivRem(cell, grid.Width);
            var isFeature = features.Cells[cell];
            if (!isFeature && !features.IsNext(x, y)) continue;

            var color = isFeature ? Sharpened(grid.CellColors[cell], features.Ground[cell]) : grid.CellColors[cell];
            var nearest = 0;
            for (var k = 0; k < costs.Length; k++)
            {
                costs[k] = Lab.Distance(palette[k], color)
                    + (isFeature ? ExcessCost * Math.Max(0, palette[k].Chroma - color.Chroma) : 0);
                nearest = costs[k] < costs[nearest] ? k : nearest;
            }

            var i = grid.Index(x, y);
            if (isFeature || costs[grid.PaletteIndex[i]] >= costs[nearest] + MinGain)
            {
                grid.PaletteIndex[i] = nearest;
                candidates.KeepOnly(i, nearest);
            }
        }
    }

    private static Lab Sharpened(Lab color, Lab ground)
    {
        var share = color.L < ground.L ? DarkSharpening : LightSharpening;
        return color + (share * (color - ground));
    }
}

/// <summary>Prevents flicker in animations. A cell keeps its color from the previous frame if its mean changed by no more than noise, or if
/// the new color is hardly nearer to the mean than the previous one. The color of a thin line is far from the mean.</summary>
internal sealed unsafe class CellMemory
{
    /// <summary>Maximum change of a mean that counts as noise, in Lab units; about 3 of 255 in all three channels.</summary>
    private const float Noise = 3;

    /// <summary>Distance in Lab units by which a new color must be nearer to the mean than the previous one.</summary>
    private const float Preference = 2;

    private (Lab Mean, int Index)[]? _before;

    /// <summary>Restores previous colors, and stores the colors of this frame.</summary>
    /// <param name="grid">The frame's superpixels, associated with the colors.</param>
    /// <param name="palette">The palette, the same for all frames.</param>
    /// <param name="isMixed">True with dithering, so that a color need not be near the cell's mean.</param>
    public void Keep(SuperpixelGrid grid, Lab[] palette, bool isMixed)
    {
        var isFirst = _before is null;
        _before ??= new (Lab, int)[grid.Width * grid.Height];
        for (var y = 0; y < grid.Height; y++)
        {
            for (var x = 0; x < grid.Width; x++)
            {
                ref var before = ref _before[(y * grid.Width) + x];
                ref var now = ref grid.PaletteIndex[grid.Index(x, y)];

                // The mean of a cell without pixels is NaN, so comparisons with it are false.
                var mean = grid.CellColors[(y * grid.Width) + x];
                if (!isFirst && now != before.Index
                    && (Lab.Distance(mean, before.Mean) <= Noise
                        || (!isMixed && !grid.IsLine(x, y)
                            && Lab.Distance(mean, palette[before.Index]) <= Lab.Distance(mean, palette[now]) + Preference)))
                {
                    now = before.Index;
                    continue;
                }

                before = (mean, now);
            }
        }
    }
}
