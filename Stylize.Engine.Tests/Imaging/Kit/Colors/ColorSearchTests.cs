namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class ColorSearchTests
{
    public static TheoryData<int> Counts => [1, 8, 21, 256, 257, 4096];

    /// <summary>One color, full and partial blocks, and numbers with an index.</summary>
    [Theory]
    [MemberData(nameof(Counts))]
    public void The_nearest_color_is_the_first_with_the_smallest_distance(int count)
    {
        var random = new Random(count);
        foreach (var isCoarse in new[] { true, false })
        {
            Lab[] colors = [.. Enumerable.Range(0, count).Select(_ => Color(random, isCoarse))];
            var search = new ColorSearch(colors);
            for (var i = 0; i < 200; i++)
            {
                var color = i % 3 == 0 ? colors[random.Next(count)] : Color(random, isCoarse);
                float[] distances = [.. colors.Select(other => Lab.Squared(other, color))];
                var expected = Array.IndexOf(distances, distances.Min());
                Assert.Equal(expected, search.Nearest(color, out var squared));
                Assert.Equal(distances[expected], squared);
                var isOther = colors.Select((_, index) => index != expected || count == 1).ToArray();
                Assert.Equal(
                    distances.Where((_, index) => isOther[index]).Min(), distances[search.Nearest(color, isOther)]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public unsafe void Colors_in_planes_have_the_same_nearest_colors(int count)
    {
        var random = new Random(count);
        Lab[] colors = [.. Enumerable.Range(0, count).Select(_ => Next())],
            many = [.. Enumerable.Range(0, 64).Select(_ => Next())];
        float[] l = [.. many.Select(c => c.L)], a = [.. many.Select(c => c.A)], b = [.. many.Select(c => c.B)];
        var nearest = new int[many.Length];
        float[] distances = new float[many.Length], second = new float[many.Length];
        fixed (float* pl = l, pa = a, pb = b)
        {
            fixed (int* target = nearest)
            fixed (float* first = distances, next = second)
            {
                new ColorSearch(colors).NearestOfEach(pl, pa, pb, many.Length, target, first, next);
            }
        }

        Assert.Equal(
            many.Select(one => Array.IndexOf(colors, colors.MinBy(color => Lab.Squared(color, one)))), nearest);
        Assert.All(many.Index(), one =>
        {
            float[] sorted = [.. colors.Select(color => Lab.Squared(color, one.Item)).Order(), float.PositiveInfinity];
            Assert.Equal((sorted[0], sorted[1]), (distances[one.Index], second[one.Index]));
        });

        Lab Next() => new(random.Next(0, 12) * 9, random.Next(-4, 5) * 20, random.Next(-4, 5) * 20);
    }

    [Fact]
    public void Only_allowed_colors_are_found()
    {
        Lab[] colors = [new(0, 0, 0), new(50, 0, 0), new(100, 0, 0)];
        var search = new ColorSearch(colors);
        Assert.Equal(1, search.Nearest(new(49, 0, 0), null));
        Assert.Equal(0, search.Nearest(new(49, 0, 0), [true, false, true]));
        Assert.Equal(2, search.Nearest(new(49, 0, 0), [false, false, true]));
    }

    /// <summary>Returns a color of few or of many different ones; among few, distances are equal in places.</summary>
    private static Lab Color(Random random, bool isCoarse) => isCoarse
        ? new(random.Next(4) * 20, random.Next(3) * 10, random.Next(3) * 10)
        : new(100 * random.NextSingle(), 200 * random.NextSingle() - 100, 200 * random.NextSingle() - 100);
}
