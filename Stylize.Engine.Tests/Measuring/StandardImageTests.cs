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
            Assert.All(Coordinates(64, 48), at => Assert.Equal(once[at.X, at.Y], again[at.X, at.Y]));
            return Coordinates(64, 48).Sum(at => once[at.X, at.Y].R + once[at.X, at.Y].G + once[at.X, at.Y].B);
        }).ToArray();
        Assert.Equal(means.Length, means.Distinct().Count());
    }
}
