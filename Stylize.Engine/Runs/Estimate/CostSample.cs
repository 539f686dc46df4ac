namespace Stylize.Engine.Runs.Estimate;

/// <summary>One measured run.</summary>
/// <param name="File">Number of the file among those measured at the same time; runs of one file share it.</param>
/// <param name="Megapixels">Size of the run in millions of pixels.</param>
/// <param name="ProcessorSeconds">Processor time of all threads.</param>
/// <param name="Seconds">Wall time on all threads of the batch, with the load of other programs removed.</param>
/// <param name="Measured">When the measurement was made.</param>
/// <param name="FreeShare">Share of the processors that other programs left to the run, (0,1].</param>
/// <param name="DoneShare">Share of the run that was done when it was stopped; 1 for a complete run.</param>
public sealed record CostSample(
    int File,
    double Megapixels,
    double ProcessorSeconds,
    double Seconds,
    DateTimeOffset Measured,
    double FreeShare = 1,
    double DoneShare = 1)
{
    /// <summary>True if the run was stopped and its time extrapolated from its progress.</summary>
    internal bool IsCut => DoneShare < 1;

    /// <summary>True if every value is in its range, as it may not be in a damaged file.</summary>
    internal bool IsValid => IsPositive(Megapixels) && IsPositive(ProcessorSeconds) && IsPositive(Seconds)
        && FreeShare is > 0 and <= 1 && DoneShare is > 0 and <= 1;

    private static bool IsPositive(double value) => double.IsFinite(value) && value > 0;
}
