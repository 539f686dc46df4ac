using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

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
    public void Keep(CellPlanes grid, Lab[] palette, bool isMixed)
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
