namespace Stylize.Engine.Imaging;

/// <summary>Luma of ITU-R BT.601.</summary>
internal static class Luma
{
    /// <summary>Replaces the color of each pixel by its luma, in units of 1/256, and keeps its alpha.</summary>
    public static void ConvertToGray(Raster<Rgba32> image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var pixel in image.Row(y))
            {
                var gray = (byte)(((77 * pixel.R) + (150 * pixel.G) + (29 * pixel.B) + 128) >> 8);
                pixel = new Rgba32(gray, gray, gray, pixel.A);
            }
        }
    }
}
