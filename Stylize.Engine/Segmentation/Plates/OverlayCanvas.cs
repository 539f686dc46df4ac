using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// The overlay, a picture to look at: pixels in grey with their contrast stretched, each region tinted and outlined in a colour of its own.
/// </summary>
internal sealed class OverlayCanvas : IDisposable
{
    private const int MaxSide = 4096;
    private const double GoldenRatio = .618033988749895;

    private readonly Raster<ushort> _grey;
    private readonly int _step;

    /// <summary>
    /// Makes a black canvas. A plane with more than 4096 pixels on a side is shown smaller, by leaving out rows and columns.
    /// </summary>
    /// <param name="width">Width of the labelled plane.</param>
    /// <param name="height">Height of the labelled plane.</param>
    public OverlayCanvas(int width, int height)
    {
        _step = (Math.Max(width, height) + MaxSide - 1) / MaxSide;
        _grey = new Raster<ushort>((width + _step - 1) / _step, (height + _step - 1) / _step, clear: true);
    }

    public int Width => _grey.Width;

    public int Height => _grey.Height;

    /// <summary>Adds the pixels of a window of the plane.</summary>
    /// <param name="window">The pixels.</param>
    /// <param name="left">Column of the plane at which the window begins.</param>
    /// <param name="top">Row of the plane at which the window begins.</param>
    /// <param name="rows">Rows of the window that are used, from its first.</param>
    public void Add(Raster<ushort> window, int left, int top, int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            if ((top + y) % _step != 0)
            {
                continue;
            }

            var from = window.Row(y);
            var to = _grey.Row((top + y) / _step);
            for (var x = (_step - (left % _step)) % _step; x < from.Length; x += _step)
            {
                to[(left + x) / _step] = from[x];
            }
        }
    }

    /// <summary>Draws the regions over the pixels. The caller disposes of the picture.</summary>
    public Raster<Rgba32> Render(LabelledRuns labelled)
    {
        var (dark, bright) = Range();
        var picture = new Raster<Rgba32>(Width, Height);
        using var rows = new Raster<uint>(labelled.Runs.Width, 1);
        var above = new uint[Width];
        var here = new uint[Width];
        for (var y = 0; y < Height; y++)
        {
            (above, here) = (here, above);
            labelled.Paint(rows, 0, y * _step, 1);
            var labels = rows.Row(0);
            var grey = _grey.Row(y);
            var target = picture.Row(y);
            for (var x = 0; x < Width; x++)
            {
                here[x] = labels[x * _step];
                // A gamma of 1/2 keeps dim objects visible beside bright ones.
                var level = (byte)(255 * Math.Sqrt(Math.Clamp((grey[x] - dark) / (double)Math.Max(1, bright - dark), 0, 1)));
                target[x] = Tint(level, here[x], .3);
                var left = x > 0 ? here[x - 1] : here[x];
                var up = y > 0 ? above[x] : here[x];
                if (here[x] != 0 && (left != here[x] || up != here[x]))
                {
                    target[x] = Tint(level, here[x], 1);
                }

                if (left != 0 && left != here[x] && x > 0)
                {
                    target[x - 1] = Tint(0, left, 1);
                }

                if (up != 0 && up != here[x])
                {
                    picture[x, y - 1] = Tint(0, up, 1);
                }
            }
        }

        return picture;
    }

    public void Dispose() => _grey.Dispose();

    /// <summary>
    /// The range of the contrast stretch: the median is background, and percentile 99.8 keeps a few hot pixels from darkening the rest.
    /// </summary>
    private (int Dark, int Bright) Range()
    {
        var histogram = IntensityHistogram.Of(_grey);
        var left = histogram.Total / 500;
        var bright = histogram.Maximum;
        while (bright > histogram.Minimum && (left -= histogram.Counts[bright]) > 0)
        {
            bright--;
        }

        return (Math.Min(histogram.Median(), bright), bright);
    }

    private static Rgba32 Tint(byte level, uint label, double share)
    {
        if (label == 0)
        {
            return new Rgba32(level, level, level);
        }

        // Multiples of the golden ratio give successive labels hues that are far apart.
        var hue = label * GoldenRatio % 1 * 6;
        return new Rgba32(Mix(Math.Abs(hue - 3) - 1), Mix(2 - Math.Abs(hue - 2)), Mix(2 - Math.Abs(hue - 4)));

        byte Mix(double component) => (byte)((level * (1 - share)) + (255 * (.25 + (.75 * Math.Clamp(component, 0, 1))) * share));
    }
}
