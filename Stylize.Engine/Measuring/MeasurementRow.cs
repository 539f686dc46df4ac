using System.Text.Json.Serialization;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>What one combination of image, size, threads and preset took.</summary>
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

    /// <summary>Threads that the run was allowed.</summary>
    public required int Threads { get; init; }

    /// <summary>Wall milliseconds of each run, decoding of a file and encoding of the result included.</summary>
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>Milliseconds of <see cref="MachineReference"/> beside each run.</summary>
    public required IReadOnlyList<double> ReferenceSamples { get; init; }

    /// <summary>What was made, such as dots; 0 where the operation counts nothing.</summary>
    public long Made { get; init; }

    /// <summary>Most memory of a run beyond what the process held before it, in bytes: resident growth or pooled bytes, whichever is larger.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Median wall milliseconds of each phase, in order.</summary>
    public required IReadOnlyDictionary<string, double> Phases { get; init; }

    /// <summary>Median processor milliseconds of a run.</summary>
    public double ProcessorMilliseconds { get; init; }

    /// <summary>Time of the same work on one thread over this time; 1 on one thread, null where that was not measured.</summary>
    public double? SpeedUp { get; init; }

    /// <summary>Millions of pixels of the image.</summary>
    public double Megapixels => Width * (double)Height / 1e6;

    /// <summary>Median wall milliseconds.</summary>
    public double Median => Statistics.Median(Samples);

    /// <summary>Median absolute deviation from the median in milliseconds, scaled to equal the standard deviation of normal noise.</summary>
    public double Spread => Statistics.MedianAbsoluteDeviation(Samples);

    /// <summary>Millions of pixels a second.</summary>
    public double MegapixelsPerSecond => Megapixels / (Median / 1000);

    /// <summary>Peak memory as a multiple of the image at 4 bytes a pixel.</summary>
    public double MemoryMultiple => PeakMemory / (Width * (double)Height * 4);

    /// <summary>Speed-up over threads, 1 at best.</summary>
    public double? Efficiency => SpeedUp / Threads;

    /// <summary>The phase that took longest.</summary>
    public string? Bottleneck => Phases.Count == 0 ? null : Phases.MaxBy(p => p.Value).Key;

    /// <summary>The bottleneck's share of all phases, [0,1].</summary>
    public double BottleneckShare => Phases.Count == 0 ? 0 : Phases.Values.Max() / Math.Max(Phases.Values.Sum(), 1e-9);

    /// <summary>What rows of two reports are matched by.</summary>
    [JsonIgnore]
    public (string, string, string, int, int, int) Key => (Operation, Preset, Image, Width, Height, Threads);
}
