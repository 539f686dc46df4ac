using Stylize.Engine.Operations.Verbs;
using Stylize.Workers.Broker;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Work;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Processes batches.</summary>
[Verb("Start-StylizeWorker", Summary, LogsTime = true, Asks = true, Output = "System.Void",
Examples = [
        "stylize worker --broker amqps://broker.lab/images", "stylize worker --idle-exit 5m --map /mnt/lab=/data/lab",
        "stylize worker --root /data/lab/results --read-root /data/lab --database-host db.lab",
    ])]
internal sealed record WorkerVerb : IVerb
{
    public const string Summary =
        "Process submitted batches until stopped. Run any number on hosts that share the files.";

    [OptionGroup("")]
    public BrokerOptions Broker { get; init; } = new();

    [OptionGroup("")]
    public WorkerOptions Worker { get; init; } = new();

    [OptionGroup("")]
    public RunnerOptions Limits { get; init; } = new();

    [Option("Folders to allow for reading and writing. Default: current folder and {Map} folders. Repeatable.",
        ValueName = "folder", IsFile = true, KeepsCommas = true)]
    public IReadOnlyList<string> Root { get; init; } = [];

    [Option("Further folders to allow for reading. Repeatable.", ValueName = "folder", IsFile = true,
        KeepsCommas = true)]
    public IReadOnlyList<string> ReadRoot { get; init; } = [];

    [Option("PostgreSQL servers to allow. Default: none. Repeatable.", ValueName = "host[:port]")]
    public IReadOnlyList<string> DatabaseHost { get; init; } = [];

    [Option("Print only warnings and errors.", For = FrontEnds.Command)]
    public bool Quiet { get; init; }

    /// <summary>Returns the function that opens databases, from the allowed servers.</summary>
    public required Func<IReadOnlyList<string>, Func<string, IMeasurementStore>> OpenStores { get; init; }

    /// <inheritdoc cref="WorkerHost.IsShared"/>
    public required Func<string, bool> IsShared { get; init; }

    public void Run(IVerbRun run)
    {
        Limits.Validate();
        var map = Broker.Paths();
        var host = new WorkerHost
        {
            Codec = run.Codec,
            OpenStore = OpenStores(DatabaseHost),
            IsShared = IsShared,
            Limits = Limits,
            Map = map,
            Folders = WorkerFolders.Create(Root, ReadRoot, map, run.WorkingFolder),
            Report = message =>
            {
                if (message.IsWarning)
                {
                    run.Warn(message.Text);
                }
                else if (!Quiet)
                {
                    run.Note(message.Text);
                }
            },
        };
        var address = Broker.Address(run);
        if (!run.Confirm(address.Name, "Process batches")) return;

        var worker = new Worker(address, host, Worker);
        run.Wait(() => worker.RunAsync(run.Cancellation).GetAwaiter().GetResult());
    }
}
