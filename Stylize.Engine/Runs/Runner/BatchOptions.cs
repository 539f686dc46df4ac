using System.Diagnostics.CodeAnalysis;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Runs.Runner;

/// <summary>How a batch is run.</summary>
public sealed record BatchOptions
{
    /// <summary>How much may be under way at once.</summary>
    [OptionGroup("")]
    public RunnerOptions Limits { get; init; } = new();

    [Option("Refuse inputs of more pixels.", Unit = "pixels", Min = 1,
        Default = "268435456; for plates, which are read in strips, 4294967296", Group = HelpGroup.Batch)]
    public long? MaxPixels { get; init; }

    [Option("Longest time of one file; one that takes longer fails, and the rest goes on.", Min = 0.1, Max = 2_592_000,
        Default = "no limit", Group = HelpGroup.Batch)]
    public TimeSpan? FileTimeLimit { get; init; }

    [Option("Write a report: one JSON object per line for the run, each file, and the totals.", IsFile = true, Group = HelpGroup.Batch)]
    public string? ReportPath { get; init; }

    [Option("Take the inputs that a file lists, a path a line; - for standard input.", ValueName = "file", Group = HelpGroup.Batch)]
    public string? InputList { get; init; }

    [Option("The paths of the input list end in NUL characters, as find -print0 writes them.", Group = HelpGroup.Batch)]
    public bool Null { get; init; }

    [Option("Do one of several parts of the inputs: 3/16 is every sixteenth from the third on.", ValueName = "part/parts",
        Default = "all", Group = HelpGroup.Batch)]
    public Shard? Shard { get; init; }

    /// <summary>The operation's name, which the phases of the work carry to whoever listens.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The operation's options that differ from their defaults, for the first line of the report.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Settings { get; init; } = [];

    /// <summary>True to gather lines of detail as messages; warnings always are.</summary>
    public bool Verbose { get; init; }

    /// <summary>True where results that have succeeded are reported by <see cref="ItemBatch{TItem, TResult}.Report"/>.</summary>
    internal bool ReportsLater { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the option that is wrong.</exception>
    public void Validate()
    {
        OptionSet.Of<BatchOptions>().Check(this);
        if (Null && InputList is null)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Null), "{Null} says how an input list is written, and there is none.",
                "Give {InputList}, or leave out {Null}.");
        }
    }
}

/// <summary>How much a runner may have under way at once.</summary>
public sealed record RunnerOptions
{
    [Option("Files at a time.", ValueName = "n", Min = 1, Default = "the number of cores", Group = HelpGroup.Batch)]
    public int ThrottleLimit { get; init; } = Environment.ProcessorCount;

    [Option("Threads in all, for a machine shared with others.", ValueName = "n", Min = 1, Default = "the number of cores",
        Group = HelpGroup.Batch)]
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Items that are taken and whose results are not. Default: four per item that can be under way.</summary>
    public int? Window { get; init; }

    /// <summary>Bytes that all items under way may need by their estimates. Default: 80% of the free memory, kept up to date.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Checks the limits.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the field that is out of range.</exception>
    public void Validate()
    {
        OptionSet.Of<RunnerOptions>().Check(this);
        if (Window < 1) throw StylizeException.Option(nameof(Window), Window, "1 or more");
        if (MemoryBudget < 1) throw StylizeException.Option(nameof(MemoryBudget), MemoryBudget, "1 or more");
    }
}

/// <summary>One of several parts of a list: "3/16" is every sixteenth item from the third on.</summary>
public readonly record struct Shard(int Number, int Count) : IParsable<Shard>
{
    /// <summary>Most parts of a list.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>True where an item belongs to the part.</summary>
    public bool Takes(long index) => index % Count == Number - 1;

    /// <inheritdoc/>
    public static Shard Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var shard) ? shard : throw new FormatException($"'{s}' is not of the form 3/16.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Shard result)
    {
        result = default;
        if (s?.Split('/') is not [var number, var count]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var parts)
            || part < 1 || parts > MaxCount || part > parts)
        {
            return false;
        }

        result = new(part, parts);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
