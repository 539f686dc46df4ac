namespace Stylize.Engine.Tests.Codecs;

/// <summary>Converts rasters to arrays for comparison.</summary>
internal static class Pixels
{
    /// <summary>Returns R, G, B and A of each pixel in reading order.</summary>
    internal static int[] Of(Raster<Rgba32> image)
    {
        var values = new int[image.Width * image.Height * 4];
        for (var y = 0; y < image.Height; y++)
        {
            var row = MemoryMarshal.AsBytes(image.Row(y));
            for (var i = 0; i < row.Length; i++)
            {
                values[(y * row.Length) + i] = row[i];
            }
        }

        return values;
    }

    /// <summary>Returns the mean absolute difference.</summary>
    internal static double MeanDifference(int[] one, int[] other)
    {
        Assert.Equal(one.Length, other.Length);
        var sum = 0L;
        for (var i = 0; i < one.Length; i++)
        {
            sum += Math.Abs(one[i] - other[i]);
        }

        return (double)sum / one.Length;
    }

    /// <summary>Returns the values of a plane in reading order.</summary>
    internal static T[] Of<T>(Raster<T> plane)
        where T : unmanaged =>
        [.. Enumerable.Range(0, plane.Height).SelectMany(y => plane.Row(y).ToArray())];

    /// <summary>Draws an image in which every pixel differs from its neighbors; <paramref name="opaque"/> leaves alpha
    /// at 255.</summary>
    internal static Raster<Rgba32> Pattern(int width, int height, bool opaque) =>
        Paint<Rgba32>(
            width, height, (x, y) => new Rgba32(
                (byte)((x * 7) + y), (byte)((y * 5) + (x / 3)), (byte)((x * y) + 11),
                opaque ? (byte)255 : (byte)((x * 3) + (y * 2))));
}
