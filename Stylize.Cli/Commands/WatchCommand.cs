using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Runs.Report;
using Stylize.Engine;
using Stylize.Workers.Watching;

namespace Stylize.Cli.Commands;

/// <summary>`stylize watch`: follows a batch of workers to its end, and says what a local run would have said.</summary>
internal sealed class WatchCommand : Command
{
    public const string CommandName = "watch";
    public const string Summary = "Follow what was submitted until it ends; lines and exit code are those of a run on this machine.";

    private readonly CommandHost _host;
    private readonly Argument<string> _id = new("id") { Description = "What 'stylize submit' wrote; 'stylize batches' lists all." };
    private readonly BrokerOptions _broker;
    private readonly Option<string> _reportPath = NewOption.Of<string>(
        "--report-path", "file", "Write a report: one JSON object per line for the run, each file, and the totals.");

    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a result line." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Say more on standard error: phases and their times." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress bar." };
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
                display.Say($"stylize: {StylizeException.Spell(note, FailureText.Spell)}");
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
            _host.Error.WriteLine($"stylize: the batch was taken back; {watch.CanceledUnits} of {watch.Progress.Total} were not begun.");
        }

        return watch.CanceledUnits > 0 ? ExitCode.SomeFailed : display.ExitCode;
    }

    private void Show(WatchedUnit unit, bool isPlate, BatchDisplay display, ParseResult values)
    {
        foreach (var message in unit.Messages)
        {
            display.Say($"{message.Source}: {(message.IsWarning ? "warning: " : "")}{message.Text}");
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
