namespace Stylize.Engine.Tests.Gaussians.Fitting;

internal static class DrawnClip
{
    /// <summary>Draws frames of 80 ms by the color of each pixel (frame, x, y). Frames share their memory.</summary>
    public static IEnumerable<AnimationFrame> Draw(int width, int height, int frames, Func<int, int, int, Rgba32> pixel)
    {
        using var picture = new Raster<Rgba32>(width, height);
        for (var i = 0; i < frames; i++)
        {
            foreach (var (x, y) in Coordinates(width, height))
            {
                picture[x, y] = pixel(i, x, y);
            }

            yield return new AnimationFrame(picture, 80);
        }
    }
}
