namespace Stylize.Engine.Runs.Runner;

/// <summary>Collects the progress of the items of a batch. A report costs two stores; only snapshots compute.</summary>
internal sealed class ProgressTracker
{
    private readonly object _gate = new();
    private readonly List<Entry> _running = [];
    private int _done;
    private int _failed;
    private long _began;

    public Entry Begin(string source)
    {
        var entry = new Entry(source);
        lock (_gate)
        {
            if (_began == 0)
            {
                _began = Stopwatch.GetTimestamp();
            }

            _running.Add(entry);
        }

        return entry;
    }

    public void End(Entry entry, bool failed)
    {
        lock (_gate)
        {
            _running.Remove(entry);
            _done++;
            _failed += failed ? 1 : 0;
        }
    }

    public BatchProgress Snapshot(int? total)
    {
        lock (_gate)
        {
            var elapsed = _began == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_began);
            var current = _running.FirstOrDefault();
            var finished = _done + _running.Sum(e => e.Fraction);
            double? fraction = total is null ? null : total == 0 ? 1 : Math.Min(1, finished / total.Value);
            TimeSpan? remaining = fraction is > 0 ? elapsed * ((1 - fraction.Value) / fraction.Value) : null;
            return new BatchProgress(
                _done, _failed, total, fraction, elapsed, remaining, current?.Source, current?.Fraction ?? 0,
                current?.Activity ?? "");
        }
    }

    public sealed class Entry(string source)
    {
        private double _fraction;
        private volatile string _activity = "";

        public string Source => source;

        public double Fraction => Volatile.Read(ref _fraction);

        public string Activity => _activity;

        public void Report(OperationProgress progress)
        {
            Volatile.Write(ref _fraction, Math.Clamp(progress.Fraction, 0, 1));
            _activity = progress.Activity;
        }
    }
}
