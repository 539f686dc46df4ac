using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Work;

/// <summary>The services that the front end provides to a worker.</summary>
internal sealed record WorkerHost : IOptionInputs
{
    public required IImageCodec Codec { get; init; }

    /// <summary>Opens a database by its path or connection string.</summary>
    public required Func<string, IMeasurementStore> OpenStore { get; init; }

    /// <summary>True for a database that several workers may write at the same time.</summary>
    public required Func<string, bool> IsShared { get; init; }

    /// <summary>The numbers of files and threads of this worker.</summary>
    public RunnerOptions Limits { get; init; } = new();

    /// <summary>Folders whose path on this computer differs from their path in a batch.</summary>
    public PathMap Map { get; init; } = PathMap.None;

    /// <summary>The folders that the worker may access.</summary>
    public required FolderAccess Folders { get; init; }

    /// <summary>Receives messages about the activity of the worker, from any thread.</summary>
    public Action<WorkerMessage> Report { get; init; } = _ => { };

    /// <summary>Replaces the work of a chunk; null except in simulations.</summary>
    internal Func<WorkChunk, ChunkWork>? Simulate { get; init; }

    string IOptionInputs.FullPath(string path, string option) => ToRead(path);

    internal string ToRead(string path) => Folders.RequireRead(Map.ToHere(path));

    internal string ToWrite(string path) => Folders.RequireWrite(Map.ToHere(path));

    /// <exception cref="StylizeException">PathNotAllowed, DatabaseNotAllowed or TargetUnwritable.</exception>
    internal IMeasurementStore Open(string database) =>
        OpenStore(IsShared(database) ? database : Folders.RequireWrite(database));
}

/// <summary>A message of a worker.</summary>
internal readonly record struct WorkerMessage(bool IsWarning, string Text);

/// <summary>Options of a worker.</summary>
internal sealed record WorkerOptions : IOptionRecord
{
    [Option("End after this time without work.", Default = "never", Group = HelpGroup.Batch)]
    public TimeSpan? IdleExit { get; init; }

    /// <summary>The version of batches to process; different only in tests.</summary>
    internal string Version { get; init; } = WorkVersion.Current;

    /// <summary>The time after which the worker acknowledges a chunk and holds a lease instead.</summary>
    internal TimeSpan RenewAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time after which a lease expires and the chunk returns to the queue.</summary>
    internal TimeSpan LeaseTime => RenewAfter + RenewAfter;

    /// <summary>The maximum time to wait for the first record of a batch.</summary>
    internal TimeSpan LogTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between two attempts to reconnect.</summary>
    internal TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time between checks whether the batch was canceled. Checks for batches of other versions take 12
    /// times as long.</summary>
    internal TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time between sending results of a chunk in progress.</summary>
    internal TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The number of deliveries after which a chunk counts as one that ends its workers.</summary>
    internal static int Tries => BrokerSession.Tries;
}
