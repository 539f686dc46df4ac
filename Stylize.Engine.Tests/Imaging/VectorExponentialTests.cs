using System.Numerics;
using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Tests.PixelArt;

namespace Stylize.Engine.Tests.Imaging;

public class VectorExponentialTests
{
    [Fact]
    public void Is_within_the_stated_error_of_double_precision()
    {
        for (var x = 0f; x > -87f; x -= 0.0007f)
        {
            Assert.InRange(VectorExponential.Exp(new Vector<float>(x))[0] / Math.Exp(x), 1 - 4e-7, 1 + 4e-7);
        }

        Assert.Equal(0, VectorExponential.Exp(new Vector<float>(-88f))[0]);
        Assert.Equal(0, VectorExponential.Exp(new Vector<float>(float.NegativeInfinity))[0]);
        Assert.Equal(1, VectorExponential.Exp(Vector<float>.Zero)[0]);
    }
}
