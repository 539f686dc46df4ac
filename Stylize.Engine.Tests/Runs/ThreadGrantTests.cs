using static Stylize.Engine.Tests.Runs.TestRunner;

namespace Stylize.Engine.Tests.Runs;

/// <summary>The threads of running items on a fake machine with 16 cores.</summary>
public sealed class ThreadGrantTests
{
    private static readonly RunnerOptions Sixteen = new() { ThrottleLimit = 16, MaxThreads = 16 };

    [Fact]
    public void The_only_item_of_an_input_whose_end_is_not_known_has_all_threads_at_its_first_loop()
    {
        using var isDone = new ManualResetEventSlim();
        IEnumerable<int> Lazy()
        {
            yield return 0;
            isDone.Wait(Patience);
        }

        using var runner = Runner<int, int>((_, threads, _) =>
        {
            var seen = threads.Current;
            isDone.Set();
            return seen;
        }, Sixteen);
        Assert.Equal([16], runner.Run(Lazy()));
    }

    [Fact]
    public void An_item_shares_threads_with_a_later_one_until_it_ends()
    {
        using var second = new ManualResetEventSlim();
        using var third = new ManualResetEventSlim();
        var seen = new List<int>();
        using var runner = Runner<int, int>((i, threads, _) =>
        {
            if (i == 1)
            {
                third.Wait(Patience);
                return threads.Current;
            }

            seen.Add(threads.Current);
            second.Set();
            Until(threads, 8);
            seen.Add(threads.Current);
            third.Set();
            Until(threads, 16);
            return threads.Current;
        }, Sixteen);
        Assert.True(runner.TryPost(0));
        Assert.True(second.Wait(Patience));
        Assert.True(runner.TryPost(1));
        var results = new List<int>();
        runner.Drain(results.Add);
        Assert.Equal([16, 8], results);
        Assert.Equal([16, 8], seen);
    }

    [Fact]
    public void A_number_converts_to_a_constant_grant()
    {
        ThreadGrant three = 3;
        Assert.Equal((3, 3), (three.Current, three.Max));
        Assert.Equal((1, 1), (default(ThreadGrant).Current, default(ThreadGrant).Max));
        Assert.Equal((2, 2), (three.MinusOne.Current, three.MinusOne.Max));
    }

    [Fact]
    public void A_grant_is_clamped_to_one_thread_and_its_maximum()
    {
        var now = 0;
        var grant = new ThreadGrant(() => now, 4);
        Assert.Equal(1, grant.Current);
        now = 3;
        Assert.Equal(3, grant.Current);
        now = 9;
        Assert.Equal(4, grant.Current);
    }

    private static void Until(ThreadGrant threads, int number) => Until(() => threads.Current == number);

    private static void Until(Func<bool> isSo) => Assert.True(SpinWait.SpinUntil(isSo, Patience));
}
