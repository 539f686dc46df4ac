using Stylize.Engine.DotArt.Kinds;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Runs the operation on an image in memory, and checks the dots with brute-force code.</summary>
internal static class Dots
{
    /// <summary>The gradient distribution with the values of its description.</summary>
    public static DotArtOptions Gradient =>
        DotArtOptions.Presets["Gradient"] with { PngSize = 0, PaperColor = default(Rgba32) };

    public static DotArtResult Run(
        Raster<Rgba32> image, DotArtOptions options, int threads = 1, string name = "picture.png",
        Action<string>? verbose = null)
    {
        var input = ImageInput.Pixels(image, ImageCodecs.Default, name);
        return (DotArtResult)new DotArtOperation(options).Run(
            input, new OperationContext { MaxThreads = threads, Verbose = verbose });
    }

    public static Dot[] Of(Raster<Rgba32> image, DotArtOptions options, int threads = 1)
    {
        using var result = Run(image, options, threads);
        return result.Dots.ToArray();
    }

    /// <summary>Returns the pixels of the drawing as PNG, of the size of the image unless options give
    /// another.</summary>
    public static Raster<Rgba32> Drawn(Raster<Rgba32> image, DotArtOptions options)
    {
        using var result = Run(image, options with { Format = DrawingFormat.Png, PngSize = options.PngSize ?? 0 });
        return result.Decoded();
    }

    /// <summary>Returns the plan of options for an image of a size.</summary>
    public static DotArtPlan Plan(DotArtOptions options, int width = 100, int height = 100) =>
        new(options, DrawingKinds.For(options), width, height);

    /// <summary>Returns the distance of two centers.</summary>
    public static double Between(Dot a, Dot b)
    {
        double x = a.X - b.X, y = a.Y - b.Y;
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>Returns the deepest overlap of two circles in pixels; negative if none overlap.</summary>
    public static double DeepestOverlap(Dot[] dots)
    {
        var deepest = double.NegativeInfinity;
        Dot[] sorted = [.. dots.OrderBy(dot => dot.X)];
        var reach = 2 * dots.Max(dot => dot.Radius);
        for (var i = 0; i < sorted.Length; i++)
        {
            for (var j = i + 1; j < sorted.Length && sorted[j].X - sorted[i].X < reach; j++)
            {
                deepest = Math.Max(deepest, sorted[i].Radius + sorted[j].Radius - Between(sorted[i], sorted[j]));
            }
        }

        return deepest;
    }

    /// <summary>Returns the mean share of each pixel that is not white.</summary>
    public static double Coverage(Raster<Rgba32> drawn) =>
        PixelArt.SyntheticPhotograph.Pixels(drawn).Average(p => 1 - (p.R / 255.0));

    public static void AssertInside(Dot[] dots, int width, int height) =>
        Assert.All(dots, d => Assert.True(
            d.Radius > 0 && Math.Min(d.X, d.Y) - d.Radius >= -1e-3 && d.X + d.Radius <= width + 1e-3
                && d.Y + d.Radius <= height + 1e-3,
            $"{d} is not inside {width}x{height}"));
}
