using System.Diagnostics;

namespace Stylize.Engine.Telemetry;

/// <summary>Measures the named phases of one run: <c>using (context.Phases.Start("decode")) { ... }</c>. Phases of one run follow each other; they do not nest.</summary>
public sealed class PhaseRecorder
{
    private readonly List<PhaseRecord> _phases = [];

    /// <summary>The finished phases in order; a name that came again is summed.</summary>
    public IReadOnlyList<PhaseRecord> Phases => _phases;

    /// <summary>Begins a phase; disposing the scope ends it.</summary>
    public Scope Start(string name) => new(this, name);

    private void Add(PhaseRecord phase)
    {
        var index = _phases.FindIndex(p => p.Name == phase.Name);
        if (index < 0)
        {
            _phases.Add(phase);
        }
        else
        {
            _phases[index] = _phases[index] with { Elapsed = _phases[index].Elapsed + phase.Elapsed };
        }
    }

    public readonly struct Scope : IDisposable
    {
        private readonly PhaseRecorder _owner;
        private readonly string _name;
        private readonly long _start;

        internal Scope(PhaseRecorder owner, string name)
        {
            _owner = owner;
            _name = name;
            _start = Stopwatch.GetTimestamp();
        }

        public void Dispose() => _owner.Add(new PhaseRecord(_name, Stopwatch.GetElapsedTime(_start)));
    }
}

/// <param name="Name">The phase, such as "decode".</param>
/// <param name="Elapsed">Wall time.</param>
public sealed record PhaseRecord(string Name, TimeSpan Elapsed);
