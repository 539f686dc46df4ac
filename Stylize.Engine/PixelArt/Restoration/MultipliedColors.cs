namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Colors multiplied by opacity (Porter and Duff 1984). Programs enlarge these values, so that they, and not the stored colors,
/// are a linear map of the cells.</summary>
internal static class MultipliedColors
{
    /// <summary>Maximum share of translucent pixels above whose opacity a stored channel may be if the colors are already multiplied. The
    /// negative lobes of kernels overshoot in few pixels.</summary>
    private const double MaxShareAbove = 0.02;

    /// <summary>Returns a copy of an image with its channels multiplied by the opacity.</summary>
    /// <returns>Null if the stored colors are the values that were enlarged: no pixel is translucent, transparent pixels have colors, or
    /// no color is above its opacity.</returns>
    public static Raster<Rgba32>? Of(Raster<Rgba32> image)
    {
        long translucent = 0, above = 0;
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A == 255) continue;

                var brightest = Math.Max(pixel.R, Math.Max(pixel.G, pixel.B));
                if (pixel.A == 0 && brightest > 0) return null;

                (translucent, above) = (translucent + (pixel.A > 0 ? 1 : 0), above + (brightest > pixel.A ? 1 : 0));
            }
        }

        if (above <= MaxShareAbove * translucent) return null;

        var multiplied = new Raster<Rgba32>(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            var row = multiplied.Row(y);
            image.Row(y).CopyTo(row);
            foreach (ref var pixel in row)
            {
                pixel = new(Times(pixel.R, pixel.A), Times(pixel.G, pixel.A), Times(pixel.B, pixel.A), pixel.A);
            }
        }

        return multiplied;

        static byte Times(byte channel, byte opacity) => (byte)(((channel * opacity) + 127) / 255);
    }

    /// <summary>Divides the channels of an image by the opacity, in place.</summary>
    public static void Divide(Raster<Rgba32> image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var pixel in image.Row(y))
            {
                pixel = pixel.A == 0 ? default
                    : new(Over(pixel.R, pixel.A), Over(pixel.G, pixel.A), Over(pixel.B, pixel.A), pixel.A);
            }
        }

        static byte Over(byte channel, byte opacity) => (byte)Math.Min(255, ((channel * 255) + (opacity / 2)) / opacity);
    }
}
