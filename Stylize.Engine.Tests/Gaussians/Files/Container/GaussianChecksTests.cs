using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Tests.Gaussians.Files.Container;

public sealed class GaussianChecksTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1e7f)]
    public void The_first_defect_is_found_at_any_position(float bad)
    {
        for (var place = 0; place < 21; place++)
        {
            using var model = RandomModel.Create(5, 21, 64, 48);
            Assert.Null(GaussianChecks.FirstDefect(model.Store));
            model.Store.Y[place] = bad;
            model.Store.Y[20] = bad;
            Assert.Equal(place, GaussianChecks.FirstDefect(model.Store)?.Index);
        }
    }
}
