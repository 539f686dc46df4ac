namespace Stylize.Engine.Tests.Runs;

/// <summary>Runners without failures, and maxima across threads.</summary>
internal static class TestRunner
{
    public static OrderedRunner<TItem, TResult> Runner<TItem, TResult>(
        Func<TItem, ThreadGrant, CancellationToken, TResult> work, RunnerOptions? options = null,
        CancellationToken cancellation = default) =>
        new(work, (_, exception) =>
            throw new InvalidOperationException("No item of this test fails.", exception), options ?? new(), _ => 0,
            cancellation);

    public static void Max(ref int max, int value)
    {
        for (var seen = max; value > seen; seen = max)
        {
            Interlocked.CompareExchange(ref max, value, seen);
        }
    }

    public static void Max(ref long max, long value)
    {
        for (var seen = max; value > seen; seen = max)
        {
            Interlocked.CompareExchange(ref max, value, seen);
        }
    }
}
