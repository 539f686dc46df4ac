using System.Diagnostics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Telemetry;

/// <summary>Measures the named phases of one run: <c>using (context.Phases.Start("decode")) { ... }</c>. The phases of a run follow each
/// other; they do not nest. Where a listener is attached, each is also an activity of <see cref="EngineTelemetry.Source"/> and a sample of
/// its meter.</summary>
public sealed class PhaseRecorder
{
    private readonly List<PhaseRecord> _phases = [];

    /// <summary>True to measure nothing and send no telemetry, for a run that nobody asked for.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Name of the operation, a tag of activities and meter samples.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The finished phases in order; phases of the same name are summed.</summary>
    public IReadOnlyList<PhaseRecord> Phases
    {
        get
        {
            lock (_phases)
            {
                return [.. _phases];
            }
        }
    }

    /// <summary>Begins a phase, which ends when the scope is disposed.</summary>
    /// <param name="name">Name of the phase, such as "decode".</param>
    public Scope Start(string name) => IsSilent ? default : new(this, name);

    private void Add(PhaseRecord phase)
    {
        lock (_phases)
        {
            var index = _phases.FindIndex(p => p.Name == phase.Name);
            if (index < 0)
            {
                _phases.Add(phase);
            }
            else
            {
                _phases[index] = _phases[index].Plus(phase);
            }
        }

        EngineTelemetry.RecordPhase(Operation, phase);
    }

    /// <summary>A phase that has begun.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly PhaseRecorder? _owner;
        private readonly string _name;
        private readonly Activity? _activity;
        private readonly long _start;
        private readonly TimeSpan _processor;
        private readonly long _allocated;
        private readonly long _pooled;

        internal Scope(PhaseRecorder owner, string name)
        {
            _owner = owner;
            _name = name;
            _activity = EngineTelemetry.StartPhase(owner.Operation, name);
            _processor = ProcessClock.ProcessorTime;
            _allocated = GC.GetTotalAllocatedBytes();
            _pooled = AlignedPool.TotalRentedBytes;
            _start = Stopwatch.GetTimestamp();
        }

        /// <summary>Ends the phase and records it.</summary>
        public void Dispose()
        {
            if (_owner is null) return;

            var elapsed = Stopwatch.GetElapsedTime(_start);
            _owner.Add(new PhaseRecord(
                _name, elapsed, ProcessClock.ProcessorTime - _processor, GC.GetTotalAllocatedBytes() - _allocated,
                AlignedPool.TotalRentedBytes - _pooled));
            _activity?.Dispose();
        }
    }
}

/// <summary>One measured phase of a run.</summary>
/// <param name="Name">Name of the phase, such as "decode".</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="ProcessorTime">Processor time of the whole process during the phase, other runs at the same time included.</param>
/// <param name="AllocatedBytes">Managed bytes that the process allocated during the phase.</param>
/// <param name="PooledBytes">Bytes that the process took from <see cref="Imaging.AlignedPool"/> during the phase.</param>
public sealed record PhaseRecord(string Name, TimeSpan Elapsed, TimeSpan ProcessorTime, long AllocatedBytes, long PooledBytes)
{
    /// <summary>Managed and pooled bytes together. Memory that is freed and allocated again counts each time.</summary>
    public long AllBytes => AllocatedBytes + PooledBytes;

    internal PhaseRecord Plus(PhaseRecord other) => new(
        Name, Elapsed + other.Elapsed, ProcessorTime + other.ProcessorTime, AllocatedBytes + other.AllocatedBytes,
        PooledBytes + other.PooledBytes);

    /// <summary>The name and the elapsed milliseconds, for display.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} {Elapsed.TotalMilliseconds:0.0} ms");
}
