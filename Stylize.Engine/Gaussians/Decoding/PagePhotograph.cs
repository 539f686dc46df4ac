namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Prepares the photograph that a page compares with the model: the same region, at a size that browsers can draw.</summary>
internal static class PagePhotograph
{
    /// <summary>Longest side in pixels: the texture size that browsers with WebGL 2 support in practice.</summary>
    private const int MaxSide = 4096;

    /// <summary>Relative difference of the aspect ratios above which a warning is given.</summary>
    private const double SameShape = .01;

    /// <summary>Reads the photograph, and warns if its aspect ratio differs from that of the picture.</summary>
    /// <param name="region">The region that the page shows, in pixels of the whole picture; null for the whole picture.</param>
    /// <returns>The region of the photograph, white outside the photograph. The caller owns it.</returns>
    public static Raster<Rgba32> Read(
        ImageSource source, ImageInput input, int width, int height, PixelRectangle? region, OperationContext context)
    {
        var photograph = input.Codec.DecodeRgba(source, input.DecodeOptions);
        var ratio = (double)photograph.Width * height / ((double)photograph.Height * width);
        if (Math.Abs(ratio - 1) > SameShape)
        {
            context.Warning?.Invoke(Invariant(
                $"'{source.Name}' has {photograph.Width} x {photograph.Height} pixels. It is stretched to the picture's ")
                + Invariant($"{width} x {height} pixels, which have another aspect ratio."));
        }

        if (region is { } part)
        {
            photograph = Replace(photograph, whole => Crop(whole, (double)whole.Width / width, (double)whole.Height / height, part));
        }

        var scale = MaxSide / (double)Math.Max(photograph.Width, photograph.Height);
        return scale >= 1 ? photograph : Replace(photograph, large => Resampler.Resize(
            large,
            Math.Max(1, (int)(large.Width * scale)),
            Math.Max(1, (int)(large.Height * scale)),
            ResampleFilter.Lanczos3,
            context.MaxThreads,
            context.Cancellation));
    }

    private static Raster<Rgba32> Crop(Raster<Rgba32> image, double scaleX, double scaleY, PixelRectangle region)
    {
        var left = (int)Math.Round(region.X * scaleX);
        var top = (int)Math.Round(region.Y * scaleY);
        var part = new Raster<Rgba32>(
            Math.Max(1, (int)Math.Round(region.Width * scaleX)), Math.Max(1, (int)Math.Round(region.Height * scaleY)));
        var first = Math.Clamp(-left, 0, part.Width);
        var count = Math.Clamp(image.Width - left, first, part.Width) - first;
        for (var y = 0; y < part.Height; y++)
        {
            var row = part.Row(y);
            row.Fill(new Rgba32(255, 255, 255));
            if (count > 0 && y + top >= 0 && y + top < image.Height)
            {
                image.Row(y + top).Slice(left + first, count).CopyTo(row[first..]);
            }
        }

        return part;
    }

    private static Raster<Rgba32> Replace(Raster<Rgba32> image, Func<Raster<Rgba32>, Raster<Rgba32>> change)
    {
        using (image)
        {
            return change(image);
        }
    }
}
