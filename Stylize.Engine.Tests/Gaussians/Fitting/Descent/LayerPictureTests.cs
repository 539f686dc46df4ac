using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Descent;

public unsafe class LayerPictureTests
{
    private const int Count = 16;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 1)]
    public void Error_and_gradient_of_large_Gaussians_are_nearly_those_of_the_whole_picture(int factor, int channels)
    {
        var (width, height) = (120 + factor, 90);
        using var target = FitOracle.Target(width, height, channels, 1);
        using var whole = new GaussianFitter(target, Count, 1);
        FitOracle.Fill(whole.Parameters, width, height, Count, 2);
        for (var i = 0; i < Count; i++)
        {
            (whole.Parameters.L11[i], whole.Parameters.L21[i], whole.Parameters.L22[i]) = (9 + i, 3, 20 - i);
        }

        whole.Parameters.Count = 8;
        var error = whole.Differentiate();
        whole.Parameters.Count = Count;

        using var picture = new LayerPicture(target, factor, Count, 2);
        using var gradient = new FitParameters(Count, channels);
        Assert.Equal(error, picture.Differentiate(whole.Parameters, 8), factor == 1 ? 1e-9 : 2e-3 * error);
        picture.AddTo(gradient, .25);
        picture.AddTo(gradient, .75);
        Assert.Equal(Count, whole.Parameters.Count);
        for (var row = 0; row < gradient.RowCount; row++)
        {
            var largest = Enumerable.Range(0, 8).Max(i => Math.Abs(whole.Gradient.Row(row)[i]));
            for (var i = 0; i < Count; i++)
            {
                Assert.Equal(i < 8 ? whole.Gradient.Row(row)[i] : 0, gradient.Row(row)[i],
                    factor == 1 ? 1e-5 * largest : .05 * largest);
            }
        }
    }
}
