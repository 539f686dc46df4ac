using System.Diagnostics.Metrics;

namespace Stylize.Engine.Telemetry;

/// <summary>The engine's activity source and meter, both named "Stylize", for OpenTelemetry and
/// dotnet-counters.</summary>
internal static class EngineTelemetry
{
    public const string Name = "Stylize";

    /// <summary>Creates an activity for each phase of each run, named "operation phase".</summary>
    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter EngineMeter = new(Name);

    private static readonly Histogram<double> PhaseDuration =
        EngineMeter.CreateHistogram<double>("stylize.phase.duration", "s", "Wall time of a phase of an operation.");

    private static readonly Histogram<double> PhaseProcessorTime =
        EngineMeter.CreateHistogram<double>(
            "stylize.phase.cpu_time", "s", "Processor time of the process during a phase.");

    private static readonly Counter<long> Files =
        EngineMeter.CreateCounter<long>("stylize.files", "{file}", "Finished inputs by outcome.");

    private static readonly ObservableUpDownCounter<long> PoolRented =
        EngineMeter.CreateObservableUpDownCounter(
            "stylize.pool.rented", () => AlignedPool.RentedBytes, "By", "Pooled bytes in use.");

    private static readonly ObservableUpDownCounter<long> PoolRetained = EngineMeter.CreateObservableUpDownCounter(
        "stylize.pool.retained", () => AlignedPool.RetainedBytes, "By", "Pooled bytes kept for reuse.");

    private static readonly ObservableGauge<double> ProcessorShare = EngineMeter.CreateObservableGauge(
        "stylize.processor.share", ProcessorShares, "1",
        "Share of all processors in use since the previous reading, by this process and by others.");

    private static readonly ObservableUpDownCounter<long> FreeMemory = EngineMeter.CreateObservableUpDownCounter(
        "stylize.memory.available", () => ResourceMonitor.Shared.Read().AvailableBytes, "By", "Available memory.");

    internal static void RecordFile(string operation, bool succeeded)
    {
        if (Files.Enabled)
        {
            Files.Add(1, new("operation", operation), new("outcome", succeeded ? "done" : "failed"));
        }
    }

    private static IEnumerable<Measurement<double>> ProcessorShares()
    {
        var now = ResourceMonitor.Shared.Read();
        return
        [
            new Measurement<double>(now.ProcessShare, new KeyValuePair<string, object?>("by", "process")),
            new Measurement<double>(now.OthersShare, new KeyValuePair<string, object?>("by", "others")),
        ];
    }

    internal static Activity? StartPhase(string operation, string phase) =>
        Source.HasListeners() ? Source.StartActivity($"{operation} {phase}") : null;

    internal static void RecordPhase(string operation, PhaseRecord phase)
    {
        if (PhaseDuration.Enabled)
        {
            PhaseDuration.Record(phase.Elapsed.TotalSeconds, new("operation", operation), new("phase", phase.Name));
        }

        if (PhaseProcessorTime.Enabled)
        {
            PhaseProcessorTime.Record(
                phase.ProcessorTime.TotalSeconds, new("operation", operation), new("phase", phase.Name));
        }
    }
}
