using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Steps that look at many pixels or colors at a time, compared with slow versions of the same
/// formulas.</summary>
public sealed class AreasTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(11, 3)]
    [InlineData(40, 17)]
    public void Each_pixel_becomes_the_mean_of_the_similar_ones_near_it(int width, int height)
    {
        using var image = Noise(width, height, 40);
        using var filtered = NoiseFilter.Apply(image, 1, CancellationToken.None);
        foreach (var (x, y) in Coordinates(width, height))
        {
            var center = image[x, y];
            var near = Pixels(image).Where(p => Math.Abs(p.X - x) + Math.Abs(p.Y - y) <= 2).Select(p => p.Color)
                .Where(p => Differences(p, center).Max() <= 14).ToList();
            var expected =
                new Rgba32(Mean(near, p => p.R), Mean(near, p => p.G), Mean(near, p => p.B), Mean(near, p => p.A));
            Assert.Equal(expected, filtered[x, y]);
        }

        static byte Mean(List<Rgba32> pixels, Func<Rgba32, int> channel) =>
            (byte)((pixels.Sum(channel) + (pixels.Count / 2)) / pixels.Count);
    }

    [Fact]
    public void Parts_of_rows_are_filtered_as_whole_ones_and_the_rim_repeats_the_pixels_next_to_it()
    {
        using var image = Noise(70, 20, 40);
        using var filtered = NoiseFilter.Apply(image, 1, CancellationToken.None);
        var rim = new PictureRim(3, 2, 5, 1);
        rim.Clear(filtered);
        var source = new PixelSource(image, IsFiltered: true, rim);
        foreach (var y in Enumerable.Range(0, image.Height))
        {
            foreach (var (x, count) in new[] { (0, 70), (0, 2), (1, 30), (32, 32), (64, 6), (66, 4) })
            {
                var part = new Rgba32[count];
                source.Read(x, y, part);
                Assert.Equal(filtered.Row(y).Slice(x, count).ToArray(), part);
            }
        }
    }

    /// <summary>DIN 6176 with the logarithm of single numbers.</summary>
    [Fact]
    public void Coordinates_have_the_bits_of_the_formula()
    {
        using var image = Noise(37, 11, 256);
        Rgba32[] colors = [new(0, 0, 0), new(255, 255, 255), new(128, 128, 128), .. Pixels(image).Select(p => p.Color)];
        var found = new Lab[colors.Length];
        UniformColor.FromRgba(colors, found);
        for (var i = 0; i < colors.Length; i++)
        {
            var lab = LabConversion.FromRgba(colors[i]);
            double e = (0.898794 * lab.A) + (0.438371 * lab.B), f = 0.83 * ((0.898794 * lab.B) - (0.438371 * lab.A));
            var g = Math.Sqrt((e * e) + (f * f));
            var factor = g == 0 ? 0 : 1.5 * PortableMath.Log(1 + (0.075 * g)) / (0.0435 * g);
            var expected = new Lab(
                (float)(303.67 * PortableMath.Log(1 + (0.0039 * lab.L))), (float)(factor * e), (float)(factor * f));
            Assert.Equal(expected, found[i]);
            Assert.Equal(expected, UniformColor.FromRgba(colors[i]));
        }
    }

    /// <summary>Two pixels are in one region if a path of neighbors leads from one to the other.</summary>
    [Theory]
    [InlineData(1, 9, 0)]
    [InlineData(9, 1, 0)]
    [InlineData(45, 23, 0)]
    [InlineData(45, 23, 6)]
    public void Regions_are_those_of_a_flood_fill(int width, int height, int minArea)
    {
        var random = new Random(width);
        using var image = Paint<Rgba32>(
            width, height, (_, _) => random.Next(3) switch { 0 => Drawn.Red, 1 => Drawn.Blue, _ => default });
        var source = new PixelSource(image, IsFiltered: false);
        var table = new ColorTable(source, 128, ColorTable.FlatWeight, 1, 1, CancellationToken.None);
        Lab[] colors = [UniformColor.FromRgba(Drawn.Red), UniformColor.FromRgba(Drawn.Blue)];
        var map = LabelMap.Assign(source, table, colors, 0, 1, CancellationToken.None);
        var regions = LabelRegions.MergeSpecks(map, colors, minArea, CancellationToken.None);
        var filled = new int[width, height];
        var count = 0;
        foreach (var (x, y, _) in Pixels(image))
        {
            if (filled[x, y] == 0)
            {
                Fill(x, y, ++count);
            }

            Assert.Equal(filled[x, y] - 1, regions.RegionAt(x, y));
        }

        void Fill(int left, int top, int number)
        {
            var todo = new Stack<(int X, int Y)>([(left, top)]);
            filled[left, top] = number;
            while (todo.TryPop(out var at))
            {
                for (var k = 0; k < 9; k++)
                {
                    var (x, y) = (at.X + (k % 3) - 1, at.Y + (k / 3) - 1);
                    if (map.At(x, y) != map.At(at.X, at.Y) || filled[x, y] != 0 || !IsConnected(at, (x, y))) continue;

                    filled[x, y] = number;
                    todo.Push((x, y));
                }
            }
        }

        bool IsConnected((int X, int Y) a, (int X, int Y) b)
        {
            if (a.X == b.X || a.Y == b.Y) return true;

            // Through a common neighbor, or by the rule for diagonal neighbors.
            var label = map.At(a.X, a.Y);
            return map.At(a.X, b.Y) == label || map.At(b.X, a.Y) == label
                || map.FallingIsConnected(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y)) == ((a.X < b.X) == (a.Y < b.Y));
        }
    }

    private static IEnumerable<int> Differences(Rgba32 a, Rgba32 b) =>
        [Math.Abs(a.R - b.R), Math.Abs(a.G - b.G), Math.Abs(a.B - b.B), Math.Abs(a.A - b.A)];

    private static IEnumerable<(int X, int Y, Rgba32 Color)> Pixels(Raster<Rgba32> image) =>
        Coordinates(image.Width, image.Height).Select(at => (at.X, at.Y, image[at.X, at.Y]));

    private static Raster<Rgba32> Noise(int width, int height, int range)
    {
        var random = new Random(width);
        return Paint<Rgba32>(width, height, (_, _) => new(Byte(), Byte(), Byte(), Byte()));

        byte Byte() => (byte)(256 - range + random.Next(range));
    }
}
