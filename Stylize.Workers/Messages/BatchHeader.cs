namespace Stylize.Workers.Messages;

/// <summary>The first record of a batch: everything that its chunks have in common.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Work">What is done to each unit.</param>
/// <param name="Units">Number of units.</param>
internal sealed record BatchHeader(string Id, CarriedOptions Work, int Units)
{
    /// <summary>The queue that its chunks go to.</summary>
    public string Queue { get; init; } = "";

    /// <summary>True where files that were there at the submission are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>True where only what is missing or out of date is made.</summary>
    public bool Update { get; init; }

    /// <summary>Longest time of one file in seconds; null for no limit.</summary>
    public double? FileTimeLimit { get; init; }

    /// <summary>True where outputs do not say how they were made.</summary>
    public bool NoProvenance { get; init; }

    /// <summary>Largest number of pixels of an input; null for the default of what reads it.</summary>
    public long? MaxPixels { get; init; }

    /// <summary>
    /// What was wrong with the inputs as a whole, such as files whose names fit no tile; each makes the batch one with failures.
    /// </summary>
    public IReadOnlyList<UnitFailure> Problems { get; init; } = [];

    /// <summary>Lines about the inputs as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Of a plate; null for a batch of files.</summary>
    public PlateHeader? Plate { get; init; }
}

/// <summary>What the wells of a plate have in common.</summary>
/// <param name="Tiles">Full paths of all tiles, because the layout of a montage and some thresholds depend on all.</param>
/// <param name="Destination">Full path of the folder for the results.</param>
/// <param name="Database">Full path of an SQLite file, or a connection string without a password; null for the usual file.</param>
internal sealed record PlateHeader(IReadOnlyList<string> Tiles, string Destination, string? Database);
