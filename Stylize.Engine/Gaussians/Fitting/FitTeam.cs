namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>A fixed number of threads that take numbered pieces of work from one counter; no allocation for a round of work.</summary>
/// <remarks>Which thread does which piece is open, so pieces must not depend on each other. Waiting threads spin for some microseconds, then sleep.</remarks>
internal sealed class FitTeam : IDisposable
{
    private readonly Thread[] _helpers;
    private readonly SemaphoreSlim _start = new(0);
    private readonly ManualResetEventSlim _finished = new(false, 200);
    private Action<int, int>? _work;
    private Exception? _failure;
    private int _pieces;
    private int _next;
    private int _running;
    private bool _stopped;

    /// <param name="threads">Threads that work, the caller's included; 1 or more.</param>
    public FitTeam(int threads)
    {
        _helpers = new Thread[Math.Max(0, threads - 1)];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var worker = i + 1;
            _helpers[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = "Gaussian fit" };
            _helpers[i].Start();
        }
    }

    /// <summary>Threads that work, the caller's included.</summary>
    public int Size => _helpers.Length + 1;

    /// <summary>Calls <paramref name="work"/>(piece, worker) once for each piece from 0 to <paramref name="pieces"/> - 1, workers numbered below <see cref="Size"/>, and returns when all are done.</summary>
    public void Run(int pieces, Action<int, int> work)
    {
        if (_helpers.Length == 0 || pieces <= 1)
        {
            for (var i = 0; i < pieces; i++)
            {
                work(i, 0);
            }

            return;
        }

        _work = work;
        _pieces = pieces;
        _failure = null;
        Volatile.Write(ref _next, 0);
        var helpers = Math.Min(_helpers.Length, pieces - 1);
        Volatile.Write(ref _running, helpers);
        _finished.Reset();
        _start.Release(helpers);
        try
        {
            Take(0);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }

        _finished.Wait();
        if (_failure is not null)
        {
            throw new InvalidOperationException("A fitting thread failed.", _failure);
        }
    }

    public void Dispose()
    {
        _stopped = true;
        if (_helpers.Length > 0)
        {
            _start.Release(_helpers.Length);
        }

        foreach (var helper in _helpers)
        {
            helper.Join();
        }

        _start.Dispose();
        _finished.Dispose();
    }

    private void Help(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_stopped)
            {
                return;
            }

            try
            {
                Take(worker);
            }
            catch (Exception failure)
            {
                _failure = failure;
            }

            if (Interlocked.Decrement(ref _running) == 0)
            {
                _finished.Set();
            }
        }
    }

    private void Take(int worker)
    {
        var work = _work!;
        while (true)
        {
            var piece = Interlocked.Increment(ref _next) - 1;
            if (piece >= _pieces)
            {
                return;
            }

            work(piece, worker);
        }
    }
}
