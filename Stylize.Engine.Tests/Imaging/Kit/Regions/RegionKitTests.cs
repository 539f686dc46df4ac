using Stylize.Engine.Imaging.Kit.Regions;

namespace Stylize.Engine.Tests.Imaging.Kit.Regions;

/// <summary>Tools for regions, compared with slow versions that look at every pixel.</summary>
public sealed class RegionKitTests
{
    private const int Width = 23, Height = 17;

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public void Sets_are_those_of_a_search_through_all_elements(int unions)
    {
        var random = new Random(unions);
        var parents = DisjointSets.Singletons(50);
        int[] names = [.. Enumerable.Range(0, 50)];
        for (var i = 0; i < unions; i++)
        {
            var (a, b) = (random.Next(50), random.Next(50));
            DisjointSets.Unite(parents, a, b);
            var (kept, gone) = (Math.Min(names[a], names[b]), Math.Max(names[a], names[b]));
            names = Array.ConvertAll(names, name => name == gone ? kept : name);
        }

        Assert.Equal(names, Enumerable.Range(0, 50).Select(element => DisjointSets.Root(parents, element)));
        var count = DisjointSets.Number(parents, first: 3);
        var order = names.Distinct().Order().ToList();
        Assert.Equal(order.Count, count);
        Assert.Equal(names.Select(name => 3 + order.IndexOf(name)), parents);
    }

    [Fact]
    public void A_flood_reaches_what_neighbors_of_neighbors_reach()
    {
        var isArea = Mask(5, .6);
        var fill = new FloodFill(Width, Height, i => isArea[i] != 0);
        var labels = Components(isArea, 1, isEight: false, out _);
        var seen = new HashSet<int>();
        foreach (var start in Enumerable.Range(0, isArea.Length))
        {
            var found = new List<int>();
            fill.Fill(start, found.Add);
            var isNew = isArea[start] != 0 && !seen.Contains(start);
            Assert.Equal(
                isNew ? Enumerable.Range(0, isArea.Length).Where(i => labels[i] == labels[start]) : [], found.Order());
            seen.UnionWith(found);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void Borders_pass_each_side_between_two_values_once(int values)
    {
        var random = new Random(values);
        var pixels = Array.ConvertAll(new byte[Width * Height], _ => (byte)random.Next(values));
        var tracer = Marked(pixels, (x, y) => ((x * 7) + y) % 3 == 0);
        var (open, closed) = (tracer.Open().ToList(), tracer.Closed().ToList());
        var passed = open.Concat(closed)
            .SelectMany(border => border.Zip(border.Skip(1), (a, b) => (Math.Min(a, b), Math.Max(a, b))));
        Assert.Equal(Sides(pixels).Order(), passed.Order());
        Assert.All(closed, border => Assert.Equal(border[0], border[^1]));

        // More than two sides meet where a border ends, and pixels with a common corner differ in both directions.
        Assert.Equal(values > 2, open.Count > 0);
        Assert.All(open.SelectMany(border => new[] { border[0], border[^1] }),
            corner => Assert.False(tracer.IsShared(corner)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Areas_and_holes_have_one_border_each_with_the_area_to_the_right(bool areJoined)
    {
        var pixels = Mask(11, .5);
        var tracer = Marked(pixels, (x, y) => (At(pixels, x, y) != 0) == areJoined);
        var borders = tracer.Closed((x, y) => At(pixels, x, y) != 0).ToList();
        Components(pixels, 1, isEight: areJoined, out var areas);

        // Zeros at the frame are connected with the outside.
        var framed = new byte[(Width + 2) * (Height + 2)];
        for (var y = 0; y < Height; y++)
        {
            pixels.AsSpan(y * Width, Width).CopyTo(framed.AsSpan(((y + 1) * (Width + 2)) + 1));
        }

        Components(framed, 0, isEight: !areJoined, out var grounds, Width + 2);
        Assert.Equal(areas + grounds - 1, borders.Count);
        Assert.All(borders.SelectMany(border => border.Zip(border.Skip(1))), side =>
        {
            var ((y, x), step) = (Math.DivRem(side.First, Width + 1), side.Second - side.First);
            var (right, left) = step == 1 ? ((x, y), (x, y - 1)) : step == -1 ? ((x - 1, y - 1), (x - 1, y))
                : step > 0 ? ((x - 1, y), (x, y)) : ((x, y - 1), (x - 1, y - 1));
            Assert.Equal((1, 0), (At(pixels, right.Item1, right.Item2), At(pixels, left.Item1, left.Item2)));
        });
    }

    private static BorderTracer Marked(byte[] pixels, Func<int, int, bool> joinsFalling)
    {
        var tracer = new BorderTracer(Width, Height);
        for (var y = 0; y <= Height; y++)
        {
            var row = y;
            tracer.Mark(
                y, [.. Enumerable.Range(-1, Width + 2).Select(x => At(pixels, x, row - 1))],
                [.. Enumerable.Range(-1, Width + 2).Select(x => At(pixels, x, row))], joinsFalling);
        }

        return tracer;
    }

    /// <summary>Returns the sides between pixels of different values, as pairs of corners.</summary>
    private static IEnumerable<(int, int)> Sides(byte[] pixels)
    {
        for (var y = 0; y <= Height; y++)
        {
            for (var x = 0; x <= Width; x++)
            {
                var corner = (y * (Width + 1)) + x;
                if (At(pixels, x, y) != At(pixels, x, y - 1)) yield return (corner, corner + 1);
                if (At(pixels, x, y) != At(pixels, x - 1, y)) yield return (corner, corner + Width + 1);
            }
        }
    }

    private static byte At(byte[] pixels, int x, int y) =>
        x < 0 || y < 0 || x >= Width || y >= Height ? (byte)0 : pixels[(y * Width) + x];

    private static byte[] Mask(int seed, double share)
    {
        var random = new Random(seed);
        return Array.ConvertAll(new byte[Width * Height], _ => random.NextDouble() < share ? (byte)1 : (byte)0);
    }

    /// <summary>Gives each pixel of a value the lowest index that neighbors of neighbors reach, and counts
    /// these.</summary>
    private static int[] Components(byte[] pixels, byte value, bool isEight, out int count, int width = Width)
    {
        var labels = Enumerable.Range(0, pixels.Length).Select(i => pixels[i] == value ? i : -1).ToArray();
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            for (var i = 0; i < labels.Length; i++)
            {
                for (var other = 0; other < labels.Length && labels[i] >= 0; other++)
                {
                    var (dx, dy) = (Math.Abs((i % width) - (other % width)), Math.Abs((i / width) - (other / width)));
                    if (labels[other] >= 0 && labels[other] < labels[i] && Math.Max(dx, dy) == 1
                        && (isEight || dx + dy == 1))
                    {
                        (labels[i], isChanged) = (labels[other], true);
                    }
                }
            }
        }

        count = labels.Where(label => label >= 0).Distinct().Count();
        return labels;
    }
}
