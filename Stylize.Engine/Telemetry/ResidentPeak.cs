namespace Stylize.Engine.Telemetry;

/// <summary>Watches the resident memory of the process from a thread of its own, every 5 ms, for its highest point.</summary>
internal sealed class ResidentPeak : IDisposable
{
    private readonly long _before = Environment.WorkingSet;
    private readonly ManualResetEventSlim _stopped = new();
    private readonly Thread _watcher;
    private long _peak;

    public ResidentPeak()
    {
        _peak = _before;
        _watcher = new Thread(Watch) { IsBackground = true, Name = "Stylize resident peak" };
        _watcher.Start();
    }

    /// <summary>Ends watching; bytes of growth from the start to the highest point.</summary>
    public long Stop()
    {
        _stopped.Set();
        _watcher.Join();
        return Math.Max(_peak, Environment.WorkingSet) - _before;
    }

    public void Dispose()
    {
        Stop();
        _stopped.Dispose();
    }

    private void Watch()
    {
        while (!_stopped.Wait(5))
        {
            _peak = Math.Max(_peak, Environment.WorkingSet);
        }
    }
}
