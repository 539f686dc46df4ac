namespace Stylize.Engine.Tests;

/// <summary>The points of a rectangle, row by row, and pictures painted at each of them.</summary>
internal static class Grid
{
    public static Raster<T> Paint<T>(int width, int height, Func<int, int, T> value)
        where T : unmanaged
    {
        var image = new Raster<T>(width, height);
        foreach (var (x, y) in Coordinates(width, height))
        {
            image[x, y] = value(x, y);
        }

        return image;
    }

    /// <summary>Returns the values of all pixels, row by row.</summary>
    public static T[] Values<T>(this Raster<T> image)
        where T : unmanaged =>
        [.. Enumerable.Range(0, image.Height).SelectMany(y => image.Row(y).ToArray())];

    public static IEnumerable<(int X, int Y)> Coordinates(int right, int bottom, int left = 0, int top = 0)
    {
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                yield return (x, y);
            }
        }
    }
}
