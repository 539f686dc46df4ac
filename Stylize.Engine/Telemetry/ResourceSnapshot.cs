namespace Stylize.Engine.Telemetry;

/// <summary>What the process and the machine used at one moment.</summary>
/// <param name="ProcessShare">Share of all processors that this process used since the previous snapshot, [0,1].</param>
/// <param name="SystemShare">
/// Share of all processors that everything used since the previous snapshot, [0,1]; equals <paramref name="ProcessShare"/> where the system
/// does not tell.
/// </param>
/// <param name="ResidentBytes">Resident memory of the process.</param>
/// <param name="AvailableBytes">
/// Memory that could still be taken without swapping: the smaller of what the system has free and what a container's limit leaves.
/// </param>
/// <param name="LimitBytes">
/// Memory the process may use in all: the runtime's limit, which is the container's or the machine's memory.
/// </param>
/// <param name="Processors">Processors the process may use, container quota included.</param>
public sealed record ResourceSnapshot(
    double ProcessShare,
    double SystemShare,
    long ResidentBytes,
    long AvailableBytes,
    long LimitBytes,
    int Processors)
{
    /// <summary>
    /// Share of all processors that other processes used since the previous snapshot, [0,1]; 0 where the system does not tell.
    /// </summary>
    public double OthersShare => SystemShare - ProcessShare;

    /// <summary>Share of the memory limit that is taken, [0,1].</summary>
    public double MemoryPressure => LimitBytes <= 0 ? 0 : Math.Clamp(1 - ((double)AvailableBytes / LimitBytes), 0, 1);
}
