namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A database of measurements. Hides database libraries from the engine. Used by one thread at a
/// time.</summary>
internal interface IMeasurementStore : IDisposable
{
    /// <summary>Wall time spent in <see cref="Write"/> so far.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Rows of cells and intensities written so far.</summary>
    long Rows { get; }

    /// <summary>What the views of the database lack because of their limits, as a sentence; null if they have all
    /// columns.</summary>
    string? Limitation => null;

    /// <summary>Begins a run, or continues the run of that name. Later writes belong to it.</summary>
    /// <param name="map">Contents of the wells that are written; null for none.</param>
    /// <returns>The channels of which the run already has rows.</returns>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed.</exception>
    IReadOnlyCollection<StoredChannel> Begin(RunRecord run, PlateMap? map = null);

    /// <summary>
    /// Replaces the run's rows of a well at its timepoints, in the segmented channels, with those of the measurement,
    /// in one transaction.
    /// </summary>
    /// <param name="well">The measured well. A segmented channel without a measurement loses its rows.</param>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed and is unchanged.</exception>
    /// <exception cref="InvalidOperationException">No run was begun.</exception>
    void Write(WellResult well);

    /// <summary>Replaces images and statistics of channels of the run, in one transaction. Channels without rows are
    /// ignored.</summary>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed and is unchanged.</exception>
    /// <exception cref="InvalidOperationException">No run was begun.</exception>
    void Judge(IReadOnlyCollection<JudgedChannel> judged);

    /// <summary>
    /// Removes the run's rows of segmented channels, such as those of a well whose tiles no longer exist, in one
    /// transaction.
    /// </summary>
    /// <param name="removed">The channels, each at its timepoint. Channels without rows are ignored.</param>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed and is unchanged.</exception>
    /// <exception cref="InvalidOperationException">No run was begun.</exception>
    void Remove(IReadOnlyCollection<StoredChannel> removed);
}

/// <summary>A segmented channel of a well at a timepoint.</summary>
internal readonly record struct StoredChannel(string Experiment, string Well, int Timepoint, string Channel)
{
    /// <summary>The first columns of tables.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
        [nameof(Experiment), nameof(Well), nameof(Timepoint), nameof(Channel)];

    /// <summary>The values of the first columns of tables.</summary>
    internal IReadOnlyList<object> Fields => [Experiment, Well, Timepoint, Channel];

    /// <summary>Name of the well at its timepoint in messages and files: EXPERIMENT_WELL_T1.</summary>
    internal string WellName => Invariant($"{Experiment}_{Well}_T{Timepoint}");
}

/// <summary>How the rows of a run were created. Runs with other names keep their rows.</summary>
/// <param name="Changed">The options that differ from their defaults, as a JSON object.</param>
internal sealed record RunRecord(string Name, DateTimeOffset Time, string Version, string Options, string Changed)
{
    /// <summary>The name of a run if the user gives none.</summary>
    public const string DefaultName = "default";
}
