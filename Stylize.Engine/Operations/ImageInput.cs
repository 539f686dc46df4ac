using Stylize.Engine.Imaging;

namespace Stylize.Engine.Operations;

/// <summary>An input of an operation: a source and the codec that reads it, lazily.</summary>
public sealed class ImageInput
{
    private ImageInfo? _info;

    /// <summary>Creates an input.</summary>
    /// <param name="decodeOptions">Page and size limit; default <see cref="DecodeOptions.Default"/>.</param>
    public ImageInput(ImageSource source, IImageCodec codec, DecodeOptions? decodeOptions = null)
    {
        Source = source;
        Codec = codec;
        DecodeOptions = decodeOptions ?? DecodeOptions.Default;
    }

    /// <summary>Creates an input from an image in memory.</summary>
    /// <param name="image">The pixels; the caller owns them and keeps them while the input is used.</param>
    public static ImageInput Pixels(Raster<Rgba32> image, IImageCodec codec, string name)
    {
        var held = new RasterSourceCodec(image, codec, name);
        return new ImageInput(held.Source, held);
    }

    /// <summary>The source; the name of a file is its full path.</summary>
    public ImageSource Source { get; }

    /// <summary>The codec that reads the input and encodes results.</summary>
    public IImageCodec Codec { get; }

    /// <summary>Page and size limit.</summary>
    public DecodeOptions DecodeOptions { get; }

    /// <summary>The header, read at first use.</summary>
    /// <exception cref="StylizeException">The input is missing, unreadable or too large.</exception>
    public ImageInfo Info => _info ??= Codec.Identify(Source, DecodeOptions);

    /// <summary>Returns the input as a single image, for operations that cannot create animations.</summary>
    /// <param name="frame">Frame or page from 0; null if not given.</param>
    /// <exception cref="StylizeException">OperationFailed: the input is an animation without a frame, or cannot be read.</exception>
    public ImageInput Still(int? frame)
    {
        if (frame is { } page) return page == DecodeOptions.Page ? this : new ImageInput(Source, Codec, DecodeOptions with { Page = page });

        return DecodeOptions.Page > 0 || !Info.IsAnimation ? this : throw new StylizeException(
            StylizeError.OperationFailed,
            Source.Name,
            string.Create(
                CultureInfo.InvariantCulture, $"'{Source.Name}' is an animation with {Info.Pages} frames."),
            "Use {Frame} to choose one; 0 is the first.");
    }

    /// <summary>Decodes to 8-bit sRGB with straight alpha. The caller owns the raster.</summary>
    public Raster<Rgba32> DecodeRgba() => Codec.DecodeRgba(Source, DecodeOptions);

    /// <summary>Decodes to sRGB-encoded samples in [0,1]. The caller owns the image.</summary>
    public SampleImage<float> DecodeFloat() => Codec.DecodeFloat(Source, DecodeOptions);

    /// <summary>Decodes to the stored sample values. The caller owns the image.</summary>
    public SampleImage<ushort> DecodeSamples() => Codec.DecodeSamples(Source, DecodeOptions);
}
