using System.Runtime.ExceptionServices;
using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Imaging;

/// <summary>
/// A parallel loop over rows that is run many times over and allocates nothing in between; <see cref="RowBands"/> is the loop for single use.
/// The caller takes part. It never waits for a pool thread that has not started: it does the rows that no other thread has claimed.
/// </summary>
internal sealed class RowTeam : IThreadPoolWorkItem
{
    private readonly int _helpers;
    private Action<int> _body = static _ => { };
    private int _rows;
    private int _next;
    private int _completed;
    private int _queued;
    private ExceptionDispatchInfo? _failure;

    /// <param name="maxThreads">Threads, the caller among them, 1 or more.</param>
    public RowTeam(int maxThreads)
    {
        _helpers = maxThreads - 1;
        _next = int.MaxValue;
    }

    /// <summary>Calls <paramref name="body"/> once for each row. Pass the same delegate each time, so that nothing is allocated.</summary>
    /// <remarks>Where the body throws, the rows not yet begun are left out, and the first exception is thrown here after all threads are done.</remarks>
    public void ForEach(int rows, Action<int> body)
    {
        if (_helpers == 0 || rows == 1)
        {
            for (var row = 0; row < rows; row++)
            {
                body(row);
            }

            return;
        }

        _body = body;
        _rows = rows;
        _completed = 0;
        _failure = null;
        Volatile.Write(ref _next, 0);
        while (Volatile.Read(ref _queued) < Math.Min(_helpers, rows - 1))
        {
            Interlocked.Increment(ref _queued);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Work();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _completed) < rows)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        Volatile.Write(ref _next, int.MaxValue);
        _failure?.Throw();
    }

    void IThreadPoolWorkItem.Execute()
    {
        Work();
        Interlocked.Decrement(ref _queued);
    }

    private void Work()
    {
        while (true)
        {
            // A helper that comes late may claim a row of the loop after the one it was queued for; the loop under way cannot
            // end before that row is done, so body and row belong together.
            var row = Volatile.Read(ref _next);
            if (row >= Volatile.Read(ref _rows))
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _next, row + 1, row) == row)
            {
                Run(row);
                Interlocked.Increment(ref _completed);
            }
        }
    }

    private void Run(int row)
    {
        if (_failure is not null)
        {
            return;
        }

        try
        {
            _body(row);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }
}
