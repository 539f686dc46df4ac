using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>Reads a given image of importance. It is cut and wrapped like the picture, so that it stays on the same parts of it.</summary>
internal static class ImportanceImage
{
    /// <param name="picture">Size of the whole picture, over which the image is stretched.</param>
    /// <param name="seam">The cuts of a tile; null otherwise.</param>
    /// <returns>The image, which the caller owns; null if none is given.</returns>
    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable or ImageTooLarge.</exception>
    public static Raster<Rgba32>? Read(
        PixelArtOptions options, GridFit fit, (int Width, int Height) picture, TileSeam? seam, IImageCodec codec)
    {
        if (options.Palette is not null
            || options.Importance is PixelArtOptions.AutoImportance or PixelArtOptions.UniformImportance) return null;

        using var whole = codec.DecodeRgba(ImageSource.File(options.Importance));
        var part = fit.Scaled(picture, whole.Width, whole.Height).Cut(whole);
        if (seam is null) return part;

        using (part)
        {
            using var same = Resampler.Resize(part, fit.Part.Width, fit.Part.Height, ResampleFilter.Box);
            return TileEdge.Wrap(same, seam, fit.Size.Width, fit.Size.Height);
        }
    }
}
