using Stylize.Engine;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Some wells of a plate, through to their files and rows.</summary>
internal sealed class WellChunk(
    WorkChunk chunk,
    Func<CancellationToken, PlateWork> plate,
    WorkerHost host,
    Func<string, string, CancellationToken, TurnStore> openInTurn)
    : ChunkWork(chunk, host)
{
    /// <summary>The wells under way are finished; the rest is whoever's the broker has given the chunk to.</summary>
    public override void ExpectOthers() => StopTaking();

    protected override void Run()
    {
        var units = Chunk.Units.ToDictionary(unit => unit.Source);
        var display = new WellDisplay((well, result) => Report(Carry(units[result.Source], well, result)));
        using var run = plate(Stopped).Run(display, IsAgain, Open, Stopped);
        var wells = run.Wells.ToDictionary(item => item.Source);
        foreach (var unit in Chunk.Units.Where(unit => !wells.ContainsKey(unit.Source)))
        {
            Report(Failed(unit, new StylizeException(
                StylizeError.ImageMissing, unit.Source, $"The tiles of {unit.Source} are not to be found on this host.",
                "Check that the worker sees the same folders; give Map where their paths differ.")));
        }

        run.DoSome(Take().Select(unit => wells.GetValueOrDefault(unit.Source)).OfType<WellItem>());
    }

    private TurnStore Open(string database) => openInTurn(Chunk.Batch, database, Stopped);

    private UnitResult Carry(WorkUnit unit, WellDisplay well, BatchResult<WellResult> result) => new(unit.Index, unit.Source)
    {
        Outputs = well.Stored is { } stored ? [.. stored.Files.Select(file => Carry(stored, file))] : [],
        Failures = [.. well.Failures.Select(Map.ToThere)],
        Messages = [.. well.Messages.Select(message => new UnitMessage(message.IsWarning, Map.TextToThere(message.Text)))],
        Seconds = result.Elapsed.TotalSeconds,
        Phases = [.. result.Phases.Select(phase => new UnitPhase(phase.Name, phase.Elapsed.TotalSeconds))],
    };

    private UnitOutput Carry(WellResult stored, PlateOutput file) =>
        new(Map.ToThere(file.Path), [], file.Width, file.Height, ReportedValue.Write(stored.Describe(file)));
}

/// <summary>Gathers what a run shows of one well until the well has ended.</summary>
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
