namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class PlainBackgroundTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 4)]
    [InlineData(5, 4)]
    public void The_border_is_clockwise_and_has_each_pixel_once(int width, int height)
    {
        using var image = new Raster<Rgba32>(width, height);
        for (var i = 0; i < width * height; i++)
        {
            image[i % width, i / width] = new((byte)i, 0, 0);
        }

        var border = PlainBackground.Border(image);
        var expected = Enumerable.Range(0, width * height)
            .Where(i => i % width == 0 || i % width == width - 1 || i / width == 0 || i / width == height - 1);
        Assert.Equal(expected, border.Select(pixel => (int)pixel.R).Order());
        Assert.All(border.Zip(border.Skip(1)), pair => Assert.Equal(
            1, Math.Abs((pair.First.R % width) - (pair.Second.R % width))
                + Math.Abs((pair.First.R / width) - (pair.Second.R / width))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(67)]
    public void Marked_pixels_are_within_the_tolerance(int width)
    {
        var random = new Random(width);
        Rgba32[] row =
            [.. Enumerable.Range(0, width).Select(_ => new Rgba32((byte)random.Next(256), (byte)random.Next(256), 90))];
        var background = new PlainBackground([new(40, 0, 0), new(70, 20, -20)], 25);
        var isSimilar = new bool[width];
        var marked = background.Mark(row, MemoryMarshal.AsBytes(isSimilar.AsSpan()), (byte)1);
        Assert.Equal(isSimilar.Count(similar => similar), marked);
        for (var x = 0; x < width; x++)
        {
            var distance = background.Colors.Min(color => Lab.Distance(color, LabConversion.FromRgba(row[x])));
            Assert.Equal(distance, background.Nearest(LabConversion.FromRgba(row[x])).Distance);
            if (Math.Abs(distance - 25) > 1e-3)
            {
                Assert.Equal(distance < 25, isSimilar[x]);
            }
        }
    }
}
