using System.Collections.Concurrent;
using Stylize.Engine.Batch;

namespace Stylize.Engine.Tests.Batch;

/// <summary>
/// Memory and threads of a machine of 16 cores that is made up: 100 bytes of memory, items of which the test knows the size.
/// </summary>
public sealed class MemoryAdmissionTests
{
    private const int Cores = 16;
    private const long Memory = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(100, 16)] // one fits
    [InlineData(51, 16)]
    [InlineData(1000, 16)] // none fits: one runs all the same
    [InlineData(50, 8)] // two fit
    [InlineData(25, 4)]
    [InlineData(1, 1)] // more fit than there are cores
    [InlineData(0, 1)]
    public void Threads_are_divided_among_the_items_that_fit_into_memory_together(long bytes, int threads)
    {
        using var runner = Runner((_, maxThreads) => maxThreads, _ => bytes);
        Assert.Equal(Enumerable.Repeat(threads, 50), Take(runner, new long[50]));
    }

    [Fact]
    public void What_is_left_over_by_the_division_goes_to_the_last_that_fits()
    {
        var budget = new WorkBudget(Cores, Cores, Memory);
        Assert.Equal([5, 5, 6, 0], Start(budget, 33, 33, 33, 1));
    }

    [Fact]
    public void A_large_item_beside_a_small_one_has_the_threads_that_are_left()
    {
        var budget = new WorkBudget(Cores, Cores, Memory);
        Assert.Equal([1, 15], Start(budget, 2, 90));
        budget.End(1, 2);
        Assert.Equal([0], Start(budget, 20));
        Assert.Equal([1], Start(budget, 10));
    }

    [Fact]
    public void An_ended_item_gives_back_its_threads_and_memory()
    {
        var budget = new WorkBudget(Cores, Cores, Memory);
        Assert.Equal([8, 8, 0], Start(budget, 50, 50, 50));
        budget.End(8, 50);
        Assert.Equal([8, 0], Start(budget, 50, 50));
        budget.End(8, 50);
        budget.End(8, 50);
        Assert.Equal([16], Start(budget, 100));
    }

    [Fact]
    public void No_more_items_run_than_may_and_fewer_items_have_more_threads()
    {
        Assert.Equal([8, 8, 0], Start(new WorkBudget(Cores, 2, Memory), 1, 1, 1));
        Assert.Equal([1, 1, 0], Start(new WorkBudget(2, 2, Memory), 1, 1, 1));
        Assert.Equal([3, 0], Start(new WorkBudget(3, 1, Memory), 1, 1));
    }

    [Theory]
    [InlineData(1, new[] { 16 })]
    [InlineData(2, new[] { 8, 8 })]
    [InlineData(3, new[] { 5, 5, 6 })]
    public void The_last_items_have_the_threads_that_no_further_one_needs(int items, int[] threads)
    {
        var budget = new WorkBudget(Cores, Cores, Memory);
        Assert.Equal(threads, Enumerable.Range(0, items).Select(i => budget.TryStart(1, items - i)));
    }

    [Fact]
    public void A_small_item_does_not_overtake_a_large_one_that_waits()
    {
        using var release = new ManualResetEventSlim();
        var started = new ConcurrentQueue<long>();
        using var runner = Runner(
            (bytes, _) =>
            {
                started.Enqueue(bytes);
                if (bytes == 1)
                {
                    release.Wait(Patience);
                }

                return 0;
            },
            bytes => bytes);
        foreach (var bytes in (long[])[1, 100, 2, 3])
        {
            Assert.True(runner.TryPost(bytes));
        }

        Assert.True(SpinWait.SpinUntil(() => !started.IsEmpty, Patience));
        Assert.Equal([1L], started);
        release.Set();
        runner.Drain(_ => { });
        Assert.Equal([1L, 100L], started.Take(2));
    }

    [Fact]
    public void An_item_whose_estimate_fails_holds_up_no_other()
    {
        using var runner = Runner((_, maxThreads) => maxThreads, bytes => bytes < 0 ? throw new InvalidOperationException() : bytes);
        Assert.Equal([-1, 16, -1, -1, 16, 1], Take(runner, [-1, 100, -1, -1, 60, 1]));
    }

    [Fact]
    public void The_budget_follows_the_memory_that_is_free_while_the_batch_runs()
    {
        var (free, resident, time) = (1000L, 300L, TimeSpan.Zero);
        var memory = new MemoryBudget(() => free, () => resident, () => time, limit: 1500);
        var budget = new WorkBudget(Cores, Cores, memory.Bytes);
        Assert.Equal([2], Start(budget, 100));
        Assert.Equal(800, memory.Bytes(100));

        // Another program takes 800; the item has taken its 100.
        (free, resident) = (100, 400);
        Assert.Equal(800, memory.Bytes(100));
        time += MemoryBudget.Age;
        Assert.Equal((100 + 100) / 5 * 4, memory.Bytes(100));
        Assert.Equal([0], Start(budget, 100));

        // It gives them back. More than the process may ever have is never given out.
        free = 5000;
        time += MemoryBudget.Age;
        Assert.Equal(1200, memory.Bytes(100));
        Assert.Equal([14], Start(budget, 1000));
    }

    [Fact]
    public async Task An_item_that_waits_for_memory_starts_when_another_program_gives_it_back()
    {
        var free = 100L;
        var memory = new MemoryBudget(() => Volatile.Read(ref free), () => 0, () => System.Diagnostics.Stopwatch.GetElapsedTime(0), 10_000);
        var queue = new WorkQueue<int, int>(2, new WorkBudget(2, 2, memory.Bytes), CancellationToken.None);
        queue.TryPost(1, out _);
        queue.TryPost(2, out _);
        Assert.True(queue.TryPick(out var first));
        Assert.True(queue.TryPick(out var second));
        Assert.Equal(1, queue.Start(first, 10));
        var waiting = Task.Run(() => queue.Start(second, 500));
        Volatile.Write(ref free, 10_000);
        await waiting.WaitAsync(Patience);
    }

    private static OrderedRunner<long, int> Runner(Func<long, int, int> work, Func<long, long> estimate) => new(
        (bytes, maxThreads, _) => work(bytes, maxThreads),
        (_, _) => -1,
        new RunnerOptions { ThrottleLimit = Cores, MaxThreads = Cores, MemoryBudget = Memory, Window = 50 },
        estimate);

    /// <summary>Results of all items, none of which knows that it is among the last.</summary>
    private static List<int> Take(OrderedRunner<long, int> runner, IReadOnlyList<long> items)
    {
        Assert.All(items, item => Assert.True(runner.TryPost(item)));
        var results = new List<int>();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                while (runner.TryTake(out var result))
                {
                    results.Add(result);
                }

                return results.Count == items.Count;
            },
            Patience));
        return results;
    }

    private static int[] Start(WorkBudget budget, params long[] items) => [.. items.Select(bytes => budget.TryStart(bytes, int.MaxValue))];
}
