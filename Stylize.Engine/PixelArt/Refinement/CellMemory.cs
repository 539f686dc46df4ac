using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Prevents flicker in animations. A cell keeps its color from the previous frame if its mean changed by no
/// more than noise, or if the new color is hardly nearer to the mean than the previous one.</summary>
internal sealed unsafe class CellMemory
{
    /// <summary>Maximum change of a mean that counts as noise, in Lab units; about 2 of 255 in all three
    /// channels.</summary>
    private const float Noise = 2;

    /// <summary>Distance in Lab units by which a new color must be nearer to the mean than the previous one.</summary>
    private const float Preference = 2;

    private (Lab Mean, int Index)[]? _before;

    /// <summary>Gives cells whose mean changed by no more than noise their previous color, which the objective then
    /// does not change.
    /// </summary>
    public void Recall(CellPlanes grid)
    {
        _before ??= [.. grid.CellColors.Select(_ => (new Lab(float.NaN, 0, 0), -1))];
        for (var cell = 0; cell < _before.Length; cell++)
        {
            // The mean of a cell without pixels is NaN, so comparisons with it are false.
            grid.Known[cell] = Lab.Distance(grid.CellColors[cell], _before[cell].Mean) <= Noise;
            if (grid.Known[cell])
            {
                grid.PaletteIndex[grid.Index(cell % grid.Width, cell / grid.Width)] = _before[cell].Index;
            }
        }
    }

    /// <summary>Restores previous colors, and stores the colors of this frame.</summary>
    /// <param name="grid">The frame's cells after <see cref="Recall"/>, associated with the colors.</param>
    /// <param name="palette">The palette, the same for all frames.</param>
    /// <param name="isMixed">True with dithering, so that a color need not be near the cell's mean.</param>
    public void Keep(CellPlanes grid, Lab[] palette, bool isMixed)
    {
        for (var cell = 0; cell < _before!.Length; cell++)
        {
            ref var before = ref _before[cell];
            ref var now = ref grid.PaletteIndex[grid.Index(cell % grid.Width, cell / grid.Width)];
            var mean = grid.CellColors[cell];
            var isKept = grid.Known[cell] || (before.Index >= 0 && !isMixed && now != before.Index
                && Lab.Distance(mean, palette[before.Index]) <= Lab.Distance(mean, palette[now]) + Preference);
            (before, now) = isKept ? (before, before.Index) : ((mean, now), now);
        }
    }
}
