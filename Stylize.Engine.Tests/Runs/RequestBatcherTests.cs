using Stylize.Engine.Runs.Runner;

namespace Stylize.Engine.Tests.Runs;

public sealed class RequestBatcherTests
{
    [Fact]
    public async Task A_full_batch_is_handled_without_waiting_for_the_delay()
    {
        var sizes = new List<int>();
        await using var batcher = Batcher(sizes, batchSize: 4, delay: TimeSpan.FromHours(1));

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => batcher.SubmitAsync(i))).WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 8).Select(i => i * i), results);
        Assert.Equal([4, 4], sizes);
    }

    [Fact]
    public async Task A_lone_request_is_handled_after_the_delay()
    {
        var sizes = new List<int>();
        await using var batcher = Batcher(sizes, batchSize: 100, delay: TimeSpan.FromMilliseconds(20));

        Assert.Equal(49, await batcher.SubmitAsync(7).WaitAsync(Patience));
        Assert.Equal([1], sizes);
    }

    [Fact]
    public async Task Disposing_handles_what_was_submitted()
    {
        var batcher = Batcher([], batchSize: 100, delay: TimeSpan.FromHours(1));
        var pending = batcher.SubmitAsync(3);
        await batcher.DisposeAsync();
        Assert.Equal(9, await pending);
    }

    [Fact]
    public async Task A_failing_batch_fails_its_own_requests_only()
    {
        await using var batcher = new RequestBatcher<int, int>(
            (requests, _) => requests.Contains(1) ? throw new InvalidDataException("bad") : new([.. requests]), batchSize: 1);

        await Assert.ThrowsAsync<InvalidDataException>(() => batcher.SubmitAsync(1));
        Assert.Equal(2, await batcher.SubmitAsync(2));
    }

    [Fact]
    public async Task A_full_queue_makes_the_caller_wait()
    {
        var gate = new TaskCompletionSource();
        var batcher = new RequestBatcher<int, int>(
            async (requests, _) =>
            {
                await gate.Task;
                return requests;
            },
            batchSize: 1,
            capacity: 1);
        var first = batcher.SubmitAsync(1);
        var second = batcher.SubmitAsync(2);
        var third = batcher.SubmitAsync(3);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var refused = batcher.SubmitAsync(4, impatient.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refused);
        gate.SetResult();
        var results = await Task.WhenAll(first, second, third);
        Assert.Equal([1, 2, 3], results);
        await batcher.DisposeAsync();
    }

    [Fact]
    public async Task Canceling_fails_the_waiting_requests()
    {
        var batcher = Batcher([], batchSize: 100, delay: TimeSpan.FromHours(1));
        var pending = batcher.SubmitAsync(3);
        await batcher.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task Ending_twice_is_allowed_and_nothing_can_be_submitted_afterwards()
    {
        var batcher = Batcher([], batchSize: 2, delay: TimeSpan.Zero);
        Assert.Equal(4, await batcher.SubmitAsync(2));
        await batcher.DisposeAsync();
        await batcher.CancelAsync();
        await batcher.DisposeAsync();
        await Assert.ThrowsAsync<System.Threading.Channels.ChannelClosedException>(() => batcher.SubmitAsync(3));
    }

    [Fact]
    public async Task A_handler_that_gives_too_few_results_fails_its_batch()
    {
        await using var batcher = new RequestBatcher<int, int>((_, _) => new([]), batchSize: 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => batcher.SubmitAsync(1));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Batcher([], batchSize: 0, delay: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batcher([], batchSize: 1, delay: TimeSpan.FromMilliseconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batcher([], batchSize: 1, delay: TimeSpan.FromDays(50)));
    }

    private static RequestBatcher<int, int> Batcher(List<int> sizes, int batchSize, TimeSpan delay) => new(
        (requests, _) =>
        {
            sizes.Add(requests.Count);
            return new([.. requests.Select(r => r * r)]);
        },
        batchSize,
        delay);
}
