using System.Collections.Concurrent;
using static Stylize.Engine.Tests.Runs.TestRunner;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Runners that end before their input: canceled, or abandoned by the consumer.</summary>
public sealed class OrderedRunnerStopTests
{
    [Fact]
    public void Canceling_ends_a_waiting_caller_and_the_running_items_and_starts_no_other()
    {
        using var cancel = new CancellationTokenSource();
        using var bothBegan = new CountdownEvent(2);
        var ended = new ConcurrentBag<int>();
        var runner = Runner<int, int>((i, _, cancellation) =>
        {
            bothBegan.Signal();
            try
            {
                cancellation.WaitHandle.WaitOne(Patience);
                cancellation.ThrowIfCancellationRequested();
                return i;
            }
            finally
            {
                ended.Add(i);
            }
        }, new RunnerOptions { ThrottleLimit = 2, MaxThreads = 2 }, cancel.Token);
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(runner.TryPost(i)));
        Assert.True(bothBegan.Wait(Patience));
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => runner.Drain(_ => { }));
        runner.Dispose();
        Assert.True(SpinWait.SpinUntil(() => ended.Count == 2, Patience));
        Assert.Equal([0, 1], ended.Order());
        Assert.Throws<OperationCanceledException>(() => runner.TryPost(4));
    }

    [Fact]
    public void Canceling_ends_items_that_wait_for_memory()
    {
        using var cancel = new CancellationTokenSource();
        using var began = new ManualResetEventSlim();
        var begun = new ConcurrentBag<int>();
        using var runner = Runner<int, int>((i, _, cancellation) =>
        {
            begun.Add(i);
            began.Set();
            cancellation.WaitHandle.WaitOne(Patience);
            return i;
        }, new RunnerOptions { ThrottleLimit = 2, MaxThreads = 2, MemoryBudget = 100 }, cancel.Token, _ => 100);
        Assert.True(runner.TryPost(0));
        Assert.True(runner.TryPost(1));
        Assert.True(began.Wait(Patience));
        cancel.Cancel();
        var results = new List<int>();
        try
        {
            runner.Drain(results.Add);
        }
        catch (OperationCanceledException)
        {
            // The first item may already have ended.
        }

        Assert.DoesNotContain(1, results);
        Assert.Equal([0], begun);
    }

    [Fact]
    public void Canceling_between_two_items_is_not_the_end_of_the_input()
    {
        using var cancel = new CancellationTokenSource();
        IEnumerable<int> CanceledAfterTheFirst()
        {
            yield return 1;
            cancel.Cancel();
            yield return 2;
        }

        using var runner = Runner<int, int>((i, _, _) => i, cancellation: cancel.Token);
        Assert.Throws<OperationCanceledException>(() => runner.Run(CanceledAfterTheFirst()).Count());
    }

    [Fact]
    public void Canceling_ends_a_caller_that_waits_for_room()
    {
        using var cancel = new CancellationTokenSource();
        using var runner = Runner<int, int>((i, _, cancellation) =>
        {
            cancellation.WaitHandle.WaitOne(Patience);
            return i;
        }, new RunnerOptions { ThrottleLimit = 1, Window = 1 }, cancel.Token);
        runner.Post(0, _ => { });
        cancel.CancelAfter(50);
        Assert.Throws<OperationCanceledException>(() => runner.Post(1, _ => { }));
    }

    [Fact]
    public void Ending_the_enumeration_early_stops_the_work_and_the_input()
    {
        var disposed = false;
        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                disposed = true;
            }
        }

        using var runner = Runner<int, int>((i, _, _) => i);
        Assert.Equal(0, runner.Run(Endless()).First());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref disposed), Patience));
    }
}
