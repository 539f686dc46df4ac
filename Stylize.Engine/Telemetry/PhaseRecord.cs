namespace Stylize.Engine.Telemetry;

/// <summary>One measured phase of a run.</summary>
/// <param name="Name">The phase, such as "decode".</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="ProcessorTime">Processor time of the whole process meanwhile; of this run alone where nothing else runs beside it.</param>
/// <param name="AllocatedBytes">Managed bytes allocated in the process meanwhile.</param>
/// <param name="PooledBytes">Bytes taken from <see cref="Imaging.AlignedPool"/> in the process meanwhile.</param>
public sealed record PhaseRecord(string Name, TimeSpan Elapsed, TimeSpan ProcessorTime, long AllocatedBytes, long PooledBytes)
{
    /// <summary>Both phases as one of the same name.</summary>
    internal PhaseRecord Plus(PhaseRecord other) => new(
        Name,
        Elapsed + other.Elapsed,
        ProcessorTime + other.ProcessorTime,
        AllocatedBytes + other.AllocatedBytes,
        PooledBytes + other.PooledBytes);

    /// <summary>The name and the elapsed milliseconds, for a person.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} {Elapsed.TotalMilliseconds:0.0} ms");
}
