namespace Stylize.Engine.Imaging;

/// <summary>
/// Reads an image from top to bottom as 8-bit sRGB with straight alpha. Not safe for concurrent use; holds the file open until disposed.
/// </summary>
public interface IRgbaStripReader : IDisposable
{
    /// <summary>What is being read.</summary>
    ImageInfo Info { get; }

    /// <summary>Decodes the next rows.</summary>
    /// <param name="rows">A raster of the image's width, as high as the tallest strip wanted.</param>
    /// <returns>Rows written, from row 0 of the raster; 0 at the end.</returns>
    int Read(Raster<Rgba32> rows);
}
