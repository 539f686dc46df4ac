using Stylize.Cli.Hosting;
using Stylize.Engine;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Cli.Output;

/// <summary>
/// Runs a batch to its end and shows what comes: results on standard output, failures, messages and progress on standard error.
/// </summary>
internal sealed class BatchDisplay(CommandHost host, bool verbose, bool quiet)
{
    /// <summary>More inputs than these are not counted before the first is worked on; the progress then shows no total.</summary>
    private const int CountedInputs = 10_000;

    private readonly ProgressLine _progress = new(host.Error, host.HasTerminal && !quiet, TerminalWidth(host));

    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">Interrupted; what was finished before is shown.</exception>
    public int Run<TItem, T>(ItemBatch<TItem, T> batch, IEnumerable<TItem> items, Action<BatchResult<T>> show)
        where TItem : IBatchItem
        where T : class
    {
        using var input = items.GetEnumerator();
        var counted = new List<TItem>();
        var more = true;
        while (counted.Count < CountedInputs && (more = input.MoveNext()))
        {
            counted.Add(input.Current);
        }

        batch.Runner.Total = more ? null : counted.Count;
        var exitCode = ExitCode.AllDone;
        var repeated = new RepeatedFailures(TItem.Kind);
        try
        {
            foreach (var result in batch.Runner.Run(more ? counted.Concat(Rest(input)) : counted, () => ShowLive(batch)))
            {
                ShowMessages(batch);
                _progress.Clear();
                if (result.Succeeded)
                {
                    show(result);
                    ShowPhases(result);
                }
                else
                {
                    exitCode = ExitCode.With(exitCode, result.Failure);
                    if (repeated.IsNew(result.Failure))
                    {
                        Fail(result.Failure);
                    }
                }

                ShowLive(batch);
            }
        }
        finally
        {
            ShowMessages(batch);
            _progress.Clear();
            if (repeated.Summary is { } others)
            {
                host.Error.WriteLine($"stylize: {others}");
            }
        }

        if (exitCode == ExitCode.WrongUse && batch.Totals is { Made: > 0 } or { Current: > 0 })
        {
            // The use was right for other inputs: some files failed.
            exitCode = ExitCode.SomeFailed;
        }

        if (batch.Finish() is { } failure)
        {
            exitCode = ExitCode.SomeFailed;
            Fail(failure);
        }

        if (batch.Summary is { } summary)
        {
            host.Error.WriteLine($"stylize: {summary}");
        }

        return exitCode;
    }

    /// <summary>Says what a run would write and what it would refuse; nothing is written.</summary>
    /// <param name="work">Foresees what becomes of an item.</param>
    /// <param name="items">The items.</param>
    /// <param name="totals">Receives the totals of the run.</param>
    /// <returns>The exit code of the run.</returns>
    public int Foretell(FileWork work, IEnumerable<FileItem> items, out BatchTotals totals)
    {
        totals = default;
        var exitCode = ExitCode.AllDone;

        // A run knows as many inputs before the first is done, and so refuses to write to any of them.
        foreach (var item in items.Chunk(CountedInputs).SelectMany(known => known))
        {
            host.Cancellation.ThrowIfCancellationRequested();
            var outlook = work.Foresee(item, host.Cancellation);
            totals = totals.With(outlook);
            if (outlook.Failure is { } failure)
            {
                exitCode = ExitCode.With(exitCode, failure);
                Fail(failure);
            }
            else if (outlook.IsWritten)
            {
                host.Out.WriteLine($"What if: '{item.Source}' would be written to {work.Outputs(item)}.");
            }
        }

        return exitCode;
    }

    /// <summary>Shows one failure.</summary>
    public void Fail(StylizeException failure)
    {
        _progress.Clear();
        FailureText.Write(host.Error, failure);
    }

    /// <summary>Writes a line on standard error.</summary>
    public void Say(string line)
    {
        _progress.Clear();
        host.Error.WriteLine(line);
    }

    /// <summary>Draws how far work is that this process does not do itself.</summary>
    public void ShowProgress(Func<BatchProgress> progress) => _progress.Draw(progress);

    /// <summary>Takes the progress away.</summary>
    public void ClearProgress() => _progress.Clear();

    private static IEnumerable<TItem> Rest<TItem>(IEnumerator<TItem> input)
    {
        while (input.MoveNext())
        {
            yield return input.Current;
        }
    }

    private static int TerminalWidth(CommandHost host) => host.HasTerminal && Console.BufferWidth is > 20 and var width ? width : 80;

    private void ShowLive<TItem, T>(ItemBatch<TItem, T> batch)
        where TItem : IBatchItem
        where T : class
    {
        ShowMessages(batch);
        _progress.Draw(() => batch.Progress);
    }

    private void ShowMessages<TItem, T>(ItemBatch<TItem, T> batch)
        where TItem : IBatchItem
        where T : class
    {
        while (batch.TryTakeMessage(out var message))
        {
            _progress.Clear();
            var kind = message.IsWarning ? "warning: " : "";
            host.Error.WriteLine($"{(message.StartsWith(message.Source) ? "stylize" : message.Source)}: {kind}{message.Text}");
        }
    }

    /// <summary>Shows the phases of a result to people who asked for detail.</summary>
    public void ShowPhases<T>(BatchResult<T> result)
        where T : class
    {
        if (verbose)
        {
            if (result.Value is IBatchOutcome { IsCurrent: true })
            {
                host.Error.WriteLine($"{result.Source}: up to date");
                return;
            }

            var phases = string.Join(", ", result.Phases.Select(p => $"{p.Name} {p.Elapsed.TotalMilliseconds:0}"));
            host.Error.WriteLine($"{result.Source}: {result.Elapsed.TotalMilliseconds:0} ms ({phases})");
        }
    }
}
