using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Small and thin marks: specks, print and lines of about a pixel.</summary>
public sealed class SmallMarksTests
{
    /// <summary>Black on white is kept from 0.3 times the smallest area at every size. Small pictures and print are
    /// enlarged.</summary>
    [Theory]
    [InlineData(16, false)]
    [InlineData(24, false)]
    [InlineData(32, false)]
    [InlineData(48, false)]
    [InlineData(60, false)]
    [InlineData(64, false)]
    [InlineData(80, false)]
    [InlineData(200, true)]
    public void A_speck_joins_the_area_around_it(int size, bool isPrint)
    {
        using var image = Drawn.Picture(size, size, (x, y) => x is > 1 and < 4 && y is > 1 and < 4 ? Drawn.Black
            : (isPrint ? y > 20 && x > 20 && (x - 20) % 7.13 < 1.6
                : Drawn.Hypot(x - (0.6 * size), y - (0.6 * size)) < 0.25 * size)
                ? Drawn.Black : Drawn.White);
        int Areas(int? area) => Drawn.Inner(Drawn.Trace(image, new VectorArtOptions { MinimumArea = area })).Count;

        Assert.Equal(Areas(28), Areas(33) + 1);
        Assert.Equal(Areas(28), Areas(null));
    }

    /// <summary>A small picture is not reduced, so its preview has the pixels of its result. In a reduced picture, the
    /// smallest area counts pixels of the whole, enlarged or not.</summary>
    [Fact]
    public void A_preview_keeps_the_specks_of_its_result()
    {
        using var image = Drawn.Picture(48, 48, (x, y) => x is > 2 and < 5 && y is > 2 and < 5 ? Drawn.Blue
            : Drawn.Hypot(x - 28, y - 28) < 14 ? Drawn.Red : Drawn.White);
        using var result = Drawn.Run(image, new());
        using var expected = result.Picture(48, OperationContext.Quiet);
        using var input = new PreviewInput(ImageInput.Pixels(image, ImageCodecs.Default, "a.png"), 48, 48, () => image);
        using var preview = VectorArtDefinition.Value.Preview(
            new VectorArtOptions(), input, 48, PreviewTime.Normal, OperationContext.Quiet);
        Assert.Equal(Drawn.Blue, expected[3, 3]);
        Assert.All(
            Enumerable.Range(0, 48), y => Assert.Equal(expected.Row(y).ToArray(), preview.Picture.Row(y).ToArray()));

        Assert.Equal(Limit(1, 1000, 3) / 4.0, Limit(0.5, 500, 3), 0.5);
        Assert.Equal(Limit(1, 4000, 1) / 16.0 * 9, Limit(0.25, 1000, 3), 0.5);

        static int Limit(double copyScale, int side, int scale) =>
            new VectorArtPlan(new() { CopyScale = copyScale }, side, side).MinimumArea(scale, areMany: false);
    }

    /// <summary>Strokes and dots as thin as those of print of 11 pixels, at all positions between pixels: an
    /// antialiased mark is dark, about as wide as drawn, and 95% are there.</summary>
    [Theory]
    [InlineData("Default")]
    [InlineData("Logo")]
    [InlineData("LineArt")]
    public void Small_print_keeps_its_marks_its_ink_and_its_width(string preset)
    {
        const double Width = 1.2, Height = 7, Dot = 1.5;
        using var image = Drawn.Picture(
            200, 60, (x, y) => Enumerable.Range(0, 24).Any(i => IsMark(i, x, y)) ? Drawn.Black : Drawn.White);
        var picture = Drawn.Trace(image, VectorArtOptions.Presets[preset]);
        var shapes = AreaShape.ForPicture(picture, isStacked: true);
        Assert.InRange(shapes[^1].Color.R, 0, 24);
        var areas = Drawn.Polygons(shapes[^1]).Select(Area).Order().ToList();
        Assert.InRange(areas.Count, 46, 48);
        Assert.All(areas.SkipLast(24), area => Assert.InRange(area, 0.6 * Dot * Dot, 1.4 * Dot * Dot));
        Assert.All(areas.TakeLast(24), area => Assert.InRange(area, 0.75 * Width * Height, 1.45 * Width * Height));

        bool IsMark(int i, double x, double y)
        {
            var (left, top) = (8 + (i % 12 * 15) + (i / 24.0), 10 + (i / 12 * 25) + (i * 7 % 12 / 12.0));
            return (x > left && x < left + Width && y > top + 4 && y < top + 4 + Height)
                || (x > left && x < left + Dot && y > top && y < top + Dot);
        }

        static double Area(IReadOnlyList<Point> ring) =>
            Math.Abs(ring.Select((point, i) => Point.Cross(point, ring[(i + 1) % ring.Count])).Sum()) / 2;
    }

    /// <summary>The lightest shade of a blurred mark is not a mixture of the others, which are noise.</summary>
    [Fact]
    public void A_blurred_mark_keeps_the_color_that_differs_most_from_its_ground()
    {
        Rgba32[] colors = [Drawn.Red, new(248, 206, 204), Drawn.White];
        using var image = Drawn.Picture(
            60, 30, (x, _) => colors[Math.Abs((x % 20) - 10) switch { < 1 => 2, < 3 => 1, _ => 0 }]);
        Lab[] labs = [.. colors.Select(UniformColor.FromRgba)];
        var kept = LabelMap.Exact(image, colors, minAlpha: 1).WithoutNoise(labs, image, 3, default);
        Assert.Equal([labs[0], labs[2]], kept);
    }

    /// <summary>An antialiased line as thin as a pixel has only diagonal neighbors in places.</summary>
    [Theory]
    [InlineData(1.2)]
    [InlineData(1.5)]
    public void A_thin_slanted_line_stays_in_one_piece(double width)
    {
        using var image = Drawn.Picture(120, 120, (x, y) =>
            Math.Abs(Drawn.Hypot(x - 60.3, y - 59.8) - 40) < width / 2 ? Drawn.Black : Drawn.White);
        var picture = Drawn.Trace(image, new VectorArtOptions { Colors = 2 });
        Assert.Equal(2, Drawn.Inner(picture).Count);
        Assert.All(Drawn.Inner(picture), curve => Assert.All(
            Drawn.Along(curve), point => Assert.Equal(40, Drawn.Hypot(point.X - 60.3, point.Y - 59.8), width)));
    }
}
