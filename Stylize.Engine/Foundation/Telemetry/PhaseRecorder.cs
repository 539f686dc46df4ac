namespace Stylize.Engine.Telemetry;

/// <summary>Measures the named phases of one run: <c>using (context.Phases.Start("decode")) { ... }</c>. Phases do not
/// nest. If a listener is attached, each phase is also an activity of <see cref="EngineTelemetry.Source"/> and a sample
/// of its meter.</summary>
public sealed class PhaseRecorder
{
    private readonly List<PhaseRecord> _phases = [];

    /// <summary>True to disable measuring and telemetry, for internal runs such as estimates.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Name of the operation, used as a tag of activities and samples.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The finished phases in order; phases with the same name are added.</summary>
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

    /// <summary>Starts a phase, which ends when the scope is disposed.</summary>
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

    /// <summary>A running phase.</summary>
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
/// <param name="ProcessorTime">Processor time of the whole process during the phase, including concurrent runs.</param>
/// <param name="AllocatedBytes">Managed bytes that the process allocated during the phase.</param>
/// <param name="PooledBytes">Bytes that the process rented from <see cref="Imaging.AlignedPool"/> during the
/// phase.</param>
public sealed record PhaseRecord(
    string Name, TimeSpan Elapsed, TimeSpan ProcessorTime, long AllocatedBytes, long PooledBytes)
{
    /// <summary>Sum of managed and pooled bytes. Memory that is freed and allocated again counts each time.</summary>
    public long AllBytes => AllocatedBytes + PooledBytes;

    internal PhaseRecord Plus(PhaseRecord other) => new(
        Name, Elapsed + other.Elapsed, ProcessorTime + other.ProcessorTime, AllocatedBytes + other.AllocatedBytes,
        PooledBytes + other.PooledBytes);

    /// <summary>Returns the name and the elapsed milliseconds.</summary>
    public override string ToString() =>
        Invariant($"{Name} {Elapsed.TotalMilliseconds:0.0} ms");
}
