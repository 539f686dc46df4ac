using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>What a page shows besides its model.</summary>
public sealed record GaussianPageOptions
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>Picture of the model, shown where the browser cannot draw it.</summary>
    public required EncodedPicture Fallback { get; init; }

    /// <summary>The photograph, to compare with by a slider; null for none.</summary>
    public EncodedPicture? Photograph { get; init; }

    /// <summary>How the page was made; null to leave it out.</summary>
    public ProvenanceRecord? Provenance { get; init; }
}

/// <summary>A picture as the bytes of an image file.</summary>
/// <param name="MediaType">Its media type, such as image/jpeg.</param>
/// <param name="Bytes">The file.</param>
public readonly record struct EncodedPicture(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The picture as an address that holds it.</summary>
    public string ToDataUri() => $"data:{MediaType};base64,{Convert.ToBase64String(Bytes.Span)}";
}
