using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Tests.Gaussians.Files.Compact;

public sealed class LevelRateTests
{
    [Fact]
    public void A_bit_that_costs_nothing_gives_the_nearest_level() =>
        Assert.Equal(
            [3.0, -8.0, 0.0], [LevelRate.Choose(3.4, 0, 0), LevelRate.Choose(-7.6, 5, 0), LevelRate.Choose(.2, 9, 0)]);

    /// <summary>Compares with a search of all levels. The choice considers three of them.</summary>
    [Fact]
    public void The_level_costs_little_more_than_the_best()
    {
        var random = new Random(6);
        for (var i = 0; i < 2000; i++)
        {
            var target = (120 * random.NextDouble()) - 60;
            var earlier = random.Next(-60, 61);
            var weight = Math.Pow(10, (5 * random.NextDouble()) - 2);
            var best = Enumerable.Range(-62, 125).Min(level => Cost(level));
            Assert.InRange(Cost((int)LevelRate.Choose(target, earlier, weight)), best, 1.1 * best);

            double Cost(int level) =>
                ((level - target) * (level - target)) + (weight * 2 * Math.Log2(1 + Math.Abs(level - earlier))) + 1e-9;
        }
    }
}
