using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>The engine's choices in the words of libvips's savers.</summary>
internal static class VipsSaveOptions
{
    /// <summary>
    /// Sets the saver's arguments. Of the metadata that of AVIF is written; other formats get theirs around the saver's file.
    /// </summary>
    internal static void Apply(VipsOperation save, VipsObject image, EncodeOptions options)
    {
        var keepsMetadata = options.Format == ImageFormat.Avif && !options.Metadata.IsEmpty;
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
            case ImageFormat.Avif:
                save.Set("compression", "av1").Set("effort", 2).Set("Q", options.Quality);
                save.Set("lossless", options.Lossless ? "true" : "false");
                break;
        }
    }
}
