using Stylize.Engine.DotArt.Gradient;

namespace Stylize.Engine.Tests.DotArt;

public class StrengthTests
{
    [Theory]
    [InlineData(61, 47, true)]
    [InlineData(16, 16, false)]
    [InlineData(1, 9, true)]
    [InlineData(1, 1, true)]
    public void Strength_equals_the_formula_evaluated_pixel_by_pixel(int width, int height, bool adaptive)
    {
        using var image = Pictures.Busy(width, height);
        using var plane = new Raster<ushort>(width, height);
        for (var y = 0; y < height; y += 7)
        {
            StrengthPlane.Fill(image, plane, y, Math.Min(height, y + 7), adaptive);
        }

        foreach (var (x, y) in Coordinates(width, height))
        {
            Assert.Equal(Slow(image, x, y, adaptive), plane[x, y] / 32767.0, 2e-5);
        }
    }

    private static double Slow(Raster<Rgba32> image, int x, int y, bool adaptive)
    {
        double At(int dx, int dy)
        {
            var p = image[Math.Clamp(x + dx, 0, image.Width - 1), Math.Clamp(y + dy, 0, image.Height - 1)];
            return Math.Floor((0.2126 * p.R) + (0.7152 * p.G) + (0.0722 * p.B) + 0.5);
        }

        var gx = At(1, -1) - At(-1, -1) + (2 * (At(1, 0) - At(-1, 0))) + At(1, 1) - At(-1, 1);
        var gy = At(-1, 1) - At(-1, -1) + (2 * (At(0, 1) - At(0, -1))) + At(1, 1) - At(1, -1);
        var magnitude = Math.Min(1, Math.Sqrt((gx * gx) + (gy * gy)) / (1020 * Math.Sqrt(2)));
        if (!adaptive) return magnitude;

        var around = Coordinates(4, 4, -3, -3).Where(at => (at.X * at.X) + (at.Y * at.Y) <= 9)
            .Select(at => At(at.X, at.Y)).ToArray();
        var mean = around.Average();
        var deviation = Math.Sqrt(around.Average(value => (value - mean) * (value - mean)));
        return (0.7 * magnitude) + (0.3 * Math.Min(1, deviation / 127.5));
    }
}
