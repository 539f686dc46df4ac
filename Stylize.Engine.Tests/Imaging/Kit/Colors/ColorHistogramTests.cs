namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class ColorHistogramTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Entries_are_the_weighted_means_of_bins_in_the_order_of_pixels_also_of_two_parts(int bits)
    {
        var random = new Random(bits);
        (Rgba32 Color, int Weight)[] pixels =
            [.. Enumerable.Range(0, 500)
                .Select(_ => (new Rgba32((byte)random.Next(40), (byte)random.Next(256), 200), random.Next(1, 5)))];
        var (histogram, rest) = (new ColorHistogram(bits), new ColorHistogram(bits));
        Array.ForEach(pixels[..200], pixel => histogram.Add(pixel.Color, pixel.Weight));
        Array.ForEach(pixels[200..], pixel => rest.Add(pixel.Color, pixel.Weight));
        histogram.Add(rest);
        var bins = pixels.GroupBy(pixel => (pixel.Color.R >> (8 - bits), pixel.Color.G >> (8 - bits))).ToList();
        Assert.Equal(bins.Count, histogram.Count);
        Assert.Equal(Enumerable.Range(0, bins.Count), bins.Select(bin => histogram.EntryOf(bin.First().Color)));
        foreach (var bin in bins)
        {
            var weight = bin.Sum(pixel => pixel.Weight);
            var green = (bin.Sum(pixel => pixel.Weight * pixel.Color.G) + (weight / 2)) / weight;
            var entry = histogram.EntryOf(bin.First().Color);
            Assert.All(bin, pixel => Assert.Equal(entry, histogram.EntryOf(pixel.Color)));
            Assert.Equal(weight, histogram.Weights[entry]);
            Assert.Equal(green, histogram.Colors[entry].G);
        }

        Assert.Equal(-1, histogram.EntryOf(new(0, 0, 0)));
    }

    [Fact]
    public void Colors_are_counted_sorted_and_replaced()
    {
        using var image = new Raster<Rgba32>(4, 2, clear: true);
        (image[0, 0], image[1, 0], image[2, 1], image[3, 1]) = (new(9, 0, 0), new(1, 0, 0), new(1, 0, 0), new(2, 0, 0));
        var counts = ColorCounts.Count(image, image);
        Assert.Equal((8, 4, 2, 2), (counts[default], counts[new(1, 0, 0)], counts[new(2, 0, 0)], counts[new(9, 0, 0)]));
        Assert.Equal([new(1, 0, 0), new(2, 0, 0), new(9, 0, 0)], counts.ByFrequency());

        var asked = 0;
        ColorCounts.Replace([image], color =>
        {
            asked++;
            return color with { G = 7 };
        });
        Assert.Equal(4, asked);
        Assert.Equal([new(1, 7, 0), new(2, 7, 0), new(9, 7, 0)], ColorCounts.Count(image).ByFrequency());
    }
}
