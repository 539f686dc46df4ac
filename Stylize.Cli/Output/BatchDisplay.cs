using Stylize.Cli.Hosting;
using Stylize.Engine;
using Stylize.Engine.Batch;

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
        var repeated = new RepeatedFailures();
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
                    exitCode = ExitCode.SomeFailed;
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
            var phases = string.Join(", ", result.Phases.Select(p => $"{p.Name} {p.Elapsed.TotalMilliseconds:0}"));
            host.Error.WriteLine($"{result.Source}: {result.Elapsed.TotalMilliseconds:0} ms ({phases})");
        }
    }
}
