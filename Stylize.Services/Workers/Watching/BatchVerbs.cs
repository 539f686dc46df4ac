using Stylize.Engine.Operations.Verbs;
using Stylize.Workers.Broker;

namespace Stylize.Workers.Watching;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Lists, cancels or removes batches.</summary>
[Verb("", Summary, Row = "batch",
Examples = ["stylize batches", "stylize batches --cancel 20261120-190312-k7qf",
        "stylize batches --forget 20261120-190312-k7qf"])]
internal sealed record BatchesVerb : IVerb
{
    public const string Summary = "List, cancel or remove submitted batches.";

    [Option("Batch to cancel; files in progress are finished.", ValueName = "id")]
    public string? Cancel { get; init; }

    [Option("Finished batch whose results to remove from the broker.", ValueName = "id")]
    public string? Forget { get; init; }

    [OptionGroup("")]
    public BrokerOptions Broker { get; init; } = new();

    public void Run(IVerbRun run)
    {
        var batches = new Batches(Broker.Address(run), text => run.Warn(text));
        if (Cancel is not null)
        {
            var left = run.Wait(() => batches.CancelAsync(Cancel, run.Cancellation).GetAwaiter().GetResult());
            run.Note($"Canceled batch {Cancel} with {left} open items. Items in progress are finished.");
        }

        if (Forget is not null)
        {
            run.Wait(() => batches.ForgetAsync(Forget, run.Cancellation).GetAwaiter().GetResult());
        }

        if (Cancel is null && Forget is null)
        {
            List(run.Wait(() => batches.ListAsync(run.Cancellation).GetAwaiter().GetResult()), run);
        }
    }

    private static void List(IReadOnlyList<BatchListing> list, IVerbRun run)
    {
        if (list.Count > 0)
        {
            run.Line($"{"ID",-22} {"OPERATION",-16} {"STATE",-10} {"DONE",8} {"FAILED",8} {"WAITING",8}");
        }

        foreach (var batch in list)
        {
            var state = batch.State.ToLowerInvariant();
            run.Write(new VerbRow(
                $"{batch.Id,-22} {batch.Operation,-16} {state,-10} {batch.Done,8} {batch.Failed,8} {batch.Waiting,8}",
                [
                    new("Id", batch.Id), new("Operation", batch.Operation),
                    new("Submitted", batch.Submitted.ToString("s", CultureInfo.InvariantCulture) + "Z"),
                    new("State", state), new("Total", batch.Total), new("Done", batch.Done),
                    new("Failed", batch.Failed), new("Waiting", batch.Waiting), new("Version", batch.Version),
                ]));
        }
    }
}

/// <summary>Cancels batches, or removes their results.</summary>
[Verb("Stop-StylizeBatch", Asks = true, Output = "System.Void")]
internal sealed record StopVerb : IVerb
{
    [Option("Batches to cancel.", Required = true, Position = 0, FromPipeline = true, FromProperties = [],
        KeepsCommas = true)]
    public IReadOnlyList<string> Id { get; init; } = [];

    [Option("Remove the results from the broker.")]
    public bool Forget { get; init; }

    [Option("Broker address, or a file that contains it.")]
    public string? Broker { get; init; }

    public void Run(IVerbRun run)
    {
        foreach (var id in Id.Where(id => run.Confirm(id, Forget ? "Delete the results" : "Cancel")))
        {
            var batches = new Batches(new BrokerOptions { Broker = Broker }.Address(run));
            if (Forget)
            {
                run.Wait(() => batches.ForgetAsync(id, run.Cancellation).Wait(run.Cancellation));
            }
            else
            {
                var left = run.Wait(() => batches.CancelAsync(id, run.Cancellation).GetAwaiter().GetResult());
                run.Note($"{id}: {left} files had no result.");
            }
        }
    }
}
