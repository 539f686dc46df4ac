namespace Stylize.Engine.Tests.Gaussians.Rendering;

/// <summary>
/// A simple, slow renderer in double precision, from the definition of the model: no tiles, no strips, no fast
/// exponential.
/// </summary>
internal static class BruteForceRenderer
{
    /// <summary>
    /// Computes pixel (x, y) of a rendering of the given size: sRGB-encoded straight RGBA in [0,1], averaged over perX
    /// x perY points.
    /// </summary>
    public static double[] Pixel(GaussianModel model, int x, int y, int width, int height, int perX = 1, int perY = 1)
    {
        var sum = new double[4];
        foreach (var (u, v) in Coordinates(perX, perY))
        {
            var point = Sample(model, (x + ((u + 0.5) / perX)) / width, (y + ((v + 0.5) / perY)) / height);
            for (var k = 0; k < 4; k++)
            {
                sum[k] += point[k] / (perX * perY);
            }
        }

        for (var k = 0; k < 3; k++)
        {
            var straight = sum[3] > 0 ? Math.Clamp(sum[k] / Math.Max(sum[3], 1e-6), 0, 1) : 0;
            sum[k] = model.BlendSpace == GaussianBlendSpace.Linear ? Encode(straight) : straight;
        }

        return sum;
    }

    /// <summary>Returns premultiplied color and alpha at a point, within their limits.</summary>
    private static double[] Sample(GaussianModel model, double u, double v)
    {
        var color = model.Evaluate(u * model.Width, v * model.Height);
        var a = Math.Clamp(color.A, 0, 1);
        return [Clamped(color.R), Clamped(color.G), Clamped(color.B), a];

        double Clamped(double value) => Math.Clamp(value * color.A, 0, a);
    }

    private static double Encode(double v) => v <= 0.0031308 ? 12.92 * v : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055;
}
