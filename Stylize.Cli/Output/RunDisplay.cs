using Stylize.Engine.Runs.Estimate;

namespace Stylize.Cli.Output;

/// <summary>Shows a run: results on standard output, everything else on standard error.</summary>
internal sealed class RunDisplay<T>(
    CommandHost host, bool verbose, bool quiet, string? kind, Action<BatchResult<T>> show)
    : IRunDisplay<T>
    where T : class
{
    private readonly ProgressLine _progress = new(host.Error, host.HasTerminal && !quiet, TerminalWidth(host));
    private readonly RepeatedFailures? _repeated = kind is null ? null : new(kind);
    private int _itemCode;

    public int ExitCode { get; private set; }

    public bool AsJson { get; init; }

    /// <summary>Returns the exit code of a run. If some inputs succeeded, wrong use of others counts as
    /// failure.</summary>
    public int ExitCodeOf(BatchTotals totals) => Hosting.ExitCode.With(
        ExitCode,
        kind is not null && _itemCode == Hosting.ExitCode.WrongUse && totals is { Created: > 0 } or { Current: > 0 }
            ? Hosting.ExitCode.SomeFailed
            : _itemCode);

    public void Result(BatchResult<T> result)
    {
        ClearProgress();
        show(result);
        ShowPhases(result);
    }

    public void Failure(StylizeException failure, string? source)
    {
        if (source is null)
        {
            ExitCode = Hosting.ExitCode.With(ExitCode, failure);
        }
        else
        {
            _itemCode = Hosting.ExitCode.With(_itemCode, failure);
        }

        if (_repeated?.IsNew(failure, source) != false)
        {
            Write(failure);
        }
    }

    public void Detail(string text) => Note(text);

    public void EndResults()
    {
        ClearProgress();
        if (_repeated?.Summary is { } others)
        {
            Note(others);
        }
    }

    public TWork Wait<TWork>(Func<Action<OperationProgress>, TWork> work)
    {
        var display = new WorkDisplay(host, quiet);
        try
        {
            return work(display.Report);
        }
        finally
        {
            display.Clear();
        }
    }

    public void Preview(RunStep step)
    {
        if (AsJson)
        {
            JsonLine.Write(host.Out, [new("Target", step.Target), new("WhatIf", step.Lines)]);
            return;
        }

        foreach (var line in step.Lines)
        {
            host.Out.WriteLine($"What if: {line}");
        }
    }

    public void Estimate(BatchEstimate estimate) => EstimateLine.Write(host, estimate, AsJson);

    public void Line(string text) => Note(StylizeException.Spell(text, FailureText.Spell));

    public void Warning(string text)
    {
        ClearProgress();
        host.Warn(text);
    }

    /// <summary>Shows a message of an item, with its name unless the text starts with it.</summary>
    public void Message(BatchMessage message)
    {
        if (message.IsWarning)
        {
            Warning(message.After(message.Source));
        }
        else
        {
            Line(message.After(message.Source));
        }
    }

    public void Progress(Func<BatchProgress> progress) => _progress.Draw(progress);

    private void Note(string text)
    {
        ClearProgress();
        host.Note(text);
    }

    private void ClearProgress() => _progress.Clear();

    private void ShowPhases(BatchResult<T> result)
    {
        if (verbose)
        {
            var phases = string.Join(", ", result.Phases.Select(p => $"{p.Name} {p.Elapsed.TotalMilliseconds:0}"));
            host.Note(result.Value is IBatchOutcome { IsCurrent: true }
                ? $"{result.Source}: up to date"
                : $"{result.Source}: {result.Elapsed.TotalMilliseconds:0} ms ({phases})");
        }
    }

    private void Write(StylizeException failure)
    {
        ClearProgress();
        FailureText.Write(host.Error, failure);
    }

    private static int TerminalWidth(CommandHost host) =>
        host.HasTerminal && Console.BufferWidth is > 20 and var width ? width : 80;
}
