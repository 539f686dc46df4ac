using FsCheck;
using FsCheck.Fluent;

namespace Stylize.Engine.Tests.Imaging.Kit.Planes;

public class ResamplerTests
{
    [Theory]
    [InlineData(nameof(ResampleFilter.Nearest))]
    [InlineData(nameof(ResampleFilter.Box))]
    [InlineData(nameof(ResampleFilter.Lanczos3))]
    public void A_solid_color_stays_solid(string filter) =>
        Prop.ForAll(Gen.Choose(1, 40).Four().ToArbitrary(), size =>
        {
            using var image = new Raster<Rgba32>(size.Item1, size.Item2);
            image.Fill(new Rgba32(200, 17, 99, 131));
            using var resized = Resampler.Resize(image, size.Item3, size.Item4, Enum.Parse<ResampleFilter>(filter));
            return Pixels(resized).All(p => p == new Rgba32(200, 17, 99, 131));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Box_equals_the_area_integral_of_a_plane()
    {
        var random = new Random(3);
        using var plane = Paint<float>(23, 17, (x, y) => random.NextSingle());

        using var resized = Resampler.Resize(plane, 7, 5, ResampleFilter.Box);
        foreach (var (u, v) in Coordinates(7, 5))
        {
            var (sum, area) = (0.0, 0.0);
            foreach (var (x, y) in Coordinates(23, 17))
            {
                var shared =
                    Overlap(x, u * 23 / 7.0, (u + 1) * 23 / 7.0) * Overlap(y, v * 17 / 5.0, (v + 1) * 17 / 5.0);
                sum += shared * plane[x, y];
                area += shared;
            }

            Assert.Equal(sum / area, resized[u, v], 1e-5);
        }

        static double Overlap(int cell, double from, double to) =>
            Math.Max(0, Math.Min(cell + 1, to) - Math.Max(cell, from));
    }

    [Fact]
    public void Nearest_uses_the_pixel_at_the_center()
    {
        using var plane = new Raster<float>(10, 1);
        for (var x = 0; x < 10; x++)
        {
            plane[x, 0] = x;
        }

        using var resized = Resampler.Resize(plane, 4, 1, ResampleFilter.Nearest);
        Assert.Equal([1f, 3f, 6f, 8f], resized.Row(0).ToArray());
    }

    [Fact]
    public void Lanczos_keeps_a_slow_wave_within_1_percent()
    {
        using var plane = Paint<float>(256, 8, (x, y) => MathF.Sin((x + 0.5f) / 256 * 4 * MathF.PI));

        using var resized = Resampler.Resize(plane, 64, 8, ResampleFilter.Lanczos3);
        for (var x = 4; x < 60; x++)
        {
            Assert.Equal(MathF.Sin((x + 0.5f) / 64 * 4 * MathF.PI), resized[x, 4], 1e-2f);
        }
    }

    [Theory]
    [InlineData(nameof(ResampleFilter.Box))]
    [InlineData(nameof(ResampleFilter.Lanczos3))]
    public void Transparent_pixels_leave_no_halo(string filter)
    {
        using var image = Paint<Rgba32>(40, 40, (x, y) => x < 21 ? new Rgba32(255, 0, 0) : new Rgba32(0, 255, 0, 0));

        using var resized = Resampler.Resize(image, 10, 10, Enum.Parse<ResampleFilter>(filter));
        Assert.All(Pixels(resized).Where(p => p.A > 0), p => Assert.Equal(new Rgba32(255, 0, 0), p with { A = 255 }));
        Assert.Contains(Pixels(resized), p => p == default);
    }

    private static List<Rgba32> Pixels(Raster<Rgba32> image)
    {
        var pixels = new List<Rgba32>();
        for (var y = 0; y < image.Height; y++)
        {
            pixels.AddRange(image.Row(y));
        }

        return pixels;
    }
}
