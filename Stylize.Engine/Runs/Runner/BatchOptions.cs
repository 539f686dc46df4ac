using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Runs.Runner;

/// <summary>How a batch is run.</summary>
public sealed record BatchOptions
{
    /// <summary>How much may be under way at once.</summary>
    [OptionGroup("")]
    public RunnerOptions Limits { get; init; } = new();

    /// <summary>
    /// Largest number of pixels of an input, checked on its header before anything is decoded; null for the default of what reads it.
    /// </summary>
    [Option("Refuse inputs of more pixels.", Unit = "pixels", Min = 1,
        Default = "268435456; for plates, which are read in strips, 4294967296")]
    public long? MaxPixels { get; init; }

    /// <summary>
    /// Longest time of one file, from 0.1 seconds to 30 days; a file that takes longer fails, and the rest goes on. Null: no limit.
    /// </summary>
    [Option("Longest time of one file; one that takes longer fails, and the rest goes on.", Min = 0.1, Max = 2_592_000,
        Default = "no limit")]
    public TimeSpan? FileTimeLimit { get; init; }

    /// <summary>Full path of a report that is written as the batch runs, one JSON object per line; null for none.</summary>
    [Option("Write a report: one JSON object per line for the run, each file, and the totals.", IsFile = true)]
    public string? ReportPath { get; init; }

    /// <summary>Full path of a file that lists further inputs, a path a line; "-" for standard input; null for none.</summary>
    [Option("Take the inputs that a file lists, a path a line; - for standard input.", ValueName = "file")]
    public string? InputList { get; init; }

    /// <summary>True where the paths of the list end in NUL characters, as find -print0 writes them.</summary>
    [Option("The paths of the input list end in NUL characters, as find -print0 writes them.")]
    public bool Null { get; init; }

    /// <summary>Which part of the inputs is done; null for all.</summary>
    [Option("Do one of several parts of the inputs: 3/16 is every sixteenth from the third on.", ValueName = "part/parts",
        Default = "all")]
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
