using FsCheck;
using FsCheck.Fluent;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Division of threads on a fake machine with 16 cores and 100 bytes of memory.</summary>
public sealed class WorkBudgetTests
{
    private const int Cores = 16;
    private const long Memory = 100;

    [Fact]
    public void Two_files_share_the_threads_and_the_last_one_gets_all()
    {
        var budget = Budget(waiting: 2);
        var first = budget.TryStart(1);
        Assert.Equal([8], Threads(first)); // the other half is kept for the second, which is about to start
        var second = budget.TryStart(1);
        Assert.Equal([8, 8], Threads(first, second));
        budget.End(first!);
        Assert.Equal([16], Threads(second));
    }

    [Fact]
    public void Threads_are_not_kept_for_an_item_that_waits_for_memory()
    {
        var budget = Budget(waiting: 3);
        var large = budget.TryStart(60);
        Assert.Equal([6], Threads(large));
        Assert.Null(budget.TryStart(50));
        Assert.Equal([16], Threads(large));
        budget.End(large!);
        var next = budget.TryStart(50);
        Assert.Equal([8], Threads(next)); // the third fits next to it
        Assert.Equal([8, 8], Threads(next, budget.TryStart(50)));
    }

    [Fact]
    public void An_item_too_large_for_the_memory_runs_alone_with_all_threads()
    {
        var budget = Budget(waiting: 2);
        var huge = budget.TryStart(1000);
        Assert.Null(budget.TryStart(1));
        Assert.Equal([16], Threads(huge));
    }

    [Fact]
    public void The_number_of_items_is_limited_and_fewer_items_get_more_threads()
    {
        var two = Budget(waiting: 9, maxItems: 2);
        Assert.Equal([8, 8], Threads(two.TryStart(1), two.TryStart(1)));
        Assert.Null(two.TryStart(1));

        var one = Budget(waiting: 9, maxItems: 1);
        var first = one.TryStart(1);
        Assert.Equal([16], Threads(first));
        Assert.Null(one.TryStart(1));
        one.End(first!);
        Assert.Equal([16], Threads(one.TryStart(1)));
    }

    [Fact]
    public void Every_running_item_always_has_a_thread_and_their_sum_never_exceeds_the_limit()
    {
        Prop.ForAll<(byte Kind, byte Size)[], PositiveInt, PositiveInt>((steps, threads, items) =>
        {
            var maxItems = Math.Min(items.Get, threads.Get);
            var budget = new WorkBudget(threads.Get, maxItems, _ => Memory);
            var running = new List<WorkBudget.Share>();
            foreach (var (kind, size) in steps)
            {
                if (kind % 3 == 0)
                {
                    budget.Waiting++;
                }
                else if (kind % 3 == 1 && budget.Waiting > 0 && budget.TryStart(size) is { } share)
                {
                    running.Add(share);
                }
                else if (kind % 3 == 2 && running.Count > 0)
                {
                    budget.End(running[size % running.Count]);
                    running.RemoveAt(size % running.Count);
                }

                Assert.All(running, one => Assert.True(one.Threads >= 1));
                Assert.True(running.Count <= maxItems);
                Assert.True(running.Sum(one => one.Threads) <= threads.Get);
                Assert.True(running.Count == 0 || budget.Waiting > 0 || running.Sum(one => one.Threads) == threads.Get);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static WorkBudget Budget(int waiting, int maxItems = Cores) =>
        new(Cores, maxItems, _ => Memory) { Waiting = waiting };

    private static int[] Threads(params WorkBudget.Share?[] shares) => [.. shares.Select(share => share!.Threads)];
}
