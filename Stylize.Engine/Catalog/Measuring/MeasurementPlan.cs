namespace Stylize.Engine.Measuring;

/// <summary>A measurement: every combination of image, size, thread count, and preset or value gives one row.</summary>
internal sealed record MeasurementPlan : IOperationOptions
{
    /// <summary>The operation to measure.</summary>
    public required OperationDefinition Operation { get; init; }

    /// <summary>The options to measure, with the name that their rows show, such as the name of a preset.</summary>
    public IReadOnlyList<NamedOptions> Presets { get; init; } = [];

    [Option("Presets to measure.", Name = "Preset", Default = "Default", Group = HelpGroup.Common,
        Names = OptionNames.Preset)]
    public IReadOnlyList<string> PresetNames { get; init; } = ["Default"];

    [Option("One option and values of it to measure.", ValueName = "option=a,b,c", Names = OptionNames.Vary,
        Group = HelpGroup.Common)]
    public IReadOnlyList<string> Vary { get; init; } = [];

    [Option("Longer sides to which images are resampled.", Name = "Size", Unit = "pixels", Min = 1, Max = 65536,
        Default = "files unchanged, standard images 1000", Group = HelpGroup.Common)]
    public IReadOnlyList<int> Sizes { get; init; } = [];

    [Option("Thread counts to measure.", Name = "Thread", Min = 1, Max = 1024, Default = "1 and the number of cores",
        Group = HelpGroup.Common)]
    public IReadOnlyList<int> Threads { get; init; } = [];

    [Option("Copies of the image that each sample processes at the same time.", ValueName = "n", Min = 1, Max = 1024,
        Group = HelpGroup.Common, Synonyms = ["j", "jobs", "parallel"])]
    public int ThrottleLimit { get; init; } = 1;

    [Option("Samples per row.", Name = "SampleCount", Aliases = ["Iterations"], Min = 1, Max = 1000,
        Group = HelpGroup.Common)]
    public int Iterations { get; init; } = 5;

    [Option("Standard images to measure if no input is given.", Name = "StandardImage", ValueName = "kind",
        Default = "all", Group = HelpGroup.Common)]
    public IReadOnlyList<StandardImageKind> StandardImages { get; init; } = Enum.GetValues<StandardImageKind>();

    [Option("Largest number of threads of any run.", Min = 1, Default = "the number of cores")]
    public int? MaxThreads { get; init; }

    /// <summary>Full paths of the files to measure with; empty to use the standard images.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    internal IReadOnlyList<int> ThreadCounts =>
        [.. (Threads.Count > 0 ? Threads : [1, MaxThreads ?? Environment.ProcessorCount]).Distinct()];

    /// <summary>Page and maximum size for decoding files.</summary>
    public DecodeOptions DecodeOptions { get; init; } = DecodeOptions.Default;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<MeasurementPlan>().Check(this);
        if (Threads.Any(t => t > MaxThreads))
        {
            throw StylizeException.Option("Thread", Threads.Max(), $"at most {MaxThreads} ({{MaxThreads}})");
        }
    }
}
