namespace Stylize.Engine.Tests.Runs;

/// <summary>Runners without failures, and maxima across threads.</summary>
internal static class TestRunner
{
    public static OrderedRunner<TItem, TResult> Runner<TItem, TResult>(
        Func<TItem, ThreadGrant, CancellationToken, TResult> work, RunnerOptions? options = null,
        CancellationToken cancellation = default, Func<TItem, long>? estimate = null) =>
        new(work, (_, exception) =>
            throw new InvalidOperationException("No item of this test fails.", exception), options ?? new(),
            estimate ?? (_ => 0), cancellation);

    public static void Max<T>(ref T max, T value)
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        for (var seen = max; value > seen; seen = max)
        {
            Interlocked.CompareExchange(ref max, value, seen);
        }
    }
}
