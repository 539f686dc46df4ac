using System.Diagnostics;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>One run with its time, memory and phases, and the machine's reference beside it.</summary>
internal sealed record MeasuredRun(
    TimeSpan Elapsed, TimeSpan ProcessorTime, double ReferenceMilliseconds, long PeakMemory, long Made, IReadOnlyList<PhaseRecord> Phases)
{
    /// <summary>Runs the operation once, writes the result to nowhere, and measures both.</summary>
    public static MeasuredRun Take(IOperation operation, ImageInput input, int threads, string? countEntry, CancellationToken cancellation)
    {
        var reference = MachineReference.Milliseconds();
        var context = new OperationContext { MaxThreads = threads, Cancellation = cancellation, Phases = new PhaseRecorder { Operation = operation.Name } };
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

            made = countEntry is null ? 0 : Convert.ToInt64(artefact.Summary.FirstOrDefault(e => e.Key == countEntry).Value ?? 0L, System.Globalization.CultureInfo.InvariantCulture);
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
}
