namespace Stylize.Engine.Imaging;

/// <summary>Reads one page of an image from top to bottom. Not safe for concurrent use; holds the file open until disposed.</summary>
public interface IStripReader : IDisposable
{
    /// <summary>What is being read.</summary>
    ImageInfo Info { get; }

    /// <summary>Decodes the next rows into planes of stored sample values.</summary>
    /// <param name="planes">One raster for each sample plane (colour planes, then alpha where there is one), of the image's width; as many
    /// rows as the tallest strip wanted.</param>
    /// <returns>Rows written, from row 0 of the rasters; 0 at the end.</returns>
    int Read(IReadOnlyList<Raster<ushort>> planes);
}
