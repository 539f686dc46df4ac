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
        StrengthPlane.Fill(image, plane, 0, height, adaptive);
        foreach (var (x, y) in Coordinates(width, height))
        {
            Assert.Equal(Slow(image, x, y, adaptive), plane[x, y] / 32767.0, 2e-5);
        }
    }

    [Fact]
    public void Bands_give_the_same_values_as_the_whole_image()
    {
        using var image = Pictures.Busy(83, 70);
        using var whole = new Raster<ushort>(83, 70);
        using var banded = new Raster<ushort>(83, 70);
        StrengthPlane.Fill(image, whole, 0, 70, true);
        for (var y = 0; y < 70; y += 7)
        {
            StrengthPlane.Fill(image, banded, y, y + 7, true);
        }

        for (var y = 0; y < 70; y++)
        {
            Assert.True(whole.Row(y).SequenceEqual(banded.Row(y)));
        }
    }

    [Fact]
    public void Flat_images_have_no_strength()
    {
        using var image = Pictures.Flat(40, 40, new Rgba32(200, 13, 77));
        using var plane = new Raster<ushort>(40, 40);
        StrengthPlane.Fill(image, plane, 0, 40, true);
        Assert.Equal(0, Enumerable.Range(0, 40).Max(y => (int)plane.Row(y).ToArray().Max()));
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

        double sum = 0, squares = 0;
        var n = 0;
        for (var dy = -3; dy <= 3; dy++)
        {
            for (var dx = -3; dx <= 3; dx++)
            {
                if ((dx * dx) + (dy * dy) <= 9)
                {
                    sum += At(dx, dy);
                    squares += At(dx, dy) * At(dx, dy);
                    n++;
                }
            }
        }

        var deviation = Math.Sqrt(Math.Max(0, (squares / n) - (sum / n * (sum / n))));
        return (0.7 * magnitude) + (0.3 * Math.Min(1, deviation / 127.5));
    }
}
