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
        var sums = default(Products);
        for (var y = 0; y < height; y++)
        {
            sums.Add(
                one.Row(y + Math.Max(-dy, 0)).Slice(Math.Max(-dx, 0), width),
                other.Row(y + Math.Max(dy, 0)).Slice(Math.Max(dx, 0), width));
        }

        return Math.Max(sums.Correlation ?? 0, 0);
    }

    /// <summary>Subtracts the mean of the surroundings from the mean of 3 x 3 pixels.</summary>
    internal static Raster<float> BandPass(Raster<float> image)
    {
        var result = BoxMean.Means(image, 1);
        BoxMean.Filter(
            image, BackgroundRadius, (y, means) => TensorPrimitives.Subtract(result.Row(y), means, result.Row(y)));
        return result;
    }

    /// <summary>Sums of the products of rows whose mean is 0.</summary>
    internal record struct Products(double Both, double One, double Other)
    {
        /// <summary>Null without contrast.</summary>
        public readonly double? Correlation => One > 0 && Other > 0 ? Both / Math.Sqrt(One * Other) : null;

        public void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            var (both, one, other) = this;
            for (var x = 0; x < a.Length; x++)
            {
                both += (double)a[x] * b[x];
                one += (double)a[x] * a[x];
                other += (double)b[x] * b[x];
            }

            this = new(both, one, other);
        }
    }
}
