using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Keeps the cells of a moving picture from flickering: a cell keeps the colour of the frame before while the mean of its pixels stands
/// still but for noise, and where the new colour is hardly nearer to that mean than the former.
/// </summary>
internal sealed unsafe class CellMemory
{
    /// <summary>
    /// Distance of two means that noise explains, in Lab units: a change of 3 of 255 in all three channels is at most about that.
    /// </summary>
    private const float Noise = 3;

    /// <summary>By how much nearer to the mean another colour must be, in Lab units.</summary>
    private const float Preference = 2;

    private readonly Lab[] _means;
    private readonly int[] _indices;
    private bool _isFilled;

    /// <param name="cells">Cells of the grid.</param>
    public CellMemory(int cells)
    {
        _means = new Lab[cells];
        _indices = new int[cells];
    }

    /// <summary>Puts former colours back, and remembers the others.</summary>
    /// <param name="samples">The frame.</param>
    /// <param name="grid">Its superpixels, associated with the colours.</param>
    /// <param name="palette">The palette, the same for all frames.</param>
    /// <param name="isMixed">True where colours are mixed on purpose, so that a colour need not be near to the cell's mean.</param>
    public void Keep(CellSamples samples, SuperpixelGrid grid, Lab[] palette, bool isMixed)
    {
        for (var y = 0; y < grid.Height; y++)
        {
            for (var x = 0; x < grid.Width; x++)
            {
                var (cell, s) = ((y * grid.Width) + x, grid.Index(x, y));
                var mean = Mean(samples, x, y);
                var (before, now) = (_indices[cell], grid.PaletteIndex[s]);
                if (_isFilled && now != before
                    && (Distance(mean, _means[cell]) <= Noise
                        || (!isMixed && Distance(mean, palette[before]) <= Distance(mean, palette[now]) + Preference)))
                {
                    grid.PaletteIndex[s] = before;
                    continue;
                }

                (_means[cell], _indices[cell]) = (mean, now);
            }
        }

        _isFilled = true;
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

        // The mean of a cell without pixels is no number, and no distance to it is small.
        return new Lab(l / count, a / count, b / count);
    }

    private static float Distance(Lab one, Lab other)
    {
        var (l, a, b) = (one.L - other.L, one.A - other.A, one.B - other.B);
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
