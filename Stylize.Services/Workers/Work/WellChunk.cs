using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

internal sealed class WellChunk(
    WorkChunk chunk,
    Func<CancellationToken, PlateWork> plate,
    WorkerHost host,
    Func<string, string, CancellationToken, LockedStore> openLocked)
    : ChunkWork(chunk, host)
{
    /// <summary>Completes the wells in progress. Another worker may process the rest.</summary>
    public override void ExpectOthers() => StopIntake();

    protected override void Run()
    {
        var units = Chunk.Units.ToDictionary(unit => unit.Source);
        var display = new WellDisplay((well, result) => Report(Carry(units[result.Source], well, result)));
        using var run = plate(Stopped).Run(display, IsAgain, Open, Stopped);
        var wells = run.Wells.ToDictionary(item => item.Source);
        foreach (var unit in Chunk.Units.Where(unit => !wells.ContainsKey(unit.Source)))
        {
            Report(Failed(unit, Errors.TilesElsewhere.With(unit.Source)));
        }

        run.ProcessWells(Take().Select(unit => wells.GetValueOrDefault(unit.Source)).OfType<WellItem>());
    }

    private LockedStore Open(string database) => openLocked(Chunk.Batch, database, Stopped);

    private UnitResult Carry(WorkUnit unit, WellDisplay well, BatchResult<WellResult> result) =>
        new(unit.Index, unit.Source)
        {
            Outputs = well.Stored is { } stored ? [.. stored.Files.Select(file => Carry(stored, file))] : [],
            Failures = [.. well.Failures.Select(Map.ToThere)],
            Messages =
                [.. well.Messages.Select(message => new UnitMessage(message.IsWarning, Map.TextToThere(message.Text)))],
            Seconds = result.Elapsed.TotalSeconds,
            Phases = [.. result.Phases.Select(phase => new UnitPhase(phase.Name, phase.Elapsed.TotalSeconds))],
        };

    private UnitOutput Carry(WellResult stored, PlateOutput file) =>
        new(Map.ToThere(file.Path), [], file.Width, file.Height, ReportedValue.Write(stored.Describe(file)));
}

/// <summary>Collects the results and messages of a well until it is completed.</summary>
internal sealed class WellDisplay(Action<WellDisplay, BatchResult<WellResult>> ended) : IRunDisplay<WellResult>
{
    public List<StylizeException> Failures { get; } = [];
    public List<BatchMessage> Messages { get; } = [];
    public WellResult? Stored { get; private set; }

    public void Result(BatchResult<WellResult> result) => Stored = result.Value;

    public void Failure(StylizeException failure, string? source) => Failures.Add(failure);

    public void Message(BatchMessage message) => Messages.Add(message);

    public void Ended(BatchResult<WellResult> result)
    {
        ended(this, result);
        Failures.Clear();
        Messages.Clear();
        Stored = null;
    }
}
