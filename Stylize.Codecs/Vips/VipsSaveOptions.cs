using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>The engine's choices in the words of libvips's savers.</summary>
internal static class VipsSaveOptions
{
    /// <summary>Classic TIFF counts bytes in 32 bits; a deflated strip may be a little longer than its pixels.</summary>
    private const long MaxClassicTiff = 4_000_000_000;

    /// <summary>
    /// Sets the saver's arguments. Of the metadata that of TIFF and AVIF is written; other formats get theirs around the saver's file.
    /// </summary>
    internal static void Apply(VipsOperation save, VipsObject image, EncodeOptions options)
    {
        var keepsMetadata = options.Format is ImageFormat.Tiff or ImageFormat.Avif && !options.Metadata.IsEmpty;
        save.Set("keep", keepsMetadata ? VipsFields.NamesOf(options.Metadata) : "none");
        if (keepsMetadata)
        {
            VipsFields.Attach(image, options.Metadata);
        }

        switch (options.Format)
        {
            case ImageFormat.Png:
                // Paeth alone with zlib level 3 is both smaller and faster than libvips's default of no filter at level 6.
                _ = options.Compression switch
                {
                    LosslessCompression.None => save.Set("compression", 0).Set("filter", "none"),
                    LosslessCompression.Fast => save.Set("compression", 3).Set("filter", "paeth"),
                    _ => save.Set("compression", 9).Set("filter", "all"),
                };
                break;
            case ImageFormat.Jpeg:
                save.Set("Q", options.Quality).Set("background", "255");
                break;
            case ImageFormat.WebP:
                save.Set("Q", options.Quality).Set("lossless", options.Lossless ? "true" : "false").Set("exact", "true");
                break;
            case ImageFormat.Tiff:
                save.Set("compression", options.Compression == LosslessCompression.None ? "none" : "deflate");
                if (options.Compression != LosslessCompression.None)
                {
                    save.Set("predictor", "horizontal").Set("level", options.Compression == LosslessCompression.Fast ? 3 : 9);
                }

                if (RawBytes(image) > MaxClassicTiff)
                {
                    save.Set("bigtiff", "true");
                }

                break;
            case ImageFormat.Avif:
                save.Set("compression", "av1").Set("effort", 2).Set("Q", options.Quality);
                save.Set("lossless", options.Lossless ? "true" : "false");
                break;
        }
    }

    private static long RawBytes(VipsObject image) =>
        (long)VipsNative.vips_image_get_width(image)
        * VipsNative.vips_image_get_height(image)
        * VipsNative.vips_image_get_bands(image)
        * BandFormats.Bytes((BandFormat)VipsNative.vips_image_get_format(image));
}
