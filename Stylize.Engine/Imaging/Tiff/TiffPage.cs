namespace Stylize.Engine.Imaging.Tiff;

/// <summary>What one page of a TIFF holds.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bands">Samples of a pixel, interleaved.</param>
/// <param name="Bits">Bits of a sample: 8, 16 or 32.</param>
/// <param name="Compression">None, or the work put into deflation.</param>
internal sealed record TiffPage(int Width, int Height, int Bands, int Bits, LosslessCompression Compression)
{
    /// <summary>True where the last band is straight alpha.</summary>
    internal bool HasAlpha { get; init; }

    /// <summary>True where samples are floating-point numbers of 32 bits, otherwise they are unsigned integers.</summary>
    internal bool IsFloat { get; init; }

    /// <summary>The text of tag 270, such as OME-XML, or null.</summary>
    internal string? Description { get; init; }

    /// <summary>ICC profile and provenance of the page; EXIF is not written.</summary>
    internal ImageMetadata Metadata { get; init; } = ImageMetadata.None;

    /// <summary>Side of a tile, a multiple of 16 that divides width and height: then rows are those of the tiles, tile after tile. 0 for
    /// strips.</summary>
    internal int TileSide { get; init; }

    /// <summary>Rows that are written: of a page of tiles the rows of all tiles.</summary>
    internal int Rows => TileSide > 0 ? checked(Width / TileSide * Height) : Height;

    /// <summary>Bytes of a row.</summary>
    internal int RowBytes => checked((TileSide > 0 ? TileSide : Width) * Bands * (Bits / 8));

    /// <summary>Bytes of all rows, uncompressed.</summary>
    internal long Bytes => (long)RowBytes * Rows;

    /// <summary>True where each sample is stored as its difference from the one of the pixel before.</summary>
    internal bool HasPredictor => Compression != LosslessCompression.None && !IsFloat;

    /// <summary>True where the rows of a page with a predictor are given as these differences already.</summary>
    internal bool IsDifferenced { get; init; }
}
