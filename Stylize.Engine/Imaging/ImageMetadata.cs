namespace Stylize.Engine.Imaging;

/// <summary>What an image file carries beside its pixels. All formats that a codec writes carry <see cref="Provenance"/>; an ICC profile
/// fits all but GIF; EXIF fits PNG, JPEG, WebP and AVIF. A part that the format cannot carry is refused with FormatUnsupported before
/// anything is written.</summary>
public sealed record ImageMetadata
{
    /// <summary>No metadata.</summary>
    public static ImageMetadata None { get; } = new();

    /// <summary>An ICC profile (ICC.1:2022), empty where there is none. On decoding it is applied to the pixels, so what is decoded is sRGB
    /// whatever stands here. On encoding it is stored as given and the pixels are not converted.</summary>
    public ReadOnlyMemory<byte> IccProfile { get; init; }

    /// <summary>EXIF data (Exif 3.0, CIPA DC-008): a TIFF structure that begins with "II" or "MM"; empty where there is none. Encoding sets
    /// its orientation to 1, because decoded pixels are upright already, and drops its thumbnail.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>A text that says how the file was made, null where there is none: the iTXt chunk "Stylize" of a PNG, the property
    /// stylize:Provenance in the XMP packet of JPEG, WebP, TIFF and AVIF, and the comment of a GIF that begins with "Stylize: ". At most
    /// <see cref="MaxProvenanceBytes"/> as UTF-8, of characters that XML 1.0 allows.</summary>
    public string? Provenance { get; init; }

    /// <summary>The description (tag 270) of a TIFF's first page, such as OME-XML, or null. No other format has it.</summary>
    public string? Description { get; init; }

    /// <summary>Longest <see cref="Provenance"/> in UTF-8 bytes; with the escapes of XML it still fits one JPEG segment of 65,533 bytes in
    /// all but texts of mostly "&lt;" and "&amp;", which JPEG refuses.</summary>
    public const int MaxProvenanceBytes = 48 * 1024;

    /// <summary>True where there is nothing to carry.</summary>
    public bool IsEmpty => IccProfile.IsEmpty && Exif.IsEmpty && Provenance is null && Description is null;
}
