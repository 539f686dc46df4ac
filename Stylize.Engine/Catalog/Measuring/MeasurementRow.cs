namespace Stylize.Engine.Measuring;

/// <summary>Time and memory of one combination of image, size, thread count and preset.</summary>
public sealed record MeasurementRow
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Operation} {Preset}, {Image}: {Median:0.0} ms");

    /// <summary>The PowerShell name of the operation.</summary>
    public required string Operation { get; init; }

    /// <summary>The name of the preset.</summary>
    public required string Preset { get; init; }

    /// <summary>The name of the file, or the kind of standard image.</summary>
    public required string Image { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Maximum number of threads of a run.</summary>
    public required int Threads { get; init; }

    /// <summary>Number of images that a run processes at the same time.</summary>
    public int ThrottleLimit { get => Math.Max(1, field); init; }

    /// <summary>Wall time of each run in milliseconds, including decoding and encoding.</summary>
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>Milliseconds of <see cref="MachineReference"/> before each run.</summary>
    public required IReadOnlyList<double> ReferenceSamples { get; init; }

    /// <summary>Number of created items, such as dots; 0 if the operation does not count items.</summary>
    public long ItemCount { get; init; }

    /// <summary>Peak memory of a run in bytes, in addition to the memory that the process held before: the growth of
    /// resident memory or of pooled pixel memory, whichever is larger. The maximum of all runs.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Median wall time of each phase in milliseconds, in order.</summary>
    public required IReadOnlyDictionary<string, double> Phases { get; init; }

    /// <summary>Median bytes that each phase allocated, in order: managed objects and pooled pixel memory. Memory that
    /// is freed and allocated again counts each time. Empty in reports without these data.</summary>
    public IReadOnlyDictionary<string, long> PhaseMemory
    {
        get;
        init => field = value ?? new Dictionary<string, long>(); // The generated reader sets null if a report lacks it.
    } = new Dictionary<string, long>();

    /// <summary>Median processor time of a run in milliseconds.</summary>
    public double ProcessorMilliseconds { get; init; }

    /// <summary>Median time on one thread divided by this median time; null if one thread was not measured.</summary>
    public double? SpeedUp { get; init; }

    /// <summary>Size of the image in megapixels.</summary>
    public double Megapixels => Width * (double)Height / 1e6;

    /// <summary>Median wall time in milliseconds.</summary>
    public double Median => Sample.Median([.. Samples]);

    /// <summary>Median absolute deviation in milliseconds, scaled to estimate the standard deviation.</summary>
    public double Spread => Sample.RobustDeviation([.. Samples]);

    /// <summary>Megapixels per second of all images.</summary>
    public double MegapixelsPerSecond => ThrottleLimit * Megapixels / (Median / 1000);

    /// <summary>Peak memory as a multiple of the image at 4 bytes per pixel.</summary>
    public double MemoryMultiple => PeakMemory / (Width * (double)Height * 4);

    /// <summary>Speed-up divided by the number of threads; 1 is ideal.</summary>
    public double? Efficiency => SpeedUp / Threads;

    /// <summary>The slowest phase.</summary>
    public string? Bottleneck => Phases.Count == 0 ? null : Phases.MaxBy(p => p.Value).Key;

    /// <summary>The share of the bottleneck in the time of all phases, in [0,1].</summary>
    public double BottleneckShare => Phases.Count == 0 ? 0 : Phases.Values.Max() / Math.Max(Phases.Values.Sum(), 1e-9);

    /// <summary>The phase that allocated the most memory; null if unknown.</summary>
    public string? MemoryBottleneck => PhaseMemory.Count == 0 ? null : PhaseMemory.MaxBy(p => p.Value).Key;

    /// <summary>Median bytes that <see cref="MemoryBottleneck"/> allocated; 0 if unknown.</summary>
    public long MemoryBottleneckBytes => PhaseMemory.Count == 0 ? 0 : PhaseMemory.Values.Max();

    internal string ThreadText => Plural.WithCount(Threads, "thread");

    /// <summary>Identifies the rows of two reports that are compared.</summary>
    [JsonIgnore]
    public (string, string, string, int, int, int, int) Key =>
        (Operation, Preset, Image, Width, Height, Threads, ThrottleLimit);
}
