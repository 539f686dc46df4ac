using Stylize.Engine.Operations.Options;
using Stylize.Workers.Broker;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

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
