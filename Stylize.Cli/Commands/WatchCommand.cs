using Stylize.Workers.Broker;
using Stylize.Workers.Watching;

namespace Stylize.Cli.Commands;

internal sealed class WatchCommand : HostCommand
{
    public const string CommandName = "watch";
    public const string Summary = "Follow a submitted batch to its end, with the output and exit code of a local run.";

    private readonly Argument<string> _id;
    private readonly DeclaredOptions _broker;
    private readonly Option<string> _reportPath;
    private readonly Option<bool> _json;
    private readonly Option<bool> _verbose;
    private readonly LogTimeOption _logTime = new();

    public WatchCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _id = DeclareArgument<string>("id", ArgumentArity.ExactlyOne, "Batch id from 'stylize submit' or 'stylize batches'.");
        _broker = Declare<BrokerOptions>();
        _reportPath = Declare<string>("--report-path", "file", "JSON Lines file for a report of every file and the totals.");
        _json = Declare<bool>("--json", null, "Print one JSON object per result.");
        _verbose = Declare<bool>("--verbose", null, "Print phases and their times on standard error.");
        Options.Add(Quiet);
        Options.Add(_logTime);
        Finish("stylize watch 20261120-190312-k7qf", "stylize watch $(stylize submit pixel-art photos -o out | tail -n 1)");
    }

    protected override int Run(ParseResult values)
    {
        _logTime.Apply(values, Host);
        var broker = OptionSet.Apply(new BrokerOptions(), _broker.Given(values), Host);
        var watch = new BatchWatch(broker.Address(Host), values.GetValue(_id)!, broker.Paths());
        var display = new BatchDisplay(Host, values.GetValue(_verbose), values.GetValue(Quiet));
        using var report = new BatchReport(
            values.GetValue(_reportPath) is { } path ? Host.FullPath(path) : null, CommandName, [new("Id", values.GetValue(_id))]);
        foreach (var happened in watch.Run(() => display.Progress(() => watch.Progress), Host.Cancellation))
        {
            if (happened.Note is { } note)
            {
                display.Line(StylizeException.Spell(note, FailureText.Spell));
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
            Host.Note($"{report.Totals}.");
        }

        if (watch.CanceledUnits > 0)
        {
            Host.Note($"The batch was canceled; {watch.CanceledUnits} of {watch.Progress.Total} were not started.");
        }

        return watch.CanceledUnits > 0 ? ExitCode.SomeFailed : display.ExitCode;
    }

    private void Show(WatchedUnit unit, bool isPlate, BatchDisplay display, ParseResult values)
    {
        foreach (var message in unit.Messages)
        {
            display.Message(message);
        }

        display.ClearProgress();
        foreach (var file in unit.Files)
        {
            if (isPlate)
            {
                SegmentCommand.Show(Host, file.Path, file.Width, file.Height, file.Summary, values.GetValue(_json));
            }
            else
            {
                var result = new BatchResult<WrittenFile>(unit.Source) { Value = file, Elapsed = unit.Elapsed, Phases = unit.Phases };
                OperationCommand.Show(Host, result, values.GetValue(_json));
                display.ShowPhases(result);
            }
        }
    }
}
