namespace Stylize.Engine.PixelArt;

/// <summary>
/// Works on the rows of a loop with a bounded number of threads, many times over, without allocating in between. The caller takes part and never waits for
/// a thread of the pool that has not begun: rows that no other thread has claimed it does itself.
/// </summary>
internal sealed class RowTeam : IThreadPoolWorkItem
{
    private readonly int _helpers;
    private Action<int> _body = static _ => { };
    private int _rows;
    private int _next;
    private int _completed;
    private int _queued;

    /// <param name="maxThreads">Threads, the caller among them, 1 or more.</param>
    public RowTeam(int maxThreads)
    {
        _helpers = maxThreads - 1;
        _next = int.MaxValue;
    }

    /// <summary>Calls <paramref name="body"/> once for each row. Pass the same delegate each time, so that nothing is allocated.</summary>
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
                _body(row);
                Interlocked.Increment(ref _completed);
            }
        }
    }
}
