using Stylize.Studio.Messages;

namespace Stylize.Studio.Session;

/// <summary>Counts the open pages by their streams, and ends the studio when all have been closed for a
/// while.</summary>
internal sealed class OpenPages(StudioLimits limits, Func<bool> isBusy)
{
    private readonly Lock _gate = new();
    private int _open;
    private bool _wasOpened;
    private long _closed = Stopwatch.GetTimestamp();

    /// <summary>Sends a byte at intervals until the page is closed.</summary>
    public async Task FollowAsync(Exchange exchange)
    {
        Count(1);
        try
        {
            await exchange.BeginLinesAsync();
            while (true)
            {
                await exchange.PieceAsync([(byte)'\n']);
                await Task.Delay(limits.Beat, exchange.Stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The studio ends.
        }
        finally
        {
            Count(-1);
        }
    }

    /// <summary>Waits until no page has been open for a while and no run is active, or until the studio ends.</summary>
    public async Task WaitForEndAsync(CancellationTokenSource end)
    {
        try
        {
            while (!IsOver())
            {
                await Task.Delay(
                    TimeSpan.FromMilliseconds(Math.Min(1000, limits.Closed.TotalMilliseconds / 4)), end.Token);
            }

            await end.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The studio ends.
        }
    }

    private bool IsOver()
    {
        lock (_gate)
        {
            return _open == 0 && !isBusy()
                && Stopwatch.GetElapsedTime(_closed) > (_wasOpened ? limits.Closed : limits.Unopened);
        }
    }

    private void Count(int change)
    {
        lock (_gate)
        {
            _open += change;
            _wasOpened = true;
            _closed = Stopwatch.GetTimestamp();
        }
    }
}
