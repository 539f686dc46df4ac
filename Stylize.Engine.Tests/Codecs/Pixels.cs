using System.Runtime.InteropServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Rasters as plain arrays, for comparing.</summary>
internal static class Pixels
{
    /// <summary>R, G, B, A of each pixel in reading order.</summary>
    internal static int[] Of(Raster<Rgba32> image) =>
        [.. Enumerable.Range(0, image.Height).SelectMany(y => MemoryMarshal.AsBytes(image.Row(y)).ToArray()).Select(value => (int)value)];

    /// <summary>The values of a plane in reading order.</summary>
    internal static T[] Of<T>(Raster<T> plane)
        where T : unmanaged =>
        [.. Enumerable.Range(0, plane.Height).SelectMany(y => plane.Row(y).ToArray())];

    /// <summary>An image whose pixels all differ from their neighbours; <paramref name="opaque"/> leaves alpha at 255.</summary>
    internal static Raster<Rgba32> Pattern(int width, int height, bool opaque)
    {
        var image = new Raster<Rgba32>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                image[x, y] = new Rgba32((byte)((x * 7) + y), (byte)((y * 5) + (x / 3)), (byte)((x * y) + 11), opaque ? (byte)255 : (byte)((x * 3) + (y * 2)));
            }
        }

        return image;
    }
}
