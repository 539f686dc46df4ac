using System.Collections.Concurrent;
using static Stylize.Engine.Tests.Runs.TestRunner;

namespace Stylize.Engine.Tests.Runs;

/// <summary>
/// Memory on a fake machine with 16 cores and 100 bytes of memory.
/// </summary>
public sealed class MemoryAdmissionTests
{
    [Fact]
    public void A_small_item_does_not_overtake_a_large_one_that_waits()
    {
        using var release = new ManualResetEventSlim();
        var started = new ConcurrentQueue<long>();
        using var runner = Runner<long, int>((bytes, _, _) =>
        {
            started.Enqueue(bytes);
            if (bytes == 1)
            {
                release.Wait(Patience);
            }

            return 0;
        }, new() { ThrottleLimit = 16, MaxThreads = 16, MemoryBudget = 100, Window = 50 }, estimate: bytes => bytes);
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
    public void The_budget_follows_the_memory_that_is_free_while_the_batch_runs()
    {
        var (free, resident, time) = (1000L, 300L, TimeSpan.Zero);
        var memory = new MemoryBudget(() => free, () => resident, () => time, limit: 1500);
        var budget = new WorkBudget(16, 16, memory.Bytes);
        Assert.NotNull(budget.TryStart(100));
        Assert.Equal(800, memory.Bytes(100));

        // Another program uses 800; the item uses its 100.
        (free, resident) = (100, 400);
        Assert.Equal(800, memory.Bytes(100));
        time += MemoryBudget.Age;
        Assert.Equal((100 + 100) / 5 * 4, memory.Bytes(100));
        Assert.Null(budget.TryStart(100));

        // The other program releases them. The limit of the process still holds.
        free = 5000;
        time += MemoryBudget.Age;
        Assert.Equal(1200, memory.Bytes(100));
        Assert.NotNull(budget.TryStart(1000));
    }

    [Fact]
    public async Task An_item_that_waits_for_memory_starts_when_another_program_releases_it()
    {
        var free = 100L;
        var memory = new MemoryBudget(
            () => Volatile.Read(ref free), () => 0, () => System.Diagnostics.Stopwatch.GetElapsedTime(0), 10_000);
        var queue = new WorkQueue<int, int>(2, new WorkBudget(2, 2, memory.Bytes), CancellationToken.None);
        queue.TryPost(1, out _);
        queue.TryPost(2, out _);
        Assert.True(queue.TryPick(out var first));
        Assert.True(queue.TryPick(out var second));
        queue.Start(first, 10);
        var waiting = Task.Run(() => queue.Start(second, 500));
        Volatile.Write(ref free, 10_000);
        await waiting.WaitAsync(Patience);
    }
}
