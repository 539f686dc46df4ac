using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Broker;
using Stylize.Workers.Paths;
using Stylize.Workers.Submission;

namespace Stylize.Cli.Commands;

/// <summary>Sends the work of an operation command to workers, for `stylize submit`.</summary>
internal sealed class Submission(CommandHost host, Command command)
{
    private readonly BrokerOptions _broker = new(host, command);
    private readonly DeclaredOptions _options = new(command, OptionSet.ForRecord<SubmitOptions>());

    public int Send(ParseResult values, FileRun run, IReadOnlyList<FileItem> items, BatchOptions batch, WorkDisplay display)
    {
        var submitter = Submitter(values);
        try
        {
            return Report(submitter.SubmitAsync(run.Operation, run.Planner, items, batch, display.Report, host.Cancellation));
        }
        finally
        {
            display.Clear();
        }
    }

    public int Send(ParseResult values, PlateRun run, BatchOptions batch) =>
        Report(Submitter(values).SubmitAsync(run, batch, host.Cancellation));

    private BatchSubmitter Submitter(ParseResult values) => new(
        _broker.Address(values), _broker.Map(values), OptionSet.Apply(new SubmitOptions(), _options.Given(values), host));

    /// <summary>Prints only the id on standard output, for scripts.</summary>
    private int Report(Task<SubmittedBatch> submission)
    {
        var batch = submission.GetAwaiter().GetResult();
        var refused = batch.Refused > 0 ? $" {batch.Refused} cannot be processed; 'stylize watch' lists them." : "";
        host.Note(
            $"Submitted {Plural.WithCount(batch.Files, "unit")} of {batch.Operation} in {Plural.WithCount(batch.Chunks, "chunk")} "
            + $"to {batch.Broker}.{refused} Follow the batch with 'stylize watch {batch.Id}'.");
        host.Out.WriteLine(batch.Id);
        return ExitCode.AllDone;
    }
}

internal sealed class BrokerOptions
{
    private readonly CommandHost _host;

    private readonly Option<string> _broker = new("--broker")
    {
        HelpName = "address",
        Description = "Broker address (amqps://host/vhost), or a file that contains it. "
            + $"Default: the environment variable {BrokerAddress.Variable}.",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        HelpName = "here=there",
        Description = "Folder with a different path in the batch, such as /mnt/photos=/data/photos. Repeatable.",
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
