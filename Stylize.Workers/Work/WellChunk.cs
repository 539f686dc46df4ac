using Stylize.Engine;
using Stylize.Engine.Segmentation.Plates.Run;
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
        var work = plate(Stopped);
        using var run = work.Run(Host, IsAgain, Open, Stopped);
        var wells = work.Wells(run);
        run.Open();
        var units = Chunk.Units.ToDictionary(unit => unit.Source);
        foreach (var unit in Chunk.Units.Where(unit => !wells.ContainsKey(unit.Source)))
        {
            Report(Failed(unit, new StylizeException(
                StylizeError.ImageMissing, unit.Source, $"The tiles of {unit.Source} are not to be found on this host.",
                "Check that the worker sees the same folders; give Map where their paths differ.")));
        }

        foreach (var result in run.Batch.Runner.Run(Take().Select(unit => wells.GetValueOrDefault(unit.Source)).OfType<WellItem>()))
        {
            var unit = units[result.Source];
            var failures = new List<StylizeException>();
            var report = result.Succeeded ? run.Take(result, failures.Add) : null;
            if (!result.Succeeded)
            {
                failures.Add(result.Failure);
            }

            Report(new UnitResult(unit.Index, unit.Source)
            {
                Outputs = report is null ? [] : [.. report.Files.Select(file => Carry(report, file))],
                Failures = [.. failures.Select(Carry)],
                Messages = Messages(run),
                Seconds = result.Elapsed.TotalSeconds,
                Phases = [.. result.Phases.Select(phase => new UnitPhase(phase.Name, phase.Elapsed.TotalSeconds))],
            });
        }
    }

    private TurnStore Open(string database) => openInTurn(Chunk.Batch, database, Stopped);

    private UnitOutput Carry(WellResult report, PlateOutput file) =>
        new(Map.ToThere(file.Path), [], file.Width, file.Height, ReportedValue.Write(report.Describe(file)));

    private List<UnitMessage> Messages(PlateRun run)
    {
        var messages = new List<UnitMessage>();
        while (run.Batch.TryTakeMessage(out var message))
        {
            messages.Add(new UnitMessage(message.IsWarning, Map.TextToThere(message.Text)));
        }

        return messages;
    }
}
