using System.Globalization;
using System.Xml.Linq;
using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Gradients of traces, in pictures whose ramps follow formulas.</summary>
public sealed class GradientTests
{
    private static readonly Rgba32 Light = new(250, 210, 90), Dark = new(40, 20, 110);

    /// <summary>A disk of a ramp on white is two areas, and the gradient, the pixels and the SVG have the colors of the
    /// formula.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_ramp_is_one_area_with_the_colors_of_its_formula(bool isRadial)
    {
        using var image = Drawn.Picture(160, 120, Color);
        var options = new VectorArtOptions { Gradients = true };
        Assert.InRange(Drawn.Trace(image).Colors.Count, 4, 12);
        var picture = Drawn.Trace(image, options);
        var gradient = Assert.Single(picture.Gradients, found => found is not null)!;
        Assert.Equal((2, isRadial), (picture.Colors.Count, gradient.IsRadial));
        var svg = XDocument.Parse(Drawn.Svg(image, options)).Descendants()
            .Single(element => element.Name.LocalName.EndsWith("Gradient"));
        using var drawn = Drawn.Pixels(picture);
        foreach (var (x, y) in Coordinates(image.Width, image.Height)
            .Where(at => Drawn.Hypot(at.X - 80, at.Y - 60) < 45))
        {
            AreNear(Color(x + 0.5, y + 0.5), gradient.ColorAt(x + 0.5, y + 0.5));
            AreNear(gradient.ColorAt(x + 0.5, y + 0.5), drawn[x, y], 1);
        }

        Assert.Equal(isRadial ? gradient.X : gradient.X + gradient.DX, Number(isRadial ? "cx" : "x2"), 0.06);
        Assert.Equal(isRadial ? gradient.DX : gradient.Y + gradient.DY, Number(isRadial ? "r" : "y2"), 0.06);

        Rgba32 Color(double x, double y)
        {
            if (Drawn.Hypot(x - 80, y - 60) > 50) return Drawn.White;

            var share = isRadial
                ? Drawn.Hypot(x - 66, y - 48) / 68 : ((x - 80) * 0.01 * 0.6) + ((y - 60) * 0.01 * 0.8) + 0.5;
            return new(Mix(Light.R, Dark.R), Mix(Light.G, Dark.G), Mix(Light.B, Dark.B));

            byte Mix(byte a, byte b) => (byte)Math.Round(a + (Math.Clamp(share, 0, 1) * (b - a)));
        }

        double Number(string name) => double.Parse(svg.Attribute(name)!.Value, CultureInfo.InvariantCulture);

        static void AreNear(Rgba32 expected, Rgba32 actual, int distance = 5) => Assert.All(
            [(expected.R, actual.R), (expected.G, actual.G), (expected.B, actual.B)],
            channel => Assert.InRange((int)channel.Item2, channel.Item1 - distance, channel.Item1 + distance));
    }

    [Fact]
    public void Plain_colors_keep_their_edges()
    {
        using var image = Drawn.Picture(90, 60, (x, y) => x < 30 ? Drawn.Red : x < 60 ? new(150, 50, 90) : Drawn.Blue);
        var picture = Drawn.Trace(image, new VectorArtOptions { Gradients = true });
        Assert.All(picture.Gradients, Assert.Null);
        Assert.Equal(3, picture.Colors.Count);
    }

    /// <summary>The error of a linear gradient is that of the best of 3,600 directions, by the regression of each
    /// channel.</summary>
    [Fact]
    public void The_error_of_a_gradient_is_that_of_the_best_direction()
    {
        var random = new Random(5);
        var values = new double[RampSums.Count];
        var pixels = Enumerable.Range(0, 60)
            .Select(_ => (X: random.NextDouble(), Y: random.NextDouble(), Noise: random.Next(40)))
            .Select(at =>
                (at.X, at.Y,
                    C: new Rgba32((byte)((90 * at.X) + at.Noise), (byte)((60 * at.Y) + 9), (byte)(200 - (50 * at.X)))))
            .ToList();
        pixels.ForEach(pixel => new RampSums(values).Add(pixel.X, pixel.Y, pixel.C));
        var best = Enumerable.Range(0, 3600).Min(angle =>
        {
            var (sin, cos) = Math.SinCos(Math.PI * angle / 3600);
            double[] along = [.. pixels.Select(pixel => (pixel.X * cos) + (pixel.Y * sin))];
            return Error(along, pixel => pixel.R) + Error(along, pixel => pixel.G) + Error(along, pixel => pixel.B);
        });
        Assert.Equal(best, new RampSums(values).RampError(2, out _), 1e-4 * best);
        Assert.InRange(new RampSums(values).RampError(3, out _), 0, best);

        double Error(double[] along, Func<Rgba32, double> channel)
        {
            double[] colors = [.. pixels.Select(pixel => channel(pixel.C))];
            double mean = along.Average(), color = colors.Average();
            var slope =
                along.Zip(colors, (t, c) => (t - mean) * (c - color)).Sum() / along.Sum(t => (t - mean) * (t - mean));
            return along.Zip(colors, (t, c) => c - color - (slope * (t - mean))).Sum(rest => rest * rest);
        }
    }
}
