using System.Runtime.InteropServices;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Pixels;

/// <summary>Looks for transparency.</summary>
internal static class Opacity
{
    /// <summary>True where every pixel's alpha is 255.</summary>
    internal static bool IsOpaque(Raster<Rgba32> image)
    {
        var alpha = BitConverter.IsLittleEndian ? 0xff000000u : 0xffu;
        for (var y = 0; y < image.Height; y++)
        {
            var all = alpha;
            foreach (var pixel in MemoryMarshal.Cast<Rgba32, uint>(image.Row(y)))
            {
                all &= pixel;
            }

            if (all != alpha) return false;
        }

        return true;
    }
}
