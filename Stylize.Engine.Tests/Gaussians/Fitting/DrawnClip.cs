namespace Stylize.Engine.Tests.Gaussians.Fitting;

internal static class DrawnClip
{
    /// <summary>Returns the file of frames of 80 ms that are drawn by the color of each pixel (frame, x, y).</summary>
    public static byte[] Encode(
        int width, int height, int frames, Func<int, int, int, Rgba32> pixel, EncodeOptions options) =>
        Enumerable.Range(0, frames)
            .Select(i => new AnimationFrame(Paint(width, height, (x, y) => pixel(i, x, y)), 80)).Encoded(options);
}
