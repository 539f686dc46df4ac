using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Overlays;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>The regions of one image as a picture: the image in gray, each region tinted and outlined in its own color.</summary>
public static class RegionsPicture
{
    private const double DarkShare = .01;
    private const double BrightShare = .995;
    private const double TintShare = .35;
    private const double GoldenRatio = .618033988749895;

    /// <summary>Segments an image and draws it.</summary>
    /// <returns>A raster that the caller owns, as large as the image.</returns>
    /// <exception cref="StylizeException">The image cannot be read or segmented.</exception>
    public static Raster<Rgba32> Draw(ImageInput input, SegmentationOptions options, OperationContext context)
    {
        using var labeled = ImageRegions.Label(input, options, context);
        using var samples = input.DecodeSamples();
        using var labels = new Raster<uint>(samples.Width, samples.Height);
        labeled.Paint(labels, 0, 0, samples.Height);
        var plane = samples.Planes[0];
        var (dark, bright) = Range(plane);
        var picture = new Raster<Rgba32>(samples.Width, samples.Height);
        for (var y = 0; y < samples.Height; y++)
        {
            var row = picture.Row(y);
            var values = plane.Row(y);
            var own = labels.Row(y);
            var above = labels.Row(Math.Max(0, y - 1));
            var below = labels.Row(Math.Min(samples.Height - 1, y + 1));
            for (var x = 0; x < row.Length; x++)
            {
                var level = Level(values[x], dark, bright);
                var label = own[x];
                var isEdge = label != above[x] || label != below[x] || label != own[Math.Max(0, x - 1)]
                    || label != own[Math.Min(row.Length - 1, x + 1)];
                row[x] = label == 0 ? new Rgba32(level, level, level) : Mix(level, label, isEdge ? 1 : TintShare);
            }
        }

        return picture;
    }

    /// <summary>Draws a gray image of any depth with the contrast of <see cref="Draw"/>.</summary>
    /// <returns>A raster that the caller owns, as large as the image.</returns>
    /// <exception cref="StylizeException">The image cannot be read.</exception>
    internal static Raster<Rgba32> Gray(ImageInput input)
    {
        using var samples = input.DecodeSamples();
        var plane = samples.Planes[0];
        var (dark, bright) = Range(plane);
        var picture = new Raster<Rgba32>(samples.Width, samples.Height);
        for (var y = 0; y < samples.Height; y++)
        {
            var row = picture.Row(y);
            var values = plane.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var level = Level(values[x], dark, bright);
                row[x] = new Rgba32(level, level, level);
            }
        }

        return picture;
    }

    private static byte Level(ushort value, int dark, int bright) =>
        (byte)Math.Clamp(255.0 * (value - dark) / (bright - dark), 0, 255);

    private static (int Dark, int Bright) Range(Raster<ushort> plane)
    {
        var counts = IntensityHistogram.Of(plane).Counts.ToArray();
        var dark = Quantile(DarkShare);
        return (dark, Math.Max(dark + 1, Quantile(BrightShare)));

        int Quantile(double share)
        {
            var left = (long)(share * plane.PixelCount);
            var value = 0;
            while (value < ushort.MaxValue && (left -= counts[value]) >= 0)
            {
                value++;
            }

            return value;
        }
    }

    /// <summary>Multiples of the golden ratio give successive labels distant hues.</summary>
    private static Rgba32 Mix(byte level, uint label, double share) => OverlayColors.Tint(level, label * GoldenRatio % 1 * 6, share);
}
