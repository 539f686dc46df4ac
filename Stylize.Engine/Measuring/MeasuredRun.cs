using System.Diagnostics;
using System.Globalization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>The time, memory and phases of one run, with the machine reference timed just before it.</summary>
internal sealed record MeasuredRun(
    TimeSpan Elapsed, TimeSpan ProcessorTime, double ReferenceMilliseconds, long PeakMemory, long Made, IReadOnlyList<PhaseRecord> Phases)
{
    /// <summary>Runs the operation once, encodes the result without keeping it, and measures both together.</summary>
    public static MeasuredRun Take(
        IOperation operation, ImageInput input, int threads, string? countEntry, CancellationToken cancellation)
    {
        var reference = MachineReference.Milliseconds();
        var context = new OperationContext
        {
            MaxThreads = threads,
            Cancellation = cancellation,
            Phases = new PhaseRecorder { Operation = operation.Name },
        };
        AlignedPool.ResetPeak();
        var pooled = AlignedPool.RentedBytes;
        using var resident = new ResidentPeak();
        var processor = ProcessClock.ProcessorTime;
        var start = Stopwatch.GetTimestamp();
        long made;
        using (var artefact = operation.Run(input, context))
        {
            using (context.Phases.Start("write"))
            {
                artefact.Write(Stream.Null);
            }

            made = Count(artefact, countEntry);
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        return new MeasuredRun(
            elapsed,
            ProcessClock.ProcessorTime - processor,
            reference,
            Math.Max(AlignedPool.PeakRentedBytes - pooled, resident.Stop()),
            made,
            context.Phases.Phases);
    }

    private static long Count(IArtefact artefact, string? entry) => entry is null
        ? 0
        : Convert.ToInt64(artefact.Summary.FirstOrDefault(e => e.Key == entry).Value ?? 0L, CultureInfo.InvariantCulture);
}
