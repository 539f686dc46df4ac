using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Prevents flicker in animations. A cell keeps its color from the previous frame if its mean changed by no
/// more than noise. If the mean changed little, another color costs more, so that the dots of a mixture stay in place.
/// In the published method, a new color must be clearly nearer to the mean.</summary>
internal sealed unsafe class CellMemory
{
    /// <summary>Maximum change of a mean that counts as noise, in Lab units; about 2 of 255 in all three
    /// channels.</summary>
    private const float Noise = 2;

    /// <summary>Maximum change of a mean after which a cell still shows the same thing, in Lab units.</summary>
    private const float Little = 10;

    /// <summary>Distance in Lab units by which a new color must be nearer to the mean than the previous one in the
    /// published method.</summary>
    private const float Preference = 2;

    private (Lab Mean, int Index)[]? _before;

    /// <summary>Gives cells whose mean changed little their previous color, from which the objective starts.</summary>
    public void Recall(CellPlanes grid)
    {
        _before ??= [.. grid.CellColors.Select(_ => (new Lab(float.NaN, 0, 0), -1))];
        for (var cell = 0; cell < _before.Length; cell++)
        {
            // The mean of a cell without pixels is NaN, so comparisons with it are false.
            var change = Lab.Distance(grid.CellColors[cell], _before[cell].Mean);
            if (!(change <= Little)) continue;

            grid.ChangeCost[cell] = change <= Noise ? float.PositiveInfinity : 1;
            grid.PaletteIndex[grid.Index(cell % grid.Width, cell / grid.Width)] = _before[cell].Index;
        }
    }

    /// <summary>Restores previous colors, and stores the colors of this frame.</summary>
    /// <param name="grid">The frame's cells after <see cref="Recall"/>, associated with the colors.</param>
    /// <param name="nearest">The palette of the published method, the same for all frames; otherwise null.</param>
    public void Keep(CellPlanes grid, Lab[]? nearest)
    {
        for (var cell = 0; cell < _before!.Length; cell++)
        {
            ref var before = ref _before[cell];
            ref var now = ref grid.PaletteIndex[grid.Index(cell % grid.Width, cell / grid.Width)];
            var mean = grid.CellColors[cell];
            var isKept = grid.ChangeCost[cell] == float.PositiveInfinity
                || (nearest is not null && before.Index >= 0 && now != before.Index
                    && Lab.Distance(mean, nearest[before.Index]) <= Lab.Distance(mean, nearest[now]) + Preference);
            (before, now) = isKept ? (before, before.Index) : ((mean, now), now);
        }
    }
}
