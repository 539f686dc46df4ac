namespace Stylize.Codecs;

/// <summary>Provides the codec of this build. The first call of the codec loads its library.</summary>
public static class ImageCodecs
{
    /// <summary>The codec, one for the whole process.</summary>
    public static IImageCodec Default { get; } =
#if IMAGESHARP
        new Managed.ImageSharpCodec();
#else
        new Vips.LibVipsCodec();
#endif
}
