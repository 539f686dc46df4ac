using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests coarse dots that move to show the structure of the image.</summary>
public sealed class StructureTests
{
    [Fact]
    public void The_field_is_the_derivative_of_the_similarity()
    {
        const int Side = 28;
        var random = new Random(3);
        using var ink = new Raster<float>(Side, Side);
        using var field = new Raster<float>(Side, Side);
        var coverage = new double[Side, Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                ink[x, y] = 0.5f + (0.4f * MathF.Sin(x / 3f) * MathF.Cos(y / 4f));
                coverage[x, y] = field[x, y] = random.Next(2);
            }
        }

        using var similarity = new SimilarityField(ink, 1, default);
        similarity.Differentiate(field);
        var image = new double[Side, Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                image[x, y] = 1 - ink[x, y];
            }
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

    /// <summary>Returns the sum of the structural similarity over all pixels, evaluating each window over all pixels.</summary>
    private static double Similarity(double[,] coverage, double[,] image)
    {
        var side = coverage.GetLength(0);
        var drawn = new double[side, side];
        foreach (var (x, y) in Positions(side))
        {
            drawn[x, y] = 1 - coverage[x, y];
        }

        var (a, b) = (Blur(drawn, 2), Blur(image, 2));
        double[,] Product(double[,] u, double[,] v)
        {
            var product = new double[side, side];
            foreach (var (x, y) in Positions(side))
            {
                product[x, y] = u[x, y] * v[x, y];
            }

            return product;
        }

        var (ma, mb) = (Blur(a, 1.5), Blur(b, 1.5));
        var (aa, bb, ab) = (Blur(Product(a, a), 1.5), Blur(Product(b, b), 1.5), Blur(Product(a, b), 1.5));
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
