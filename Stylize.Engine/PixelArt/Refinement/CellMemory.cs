using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Keeps the cells of a moving picture from flickering: a cell keeps the color of the frame before while the mean of its pixels
/// stands still but for noise, and if the new color is hardly nearer to that mean than the previous one.</summary>
internal sealed unsafe class CellMemory
{
    /// <summary>Distance of two means that noise explains, in Lab units: about a change of 3 of 255 in all three channels.</summary>
    private const float Noise = 3;

    /// <summary>By how much nearer to the mean another color must be, in Lab units.</summary>
    private const float Preference = 2;

    private (Lab Mean, int Index)[]? _before;

    /// <summary>Puts previous colors back, and remembers the others.</summary>
    /// <param name="grid">The frame's superpixels, associated with the colors.</param>
    /// <param name="palette">The palette, the same for all frames.</param>
    /// <param name="isMixed">True if colors are mixed on purpose, so that a color need not be near to the cell's mean.</param>
    public void Keep(CellSamples samples, SuperpixelGrid grid, Lab[] palette, bool isMixed)
    {
        var isFirst = _before is null;
        _before ??= new (Lab, int)[grid.Width * grid.Height];
        for (var y = 0; y < grid.Height; y++)
        {
            for (var x = 0; x < grid.Width; x++)
            {
                ref var before = ref _before[(y * grid.Width) + x];
                ref var now = ref grid.PaletteIndex[grid.Index(x, y)];
                var mean = Mean(samples, x, y);
                if (!isFirst && now != before.Index
                    && (Lab.Distance(mean, before.Mean) <= Noise
                        || (!isMixed && Lab.Distance(mean, palette[before.Index]) <= Lab.Distance(mean, palette[now]) + Preference)))
                {
                    now = before.Index;
                    continue;
                }

                before = (mean, now);
            }
        }
    }

    private static Lab Mean(CellSamples samples, int x, int y)
    {
        var start = samples.Start(x, y);
        var end = start + samples.Layout(x, y).Count;
        float l = 0, a = 0, b = 0;
        var count = 0;
        for (var i = start; i < end; i++)
        {
            if (!float.IsNaN(samples.L[i]))
            {
                l += samples.L[i];
                a += samples.A[i];
                b += samples.B[i];
                count++;
            }
        }

        // The mean of a cell without pixels is not a number, and no distance to it is small.
        return new Lab(l / count, a / count, b / count);
    }
}
