using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Broker;
using Stylize.Workers.Paths;
using Stylize.Workers.Submission;

namespace Stylize.Cli.Commands;

/// <summary>What `stylize submit` adds to the command of an operation: the work goes to workers instead of being done.</summary>
internal sealed class Submission
{
    private readonly CommandHost _host;
    private readonly BrokerOptions _broker;
    private readonly DeclaredOptions _options;

    public Submission(CommandHost host, Command command)
    {
        _host = host;
        _broker = new BrokerOptions(host, command);
        _options = new DeclaredOptions(command, OptionSet.Of<SubmitOptions>());
    }

    public int Send(ParseResult values, FileRun run, IReadOnlyList<FileItem> items, BatchOptions batch, WorkDisplay display)
    {
        var submitter = Submitter(values);
        try
        {
            return Tell(submitter.SubmitAsync(run.Operation, run.Planner, items, batch, display.Report, _host.Cancellation));
        }
        finally
        {
            display.Clear();
        }
    }

    public int Send(ParseResult values, PlateRun run, PlateTargetOptions targets, PlatePlan plan, BatchOptions batch) =>
        Tell(Submitter(values).SubmitAsync(run, targets, plan, batch, _host.Cancellation));

    private BatchSubmitter Submitter(ParseResult values) => new(
        _broker.Address(values), _broker.Map(values), OptionSet.Lay(new SubmitOptions(), _options.Given(values), _host));

    /// <summary>The id is alone on standard output, for scripts.</summary>
    private int Tell(Task<SubmittedBatch> submission)
    {
        var batch = submission.GetAwaiter().GetResult();
        var refused = batch.Refused > 0 ? $" {batch.Refused} cannot be processed; 'stylize watch' lists them." : "";
        _host.Error.WriteLine(
            $"stylize: Submitted {Count(batch.Files, "unit")} of {batch.Operation} in {Count(batch.Chunks, "chunk")} "
            + $"to {batch.Broker}.{refused} Follow the batch with 'stylize watch {batch.Id}'.");
        _host.Out.WriteLine(batch.Id);
        return ExitCode.AllDone;

        static string Count(int count, string unit) => $"{count} {unit}{(count == 1 ? "" : "s")}";
    }
}

internal sealed class BrokerOptions
{
    private readonly CommandHost _host;

    private readonly Option<string> _broker = new("--broker")
    {
        HelpName = "address",
        Description = "The broker: amqps://host/vhost, or a file that holds the address and may hold user and password. "
            + $"Default: the environment's {BrokerAddress.Variable}.",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        HelpName = "here=there",
        Description = "A folder that has another path in the batch, such as /mnt/photos=/data/photos. May be given several times.",
        AllowMultipleArgumentsPerToken = false,
    };

    public BrokerOptions(CommandHost host, Command command)
    {
        _host = host;
        command.Options.Add(_broker);
        command.Options.Add(_map);
    }

    public BrokerAddress Address(ParseResult values) => BrokerAddress.Find(values.GetValue(_broker), _host.FullPath);

    public PathMap Map(ParseResult values) => new(values.GetValue(_map) ?? []);
}
