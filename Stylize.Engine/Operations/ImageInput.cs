using Stylize.Engine.Imaging;

namespace Stylize.Engine.Operations;

/// <summary>One input of an operation: a source and the codec that reads it. Nothing is read before a member asks for it.</summary>
public sealed class ImageInput
{
    private ImageInfo? _info;

    /// <summary>An input.</summary>
    /// <param name="source">Where the image comes from.</param>
    /// <param name="decodeOptions">Page and size limit; default <see cref="DecodeOptions.Default"/>.</param>
    public ImageInput(ImageSource source, IImageCodec codec, DecodeOptions? decodeOptions = null)
    {
        Source = source;
        Codec = codec;
        DecodeOptions = decodeOptions ?? DecodeOptions.Default;
    }

    /// <summary>An image that is in memory already.</summary>
    /// <param name="image">The pixels; they stay the caller's, and must live as long as the input is used.</param>
    public static ImageInput Pixels(Raster<Rgba32> image, IImageCodec codec, string name)
    {
        var held = new RasterSourceCodec(image, codec, name);
        return new ImageInput(held.Source, held);
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

    /// <summary>The input as one image, for an operation that makes nothing that moves: the frame or page that is asked for.</summary>
    /// <param name="frame">From 0; null where the user did not say.</param>
    /// <exception cref="StylizeException">OperationFailed: it is an animation, and nothing says which frame is meant; or it cannot be
    /// read.</exception>
    public ImageInput Still(int? frame)
    {
        if (frame is { } page) return page == DecodeOptions.Page ? this : new ImageInput(Source, Codec, DecodeOptions with { Page = page });

        return DecodeOptions.Page > 0 || !Info.IsAnimation ? this : throw new StylizeException(
            StylizeError.OperationFailed,
            Source.Name,
            string.Create(
                CultureInfo.InvariantCulture, $"'{Source.Name}' is an animation of {Info.Pages} frames, and one image is needed."),
            "Give {Frame}, the frame to take; 0 is the first.");
    }

    /// <summary>8-bit sRGB with straight alpha. The caller owns the raster.</summary>
    public Raster<Rgba32> DecodeRgba() => Codec.DecodeRgba(Source, DecodeOptions);

    /// <summary>sRGB-encoded samples in [0,1]. The caller owns the image.</summary>
    public SampleImage<float> DecodeFloat() => Codec.DecodeFloat(Source, DecodeOptions);

    /// <summary>Stored sample values. The caller owns the image.</summary>
    public SampleImage<ushort> DecodeSamples() => Codec.DecodeSamples(Source, DecodeOptions);
}
