using System.Text.Json;
using Stylize.Workers.Messages;
using Stylize.Workers.Work;

namespace Stylize.Benchmarks;

/// <summary>Counts how often each file of a simulated batch was completed.</summary>
internal sealed class WorkTally(int files)
{
    private readonly int[] _completed = new int[files];
    private int _done;
    private int _repeated;

    /// <summary>The number of files that were completed at least once.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>The number of times that a completed file was completed again.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    public bool Has(int file) => Volatile.Read(ref _completed[file]) > 0;

    public void Add(int file)
    {
        if (Interlocked.Increment(ref _completed[file]) == 1)
        {
            Interlocked.Increment(ref _done);
        }
        else
        {
            Interlocked.Increment(ref _repeated);
        }
    }
}

/// <summary>A chunk whose files take time instead of work. If the chunk comes again, completed files are skipped, like
/// real ones.</summary>
internal sealed class SimulatedWork(
    WorkChunk chunk, WorkerHost host, SimulatedWorker worker, WorkTally tally, double seconds)
    : ChunkWork(chunk, host)
{
    private static readonly JsonElement Summary =
        JsonElement.Parse("""{"cellSize":8,"colors":16,"palette":"adaptive"}""");

    protected override void Run()
    {
        foreach (var unit in Take())
        {
            var took = seconds * worker.Slowness * (0.5 + Random.Shared.NextDouble());
            var isCurrent = IsAgain && tally.Has(unit.Index);
            if (!isCurrent)
            {
                WaitHandle.WaitAny([Stopped.WaitHandle, worker.Killed.WaitHandle], TimeSpan.FromSeconds(took));
                Stopped.ThrowIfCancellationRequested();
                if (worker.Killed.IsCancellationRequested) return;

                tally.Add(unit.Index);
            }

            Report(new UnitResult(unit.Index, unit.Source)
            {
                Outputs = [new UnitOutput(unit.Target!, [], 96, 64, Summary)],
                Seconds = isCurrent ? 0 : took,
                Phases = [new UnitPhase("decode", took / 4), new UnitPhase("palette", took / 2),
                    new UnitPhase("encode", took / 4)],
            });
        }
    }
}
