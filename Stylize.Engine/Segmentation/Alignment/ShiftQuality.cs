namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>Reliability of a shift.</summary>
internal static class ShiftQuality
{
    /// <summary>Minimum quality of a shift that is applied; see docs/evidence/quality/segmentation.md.</summary>
    public const double Minimum = .2;

    private const int BackgroundRadius = 24;

    /// <summary>
    /// Returns Pearson's correlation of both images where they overlap after the shift is undone, at least 0. Both
    /// images are band-passed, so that neither illumination nor noise contributes.
    /// </summary>
    public static double Measure(Raster<float> reference, Raster<float> moved, ImageShift shift)
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

    /// <summary>Subtracts the mean of the surroundings from the mean of 3 x 3 pixels.</summary>
    internal static Raster<float> BandPass(Raster<float> image)
    {
        var result = new Raster<float>(image.Width, image.Height);
        BoxMean.Filter(image, 1, (y, means) => means.CopyTo(result.Row(y)));
        BoxMean.Filter(
            image, BackgroundRadius, (y, means) => TensorPrimitives.Subtract(result.Row(y), means, result.Row(y)));
        return result;
    }
}
