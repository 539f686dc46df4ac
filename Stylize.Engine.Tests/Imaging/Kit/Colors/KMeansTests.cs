namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class KMeansTests
{
    [Fact]
    public void Rounds_are_those_of_the_definition()
    {
        var colors = Cloud(300);
        List<Lab> centers = [.. KMeans.Farthest(colors, 7)];
        Lab[] expected = [.. centers];
        int[] owners = [];
        for (var round = 0; round < 4; round++)
        {
            owners = [.. colors.Select(c => Enumerable.Range(0, 7).MinBy(k => Lab.Squared(expected[k], c.Color)))];
            for (var k = 2; k < 7; k++)
            {
                var own = colors.Where((_, i) => owners[i] == k).ToList();
                double Mean(Func<Lab, float> of) => own.Sum(c => c.Weight * of(c.Color)) / own.Sum(c => c.Weight);
                expected[k] = own.Count == 0
                    ? expected[k] : new((float)Mean(c => c.L), (float)Mean(c => c.A), (float)Mean(c => c.B));
            }
        }

        Assert.Equal(owners, KMeans.Run(colors, centers, 4, locked: 2));
        Assert.Equal(expected, centers);
    }

    [Fact]
    public void Centers_without_colors_stay_and_moved_ones_come_to_rest()
    {
        (Lab, double)[] colors = [(new(10, 0, 0), 3), (new(20, 0, 0), 1)];
        List<Lab> centers = [new(0, 0, 0), new(100, 100, 100)];
        KMeans.Run(colors, centers, 100);
        Assert.Equal([new(12.5f, 0, 0), new(100, 100, 100)], centers);
    }

    [Fact]
    public void Each_start_finds_separate_clusters()
    {
        Lab[] corners = [new(20, -40, 0), new(80, 40, 0), new(50, 0, 60)];
        var random = new Random(3);
        (Lab Color, double Weight)[] colors = [.. Enumerable.Range(0, 90).Select(i =>
            (corners[i % 3] + new Lab(random.NextSingle(), random.NextSingle(), random.NextSingle()), 1.0))];
        List<Lab>[] starts = [KMeans.Farthest(colors, 3), KMeans.PlusPlus(colors, 3, new(1)),
            KMeans.Split(colors, 3, 2.5, default)];
        foreach (var centers in starts)
        {
            KMeans.Run(colors, centers, 20);
            Assert.All(corners, corner => Assert.InRange(centers.Min(center => Lab.Distance(center, corner)), 0, 2));
        }

        // Clusters that are only noise are not split, and equal colors are taken once.
        Assert.Equal(3, KMeans.Split(colors, 9, 2.5, default).Count);
        (Lab, double)[] two = [(corners[0], 1), (corners[1], 1), (corners[0], 2)];
        Assert.Equal([corners[0], corners[1]], KMeans.Farthest(two, 3));
        Assert.Equal(2, KMeans.PlusPlus(two, 3, new(1)).Count);
    }

    [Fact]
    public void Ward_merges_the_pair_with_the_least_increase_of_the_error()
    {
        var clusters = Cloud(40).ToList();
        while (clusters.Count > 2)
        {
            var numbers = Enumerable.Range(0, clusters.Count).ToList();
            var pairs = from i in numbers from j in numbers where i < j select (i, j);
            var expected = pairs.MinBy(pair => Increase(clusters[pair.i], clusters[pair.j]));
            var (one, other) = (clusters[expected.i], clusters[expected.j]);
            Assert.Equal(expected, WardMerge.Step(clusters));
            var (mean, weight) = clusters[expected.i];
            Assert.Equal(one.Weight + other.Weight, weight);
            Assert.Equal(((one.Weight * one.Color.L) + (other.Weight * other.Color.L)) / weight, mean.L, 1e-3);
        }

        static double Increase((Lab Color, double Weight) one, (Lab Color, double Weight) other)
        {
            // The errors of both around their common mean.
            var share = other.Weight / (one.Weight + other.Weight);
            var distance = Lab.Distance(one.Color, other.Color);
            return (one.Weight * Math.Pow(share * distance, 2)) + (other.Weight * Math.Pow((1 - share) * distance, 2));
        }
    }

    private static (Lab Color, double Weight)[] Cloud(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (
            100 * new Lab(random.NextSingle(), random.NextSingle() - 0.5f, random.NextSingle() - 0.5f),
            0.1 + random.NextDouble()))];
    }
}
