using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>A rendered model.</summary>
internal sealed class GaussianPicture(Raster<Rgba32> pixels, int shown, int count, EncodeOptions options, IImageCodec codec) : IArtefact
{
    public int Width => pixels.Width;
    public int Height => pixels.Height;
    public IReadOnlyList<KeyValuePair<string, object?>> Summary => [new("Gaussians", count), new("Shown", shown)];

    public void Write(Stream target) => codec.Encode(pixels, target, options);

    public void Dispose() => pixels.Dispose();
}
