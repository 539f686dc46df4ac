using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Makes targets of decoded images.</summary>
internal static class FitImage
{
    /// <summary>Channels of an image's target: 1 for grey, 3 for colour, 4 for any image with alpha.</summary>
    public static int Channels(SampleImage<float> image) => image.HasAlpha ? 4 : image.ColorPlanes >= 3 ? 3 : 1;

    /// <summary>A copy of a part of an image as grey, RGB, or RGB with alpha; the caller owns it.</summary>
    public static SampleImage<float> Crop(SampleImage<float> image, int left, int top, int width, int height)
    {
        var sources = Enumerable.Range(0, Channels(image)).Select(channel => Plane(image, channel)).ToArray();
        var planes = new Raster<float>[sources.Length];
        for (var channel = 0; channel < planes.Length; channel++)
        {
            planes[channel] = new Raster<float>(width, height);
            for (var y = 0; y < height; y++)
            {
                sources[channel].Row(top + y).Slice(left, width).CopyTo(planes[channel].Row(y));
            }
        }

        return new SampleImage<float>(planes, image.HasAlpha, image.BitsPerSample);
    }

    /// <summary>The target of an image, colours premultiplied by alpha; the caller owns it.</summary>
    public static FitTarget Target(SampleImage<float> image)
    {
        var channels = Channels(image);
        var target = new FitTarget(image.Width, image.Height, channels);
        using var row = new PooledBuffer<float>(image.Width);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                Plane(image, channel).Row(y).CopyTo(row.Span);
                if (image.HasAlpha && channel < 3)
                {
                    System.Numerics.Tensors.TensorPrimitives.Multiply(row.Span, image.Planes[^1].Row(y), row.Span);
                }

                target.SetRow(channel, y, row.Span);
            }
        }

        target.MeasureBackground();
        return target;
    }

    private static Raster<float> Plane(SampleImage<float> image, int channel) =>
        image.HasAlpha && channel == 3 ? image.Planes[^1] : image.Planes[image.ColorPlanes >= 3 ? channel : 0];
}
