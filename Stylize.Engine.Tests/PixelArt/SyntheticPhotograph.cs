namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Images with known answers.</summary>
internal static class SyntheticPhotograph
{
    /// <summary>Creates a reproducible image with gradients, hard edges and noise in many colors.</summary>
    public static Raster<Rgba32> Busy(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        return Paint<Rgba32>(width, height, (x, y) =>
        {
            var (dx, dy) = (x - (width / 2.0), y - (height / 3.0));
            var ring = (int)Math.Sqrt((dx * dx) + (dy * dy)) / 9 % 3;
            var noise = random.Next(24);
            return new(
                (byte)((200 * x / width) + noise + (ring == 0 ? 30 : 0)),
                (byte)((180 * y / height) + noise + (ring == 1 ? 50 : 0)),
                (byte)(ring == 2 ? 220 : 60 + noise));
        });
    }

    public static PixelArtResult Run(Raster<Rgba32> image, PixelArtOptions options) =>
        new PixelArtOperation(options).Run(image, new NoCodec(), OperationContext.Quiet);

    public static Rgba32[] Pixels(Raster<Rgba32> image) => image.Values();
}
