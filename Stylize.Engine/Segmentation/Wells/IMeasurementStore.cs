namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A database of measurements, behind which the engine knows no database library. Used by one thread at a time.</summary>
public interface IMeasurementStore : IDisposable
{
    /// <summary>Wall time spent in <see cref="Write"/> so far.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Rows of cells and intensities written so far.</summary>
    long Rows { get; }

    /// <summary>
    /// Replaces the rows of a well at a timepoint, in its segmented channels, by those of the measurement. One transaction: a process that
    /// is killed leaves the rows of before or those of after.
    /// </summary>
    /// <param name="measurement">The well and what was measured of it. A segmented channel without a measurement loses its rows.</param>
    /// <exception cref="StylizeException">TargetUnwritable: the database failed; it is as it was before.</exception>
    void Write(WellMeasurement measurement);
}
