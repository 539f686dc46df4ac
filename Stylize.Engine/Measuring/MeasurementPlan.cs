using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Measuring;

/// <summary>What is measured: every combination of image, size, thread count and preset gives one row.</summary>
public sealed record MeasurementPlan : IOperationOptions
{
    /// <summary>The operation.</summary>
    public required OperationDefinition Operation { get; init; }

    /// <summary>The options to measure, each under the name that its rows show, such as the name of a preset.</summary>
    public IReadOnlyList<NamedOptions> Presets { get; init; } = [];

    [Option("Presets to measure.", Name = "Preset", Default = "Default")]
    public IReadOnlyList<string> PresetNames { get; init; } = ["Default"];

    /// <summary>Full paths of the files to measure with; none to use the standard images.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    [Option("Standard images to use where no input is given.", Name = "StandardImage", ValueName = "kind", Default = "all")]
    public IReadOnlyList<StandardImageKind> StandardImages { get; init; } = Enum.GetValues<StandardImageKind>();

    [Option("Longer sides to resample to.", Name = "Size", Unit = "pixels", Min = 1, Max = 65536,
        Default = "files as they are, standard images at 1000")]
    public IReadOnlyList<int> Sizes { get; init; } = [];

    [Option("Thread counts.", Name = "Thread", Min = 1, Max = 1024, Default = "1 and the number of cores")]
    public IReadOnlyList<int> Threads { get; init; } = [];

    [Option("Threads that no run may exceed.", Min = 1, Default = "the number of cores")]
    public int? MaxThreads { get; init; }

    /// <summary>The thread counts that are measured, each once.</summary>
    internal IReadOnlyList<int> ThreadCounts =>
        [.. (Threads.Count > 0 ? Threads : [1, MaxThreads ?? Environment.ProcessorCount]).Distinct()];

    [Option("Samples of each row.", Min = 1, Max = 1000)]
    public int Iterations { get; init; } = 5;

    /// <summary>Page and size limit for decoding files.</summary>
    public DecodeOptions DecodeOptions { get; init; } = DecodeOptions.Default;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<MeasurementPlan>().Check(this);
        if (Threads.Any(t => t > MaxThreads))
        {
            throw StylizeException.Option("Thread", Threads.Max(), $"at most {MaxThreads}, which {{MaxThreads}} allows");
        }
    }
}
