namespace Stylize.Engine.Operations;

/// <summary>The environment of a run: threads, cancellation, progress, phases, messages and files next to the
/// result.</summary>
public sealed record OperationContext
{
    /// <summary>A context for one thread without messages or progress.</summary>
    public static OperationContext Quiet => new();

    /// <summary>Stops the run within 1 s.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// The number of threads the run may use, which may change during the run. Read at each loop. The result must not
    /// depend on it.
    /// </summary>
    public ThreadGrant MaxThreads { get; init; }

    /// <summary>Receives the progress; may be called often, from any thread.</summary>
    public Action<OperationProgress>? Progress { get; init; }

    /// <summary>Receives lines of verbose output; from any thread.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Receives warnings; from any thread.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>
    /// Writes a file next to the result during the run, from the suffix after the stem of the target (such as
    /// "_100.png") and its writer. Files of the finished result are <see cref="IArtifact.SideFiles"/> instead. Null if
    /// nothing is written.
    /// </summary>
    public Action<string, Action<Stream>>? WriteSideFile { get; init; }

    /// <summary>Name of the main file without folders, for files that refer to it; null if none is written.</summary>
    public string? TargetName { get; init; }

    /// <summary>The provenance to store in every file of the result; null for none.</summary>
    public ProvenanceRecord? Provenance { get; init; }

    /// <summary>The metadata of each image file of the result, with <see cref="Provenance"/> as text.</summary>
    public ImageMetadata Metadata => ProvenanceText.Metadata(Provenance);

    /// <summary>Measures the phases of the run.</summary>
    public PhaseRecorder Phases { get; init; } = new();

    /// <summary>Writes a plan as one line of verbose output, such as "Plan: distribution Tone, paper
    /// #ffffff".</summary>
    internal void Print(IOperationPlan plan) => Verbose?.Invoke(
        "Plan: " + string.Join(", ", plan.Decisions.Where(made => made.Value is not null)
            .Select(made => Invariant($"{made.Name} {made.Value}"))));
}

/// <summary>How far an operation is.</summary>
/// <param name="Fraction">Completed share, [0,1].</param>
/// <param name="Activity">The current step, in one or two words.</param>
public readonly record struct OperationProgress(double Fraction, string Activity);
