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
        _id = DeclareArgument<string>(
            "id", ArgumentArity.ExactlyOne, "Batch id from 'stylize submit' or 'stylize batches'.");
        _broker = Declare<BrokerOptions>();
        _reportPath =
            Declare<string>("--report-path", "file", "JSON Lines file for a report of every file and the totals.");
        _json = Declare<bool>("--json", null, "Print one JSON object per result.");
        _verbose = Declare<bool>("--verbose", null, "Print phases and their times on standard error.");
        Options.Add(Quiet);
        Options.Add(_logTime);
        Finish("stylize watch 20261120-190312-k7qf",
            "stylize watch $(stylize submit pixel-art photos -o out | tail -n 1)");
    }

    protected override int Run(ParseResult values)
    {
        _logTime.Apply(values, Host);
        var broker = OptionSet.Apply(new BrokerOptions(), _broker.Given(values), Host);
        var watch = new BatchWatch(broker.Address(Host), values.GetValue(_id)!, broker.Paths());
        var json = values.GetValue(_json);
        var display =
            new RunDisplay<WrittenFile>(Host, values.GetValue(_verbose), values.GetValue(Quiet), null, result =>
            {
                if (watch.IsPlate)
                {
                    var file = result.Value!;
                    SegmentCommand.Show(Host, file.Path, file.Width, file.Height, file.Summary, json);
                }
                else
                {
                    OperationCommand.Show(Host, result, json);
                }
            });
        using var report = new BatchReport(
            values.GetValue(_reportPath) is { } path ? Host.FullPath(path) : null, CommandName,
            [new("Id", values.GetValue(_id))]);
        watch.Show(display, report, Host.Cancellation);
        if (watch.IsUpdate)
        {
            Host.Note($"{report.Totals}.");
        }

        if (watch.CanceledUnits > 0)
        {
            Host.Note($"The batch was canceled; {watch.CanceledUnits} of {watch.Progress.Total} were not started.");
        }

        return watch.CanceledUnits > 0 ? ExitCode.SomeFailed : display.ExitCodeOf(report.Totals);
    }
}
