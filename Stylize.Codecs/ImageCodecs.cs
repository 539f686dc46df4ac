using Stylize.Engine.Imaging;

namespace Stylize.Codecs;

/// <summary>The codec that this build was made with. Naming it costs nothing; the first call of the codec loads its library.</summary>
public static class ImageCodecs
{
    /// <summary>One codec for the whole process.</summary>
    public static IImageCodec Default { get; } =
#if IMAGESHARP
        new Managed.ImageSharpCodec();
#else
        new Vips.LibVipsCodec();
#endif
}
