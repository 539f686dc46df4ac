using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>What is measured: every combination of image, size, thread count and preset gives one row.</summary>
public sealed record MeasurementPlan : IOperationOptions
{
    /// <summary>The operation.</summary>
    public required OperationDescriptor Operation { get; init; }

    /// <summary>The options to measure, each under the name that its rows show, such as a preset's.</summary>
    public required IReadOnlyList<NamedOptions> Presets { get; init; }

    /// <summary>Files to measure with; none for the standard images.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Which standard images where no file is given.</summary>
    public IReadOnlyList<StandardImageKind> StandardImages { get; init; } = Enum.GetValues<StandardImageKind>();

    /// <summary>Longest sides in pixels to resample to; none for files at their own size. Standard images are square, by default 1000.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Thread counts; default one and all processors.</summary>
    public IReadOnlyList<int> Threads { get; init; } = Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1];

    /// <summary>Samples of each row, after some runs that are not counted; 1 to 1000, default 5.</summary>
    public int Iterations { get; init; } = 5;

    /// <summary>Limits and page for files.</summary>
    public DecodeOptions DecodeOptions { get; init; } = DecodeOptions.Default;

    public void Validate()
    {
        if (Iterations is < 1 or > 1000) throw StylizeException.Option(nameof(Iterations), Iterations, "1 to 1000");
        if (Threads.Count == 0 || Threads.Any(t => t < 1)) throw StylizeException.Option("Thread", Threads.FirstOrDefault(), "1 or more");
        if (Sizes.Any(s => s is < 1 or > 65536)) throw StylizeException.Option("Size", Sizes.First(s => s is < 1 or > 65536), "1 to 65536");
    }
}
