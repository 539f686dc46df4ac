using Stylize.Codecs.Bmp;
using Stylize.Codecs.Netpbm;
using Stylize.Codecs.Tiff;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Containers;

/// <summary>Formats that are little more than their pixels: they are rewritten as TIFF in memory for the decoder.</summary>
internal static class PlainPixels
{
    internal static IReadOnlyList<ImageFormat> Formats { get; } = [ImageFormat.Bmp, ImageFormat.Ppm];

    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="checkSize">Called with width and height before a pixel is read.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    internal static MemoryStream Rewrite(Stream stream, ImageFormat format, Action<long, long> checkSize)
    {
        using var image = format == ImageFormat.Bmp ? BmpReader.Read(stream, checkSize) : NetpbmReader.Read(stream, checkSize);
        var tiff = new MemoryStream();
        TiffEncoder.Write(image, tiff, new EncodeOptions(ImageFormat.Tiff) { Compression = LosslessCompression.None });
        tiff.Position = 0;
        return tiff;
    }
}
