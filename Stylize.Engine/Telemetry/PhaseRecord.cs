namespace Stylize.Engine.Telemetry;

/// <summary>One measured phase of a run.</summary>
/// <param name="Name">Name of the phase, such as "decode".</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="ProcessorTime">Processor time of the whole process during the phase, other runs at the same time included.</param>
/// <param name="AllocatedBytes">Managed bytes that the process allocated during the phase.</param>
/// <param name="PooledBytes">Bytes that the process took from <see cref="Imaging.AlignedPool"/> during the phase.</param>
public sealed record PhaseRecord(string Name, TimeSpan Elapsed, TimeSpan ProcessorTime, long AllocatedBytes, long PooledBytes)
{
    /// <summary>Managed and pooled bytes together. Memory that is freed and allocated again counts each time.</summary>
    public long AllBytes => AllocatedBytes + PooledBytes;

    /// <summary>The sum of two phases of the same name.</summary>
    internal PhaseRecord Plus(PhaseRecord other) => new(
        Name,
        Elapsed + other.Elapsed,
        ProcessorTime + other.ProcessorTime,
        AllocatedBytes + other.AllocatedBytes,
        PooledBytes + other.PooledBytes);

    /// <summary>The name and the elapsed milliseconds, for display.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} {Elapsed.TotalMilliseconds:0.0} ms");
}
