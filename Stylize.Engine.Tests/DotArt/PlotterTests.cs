using Stylize.Engine.DotArt.Ordering;

namespace Stylize.Engine.Tests.DotArt;

public class PlotterTests
{
    [Theory]
    [InlineData(2000, 1)]
    [InlineData(8000, 2)]
    public void Travel_is_within_10_percent_of_the_best_tour(int count, int seed)
    {
        // Johnson and McGeoch, "The traveling salesman problem: a case study in local optimization" (1997): the optimal
        // tour of n random points in a square of area A has length 0.7124 * sqrt(n * A) * (1 + 0.33 / n).
        var random = new Random(seed);
        float Coordinate() => random.NextSingle() * 1000;
        var dots = Enumerable.Range(0, count).Select(_ => new Dot(Coordinate(), Coordinate(), 1, default)).ToArray();
        var ordered = dots.ToArray();
        var length = PlotterTour.Order(ordered, 1000, 1000, default);
        Assert.Equal(dots.OrderBy(d => d.X).ThenBy(d => d.Y), ordered.OrderBy(d => d.X).ThenBy(d => d.Y));
        var walked = ordered.Zip(ordered.Skip(1)).Sum(p => Dots.Between(p.First, p.Second));
        Assert.Equal(walked, length, 1e-3 * walked);
        Assert.True(length <= 1.1 * 0.7124 * Math.Sqrt(count * 1e6), $"{length / (0.7124 * Math.Sqrt(count * 1e6))}");
    }

    public static TheoryData<int> Counts => [0, 1, 2, 5];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Few_dots_and_coincident_dots_are_ordered(int count)
    {
        var dots = Enumerable.Repeat(new Dot(5, 5, 1, default), count).ToArray();
        Assert.Equal(0, PlotterTour.Order(dots, 10, 10, default));
    }
}
