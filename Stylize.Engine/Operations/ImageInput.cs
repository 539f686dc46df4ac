using Stylize.Engine.Imaging;

namespace Stylize.Engine.Operations;

/// <summary>One input of an operation: a source and the codec that reads it. Nothing is read before a member asks for it.</summary>
public sealed class ImageInput
{
    private ImageInfo? _info;

    /// <summary>An input.</summary>
    /// <param name="source">Where the image comes from.</param>
    /// <param name="codec">Reads it.</param>
    /// <param name="decodeOptions">Page and size limit; default <see cref="DecodeOptions.Default"/>.</param>
    public ImageInput(ImageSource source, IImageCodec codec, DecodeOptions? decodeOptions = null)
    {
        Source = source;
        Codec = codec;
        DecodeOptions = decodeOptions ?? DecodeOptions.Default;
    }

    /// <summary>Where the input comes from; the name of a file is its full path.</summary>
    public ImageSource Source { get; }

    /// <summary>Reads the input, and encodes what is made of it.</summary>
    public IImageCodec Codec { get; }

    /// <summary>Page and size limit.</summary>
    public DecodeOptions DecodeOptions { get; }

    /// <summary>The header; read at the first use.</summary>
    /// <exception cref="StylizeException">The input is missing, unreadable or too large.</exception>
    public ImageInfo Info => _info ??= Codec.Identify(Source, DecodeOptions);

    /// <summary>8-bit sRGB with straight alpha. The caller owns the raster.</summary>
    public Raster<Rgba32> DecodeRgba() => Codec.DecodeRgba(Source, DecodeOptions);

    /// <summary>sRGB-encoded samples in [0,1]. The caller owns the image.</summary>
    public SampleImage<float> DecodeFloat() => Codec.DecodeFloat(Source, DecodeOptions);

    /// <summary>Stored sample values. The caller owns the image.</summary>
    public SampleImage<ushort> DecodeSamples() => Codec.DecodeSamples(Source, DecodeOptions);
}
