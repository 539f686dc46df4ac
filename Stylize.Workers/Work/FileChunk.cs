using System.Collections.Concurrent;
using System.Diagnostics;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Some files of a batch, through to the finished files.</summary>
internal sealed class FileChunk(WorkChunk chunk, BatchHeader header, Func<IOperation> create, WorkerHost host)
    : ChunkWork(chunk, host)
{
    private readonly ConcurrentDictionary<string, List<UnitMessage>> _messages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WorkUnit> _units = new(StringComparer.Ordinal);

    protected override void Run()
    {
        var operation = create();
        var targets = new TargetOptions { Force = header.Force, Update = header.Update, NoProvenance = header.NoProvenance };
        var careful = new TargetPlanner(operation, targets);

        // What a worker that ended has made is recognised where files say how they were made, and made again where they do not.
        var again = new TargetPlanner(operation, targets with { Force = header.NoProvenance, Update = !header.NoProvenance });
        using var work = new FileWork(operation, careful);
        using var workAgain = new FileWork(operation, again);
        var options = new BatchOptions
        {
            Limits = Host.Limits,
            Operation = operation.Name,
            FileTimeLimit = header.FileTimeLimit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        using var batch = new ItemBatch<FileItem, WrittenFile>(
            (item, context) => Do(item, context, IsAgain ? workAgain : work),
            options,
            item => operation.EstimateMemory(item.Input),
            Stopped);
        var items = Items(operation);
        foreach (var item in items.Values)
        {
            careful.AddInput(item.Source);
            again.AddInput(item.Source);
        }

        batch.Runner.Total = items.Count;
        foreach (var result in batch.Runner.Run(Take().Where(unit => items.ContainsKey(unit.Index)).Select(unit => items[unit.Index])))
        {
            // Those that succeeded have told of it themselves, without waiting for slower ones before them.
            if (!result.Succeeded)
            {
                Report(Failed(_units[result.Source], result.Failure) with
                {
                    Seconds = result.Elapsed.TotalSeconds,
                    Messages = Messages(result.Source),
                });
            }
        }
    }

    /// <summary>The units whose files this worker may use, as items; the others fail.</summary>
    private Dictionary<int, FileItem> Items(IOperation operation)
    {
        var items = new Dictionary<int, FileItem>();
        foreach (var unit in Chunk.Units)
        {
            try
            {
                items.Add(unit.Index, Item(unit, operation));
            }
            catch (StylizeException failure)
            {
                Report(Failed(unit, failure));
            }
        }

        return items;
    }

    private FileItem Item(WorkUnit unit, IOperation operation)
    {
        var (source, target) = (Host.ToRead(unit.Source), Host.ToWrite(unit.Target!));
        var decoding = header.MaxPixels is { } limit ? DecodeOptions.Default with { MaxPixels = limit } : DecodeOptions.Default;
        if (!_units.TryAdd(source, unit))
        {
            throw new StylizeException(StylizeError.TargetConflict, source, $"'{source}' occurs twice in one chunk.");
        }

        return new FileItem(new ImageInput(ImageSource.File(source), Host.Codec, decoding))
        {
            Target = target,
            SideTargets = [.. operation.SideSuffixes.Select(suffix => operation.Beside(target, suffix))],
        };
    }

    private WrittenFile Do(FileItem item, OperationContext context, FileWork work)
    {
        var began = Stopwatch.GetTimestamp();
        var messages = new List<UnitMessage>();
        _messages[item.Source] = messages;
        var written = work.Run(item, context with { Warning = text => Add(messages, text) });
        var unit = _units[item.Source];
        Report(new UnitResult(unit.Index, unit.Source)
        {
            Outputs =
            [
                new(Map.ToThere(written.Path), [.. written.SideFiles.Select(Map.ToThere)], written.Width, written.Height,
                    ReportedValue.Write(written.Summary)) { IsCurrent = written.IsCurrent && header.Update },
            ],
            Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
            Phases = [.. context.Phases.Phases.Select(phase => new UnitPhase(phase.Name, phase.Elapsed.TotalSeconds))],
            Messages = Messages(item.Source),
        });
        return written;
    }

    private void Add(List<UnitMessage> messages, string text)
    {
        lock (messages)
        {
            messages.Add(new UnitMessage(true, Map.TextToThere(text)));
        }
    }

    private IReadOnlyList<UnitMessage> Messages(string source)
    {
        if (!_messages.TryGetValue(source, out var messages))
        {
            return [];
        }

        lock (messages)
        {
            return [.. messages];
        }
    }
}
