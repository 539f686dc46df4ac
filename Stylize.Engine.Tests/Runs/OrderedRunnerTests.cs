using FsCheck;
using FsCheck.Fluent;
using static Stylize.Engine.Tests.Runs.TestRunner;

namespace Stylize.Engine.Tests.Runs;

public sealed class OrderedRunnerTests
{
    [Fact]
    public void Results_arrive_in_input_order_regardless_of_the_time_per_item()
    {
        Prop.ForAll<byte[], PositiveInt>((delays, throttle) =>
        {
            using var runner = Runner<int, int>((i, _, _) =>
            {
                Thread.SpinWait(100 * delays[i]);
                return i;
            }, new RunnerOptions { ThrottleLimit = throttle.Get, MaxThreads = 4 });
            return runner.Run(Enumerable.Range(0, delays.Length)).SequenceEqual(Enumerable.Range(0, delays.Length));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_endless_input_is_never_read_further_ahead_than_the_window()
    {
        var read = 0;
        IEnumerable<int> Endless()
        {
            while (true)
            {
                yield return Interlocked.Increment(ref read);
            }
        }

        using var runner = Runner<int, int>((i, _, _) => i, new RunnerOptions { ThrottleLimit = 2, Window = 5 });
        var taken = 0;
        foreach (var _ in runner.Run(Endless()))
        {
            Assert.True(Volatile.Read(ref read) <= taken + 1 + 5);
            if (++taken == 1000) break;
        }
    }

    [Fact]
    public void A_slow_first_item_does_not_let_results_accumulate()
    {
        using var release = new ManualResetEventSlim();
        var done = 0;
        using var runner = Runner<int, int>((i, _, _) =>
        {
            if (i == 0)
            {
                release.Wait(Patience);
            }

            Interlocked.Increment(ref done);
            return i;
        }, new RunnerOptions { ThrottleLimit = 2, MaxThreads = 2, Window = 6 });

        var posted = 0;
        while (runner.TryPost(posted))
        {
            posted++;
        }

        Assert.Equal(6, posted);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref done) == 5, Patience));
        Assert.False(runner.TryPost(6));
        Assert.False(runner.TryTake(out _));
        release.Set();
        var results = new List<int>();
        runner.Drain(results.Add);
        Assert.Equal(Enumerable.Range(0, 6), results);
    }

    [Fact]
    public void The_first_result_arrives_while_the_input_waits_for_the_second_item()
    {
        using var release = new ManualResetEventSlim();
        IEnumerable<int> Slow()
        {
            yield return 1;
            release.Wait(Patience);
            yield return 2;
        }

        using var runner = Runner<int, int>((i, _, _) => i);
        using var results = runner.Run(Slow()).GetEnumerator();
        Assert.True(results.MoveNext());
        Assert.False(release.IsSet);
        release.Set();
        Assert.True(results.MoveNext());
        Assert.False(results.MoveNext());
    }

    [Fact]
    public void A_failing_item_has_a_failed_result_and_the_others_continue()
    {
        using var runner = new OrderedRunner<int, string>(
            (i, _, _) => i % 3 == 0 ? throw new InvalidOperationException($"no {i}") : $"{i}",
            (i, exception) => exception.Message, new RunnerOptions(), _ => 0);
        Assert.Equal(["no 0", "1", "2", "no 3", "4"], runner.Run(Enumerable.Range(0, 5)));
    }

    [Fact]
    public void A_failing_estimate_fails_its_item_alone()
    {
        using var runner = new OrderedRunner<int, string>(
            (i, _, _) => $"{i}",
            (i, exception) => exception.Message,
            new RunnerOptions(),
            i => i == 1 ? throw new InvalidOperationException("no header") : 10);
        Assert.Equal(["0", "no header", "2"], runner.Run(Enumerable.Range(0, 3)));
    }

    [Fact]
    public void A_failing_input_gives_its_results_first_and_then_its_exception()
    {
        static IEnumerable<int> Broken()
        {
            yield return 1;
            yield return 2;
            throw new InvalidOperationException("input");
        }

        using var runner = Runner<int, int>((i, _, _) => i);
        var results = new List<int>();
        var exception = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var result in runner.Run(Broken()))
            {
                results.Add(result);
            }
        });
        Assert.Equal("input", exception.Message);
        Assert.Equal([1, 2], results);
    }

    [Fact]
    public void An_input_that_cannot_be_enumerated_gives_its_exception()
    {
        using var runner = Runner<int, int>((i, _, _) => i);
        Assert.Equal(
            "begin", Assert.Throws<InvalidOperationException>(() => runner.Run(new Unreadable()).Count()).Message);
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(8, 2, 2)]
    [InlineData(3, 8, 3)]
    public void No_more_items_run_at_once_than_throttle_limit_and_cores(int throttle, int cores, int atOnce)
    {
        int running = 0, maxRunning = 0;
        using var runner = Runner<int, int>((i, _, _) =>
        {
            Max(ref maxRunning, Interlocked.Increment(ref running));
            Thread.SpinWait(5_000);
            Interlocked.Decrement(ref running);
            return i;
        }, new RunnerOptions { ThrottleLimit = throttle, MaxThreads = cores });
        Assert.Equal(60, runner.Run(Enumerable.Range(0, 60)).Count());
        Assert.InRange(maxRunning, 1, atOnce);
    }

    [Fact]
    public void Items_wait_for_memory_and_one_too_large_for_it_runs_alone()
    {
        long used = 0, max = 0;
        var alone = true;
        using var runner = Runner<long, long>((bytes, _, _) =>
        {
            var now = Interlocked.Add(ref used, bytes);
            Max(ref max, bytes > 100 ? 0 : now);
            alone &= bytes <= 100 || now == bytes;
            Thread.SpinWait(20_000);
            Interlocked.Add(ref used, -bytes);
            return bytes;
        }, new RunnerOptions { ThrottleLimit = 4, MaxThreads = 4, MemoryBudget = 100 }, estimate: bytes => bytes);
        long[] sizes = [60, 60, 40, 1000, 30, 30, 30, 30, long.MaxValue, 100, 1];
        Assert.Equal(sizes, runner.Run(sizes));
        Assert.True(alone);
        Assert.InRange(max, 60, 100);
    }

    [Fact]
    public void Pushing_delivers_finished_results_on_the_callers_thread_and_calls_idle_while_waiting()
    {
        var caller = Environment.CurrentManagedThreadId;
        var results = new List<int>();
        using var idle = new ManualResetEventSlim();
        using var runner = Runner<int, int>((i, _, _) =>
        {
            // The first item ends when the caller has been idle; the others wait for it in the window.
            Assert.True(i > 0 || idle.Wait(TimeSpan.FromMinutes(1)));
            return i;
        }, new RunnerOptions { ThrottleLimit = 2, MaxThreads = 2, Window = 3 });
        void Deliver(int result)
        {
            Assert.Equal(caller, Environment.CurrentManagedThreadId);
            results.Add(result);
        }

        for (var i = 0; i < 50; i++)
        {
            runner.Post(i, Deliver, idle.Set);
        }

        runner.Drain(Deliver);
        Assert.Equal(Enumerable.Range(0, 50), results);
        Assert.Equal(50, runner.Total);
    }

    [Fact]
    public void Limits_out_of_range_are_refused_by_name()
    {
        Fails.At(StylizeError.OptionInvalid, "ThrottleLimit",
            () => Runner<int, int>((i, _, _) => i, new RunnerOptions { ThrottleLimit = 0 }));
    }

    private sealed class Unreadable : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator() => throw new InvalidOperationException("begin");

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
