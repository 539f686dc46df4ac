using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Engine;
using Stylize.Workers.Broker;
using Stylize.Workers.Operations;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Work;

/// <summary>What a worker has from the front end that runs it.</summary>
public sealed record WorkerHost : IOptionInputs
{
    /// <summary>Reads and writes images.</summary>
    public required IImageCodec Codec { get; init; }

    /// <summary>Opens the database that a path or connection string names.</summary>
    public required Func<string, IMeasurementStore> OpenStore { get; init; }

    /// <summary>True for what names a database that several may write at once.</summary>
    public required Func<string, bool> IsShared { get; init; }

    /// <summary>Files at a time and threads of this worker.</summary>
    public RunnerOptions Limits { get; init; } = new();

    /// <summary>Folders that have another path on this host.</summary>
    public PathMap Map { get; init; } = PathMap.None;

    /// <summary>The folders that the worker may use, whatever a message says.</summary>
    public required FolderAccess Folders { get; init; }

    /// <summary>Told one line at a time about what the worker does; from any thread.</summary>
    public Action<WorkerMessage> Tell { get; init; } = _ => { };

    string IOptionInputs.FullPath(string path, string option) => ToRead(path);

    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    internal string ToRead(string path) => Folders.RequireRead(Map.ToHere(path));

    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    internal string ToWrite(string path) => Folders.RequireWrite(Map.ToHere(path));

    /// <exception cref="StylizeException">PathNotAllowed, DatabaseNotAllowed or TargetUnwritable.</exception>
    internal IMeasurementStore Open(string database) => OpenStore(IsShared(database) ? database : Folders.RequireWrite(database));
}

/// <summary>One line that a worker says.</summary>
public readonly record struct WorkerMessage(bool IsWarning, string Text);

/// <summary>How a worker behaves.</summary>
public sealed record WorkerOptions
{
    [Option("End when no work has come for so long.", Default = "never")]
    public TimeSpan? IdleExit { get; init; }

    /// <summary>The version of work that is taken; another one only in tests.</summary>
    internal string Version { get; init; } = WorkVersion.Current;

    /// <summary>How long a chunk may take before the worker acknowledges it and keeps a lease instead.</summary>
    internal TimeSpan RenewAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a lease lives that nobody renews; then the chunk comes back.</summary>
    internal TimeSpan LeaseTime => RenewAfter + RenewAfter;

    /// <summary>How long to wait for the first record of a batch whose log exists.</summary>
    internal TimeSpan LogPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait between two attempts to reach a broker that has gone.</summary>
    internal TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a worker looks whether the batch in hand was taken back, or whether other versions' work waits.</summary>
    internal TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often results are sent while a chunk is under way.</summary>
    internal TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deliveries after which something is taken for what ends its workers.</summary>
    internal static int Tries => BrokerSession.Tries;
}
