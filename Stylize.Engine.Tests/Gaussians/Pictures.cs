namespace Stylize.Engine.Tests.Gaussians;

/// <summary>Compares pictures of models.</summary>
internal static class Pictures
{
    /// <summary>Requires that a picture is a part of another one, within a step of each channel.</summary>
    public static void AssertPart(Raster<Rgba32> whole, Raster<Rgba32> part, int left = 0, int top = 0) =>
        Assert.All(Coordinates(part.Width, part.Height), at =>
        {
            var (a, b) = (whole[at.X + left, at.Y + top], part[at.X, at.Y]);
            Assert.True(
                Math.Abs(a.R - b.R) <= 1 && Math.Abs(a.G - b.G) <= 1 && Math.Abs(a.B - b.B) <= 1, $"{at}: {a}, {b}");
        });

    /// <summary>Returns the mean difference of the colors per channel.</summary>
    public static double Difference(Raster<Rgba32> a, Raster<Rgba32> b) => a.Values().Zip(b.Values()).Average(
        pair => (Math.Abs(pair.First.R - pair.Second.R) + Math.Abs(pair.First.G - pair.Second.G)
            + Math.Abs(pair.First.B - pair.Second.B)) / 3.0);

    /// <summary>Returns the peak signal-to-noise ratio of the color in decibels, at most 145.</summary>
    public static double Psnr(Raster<Rgba32> a, Raster<Rgba32> b) => -10 * Math.Log10(
        (1e-9 + a.Values().Zip(b.Values()).Sum(
            pair => Math.Pow(pair.First.R - pair.Second.R, 2) + Math.Pow(pair.First.G - pair.Second.G, 2)
                + Math.Pow(pair.First.B - pair.Second.B, 2))) / (3.0 * 255 * 255 * a.PixelCount));

    /// <summary>Returns the bytes of the pixels, row by row.</summary>
    public static byte[] Bytes(this Raster<Rgba32> image) =>
        MemoryMarshal.AsBytes(image.Values().AsSpan()).ToArray();
}
