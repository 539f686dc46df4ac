using Stylize.Engine.DotArt.Edges;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests drawings in ink: the extended difference of Gaussians, and its dots.</summary>
public sealed class InkDrawingTests
{
    private const double Threshold = 0.62, Sharpness = 18;
    private static readonly Rgba32 Black = new(0, 0, 0);

    /// <summary>Wide lines, which are drawn on a copy of few pixels.</summary>
    private static readonly LineOptions Wide = new() { LineWidth = new(3) };

    [Fact]
    public void The_drawing_equals_the_formula_with_kernels_of_two_dimensions()
    {
        // Edges are upright, so that smoothing along them changes nothing.
        using var image = Pictures.Gray(64, 48, (x, _) => x / 9 % 2 == 0 ? 20 + (2 * x) : 150);
        var gray = Paint(64, 48, (x, y) => image[x, y].R / 255.0);
        ExtendedDifference.Draw(image, Black, new(255, 255, 255), new(), 1, default);
        var mean = Blurred(gray, 64 / 14.0);
        var squares = Blurred(Map(gray, gray, (a, b) => a * b), 64 / 14.0);
        var deviation = Map(squares, mean, (square, m) => Math.Sqrt(square - (m * m)) + 0.08);
        var contrast = Map(Map(gray, mean, (g, m) => g - m), deviation, (away, d) => 0.64 + (0.2 * away / d));
        var flat = Map(contrast, Blurred(gray, 0.64), (tone, area) => tone - Darkening(area));
        var drawn = Map(Blurred(flat, 1.6), Blurred(flat, 1.6 * 1.6), (narrow, wide) =>
        {
            var value = ((1 + Sharpness) * narrow) - (Sharpness * wide);
            return 255 * (value >= Threshold ? 1 : 1 + Math.Tanh(6 * (value - Threshold)));
        });
        foreach (var (x, y) in Coordinates(64, 48))
        {
            Assert.InRange(image[x, y].R, drawn[x, y] - 2.5, drawn[x, y] + 2.5);
        }
    }

    [Fact]
    public void A_line_of_one_millimeter_has_the_width_of_the_lobe_on_the_copy()
    {
        // 190x277 mm within the margins of A4, 2 pixels per millimeter. The difference of G(1) and G(1.6) changes its
        // sign at 1.242.
        var options = new DotArtOptions { Distribution = DotDistribution.Ink, Lines = new() { LineWidth = new(1) } };
        var scale = 1.6 * 2 * 1.242 / 2;
        Assert.InRange(
            ExtendedDifference.PixelsOf(Dots.Plan(options, 380, 554)) / (380.0 * 554 * scale * scale), 0.999, 1.001);
        Assert.Equal(1000.0 * 500, ExtendedDifference.PixelsOf(Dots.Plan(new(), 300, 150)), 3.0);
        static double Difference(double x) => Math.Exp(-x * x / 2) - (Math.Exp(-x * x / 2 / 2.56) / 1.6);
        Assert.True(Difference(1.2415) > 0 && Difference(1.2425) < 0);
    }

    [Fact]
    public void The_drawing_depends_neither_on_threads_nor_on_the_size_of_the_photograph()
    {
        using var image = Pictures.Busy(200, 150);
        var options = DotArtOptions.Presets["Ink"] with { DotCount = 900, Lines = Wide };
        Assert.Equal(Dots.Of(image, options), Dots.Of(image, options, threads: 4));
        using var twice = Resampler.Resize(image, 400, 300, ResampleFilter.Nearest, 1, default);
        Assert.InRange(Ink(Dots.Of(twice, options), 400 * 300) / Ink(Dots.Of(image, options), 200 * 150), 0.9, 1.1);

        static double Ink(Dot[] dots, double area) => dots.Sum(dot => dot.Radius * dot.Radius) / area;
    }

    [Fact]
    public void Pens_draw_the_ink_and_a_sheet_of_a_background_stays_blank()
    {
        using var image = Pictures.Gray(160, 120, (x, y) => Math.Abs(x - 80) < 30 && Math.Abs(y - 60) < 30 ? 30 : 90);
        var options =
            DotArtOptions.Presets["Ink"] with { Background = new() { Use = BackgroundUse.Detect }, Lines = Wide };
        using var result = Dots.Run(
            image, options with { Color = null, Plot = new() { Pens = [new Pen(0.5, new Rgba32(255, 0, 0))] } });
        Assert.All(result.Dots.ToArray(), dot =>
        {
            Assert.Equal(0xFF0000, dot.Rgb);
            Assert.InRange(dot.X, 46, 114);
            Assert.InRange(dot.Y, 26, 94);
        });
        Assert.NotEqual(0, result.Dots.Length);
    }

    private static double Darkening(double tone)
    {
        var light = Math.Clamp((tone - 0.06) / 0.24, 0, 1);
        return 0.2 * (1 - light);
    }

    private static Raster<double> Map(Raster<double> a, Raster<double> b, Func<double, double, double> value) =>
        Paint(a.Width, a.Height, (x, y) => value(a[x, y], b[x, y]));

    private static Raster<double> Blurred(Raster<double> plane, double sigma)
    {
        var reach = (int)Math.Ceiling(3 * sigma);
        return Paint(plane.Width, plane.Height, (x, y) =>
        {
            double sum = 0, weights = 0;
            foreach (var (dx, dy) in Coordinates(reach + 1, reach + 1, -reach, -reach))
            {
                var weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma));
                sum += weight
                    * plane[Math.Clamp(x + dx, 0, plane.Width - 1), Math.Clamp(y + dy, 0, plane.Height - 1)];
                weights += weight;
            }

            return sum / weights;
        });
    }
}
