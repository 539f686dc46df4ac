namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A database of measurements, behind which the engine knows no database library. Used by one thread at a time.</summary>
public interface IMeasurementStore : IDisposable
{
    /// <summary>Wall time spent in <see cref="Write"/> so far.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Rows of cells and intensities written so far.</summary>
    long Rows { get; }

    /// <summary>Begins a run, or goes on with the one of that name: what is written from now on belongs to it.</summary>
    /// <param name="map">What the wells hold, as the user gave it; null for nothing new.</param>
    /// <returns>What the run has rows of already.</returns>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed.</exception>
    IReadOnlyCollection<StoredChannel> Begin(RunRecord run, PlateMap? map = null);

    /// <summary>
    /// Replaces the rows of the run of a well at its timepoints, in the segmented channels, by those of the measurement. One transaction: a
    /// process that is killed leaves the rows of before or those of after.
    /// </summary>
    /// <param name="well">The well and what was measured of it. A segmented channel without a measurement loses its rows.</param>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed; it is as it was before.</exception>
    /// <exception cref="InvalidOperationException">No run was begun.</exception>
    void Write(WellResult well);

    /// <summary>Removes the run's rows of segmented channels, such as those of a well whose tiles are gone, in one transaction.</summary>
    /// <param name="gone">The channels, each at its timepoint. Those that the run has no rows of are passed over.</param>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed; it is as it was before.</exception>
    /// <exception cref="InvalidOperationException">No run was begun.</exception>
    void Remove(IReadOnlyCollection<StoredChannel> gone);
}

/// <summary>A segmented channel of a well at a timepoint of which a run has rows already.</summary>
public readonly record struct StoredChannel(string Experiment, string Well, int Timepoint, string Channel);

/// <summary>How the rows of a run were made. Rows of runs with other names lie beside them.</summary>
/// <param name="Changed">Those of the options that differ from their defaults, as a JSON object.</param>
public sealed record RunRecord(string Name, DateTimeOffset Time, string Version, string Options, string Changed)
{
    /// <summary>The name of a run that was given none.</summary>
    public const string DefaultName = "default";
}
