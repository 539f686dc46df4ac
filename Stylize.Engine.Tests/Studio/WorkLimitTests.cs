using System.Net;
using Stylize.Studio;
using Stylize.Studio.Http;
using Stylize.Studio.Messages;
using Stylize.Studio.Previews;
using Stylize.Studio.Runs;

namespace Stylize.Engine.Tests.Studio;

/// <summary>Limits on time, memory and the number of runs.</summary>
public sealed class WorkLimitTests : CliTest
{
    public WorkLimitTests() => _folder.Image("a.png", 64, 48);

    [Fact]
    public async Task A_preview_that_takes_too_long_is_stopped()
    {
        var limits = new StudioLimits { PreviewTime = TimeSpan.Zero };
        using var studio = await new RunningStudio(_folder.Path, limits: limits).OpenAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, await studio.StatusAsync("/api/preview", RunningStudio.Preview));
        using var variants = await studio.SendAsync(
            HttpMethod.Post, "/api/variants",
            RunningStudio.Preview.Replace("\"quality\":\"draft\"", "\"option\":\"Colors\""));
        Assert.Contains("took longer than 0 s", await variants.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Work_beyond_its_time_gives_its_slot_back()
    {
        using var slots = new WorkSlots(new StudioLimits { Drawing = 1, PreviewTime = TimeSpan.FromMilliseconds(20) });
        var slow = await Assert.ThrowsAsync<Refusal>(() => slots.RunAsync(isFull: false, Endless, default));
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow.Status);
        Assert.Equal((0, 0), (slots.Running, slots.Waiting));
        Assert.Equal(1, await slots.RunAsync(isFull: false, _ => 1, default));
    }

    [Fact]
    public async Task Results_at_full_size_do_not_hold_up_previews()
    {
        var limits = new StudioLimits();
        using var slots = new WorkSlots(limits);
        using var end = new CancellationTokenSource();
        var full = Enumerable.Range(0, limits.FullResults + 1)
            .Select(_ => slots.RunAsync(isFull: true, Endless, end.Token)).ToArray();
        Assert.Equal(1, await slots.RunAsync(isFull: false, _ => 1, default));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(full));
        Assert.Equal((0, 0), (slots.Running, slots.Waiting));
    }

    [Fact]
    public void Pictures_beyond_the_memory_limit_are_dropped()
    {
        var store = new PictureStore(new StudioLimits { PictureBytes = 3500 });
        var original = store.Add(Picture(), "original");
        for (var i = 0; i < 10; i++)
        {
            store.Add(Picture());
            Assert.Same(original, store.ForKey("original"));
        }

        Assert.Equal(3, store.Count);
        Assert.Null(store.Find("2"));
        Assert.NotNull(store.Find("1"));
        Assert.NotNull(store.Find("11"));

        static PagePicture Picture() => new("image/png", new byte[1000], 1, 1);
    }

    [Fact]
    public void Four_runs_wait_and_more_are_refused()
    {
        using var stop = new CancellationTokenSource();
        using var queue = new RunQueue();
        var most = 0;
        var active = 0;
        var runs = Enumerable.Range(0, 5).Select(_ => queue.Add(Work, stop.Token)).ToArray();
        var busy = Assert.Throws<Refusal>(() => queue.Add(Work, stop.Token));
        Assert.Equal(HttpStatusCode.TooManyRequests, busy.Status);
        Assert.True(queue.IsBusy);
        Array.ForEach(runs, run => run.Cancel());
        Assert.True(SpinWait.SpinUntil(() => !queue.IsBusy, Patience));
        Assert.InRange(most, 0, 1);
        queue.Add((_, _) => { }, stop.Token);

        void Work(StudioRun run, CancellationToken cancellation)
        {
            most = Math.Max(most, Interlocked.Increment(ref active));
            cancellation.WaitHandle.WaitOne();
            Interlocked.Decrement(ref active);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static int Endless(CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne();
        cancellation.ThrowIfCancellationRequested();
        return 0;
    }
}
