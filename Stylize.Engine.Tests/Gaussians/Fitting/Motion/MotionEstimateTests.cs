using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Fitting.Motion;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Motion;

public sealed class MotionEstimateTests
{
    private const int Width = 120;
    private const int Height = 90;

    /// <summary>The second picture is drawn by the closed form of the moved picture, not resampled.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0, 3.25, -1.5)]
    [InlineData(0, 0, 0, 0, -9.5, 7.25)]
    [InlineData(.02, 0, 0, .02, 1, 2)]
    [InlineData(0, -.03, .03, 0, -2, 1.5)]
    public void Movements_of_a_whole_picture_are_found(double xx, double xy, double yx, double yy, double x0, double y0)
    {
        using var before = Draw((x, y) => (x, y));

        // A point p moves to p + A (p - center) + t, so the second picture shows the inverse map of the first.
        var determinant = ((1 + xx) * (1 + yy)) - (xy * yx);
        using var after = Draw((x, y) =>
        {
            var (u, v) = (x - (Width / 2.0) - x0, y - (Height / 2.0) - y0);
            var (a, b) = ((((1 + yy) * u) - (xy * v)) / determinant, (((1 + xx) * v) - (yx * u)) / determinant);
            return ((Width / 2.0) + a, (Height / 2.0) + b);
        });
        var motion = MotionEstimate.Of(before, after, default, CancellationToken.None);
        foreach (var (x, y) in new[] { (10, 10), (110, 10), (60, 45), (10, 80), (110, 80) })
        {
            var (dx, dy) = motion.Of(16 * x, 16 * y);
            Assert.Equal((xx * (x - 60)) + (xy * (y - 45)) + x0, dx / 16.0, .2);
            Assert.Equal((yx * (x - 60)) + (yy * (y - 45)) + y0, dy / 16.0, .2);
        }
    }

    [Fact]
    public void A_still_picture_does_not_move_even_if_a_part_of_it_does()
    {
        using var before = Draw((x, y) => (x, y));
        using var after = before.Clone();
        Assert.Equal(default, MotionEstimate.Of(before, after, default, CancellationToken.None));
        for (var y = 30; y < 60; y++)
        {
            before.Row(y)[40..70].CopyTo(after.Row(y)[46..76]);
        }

        Assert.Equal(default, MotionEstimate.Of(before, after, default, CancellationToken.None));
    }

    [Fact]
    public void A_picture_of_one_color_does_not_move()
    {
        using var plain = new Raster<Rgba32>(Width, Height, clear: true);
        Assert.Equal(default, MotionEstimate.Of(plain, plain, default, CancellationToken.None));
    }

    [Fact]
    public void Motion_comes_back_from_its_bytes_and_damage_is_refused()
    {
        var motion = new GlobalMotion(1, -2, int.MaxValue, GlobalMotion.MaxFactor, -GlobalMotion.MaxFactor, int.MinValue);
        ReadOnlySpan<byte> data = [.. motion.ToBytes(), 7, 8];
        Assert.Equal(motion, GlobalMotion.Read(ref data));
        Assert.Equal([7, 8], data.ToArray());
        byte[][] damaged = [[2], [1, 0, 0], (motion with { XX = GlobalMotion.MaxFactor + 1 }).ToBytes()];
        Assert.All(damaged, bytes => Assert.Throws<GaussianFormatException>(() =>
        {
            ReadOnlySpan<byte> rest = bytes;
            GlobalMotion.Read(ref rest);
        }));
    }

    /// <summary>Draws waves of several directions and lengths at mapped points.</summary>
    private static Raster<Rgba32> Draw(Func<double, double, (double X, double Y)> map)
    {
        var picture = new Raster<Rgba32>(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (u, v) = map(x + .5, y + .5);
                var value = 128 + (50 * Math.Sin((.11 * u) + (.05 * v))) + (40 * Math.Cos((.07 * v) - (.04 * u))) + (20 * Math.Sin(.3 * v));
                var gray = (byte)Math.Clamp(Math.Round(value), 0, 255);
                picture[x, y] = new Rgba32(gray, gray, gray);
            }
        }

        return picture;
    }
}
