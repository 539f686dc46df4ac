using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Broker;
using Stylize.Workers.Submission;

namespace Stylize.Cli.Commands;

/// <summary>Sends the work of an operation command to workers, for `stylize submit`.</summary>
internal sealed class Submission(CommandHost host, Command command)
{
    private readonly DeclaredOptions _broker = new(command, OptionSet.ForRecord<BrokerOptions>());
    private readonly DeclaredOptions _options = new(command, OptionSet.ForRecord<SubmitOptions>());

    public int Send(
        ParseResult values, FileRun run, IReadOnlyList<FileItem> items, BatchOptions batch, WorkDisplay display)
    {
        var submitter = Submitter(values);
        try
        {
            return Report(
                submitter.SubmitAsync(run.Operation, run.Planner, items, batch, display.Report, host.Cancellation));
        }
        finally
        {
            display.Clear();
        }
    }

    public int Send(ParseResult values, PlateRun run, BatchOptions batch) =>
        Report(Submitter(values).SubmitAsync(run, batch, host.Cancellation));

    private BatchSubmitter Submitter(ParseResult values)
    {
        var broker = OptionSet.Apply(new BrokerOptions(), _broker.Given(values), host);
        return new(
            broker.Address(host), broker.Paths(), OptionSet.Apply(new SubmitOptions(), _options.Given(values), host));
    }

    /// <summary>Prints only the id on standard output, for scripts.</summary>
    private int Report(Task<SubmittedBatch> submission)
    {
        var batch = submission.GetAwaiter().GetResult();
        var refused = batch.Refused > 0 ? $" {batch.Refused} cannot be processed; 'stylize watch' lists them." : "";
        host.Note(
            $"Submitted {Plural.WithCount(batch.Files, "unit")} of {batch.Operation} in "
            + $"{Plural.WithCount(batch.Chunks, "chunk")} "
            + $"to {batch.Broker}.{refused} Follow the batch with 'stylize watch {batch.Id}'.");
        host.Out.WriteLine(batch.Id);
        return ExitCode.AllDone;
    }
}
