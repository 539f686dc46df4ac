namespace Stylize.Engine.Runs.Runner;

/// <summary>Options of a run over many inputs.</summary>
public sealed record BatchOptions : IOptionRecord
{
    /// <summary>Limits of concurrency.</summary>
    [OptionGroup("")]
    public RunnerOptions Limits { get; init; } = new();

    [Option("Text file with one input per line; - is standard input.", ValueName = "file", Group = HelpGroup.Batch,
        Streams = Streams.None, Synonyms = ["i", "input", "from", "from-file", "files-from"])]
    public string? InputList { get; init; }

    // Not Null: a parameter with this name cannot be mocked or proxied, because its variable would be $null.
    [Option("Paths in the input list end with NUL, as from find -print0.", Group = HelpGroup.Batch,
        Aliases = ["Null"])]
    [OnlyWith(nameof(InputList))]
    public bool NullSeparated { get; init; }

    [Option("Also take the files in the subfolders of folders.", Group = HelpGroup.Batch,
        Synonyms = ["r", "recursive"])]
    public bool Recurse { get; init; }

    [Option("Part of the inputs to process: 3/16 is the third of 16.", ValueName = "part/parts",
        Default = "all", Group = HelpGroup.Batch, Streams = Streams.None)]
    public Shard? Shard { get; init; }

    [Option("Report of every file and the totals: .jsonl, .csv, .html or .txt.", IsFile = true, Group = HelpGroup.Batch,
        Streams = Streams.None, Synonyms = ["log", "report"])]
    public string? ReportPath { get; init; }

    [Option("Maximum time per file; a file that takes longer fails.", Min = 0.1, Max = 2_592_000,
        Default = "no limit", Group = HelpGroup.Batch, Streams = Streams.None, Synonyms = ["timeout"])]
    public TimeSpan? FileTimeLimit { get; init; }

    [Option("Refuse damaged JPEG data instead of warning, as in other formats.", Group = HelpGroup.Batch)]
    public bool Strict { get; init; }

    [Option("Maximum number of pixels of an input.", Unit = "pixels", Min = 1,
        Default = "268435456 (plates: 4294967296)", Group = HelpGroup.Batch)]
    public long? MaxPixels { get; init; }

    /// <summary>Name of the operation, for the telemetry of phases.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The options that differ from their defaults, for the first line of the report.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Settings { get; init; } = [];

    /// <summary>Reads outputs for thumbnails in the report; null for none.</summary>
    internal IImageCodec? ReportCodec { get; init; }

    /// <summary>True to collect verbose output; warnings are always collected.</summary>
    public bool Verbose { get; init; }

    /// <summary>Receives the progress of each item, from any thread; null for nothing.</summary>
    internal Action<OperationProgress>? Watch { get; init; }

    /// <summary>True if successful results are reported by <see cref="ItemBatch{TItem, TResult}.Report"/>.</summary>
    internal bool ReportsLater { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    public void Validate() => OptionSet.ForRecord<BatchOptions>().Check(this);

    /// <summary>Opens an input of the run with its limit of pixels and its treatment of damage. A higher limit admits
    /// files of any size.
    /// </summary>
    public ImageInput Open(ImageSource source, IImageCodec codec)
    {
        var limits = DecodeOptions.Default with { MaxPixels = MaxPixels ?? DecodeOptions.Default.MaxPixels };
        var input = new ImageInput(
            source, codec,
            limits.MaxPixels > DecodeOptions.Default.MaxPixels ? limits with { MaxFileBytes = long.MaxValue } : limits);
        return input.Tolerant(Strict);
    }
}

/// <summary>Limits of concurrency of a runner.</summary>
public sealed record RunnerOptions : IOptionRecord
{
    [Option("Number of files processed at the same time.", ValueName = "n", Min = 1, Default = "the number of cores",
        Group = HelpGroup.Batch, Synonyms = ["j", "jobs", "parallel"])]
    public int ThrottleLimit { get; init; } = Environment.ProcessorCount;

    [Option("Total number of threads.", ValueName = "n", Min = 1, Default = "the number of cores",
        Group = HelpGroup.Batch, Synonyms = ["t", "threads", "cores"])]
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Maximum number of items between input and output. Default: 4 per concurrent item.</summary>
    public int? Window { get; init; }

    /// <summary>Memory in bytes for all running items, by their estimates. Default: 80% of the current free
    /// memory.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Checks the limits.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the limit.</exception>
    public void Validate()
    {
        OptionSet.ForRecord<RunnerOptions>().Check(this);
        if (Window < 1) throw StylizeException.Option(nameof(Window), Window, "1 or more");
        if (MemoryBudget < 1) throw StylizeException.Option(nameof(MemoryBudget), MemoryBudget, "1 or more");
    }
}

/// <summary>A part of a list: "3/16" is every 16th item from the third.</summary>
[ValueForm<Shard>("part/parts such as 3/16, with a part from 1 to the number of parts")]
public readonly record struct Shard(int Number, int Count) : IParsable<Shard>
{
    /// <summary>Maximum number of parts.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>Returns true if an item belongs to the part.</summary>
    public bool Takes(long index) => index % Count == Number - 1;

    /// <inheritdoc/>
    public static Shard Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var shard) ? shard : throw new FormatException($"'{s}' does not have the form 3/16.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Shard result)
    {
        result = default;
        if (s?.Split('/') is not [var number, var count]
            || !TryInteger(number, out var part)
            || !TryInteger(count, out var parts) || part < 1 || parts > MaxCount || part > parts)
        {
            return false;
        }

        result = new(part, parts);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Number}/{Count}");
}
