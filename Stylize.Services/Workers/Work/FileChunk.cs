using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Targets;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>A chunk of files, as a run whose items the submitter planned.</summary>
internal sealed class FileChunk(WorkChunk chunk, BatchHeader header, Func<IOperation> create, WorkerHost host)
    : ChunkWork(chunk, host), IRunDisplay<WrittenFile>
{
    private readonly Dictionary<string, WorkUnit> _units = new(StringComparer.Ordinal);
    private FileRun? _run;

    public override void ExpectOthers()
    {
        base.ExpectOthers();
        Volatile.Read(ref _run)?.Planner.ExpectOthers();
    }

    /// <summary>Does nothing, because <see cref="RunContext{T}.Finished"/> reports units as soon as they are
    /// completed.</summary>
    public void Result(BatchResult<WrittenFile> result)
    {
    }

    public void Failure(StylizeException failure, string? source)
    {
    }

    protected override void Run()
    {
        var operation = create();
        var context = new RunContext<WrittenFile>(this, Host.Codec)
        {
            Batch = header.Options(Host.Limits),
            Cancellation = Stopped,
            Finished = Report,
        };
        using var run = new FileRun(context, operation, header.Targets);
        Volatile.Write(ref _run, run);
        if (IsAgain)
        {
            run.Planner.ExpectOthers();
        }

        var items = Items(operation, context);
        run.ProcessPlanned(
            items.Values, Take().Where(unit => items.ContainsKey(unit.Index)).Select(unit => items[unit.Index]));
    }

    /// <summary>Returns the units whose files this worker may access. The others fail.</summary>
    private Dictionary<int, FileItem> Items(IOperation operation, RunContext<WrittenFile> context)
    {
        var items = new Dictionary<int, FileItem>();
        foreach (var unit in Chunk.Units)
        {
            try
            {
                var (source, target) = (Host.ToRead(unit.Source), Host.ToWrite(unit.Target!));
                if (!_units.TryAdd(source, unit)) throw Errors.SourceTwice.With(source);

                var input = context.Open(new RunInput(source));
                var names = operation.Outputs.NamesFor(input);
                items.Add(unit.Index, new FileItem(input)
                {
                    Target = target,
                    SideTargets = [.. names.SideSuffixes.Select(suffix => names.SideFilePath(target, suffix))],
                });
            }
            catch (StylizeException failure)
            {
                Report(Failed(unit, failure));
            }
        }

        return items;
    }

    private void Report(BatchResult<WrittenFile> result)
    {
        var unit = _units[result.Source];
        var carried = result.Failure is { } failure ? Failed(unit, failure) : new UnitResult(unit.Index, unit.Source)
        {
            Outputs = [Carry(result.Value!)],
            Phases = [.. result.Phases.Select(phase => new UnitPhase(phase.Name, phase.Elapsed.TotalSeconds))],
        };
        Report(carried with
        {
            Seconds = result.Elapsed.TotalSeconds,
            Messages = [.. result.Warnings.Select(message => new UnitMessage(true, Map.TextToThere(message.Text)))],
        });
    }

    private UnitOutput Carry(WrittenFile file) =>
        new(Map.ToThere(file.Path), [.. file.SideFiles.Select(Map.ToThere)], file.Width, file.Height,
            ReportedValue.Write(file.Summary))
        {
            Plates = [.. file.Plates.Select(Map.ToThere)],
            IsCurrent = file.IsCurrent && header.Targets.Update,
        };
}
