namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class ColorSubsetTests
{
    private static readonly Lab[] Offered =
        [.. Enumerable.Range(0, 12).Select(i => new Lab(8 * i, 5 * (i % 3), -4 * (i % 4)))];

    [Fact]
    public void The_error_is_the_weighted_sum_of_squares()
    {
        var picture = Picture(37);
        var errorWith = ColorSubset.Nearest(Offered, picture);
        int[] chosen = [2, 7, 9];
        var expected = picture.Sum(part => part.Weight * chosen.Min(i => Lab.Squared(Offered[i], part.Color)));
        Assert.Equal(1, errorWith([2, 9])(7) / expected, 1e-6);
        Assert.Equal(
            1, errorWith([])(7) / picture.Sum(part => part.Weight * Lab.Squared(Offered[7], part.Color)), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_exchange_of_one_color_is_better(int count)
    {
        for (var pixels = 20; pixels < 40; pixels++)
        {
            var picture = Picture(pixels);
            var chosen = ColorSubset.Choose(Offered.Length, count, 8, ColorSubset.Nearest(Offered, picture));
            Assert.Equal(count, chosen.Distinct().Count());
            var exchanged = from slot in chosen from other in Enumerable.Range(0, Offered.Length)
                            select Error([.. chosen.Except([slot]), other]);
            Assert.InRange(Error(chosen), 0, exchanged.Min() * 1.0001);

            double Error(IReadOnlyList<int> choice) =>
                picture.Sum(part => part.Weight * choice.Min(i => Lab.Squared(Offered[i], part.Color)));
        }
    }

    private static (Lab Color, double Weight)[] Picture(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ =>
            (new Lab(90 * random.NextSingle(), 10 * random.NextSingle(), -12 * random.NextSingle()),
                random.NextDouble()))];
    }
}
