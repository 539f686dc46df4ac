using System.Text.Json.Serialization;
using Stylize.Engine.Runs.Estimate;

namespace Stylize.Engine.Measuring;

/// <summary>The time and memory that one combination of image, size, thread count and preset took.</summary>
public sealed record MeasurementRow
{
    /// <summary>The operation's PowerShell name.</summary>
    public required string Operation { get; init; }

    /// <summary>The preset's name.</summary>
    public required string Preset { get; init; }

    /// <summary>The file's name or the standard image's kind.</summary>
    public required string Image { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Number of threads that a run could use.</summary>
    public required int Threads { get; init; }

    /// <summary>Wall milliseconds of each run, including decoding a file and encoding the result.</summary>
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>Milliseconds of <see cref="MachineReference"/> beside each run.</summary>
    public required IReadOnlyList<double> ReferenceSamples { get; init; }

    /// <summary>Number of things made, such as dots; 0 where the operation counts nothing.</summary>
    public long Made { get; init; }

    /// <summary>
    /// Peak memory of a run in bytes, beyond what the process held before it: growth of resident memory or pixel memory from the pool,
    /// whichever is larger. The largest of all runs.
    /// </summary>
    public long PeakMemory { get; init; }

    /// <summary>Median wall milliseconds of each phase, in order.</summary>
    public required IReadOnlyDictionary<string, double> Phases { get; init; }

    /// <summary>
    /// Median bytes that each phase allocated, in order: managed objects and pixel memory from the pool. Memory that is freed and
    /// allocated again counts each time. Empty in reports of versions that did not record it.
    /// </summary>
    public IReadOnlyDictionary<string, long> PhaseMemory { get; init; } = new Dictionary<string, long>();

    /// <summary>Median processor milliseconds of a run.</summary>
    public double ProcessorMilliseconds { get; init; }

    /// <summary>Median time on one thread over this median time; null where one thread was not measured.</summary>
    public double? SpeedUp { get; init; }

    /// <summary>Millions of pixels of the image.</summary>
    public double Megapixels => Width * (double)Height / 1e6;

    /// <summary>Median wall milliseconds.</summary>
    public double Median => Statistics.Median(Samples);

    /// <summary>Median absolute deviation in milliseconds, scaled to estimate the standard deviation of normal noise.</summary>
    public double Spread => Statistics.MedianAbsoluteDeviation(Samples);

    /// <summary>Millions of pixels a second.</summary>
    public double MegapixelsPerSecond => Megapixels / (Median / 1000);

    /// <summary>Peak memory as a multiple of the image at 4 bytes a pixel.</summary>
    public double MemoryMultiple => PeakMemory / (Width * (double)Height * 4);

    /// <summary>Speed-up over number of threads; 1 is ideal.</summary>
    public double? Efficiency => SpeedUp / Threads;

    /// <summary>The phase that took longest.</summary>
    public string? Bottleneck => Phases.Count == 0 ? null : Phases.MaxBy(p => p.Value).Key;

    /// <summary>The bottleneck's share of the time of all phases, [0,1].</summary>
    public double BottleneckShare => Phases.Count == 0 ? 0 : Phases.Values.Max() / Math.Max(Phases.Values.Sum(), 1e-9);

    /// <summary>The phase that allocated most memory; null where that is not known.</summary>
    public string? MemoryBottleneck => PhaseMemory.Count == 0 ? null : PhaseMemory.MaxBy(p => p.Value).Key;

    /// <summary>Median bytes that <see cref="MemoryBottleneck"/> allocated; 0 where that is not known.</summary>
    public long MemoryBottleneckBytes => PhaseMemory.Count == 0 ? 0 : PhaseMemory.Values.Max();

    /// <summary>Rows of two reports are compared where these are equal.</summary>
    [JsonIgnore]
    public (string, string, string, int, int, int) Key => (Operation, Preset, Image, Width, Height, Threads);
}
