using System.Numerics.Tensors;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>How far a shift is to be trusted.</summary>
internal static class ShiftQuality
{
    /// <summary>A shift is trusted from this quality on; docs/segmentation.md has the measurements that it was chosen by.</summary>
    public const double Least = .2;

    private const int Surroundings = 24;

    /// <summary>
    /// Pearson's correlation of both pictures where they overlap once the shift is undone, 0 where it is negative. Both are smoothed by
    /// three pixels and freed of what is larger than a cell, so that neither the light nor the noise counts.
    /// </summary>
    public static double Of(Raster<float> reference, Raster<float> moved, PictureShift shift)
    {
        var (dx, dy) = ((int)Math.Round(shift.X), (int)Math.Round(shift.Y));
        var (width, height) = (reference.Width - Math.Abs(dx), reference.Height - Math.Abs(dy));
        if (width < reference.Width / 2 || height < reference.Height / 2) return 0;

        using var one = BandPass(reference);
        using var other = BandPass(moved);
        double products = 0, ones = 0, others = 0;
        for (var y = 0; y < height; y++)
        {
            var a = one.Row(y + Math.Max(-dy, 0)).Slice(Math.Max(-dx, 0), width);
            var b = other.Row(y + Math.Max(dy, 0)).Slice(Math.Max(dx, 0), width);
            for (var x = 0; x < width; x++)
            {
                products += (double)a[x] * b[x];
                ones += (double)a[x] * a[x];
                others += (double)b[x] * b[x];
            }
        }

        return ones > 0 && others > 0 ? Math.Max(products / Math.Sqrt(ones * others), 0) : 0;
    }

    /// <summary>The mean of 3 x 3 pixels less the mean of the surroundings.</summary>
    private static Raster<float> BandPass(Raster<float> image)
    {
        var result = new Raster<float>(image.Width, image.Height);
        BoxMean.Filter(image.Width, image.Height, 1, image.Row, (y, means) => means.CopyTo(result.Row(y)));
        BoxMean.Filter(
            image.Width, image.Height, Surroundings, image.Row,
            (y, means) => TensorPrimitives.Subtract(result.Row(y), means, result.Row(y)));
        return result;
    }
}
