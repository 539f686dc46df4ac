namespace Stylize.Studio.Previews;

/// <summary>Encodes pictures for browsers.</summary>
internal static class Browsers
{
    private const int Quality = 92;
    private const long LosslessPixels = 3_000_000;

    /// <summary>Encodes a picture: PNG, or JPEG if it is large and opaque.</summary>
    public static EncodedPicture Encode(Raster<Rgba32> picture, IImageCodec codec, bool isPhotograph)
    {
        var isJpeg = (isPhotograph || picture.PixelCount > LosslessPixels) && Opacity.IsOpaque(picture);
        using var file = new MemoryStream();
        codec.Encode(picture, file, new EncodeOptions(isJpeg ? ImageFormat.Jpeg : ImageFormat.Png) { Quality = Quality });
        return new EncodedPicture(isJpeg ? "image/jpeg" : "image/png", file.ToArray(), picture.Width, picture.Height);
    }
}
