using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>Blurred gray values of two pictures, 0 to 1.</summary>
/// <param name="samples">Samples between two nodes along an axis, at most.</param>
internal sealed class MotionPlanes(Raster<float> before, Raster<float> now, int samples) : IDisposable
{
    /// <summary>The smallest share of the surroundings of a node that must stay inside of the picture.</summary>
    private const double MinInside = .25;

    public Raster<float> Before => before;

    public Raster<float> Now => now;

    /// <param name="before">Gray values.</param>
    /// <param name="now">Gray values.</param>
    public static MotionPlanes FromGray(
        Raster<float> before, Raster<float> now, float blur, int samples, ThreadGrant threads,
        CancellationToken cancellation) =>
        new(Blurred(before, blur, threads, cancellation), Blurred(now, blur, threads, cancellation), samples);

    /// <summary>Returns the gray values of a picture, 0 to 1.</summary>
    public static Raster<float> Gray(Raster<Rgba32> picture)
    {
        var plane = new Raster<float>(picture.Width, picture.Height);
        for (var y = 0; y < plane.Height; y++)
        {
            var pixels = picture.Row(y);
            var row = plane.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var pixel = OverWhite.Blend(pixels[x]);
                row[x] = (pixel.R + (2 * pixel.G) + pixel.B) / (4f * 255);
            }
        }

        return plane;
    }

    /// <summary>
    /// Returns half of the sum of the squared differences around a node that moves by a vector, with weights that fall
    /// to 0 at the next nodes; infinity if little stays inside of the picture.
    /// </summary>
    /// <param name="limit">If the difference is larger, the result may be any value above the limit.</param>
    public double Difference(
        MotionField field, int column, int row, (int X, int Y) vector, double limit = double.PositiveInfinity)
    {
        var distance = field.Point(1) / CompactQuantizer.PointsPerPixel;
        var (centerX, centerY) = (column * distance, row * distance);
        var step = Math.Max(1, distance / samples);
        var scale = .5 * step * step / ((double)distance * distance);
        var ((moveX, tx), (moveY, ty)) = (Split(vector.X), Split(vector.Y));
        var (top, bottom) = (Math.Max(0, centerY - distance + 1), Math.Min(before.Height, centerY + distance));
        var (left, right) = (Math.Max(0, centerX - distance + 1), Math.Min(before.Width, centerX + distance));
        var (sum, inside, total) = (0f, 0f, 0f);
        for (var y = top; y < bottom; y += step)
        {
            var weightY = distance - Math.Abs(y - centerY);
            var line = before.Row(y);
            var at = y + moveY;
            var isInside = at >= 0 && at < now.Height - 1;
            var first = isInside ? now.Row(at) : default;
            var second = isInside ? now.Row(at + 1) : default;
            for (var x = left; x < right; x += step)
            {
                var weight = weightY * (distance - Math.Abs(x - centerX));
                total += weight;
                var u = x + moveX;
                if (!isInside || u < 0 || u >= now.Width - 1) continue;

                var difference = line[x] - Bilinear.Mix(first[u], first[u + 1], second[u], second[u + 1], tx, ty);
                sum += weight * difference * difference;
                inside += weight;
            }

            if (scale * sum > limit) return double.PositiveInfinity;
        }

        // The weights of the nodes around a pixel add up to 1. What leaves the picture counts like the rest.
        return inside < MinInside * total
            ? double.PositiveInfinity
            : total == 0 ? 0 : scale * sum * (total / inside);
    }

    public void Dispose()
    {
        before.Dispose();
        now.Dispose();
    }

    /// <summary>Returns the whole pixels of a component in 1/16 pixel, and the rest of a pixel, 0 to 1.</summary>
    private static (int Pixels, float Part) Split(int component)
    {
        const int Points = CompactQuantizer.PointsPerPixel;
        return (component >> BitOperations.Log2(Points), (component & (Points - 1)) / (float)Points);
    }

    private static Raster<float> Blurred(
        Raster<float> gray, float blur, ThreadGrant threads, CancellationToken cancellation)
    {
        var plane = gray.Clone();
        GaussianBlur.Apply(plane, blur, threads, cancellation);
        return plane;
    }
}
