using System.Runtime.ExceptionServices;

namespace Stylize.Engine.Imaging;

/// <summary>
/// A parallel loop over rows that is run many times over and allocates nothing in between; <see cref="RowBands"/> is the loop for single
/// use. The caller takes part. It never waits for a pool thread that has not started: it does the rows that no other thread has claimed.
/// </summary>
internal sealed class RowTeam : IThreadPoolWorkItem
{
    private readonly int _helpers;
    private readonly int[] _isTaken;
    private readonly Action<int, int> _withoutWorker;
    private Action<int, int> _body = static (_, _) => { };
    private Action<int> _rowBody = static _ => { };
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
        _isTaken = new int[maxThreads];
        _withoutWorker = (row, _) => _rowBody(row);
    }

    /// <summary>Threads, the caller among them; workers are numbered below it.</summary>
    public int Size => _helpers + 1;

    /// <summary>Calls <paramref name="body"/> once for each row. Pass the same delegate each time, so that nothing is allocated.</summary>
    /// <remarks>
    /// Where the body throws, the rows not yet begun are left out, and the first exception is thrown here after all threads are done.
    /// </remarks>
    public void ForEach(int rows, Action<int> body)
    {
        _rowBody = body;
        ForEach(rows, _withoutWorker);
    }

    /// <summary>
    /// Calls <paramref name="body"/>(row, worker) once for each row. No two threads have the same worker number at a time, so scratch may
    /// be kept by it.
    /// </summary>
    /// <remarks>As for the other loop: pass the same delegate each time; the first exception of the body is thrown here.</remarks>
    public void ForEach(int rows, Action<int, int> body)
    {
        if (_helpers == 0 || rows == 1)
        {
            for (var row = 0; row < rows; row++)
            {
                body(row, 0);
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

        Work(0);
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
        var worker = 1;
        while (Interlocked.CompareExchange(ref _isTaken[worker], 1, 0) != 0)
        {
            worker = (worker % _helpers) + 1;
        }

        Work(worker);
        Volatile.Write(ref _isTaken[worker], 0);
        Interlocked.Decrement(ref _queued);
    }

    private void Work(int worker)
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
                Run(row, worker);
                Interlocked.Increment(ref _completed);
            }
        }
    }

    private void Run(int row, int worker)
    {
        if (_failure is not null)
        {
            return;
        }

        try
        {
            _body(row, worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }
}
