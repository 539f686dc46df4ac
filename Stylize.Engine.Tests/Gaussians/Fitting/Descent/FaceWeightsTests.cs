using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Descent;

public class FaceWeightsTests
{
    private const int Side = 192;

    [Fact]
    public void Only_detail_of_skin_has_a_larger_weight()
    {
        using var target = new FitTarget(Side, Side, 3);
        foreach (var (x, y) in Coordinates(Side, Side))
        {
            // Skin at the left and gray at the right, both with detail in the upper half.
            var light = y < Side / 2 && ((x / 4) + (y / 4)) % 2 == 0 ? .8f : 1;
            var (red, green, blue) = x < Side / 2 ? (.8f, .58f, .47f) : (.6f, .6f, .6f);
            (target[0, x, y], target[1, x, y], target[2, x, y]) = (light * red, light * green, light * blue);
        }

        FaceWeights.Apply(target);

        Assert.InRange(target[3, Side / 4, Side / 4], 2.5f, 7);
        Assert.InRange(target[3, Side / 4, Side * 7 / 8], 1, 1.2f);
        Assert.InRange(target[3, Side * 3 / 4, Side / 4], 1, 1.01f);
    }
}
