using Stylize.Workers.Watching;

namespace Stylize.Cli.Commands;

internal sealed class WatchCommand : Command
{
    public const string CommandName = "watch";
    public const string Summary = "Follow a submitted batch to its end, with the output and exit code of a local run.";

    private readonly CommandHost _host;
    private readonly Argument<string> _id = new("id") { Description = "Batch id from 'stylize submit' or 'stylize batches'." };
    private readonly BrokerOptions _broker;
    private readonly Option<string> _reportPath = NewOption.Of<string>(
        "--report-path", "file", "JSON Lines file for a report of every file and the totals.");

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per result." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Print phases and their times on standard error." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Hide the progress bar." };
    private readonly LogTimeOption _logTime = new();

    public WatchCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        Arguments.Add(_id);
        _broker = new BrokerOptions(host, this);
        Options.Add(_reportPath);
        Options.Add(_json);
        Options.Add(_verbose);
        Options.Add(_quiet);
        Options.Add(_logTime);
        HelpText.Extend(this,
            ["stylize watch 20261120-190312-k7qf", "stylize watch $(stylize submit pixel-art photos -o out | tail -n 1)"]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        _logTime.Apply(values, _host);
        var watch = new BatchWatch(_broker.Address(values), values.GetValue(_id)!, _broker.Map(values));
        var display = new BatchDisplay(_host, values.GetValue(_verbose), values.GetValue(_quiet));
        using var report = new BatchReport(
            values.GetValue(_reportPath) is { } path ? _host.FullPath(path) : null, CommandName, [new("Id", values.GetValue(_id))]);
        foreach (var happened in watch.Run(() => display.Progress(() => watch.Progress), _host.Cancellation))
        {
            if (happened.Note is { } note)
            {
                display.WriteLine($"stylize: {StylizeException.Spell(note, FailureText.Spell)}");
            }

            if (happened.Problem is { } problem)
            {
                display.Fail(problem);
            }

            foreach (var failure in happened.Failed?.Failures ?? [])
            {
                display.Fail(failure);
            }

            if (happened.Done is { } unit)
            {
                report.Add(unit.Result);
                Show(unit, watch.IsPlate, display, values);
            }
        }

        display.ClearProgress();
        report.Finish();
        if (report.Failure is { } unfinished)
        {
            display.Fail(unfinished);
        }

        if (watch.IsUpdate)
        {
            _host.Error.WriteLine($"stylize: {report.Totals}.");
        }

        if (watch.CanceledUnits > 0)
        {
            _host.Error.WriteLine($"stylize: The batch was canceled; {watch.CanceledUnits} of {watch.Progress.Total} were not started.");
        }

        return watch.CanceledUnits > 0 ? ExitCode.SomeFailed : display.ExitCode;
    }

    private void Show(WatchedUnit unit, bool isPlate, BatchDisplay display, ParseResult values)
    {
        foreach (var message in unit.Messages)
        {
            display.WriteLine($"{message.Source}: {(message.IsWarning ? "warning: " : "")}{message.Text}");
        }

        display.ClearProgress();
        foreach (var file in unit.Files)
        {
            if (isPlate)
            {
                SegmentCommand.Show(_host, file.Path, file.Width, file.Height, file.Summary, values.GetValue(_json));
            }
            else
            {
                var result = new BatchResult<WrittenFile>(unit.Source) { Value = file, Elapsed = unit.Elapsed, Phases = unit.Phases };
                OperationCommand.Show(_host, result, values.GetValue(_json));
                display.ShowPhases(result);
            }
        }
    }
}
