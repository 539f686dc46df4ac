using System.Runtime.ExceptionServices;

namespace Stylize.Engine.Imaging;

/// <summary>A parallel loop over rows that can be run repeatedly without allocations; <see cref="RowBands"/> is for
/// single use. The caller participates and processes all rows that no other thread has claimed, so it never waits for a
/// pool thread to start. Threads join and leave between rows when the grant changes.</summary>
internal sealed class RowTeam : IThreadPoolWorkItem
{
    /// <summary>Number of spins before the caller sleeps until its helpers are done. Short loops end while
    /// spinning.</summary>
    private const int Spins = 100;

    /// <summary>The lower half of <see cref="_next"/> while no loop is running.</summary>
    private const long Closed = int.MaxValue;

    private readonly int[] _isTaken;
    private readonly Action<int, int> _withoutWorker;
    private Action<int, int> _body = static (_, _) => { };
    private Action<int> _rowBody = static _ => { };
    private int _rows;

    // The number of the loop is in the upper half and its next row in the lower half, so a row is claimed only for its
    // own loop.
    private long _next = Closed;
    private int _completed;
    private int _helpers;
    private ExceptionDispatchInfo? _failure;

    /// <param name="threads">Number of threads, including the caller.</param>
    public RowTeam(ThreadGrant threads)
    {
        Threads = threads;
        _isTaken = new int[threads.Max];
        _withoutWorker = (row, _) => _rowBody(row);
    }

    /// <summary>Maximum number of threads, including the caller. Worker numbers are below it.</summary>
    public int Size => _isTaken.Length;

    public ThreadGrant Threads { get; }

    /// <summary>Calls <paramref name="body"/> once for each row. Pass the same delegate each time to avoid
    /// allocations.</summary>
    /// <remarks>If the body throws, remaining rows are skipped, and the first exception is thrown after all threads
    /// end.</remarks>
    public void ForEach(int rows, Action<int> body)
    {
        _rowBody = body;
        ForEach(rows, _withoutWorker);
    }

    /// <summary>Calls <paramref name="body"/>(row, worker) once for each row. Threads that run at the same time have
    /// different worker numbers, so scratch memory can be indexed by worker. Pass the same delegate each time to avoid
    /// allocations.</summary>
    /// <remarks>If the body throws, remaining rows are skipped, and the first exception is thrown after all threads
    /// end.</remarks>
    public void ForEach(int rows, Action<int, int> body)
    {
        if (Size == 1 || rows <= 1)
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
        var loop = ((_next >> 32) + 1) << 32;
        Volatile.Write(ref _next, loop);
        Work(0);
        WaitForHelpers(rows);
        Volatile.Write(ref _next, loop | Closed);
        _failure?.Throw();
    }

    void IThreadPoolWorkItem.Execute()
    {
        var worker = 1;
        while (Interlocked.CompareExchange(ref _isTaken[worker], 1, 0) != 0)
        {
            worker = (worker % (Size - 1)) + 1;
        }

        var hasLeft = Work(worker);
        Volatile.Write(ref _isTaken[worker], 0);
        if (!hasLeft)
        {
            Interlocked.Decrement(ref _helpers);
        }
    }

    private void WaitForHelpers(int rows)
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref _completed) < rows && wait.Count < Spins)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        if (Volatile.Read(ref _completed) < rows)
        {
            lock (_isTaken)
            {
                while (Volatile.Read(ref _completed) < rows)
                {
                    Monitor.Wait(_isTaken);
                }
            }
        }
    }

    /// <summary>Processes rows until none is left.</summary>
    /// <returns>True for a helper that left early because the grant allows fewer threads.</returns>
    private bool Work(int worker)
    {
        while (true)
        {
            // A late helper may claim a row of a later loop than the one it was queued for. The running loop cannot
            // end before that row is done, so body and row belong together.
            var next = Volatile.Read(ref _next);
            var row = (int)next;
            var rows = Volatile.Read(ref _rows);
            if (row >= rows) return false;

            var helpers = Threads.Current - 1;
            if (worker > 0 && TryLeave(helpers)) return true;

            if (Interlocked.CompareExchange(ref _next, next + 1, next) == next)
            {
                Recruit(Math.Min(helpers, rows - row - 1));
                Run(row, worker);
                if (Interlocked.Increment(ref _completed) == rows && worker > 0)
                {
                    lock (_isTaken)
                    {
                        Monitor.PulseAll(_isTaken);
                    }
                }
            }
        }
    }

    private bool TryLeave(int helpers)
    {
        var present = Volatile.Read(ref _helpers);
        return present > helpers && Interlocked.CompareExchange(ref _helpers, present - 1, present) == present;
    }

    private void Recruit(int helpers)
    {
        while (Volatile.Read(ref _helpers) is var present && present < helpers)
        {
            if (Interlocked.CompareExchange(ref _helpers, present + 1, present) == present)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }

    private void Run(int row, int worker)
    {
        if (_failure is not null) return;

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

/// <summary>A parallel loop over bands of rows. For repeated loops, use <see cref="RowTeam"/>.</summary>
/// <remarks>The bands depend only on the number of rows, so sums by band are the same on any machine.</remarks>
internal static class RowBands
{
    public const int DefaultHeight = 64;

    public static int Count(int rows, int bandHeight = DefaultHeight) => (rows + bandHeight - 1) / bandHeight;

    /// <summary>Calls a body once for each band.</summary>
    /// <param name="rows">Number of rows, 0 or more.</param>
    /// <param name="threads">Number of threads, including the caller; read before each band.</param>
    /// <param name="body">Called with the band's number, its first row, and the row after its last.</param>
    /// <param name="bandHeight">Number of rows per band; the last band may have fewer.</param>
    /// <exception cref="OperationCanceledException">The token was canceled. Running bands are completed
    /// first.</exception>
    public static void ForEach(
        int rows, ThreadGrant threads, CancellationToken cancellation, Action<int, int, int> body,
        int bandHeight = DefaultHeight) =>
        new RowTeam(threads).ForEach(Count(rows, bandHeight), band =>
        {
            cancellation.ThrowIfCancellationRequested();
            body(band, band * bandHeight, Math.Min(rows, (band + 1) * bandHeight));
        });

    /// <summary>Calls a body once for each row, in bands as <see cref="ForEach"/>.</summary>
    public static void ForEachRow(
        int rows, ThreadGrant threads, CancellationToken cancellation, Action<int> body,
        int bandHeight = DefaultHeight) =>
        ForEach(rows, threads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                body(y);
            }
        }, bandHeight);
}
