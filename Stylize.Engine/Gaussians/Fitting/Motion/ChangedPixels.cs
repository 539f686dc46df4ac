using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>
/// Finds the pixels that the Gaussians show worse than when they were fitted there. Small losses add up over frames
/// until they count.
/// </summary>
internal sealed class ChangedPixels(int width, int height) : IDisposable
{
    /// <summary>Increase of the error of a pixel that shows something else, in thresholds.</summary>
    private const float OtherThresholds = 4;

    /// <summary>Fitted error of a pixel that has entered the picture.</summary>
    private const float EnteredError = -1;

    /// <summary>
    /// Errors to which the Gaussians were fitted: means of 3 x 3 pixels, in steps of 1/255, or
    /// <see cref="EnteredError"/>.
    /// </summary>
    private Raster<float> _fitted = new(width, height, clear: true);

    private Raster<float> _error = new(width, height, clear: true);

    /// <summary>Sums of changed pixels above and to the left of a corner, and of pixels that show something
    /// else.</summary>
    private readonly int[] _sums = new int[(width + 1) * (height + 1)];
    private readonly int[] _others = new int[(width + 1) * (height + 1)];

    public int Count => _sums[^1];

    /// <summary>Number of pixels that show something else: of a large error, or changed pixels that have entered the
    /// picture.</summary>
    public int Others => _others[^1];

    /// <summary>Number of changed pixels that have entered the picture.</summary>
    public int Entered { get; private set; }

    /// <summary>Remembers the errors of a frame to which all Gaussians are fitted.</summary>
    public void Reset(Raster<Rgba32> frame, Raster<Rgba32> picture) => Measure(frame, picture, _fitted);

    /// <summary>Moves the remembered errors with the Gaussians.</summary>
    public void Move(MotionField motion)
    {
        for (var y = 0; y < height; y++)
        {
            var row = _error.Row(y);
            for (var x = 0; x < width; x++)
            {
                var (dx, dy) = motion.VectorAt(Point(x), Point(y));
                row[x] = At(_fitted, x - ((float)dx / CompactQuantizer.PointsPerPixel),
                    y - ((float)dy / CompactQuantizer.PointsPerPixel));
            }
        }

        (_fitted, _error) = (_error, _fitted);

        static int Point(int pixel) =>
            (CompactQuantizer.PointsPerPixel * pixel) + (CompactQuantizer.PointsPerPixel / 2);
    }

    /// <summary>Measures the errors of a frame.</summary>
    /// <param name="picture">The moved Gaussians.</param>
    public void Compare(Raster<Rgba32> frame, Raster<Rgba32> picture) => Measure(frame, picture, _error);

    /// <summary>Marks the pixels whose error has increased.</summary>
    /// <param name="threshold">Largest increase of an unchanged pixel, in steps of 1/255.</param>
    public void Mark(float threshold)
    {
        Mark(OtherThresholds * threshold, threshold, _others);
        Mark(threshold, threshold, _sums);
    }

    /// <param name="entered">Largest error of an unmarked pixel that has entered the picture.</param>
    private void Mark(float threshold, float entered, int[] all)
    {
        Entered = 0;
        for (var y = 0; y < height; y++)
        {
            var error = _error.Row(y);
            var fitted = _fitted.Row(y);
            var above = all.AsSpan(y * (width + 1), width + 1);
            var sums = all.AsSpan((y + 1) * (width + 1), width + 1);
            var inRow = 0;
            for (var x = 0; x < width; x++)
            {
                if (error[x] > (fitted[x] < 0 ? entered : fitted[x] + threshold))
                {
                    inRow++;
                    Entered += fitted[x] < 0 ? 1 : 0;
                }

                sums[x + 1] = above[x + 1] + inRow;
            }
        }
    }

    /// <summary>Remembers the errors of the marked and entered pixels after the fit.</summary>
    public void Accept(Raster<Rgba32> frame, Raster<Rgba32> picture)
    {
        Measure(frame, picture, _error);
        for (var y = 0; y < height; y++)
        {
            var error = _error.Row(y);
            var fitted = _fitted.Row(y);
            for (var x = 0; x < width; x++)
            {
                if (fitted[x] < 0 || Sum(_sums, x, y, x + 1, y + 1) > 0)
                {
                    fitted[x] = error[x];
                }
            }
        }
    }

    /// <summary>Returns the share of marked pixels in the box around a center, clipped to the picture.</summary>
    /// <param name="isOther">True for pixels that show something else.</param>
    public double Share(float x, float y, float reachX, float reachY, bool isOther = false)
    {
        var all = isOther ? _others : _sums;
        var (left, right) = (Column(x - reachX), Column(x + reachX) + 1);
        var (top, bottom) = (Row(y - reachY), Row(y + reachY) + 1);
        return (double)Sum(all, left, top, right, bottom) / ((right - left) * (bottom - top));
    }

    /// <summary>Returns the box around the pixels that show something else; null without such pixels.</summary>
    public FitTile? OtherBox()
    {
        var (left, top, right, bottom) = (width, height, 0, 0);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (Sum(_others, x, y, x + 1, y + 1) > 0)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), y + 1);
                }
            }
        }

        return Others > 0 ? new(left, top, right - left, bottom - top) : null;
    }

    public void Dispose()
    {
        _fitted.Dispose();
        _error.Dispose();
    }

    private void Measure(Raster<Rgba32> frame, Raster<Rgba32> picture, Raster<float> errors)
    {
        var differences = new float[width];
        BoxMean.Filter(width, height, 1, Row, (y, means) => means.CopyTo(errors.Row(y)));

        Span<float> Row(int y)
        {
            Span<Rgba32> now = frame.Row(y), shown = picture.Row(y);
            for (var x = 0; x < width; x++)
            {
                differences[x] = Difference(now[x], shown[x]);
            }

            return differences;
        }
    }

    private static int Difference(Rgba32 a, Rgba32 b)
    {
        var (over, under) = (OverWhite.Blend(a), OverWhite.Blend(b));
        return Math.Max(
            Math.Max(Math.Abs(over.R - under.R), Math.Abs(over.G - under.G)),
            Math.Max(Math.Abs(over.B - under.B), Math.Abs(a.A - b.A)));
    }

    /// <summary>Interpolates between four pixels; <see cref="EnteredError"/> outside of the picture.</summary>
    private float At(Raster<float> plane, float x, float y)
    {
        if (x < -.5f || y < -.5f || x > width - .5f || y > height - .5f) return EnteredError;

        return Bilinear.At(plane, x + .5f, y + .5f);
    }

    private int Sum(int[] all, int left, int top, int right, int bottom)
    {
        var (above, below) = (top * (width + 1), bottom * (width + 1));
        return all[below + right] - all[below + left] - all[above + right] + all[above + left];
    }

    private int Column(float x) => Math.Clamp((int)MathF.Round(x), 0, width - 1);

    private int Row(float y) => Math.Clamp((int)MathF.Round(y), 0, height - 1);
}
