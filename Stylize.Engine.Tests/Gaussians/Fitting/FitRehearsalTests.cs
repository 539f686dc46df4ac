using Stylize.Engine.Gaussians.Fitting;

namespace Stylize.Engine.Tests.Gaussians.Fitting;

public sealed class FitRehearsalTests
{
    [Fact]
    public void It_goes_through_a_whole_fit_as_often_as_it_is_asked_to()
    {
        FitRehearsal.Run();
        FitRehearsal.Run();
    }
}
