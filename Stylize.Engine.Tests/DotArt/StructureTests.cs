using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests coarse dots that move to show the structure of the image.</summary>
public sealed class StructureTests
{
    // The smallest blur, which applies to small planes.
    private const double Seen = 0.8;

    [Fact]
    public void The_field_is_the_derivative_of_the_similarity()
    {
        const int Side = 28;
        var random = new Random(3);
        using var ink = new Raster<float>(Side, Side);
        using var field = new Raster<float>(Side, Side);
        var coverage = new double[Side, Side];
        foreach (var (x, y) in Coordinates(Side, Side))
        {
            ink[x, y] = 0.5f + (0.4f * MathF.Sin(x / 3f) * MathF.Cos(y / 4f));
            coverage[x, y] = field[x, y] = random.Next(2);
        }

        using var similarity = new SimilarityField(ink, 1, default);
        similarity.Differentiate(field);
        var image = new double[Side, Side];
        foreach (var (x, y) in Coordinates(Side, Side))
        {
            image[x, y] = 1 - ink[x, y];
        }

        foreach (var (x, y) in new[] { (14, 14), (12, 15), (16, 11) })
        {
            const double Step = 1e-4;
            var before = coverage[x, y];
            coverage[x, y] = before + Step;
            var up = Similarity(coverage, image);
            coverage[x, y] = before - Step;
            var down = Similarity(coverage, image);
            coverage[x, y] = before;
            var slope = (up - down) / (2 * Step);
            Assert.Equal(slope, field[x, y], Math.Max(1e-3, 0.02 * Math.Abs(slope)));
        }
    }

    [Fact]
    public void Moved_dots_keep_the_number_and_the_tone()
    {
        using var image = Pictures.Landscape(256, 192);
        var dots = Dots.Of(image, new DotArtOptions { DotCount = 800, Color = new Rgba32(0, 0, 0) });
        Assert.Equal(800, dots.Length);
        Assert.All(dots, d => Assert.True(d.X is >= 0 and <= 256 && d.Y is >= 0 and <= 192 && d.Radius > 0));
        Assert.Equal(dots, Dots.Of(image, new DotArtOptions { DotCount = 800, Color = new Rgba32(0, 0, 0) }, threads: 3));
    }

    [Fact]
    public void Even_tones_keep_even_distances()
    {
        using var image = Pictures.Flat(200, 150, new Rgba32(150, 150, 150));
        var dots = Dots.Of(image, new DotArtOptions { DotCount = 1000, Color = new Rgba32(0, 0, 0) });
        var inner = dots.Where(d => d.X is > 15 and < 185 && d.Y is > 15 and < 135).ToArray();
        var nearest = inner.Select(d => dots.Where(o => o != d).Min(o => Dots.Between(o, d))).ToArray();
        Assert.True(nearest.Min() > 0.6 * nearest.Average(), $"{nearest.Min()} of {nearest.Average()}");
    }

    [Fact]
    public void Solid_shapes_have_no_white_line_inside()
    {
        using var image = Pictures.Gray(300, 240, (x, y) => Math.Abs(x - 150) < 90 && Math.Abs(y - 120) < 70 ? 0 : 255);
        using var result = Dots.Run(
            image, new DotArtOptions { DotCount = 2000, Color = new Rgba32(0, 0, 0), Format = DrawingFormat.Png, PngSize = 0 });
        using var drawn = result.Decoded();
        var light = 0;
        for (var y = 60; y < 180; y++)
        {
            foreach (var p in drawn.Row(y)[70..230])
            {
                light += p.R > 128 ? 1 : 0;
            }
        }

        Assert.True(light < 0.005 * 160 * 120, $"{light} light pixels");
    }

    [Fact]
    public void An_enlarged_image_gives_the_same_drawing()
    {
        using var image = Pictures.Landscape(240, 180);
        using var enlarged = Resampler.Resize(image, 480, 360, ResampleFilter.Lanczos3);
        var options = new DotArtOptions { DotCount = 2000, Color = new Rgba32(0, 0, 0) };
        var small = Dots.Of(image, options).Select(d => d.Radius).Order().ToArray();
        var large = Dots.Of(enlarged, options).Select(d => d.Radius / 2).Order().ToArray();
        foreach (var share in (double[])[0.1, 0.25, 0.5, 0.75, 0.9])
        {
            Assert.Equal(1, large[(int)(share * large.Length)] / small[(int)(share * small.Length)], 0.04);
        }
    }

    /// <summary>Returns the sum of the structural similarity over all pixels, evaluating each window over all pixels.</summary>
    private static double Similarity(double[,] coverage, double[,] image)
    {
        var side = coverage.GetLength(0);
        var drawn = new double[side, side];
        foreach (var (x, y) in Positions(side))
        {
            drawn[x, y] = 1 - coverage[x, y];
        }

        var (a, b) = (Blur(drawn, Seen), Blur(image, Seen));
        double[,] Product(double[,] u, double[,] v)
        {
            var product = new double[side, side];
            foreach (var (x, y) in Positions(side))
            {
                product[x, y] = u[x, y] * v[x, y];
            }

            return product;
        }

        var (ma, mb) = (Blur(a, 0.75 * Seen), Blur(b, 0.75 * Seen));
        var (aa, bb, ab) = (Blur(Product(a, a), 0.75 * Seen), Blur(Product(b, b), 0.75 * Seen), Blur(Product(a, b), 0.75 * Seen));
        return Positions(side).Sum(p =>
        {
            double u = ma[p.X, p.Y], v = mb[p.X, p.Y];
            var light = ((2 * u * v) + 1e-4) / ((u * u) + (v * v) + 1e-4);
            var rest = ((2 * (ab[p.X, p.Y] - (u * v))) + 9e-4) / (aa[p.X, p.Y] - (u * u) + bb[p.X, p.Y] - (v * v) + 9e-4);
            return light * rest;
        });
    }

    private static double[,] Blur(double[,] plane, double sigma)
    {
        var side = plane.GetLength(0);
        var blurred = new double[side, side];
        var radius = (int)Math.Ceiling(3.5 * sigma);
        foreach (var (x, y) in Positions(side))
        {
            double sum = 0, weights = 0;
            for (var dy = -radius; dy <= radius; dy++)
            {
                for (var dx = -radius; dx <= radius; dx++)
                {
                    var w = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma));
                    sum += w * plane[Math.Clamp(x + dx, 0, side - 1), Math.Clamp(y + dy, 0, side - 1)];
                    weights += w;
                }
            }

            blurred[x, y] = sum / weights;
        }

        return blurred;
    }

    private static IEnumerable<(int X, int Y)> Positions(int side) =>
        from y in Enumerable.Range(0, side) from x in Enumerable.Range(0, side) select (x, y);
}
