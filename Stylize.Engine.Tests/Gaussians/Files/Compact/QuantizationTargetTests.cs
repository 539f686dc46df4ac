using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Tests.Gaussians.Files.Compact;

public class QuantizationTargetTests
{
    private const int Count = QuantizationTarget.Count;

    [Fact]
    public void Without_a_curvature_targets_do_not_change()
    {
        var target = default(QuantizationTarget);
        target.Start(QuantizationTarget.U, 1.5);
        target.SetRounded(QuantizationTarget.Opacity, 7);
        Assert.Equal(1.5, target[QuantizationTarget.U]);
    }

    [Fact]
    public void Later_values_compensate_for_rounded_values()
    {
        // The error is smallest for size = -0.5 opacity, for any opacity.
        var form = Unit();
        form[QuantizationTarget.Size] = form[Count * QuantizationTarget.Size] = .5;
        var target = default(QuantizationTarget);
        target.Compensate(new double[Count], form, Reaches(10));
        target.SetRounded(QuantizationTarget.Opacity, .4);
        Assert.Equal(-.2, target[QuantizationTarget.Size], 12);
        Assert.Equal(0, target[QuantizationTarget.U], 12);
    }

    [Fact]
    public void The_target_follows_the_gradient_within_its_limits()
    {
        var slope = new double[Count];
        slope[QuantizationTarget.Luma] = -3;
        slope[QuantizationTarget.Green] = .25;
        var target = default(QuantizationTarget);
        target.Start(QuantizationTarget.Luma, 1);
        target.Compensate(slope, Unit(), Reaches(2));
        Assert.Equal(3, target[QuantizationTarget.Luma], 12);
        Assert.Equal(-.25, target[QuantizationTarget.Green], 12);
    }

    private static double[] Unit()
    {
        var form = new double[Count * Count];
        for (var k = 0; k < Count; k++)
        {
            form[k * (Count + 1)] = 1;
        }

        return form;
    }

    private static double[] Reaches(double each) => [.. Enumerable.Repeat(each, Count)];
}
