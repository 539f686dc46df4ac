using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Operations;

/// <summary>What a run may use and whom it tells: threads, cancellation, progress, phases, log and files beside the result.</summary>
public sealed record OperationContext
{
    /// <summary>A context for one run on one thread that nobody listens to.</summary>
    public static OperationContext Quiet => new();

    /// <summary>Stops the run within a second.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Threads the run may use; a number, or a grant that changes while the run goes on. Read at each loop. The result must not depend on
    /// it.
    /// </summary>
    public ThreadGrant MaxThreads { get; init; }

    /// <summary>Told the share of the run that is done and what is being done; may be called often, from any thread.</summary>
    public Action<OperationProgress>? Progress { get; init; }

    /// <summary>Told one line of detail at a time, for people who asked for verbose output; from any thread.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Told one line about something the user should know, such as an ill-conditioned shape; from any thread.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>
    /// Writes a file beside the result while the operation runs: the suffix (such as "_100.png") that follows the target's stem, and its
    /// writer. Files that belong to the finished result are the artifact's <see cref="IArtifact.SideFiles"/> instead. Null where nothing is
    /// written.
    /// </summary>
    public Action<string, Action<Stream>>? WriteBeside { get; init; }

    /// <summary>Name of the main file without folders, for files beside it that name it; null where none is written.</summary>
    public string? TargetName { get; init; }

    /// <summary>How the result is made; every file of the result carries it. Null: files do not say how they were made.</summary>
    public ProvenanceRecord? Provenance { get; init; }

    /// <summary>What each image file of the result carries: <see cref="Provenance"/> as its text.</summary>
    public ImageMetadata Metadata => ProvenanceText.Metadata(Provenance);

    /// <summary>Measures the phases of the run.</summary>
    public PhaseRecorder Phases { get; init; } = new();
}

/// <param name="Fraction">Share that is done, [0,1].</param>
/// <param name="Activity">What is being done, a word or two.</param>
public readonly record struct OperationProgress(double Fraction, string Activity);
