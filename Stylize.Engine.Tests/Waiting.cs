namespace Stylize.Engine.Tests;

/// <summary>The limit of all waits.</summary>
internal static class Waiting
{
    /// <summary>
    /// Time after which a wait fails its test. Only a hang takes as long: the events come within milliseconds, and on a
    /// busy machine within a minute.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static void WaitFor(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience && !condition();)
        {
            Thread.Sleep(50);
        }

        Assert.True(condition());
    }
}
