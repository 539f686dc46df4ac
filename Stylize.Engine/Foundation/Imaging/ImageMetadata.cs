namespace Stylize.Engine.Imaging;

/// <summary>Metadata of an image file. All formats that a codec writes can store <see cref="Provenance"/>, all but GIF
/// and Aseprite can store an ICC profile, and PNG, JPEG, WebP and AVIF can store EXIF. Encoding metadata that the
/// format cannot store throws FormatUnsupported before anything is written.</summary>
public sealed record ImageMetadata
{
    /// <summary>No metadata.</summary>
    public static ImageMetadata None { get; } = new();

    /// <summary>An ICC profile (ICC.1:2022), or empty. Decoding applies it, so decoded pixels are always sRGB. Encoding
    /// stores it without converting the pixels.</summary>
    public ReadOnlyMemory<byte> IccProfile { get; init; }

    /// <summary>EXIF data (Exif 3.0, CIPA DC-008), a TIFF structure that starts with "II" or "MM"; or empty. Encoding
    /// sets the orientation to 1, because decoded pixels are upright, and removes the thumbnail.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>How the file was created, or null: the iTXt chunk "Stylize" of PNG, the property stylize:Provenance in
    /// the XMP packet of JPEG, WebP, TIFF and AVIF, and a comment (GIF) or user data (Aseprite) that starts with
    /// "Stylize: ". At most <see cref="MaxProvenanceBytes"/> in UTF-8, in characters that XML 1.0 allows.</summary>
    public string? Provenance { get; init; }

    /// <summary>The description (tag 270) of a TIFF's first page, such as OME-XML, or null. Only TIFF has it.</summary>
    public string? Description { get; init; }

    /// <summary>Size of a pixel in micrometers that the resolution of a TIFF of ImageJ gives, or null.</summary>
    public PixelSize? PixelSize { get; init; }

    /// <summary>Resolution of square pixels that a PNG, JPEG or TIFF states per unit of length, or null.</summary>
    public double? PixelsPerMeter { get; init; }

    /// <summary>Maximum length of <see cref="Provenance"/> in UTF-8 bytes. With XML escapes it fits one JPEG segment of
    /// 65,533 bytes, except for texts of mostly "&lt;" and "&amp;", which JPEG refuses.</summary>
    public const int MaxProvenanceBytes = 48 * 1024;

    /// <summary>True if all parts are empty.</summary>
    public bool IsEmpty => IccProfile.IsEmpty && Exif.IsEmpty && Provenance is null && Description is null;
}
