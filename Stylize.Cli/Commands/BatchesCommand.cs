using Stylize.Workers.Watching;

namespace Stylize.Cli.Commands;

internal sealed class BatchesCommand : HostCommand
{
    public const string CommandName = "batches";
    public const string Summary = "List, cancel or remove submitted batches.";

    private readonly Option<string> _cancel;
    private readonly Option<string> _forget;
    private readonly BrokerOptions _broker;
    private readonly Option<bool> _json;

    public BatchesCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        const string id = "20261120-190312-k7qf";
        _cancel = Declare<string>("--cancel", "id", "Batch to cancel; files in progress are finished.");
        _forget = Declare<string>("--forget", "id", "Finished batch whose results to remove from the broker.");
        _broker = new BrokerOptions(host, this);
        _json = Declare<bool>("--json", null, "Print one JSON object per batch.");
        Finish("stylize batches", $"stylize batches --cancel {id}", $"stylize batches --forget {id}");
    }

    protected override int Run(ParseResult values)
    {
        var batches = new Batches(_broker.Address(values), Host.Warn);
        if (values.GetValue(_cancel) is { } canceled)
        {
            var left = batches.CancelAsync(canceled, Host.Cancellation).GetAwaiter().GetResult();
            Host.Note($"Canceled batch {canceled} with {left} open items. Items in progress are finished.");
        }

        if (values.GetValue(_forget) is { } forgotten)
        {
            batches.ForgetAsync(forgotten, Host.Cancellation).GetAwaiter().GetResult();
        }

        if (values.GetValue(_cancel) is null && values.GetValue(_forget) is null)
        {
            List(batches.ListAsync(Host.Cancellation).GetAwaiter().GetResult(), values.GetValue(_json));
        }

        return ExitCode.AllDone;
    }

    private void List(IReadOnlyList<BatchListing> batches, bool json)
    {
        if (!json && batches.Count > 0)
        {
            Host.Out.WriteLine($"{"ID",-22} {"OPERATION",-16} {"STATE",-10} {"DONE",8} {"FAILED",8} {"WAITING",8}");
        }

        foreach (var batch in batches)
        {
            var state = batch.State.ToLowerInvariant();
            Host.Print(
                json, $"{batch.Id,-22} {batch.Operation,-16} {state,-10} {batch.Done,8} {batch.Failed,8} {batch.Waiting,8}",
                [
                    new("Id", batch.Id), new("Operation", batch.Operation),
                    new("Submitted", batch.Submitted.ToString("s", CultureInfo.InvariantCulture) + "Z"),
                    new("State", state), new("Total", batch.Total), new("Done", batch.Done),
                    new("Failed", batch.Failed), new("Waiting", batch.Waiting), new("Version", batch.Version),
                ]);
        }
    }
}
