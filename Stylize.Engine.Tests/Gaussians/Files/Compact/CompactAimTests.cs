using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Tests.Gaussians.Files.Compact;

public class CompactAimTests
{
    private const int Count = CompactAim.Count;

    [Fact]
    public void Without_a_form_values_stay_where_they_are()
    {
        var aim = default(CompactAim);
        aim.Start(CompactAim.U, 1.5);
        aim.Choose(CompactAim.Opacity, 7);
        Assert.Equal(1.5, aim[CompactAim.U]);
    }

    [Fact]
    public void Open_values_make_up_for_those_that_are_chosen()
    {
        // The error is least where size = -.5 opacity, whatever the opacity is.
        var form = Unit();
        form[CompactAim.Size] = form[Count * CompactAim.Size] = .5;
        var aim = default(CompactAim);
        aim.Compensate(new double[Count], form, Reaches(10));
        aim.Choose(CompactAim.Opacity, .4);
        Assert.Equal(-.2, aim[CompactAim.Size], 12);
        Assert.Equal(0, aim[CompactAim.U], 12);
    }

    [Fact]
    public void The_aim_follows_the_gradient_within_reach()
    {
        var slope = new double[Count];
        slope[CompactAim.Light] = -3;
        slope[CompactAim.Green] = .25;
        var aim = default(CompactAim);
        aim.Start(CompactAim.Light, 1);
        aim.Compensate(slope, Unit(), Reaches(2));
        Assert.Equal(3, aim[CompactAim.Light], 12);
        Assert.Equal(-.25, aim[CompactAim.Green], 12);
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
