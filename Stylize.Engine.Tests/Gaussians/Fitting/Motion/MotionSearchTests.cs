using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.Motion;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Motion;

public sealed class MotionSearchTests
{
    private const int Width = 120;
    private const int Height = 90;
    private const int Gaussians = 200;
    private const double ErrorPerBit = 1e-4;

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
        var motion = Find(before, after);
        Assert.NotNull(motion);
        foreach (var (x, y) in new[] { (10, 10), (110, 10), (60, 45), (10, 80), (110, 80) })
        {
            var (dx, dy) = motion.VectorAt(16 * x, 16 * y);
            Assert.Equal((xx * (x - 60)) + (xy * (y - 45)) + x0, dx / 16.0, Tolerance(x, y));
            Assert.Equal((yx * (x - 60)) + (yy * (y - 45)) + y0, dy / 16.0, Tolerance(x, y));
        }
    }

    /// <summary>A box of the waves moves to the right. Its middle moves, and what is far from it stays
    /// exactly.</summary>
    [Fact]
    public void A_part_that_moves_is_found_and_the_rest_stays()
    {
        using var before = Draw((x, y) => (x, y));
        using var after = before.Clone();
        for (var y = 20; y < 70; y++)
        {
            before.Row(y)[40..80].CopyTo(after.Row(y)[44..84]);
        }

        var motion = Find(before, after);
        Assert.NotNull(motion);
        var (dx, dy) = motion.VectorAt(16 * 60, 16 * 45);
        Assert.Equal(4, dx / 16.0, .5);
        Assert.Equal(0, dy / 16.0, .3);
        foreach (var (x, y) in new[] { (5, 5), (5, 85), (115, 5), (115, 85) })
        {
            Assert.Equal((0, 0), motion.VectorAt(16 * x, 16 * y));
        }
    }

    [Fact]
    public void A_still_picture_and_a_picture_of_one_color_do_not_move()
    {
        using var still = Draw((x, y) => (x, y));
        Assert.Null(Find(still, still));
        using var plain = new Raster<Rgba32>(Width, Height, clear: true);
        Assert.Null(Find(plain, plain));
    }

    private static MotionField? Find(Raster<Rgba32> before, Raster<Rgba32> after) =>
        new MotionSearch(Gaussians, ErrorPerBit, default, CancellationToken.None).Find(before, before, after);

    /// <summary>Near the edge, little of what moves stays inside of the picture.</summary>
    private static double Tolerance(int x, int y) =>
        x is > 20 and < Width - 20 && y is > 20 and < Height - 20 ? .2 : .8;

    /// <summary>Draws waves of several directions and lengths at mapped points.</summary>
    private static Raster<Rgba32> Draw(Func<double, double, (double X, double Y)> map) =>
        DotArt.Pictures.Gray(Width, Height, (x, y) =>
        {
            var (u, v) = map(x + .5, y + .5);
            return 128 + (50 * Math.Sin((.11 * u) + (.05 * v))) + (40 * Math.Cos((.07 * v) - (.04 * u)))
                + (20 * Math.Sin(.3 * v));
        });
}
