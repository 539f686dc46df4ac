using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>What is measured: every combination of image, size, thread count and preset gives one row.</summary>
public sealed record MeasurementPlan : IOperationOptions
{
    /// <summary>The operation.</summary>
    public required OperationDescriptor Operation { get; init; }

    /// <summary>The options to measure, each under the name that its rows show, such as the name of a preset.</summary>
    public required IReadOnlyList<NamedOptions> Presets { get; init; }

    /// <summary>Full paths of the files to measure with; none to use the standard images.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The standard images to use where no file is given; default all.</summary>
    public IReadOnlyList<StandardImageKind> StandardImages { get; init; } = Enum.GetValues<StandardImageKind>();

    /// <summary>
    /// Lengths of the longer side in pixels, 1 to 65536, to resample to; none for files at their own size. Standard images are square,
    /// by default of 1000 pixels.
    /// </summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Thread counts, none above <see cref="MaxThreads"/>; none for one thread and <see cref="MaxThreads"/>.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [];

    /// <summary>
    /// Threads that no run may exceed, 1 or more. Null: the number of cores where <see cref="Threads"/> is empty, and no limit where it is
    /// not.
    /// </summary>
    public int? MaxThreads { get; init; }

    /// <summary>The thread counts that are measured, each once.</summary>
    internal IReadOnlyList<int> ThreadCounts =>
        [.. (Threads.Count > 0 ? Threads : [1, MaxThreads ?? Environment.ProcessorCount]).Distinct()];

    /// <summary>Samples of each row, taken after warm-up runs that are not counted; 1 to 1000, default 5.</summary>
    public int Iterations { get; init; } = 5;

    /// <summary>Page and size limit for decoding files.</summary>
    public DecodeOptions DecodeOptions { get; init; } = DecodeOptions.Default;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Iterations is < 1 or > 1000) throw StylizeException.Option(nameof(Iterations), Iterations, "1 to 1000");
        if (MaxThreads < 1) throw StylizeException.Option(nameof(MaxThreads), MaxThreads, "1 or more");
        if (Threads.Any(t => t < 1)) throw StylizeException.Option("Thread", Threads.First(t => t < 1), "1 or more");
        if (Threads.Any(t => t > MaxThreads)) throw StylizeException.Option("Thread", Threads.Max(), $"at most MaxThreads ({MaxThreads})");
        if (Sizes.Any(s => s is < 1 or > 65536)) throw StylizeException.Option("Size", Sizes.First(s => s is < 1 or > 65536), "1 to 65536");
    }
}
