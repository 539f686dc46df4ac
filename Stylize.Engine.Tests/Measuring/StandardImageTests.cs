namespace Stylize.Engine.Tests.Measuring;

public sealed class StandardImageTests
{
    [Fact]
    public void Standard_images_are_reproducible_and_differ_by_kind()
    {
        var means = Enum.GetValues<StandardImageKind>().Select(kind =>
        {
            using var once = StandardImage.Create(kind, 64, 48);
            using var again = StandardImage.Create(kind, 64, 48);
            var sum = 0L;
            for (var y = 0; y < 48; y++)
            {
                Assert.True(once.Row(y).SequenceEqual(again.Row(y)));
                foreach (var p in once.Row(y))
                {
                    sum += p.R + p.G + p.B;
                }
            }

            return sum;
        }).ToArray();
        Assert.Equal(means.Length, means.Distinct().Count());
    }
}
