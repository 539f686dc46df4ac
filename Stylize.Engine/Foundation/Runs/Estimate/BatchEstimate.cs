namespace Stylize.Engine.Runs.Estimate;

/// <summary>Estimated time and memory of a batch.</summary>
public sealed record BatchEstimate
{
    /// <summary>Number of readable inputs.</summary>
    public required int Files { get; init; }

    /// <summary>Number of unreadable inputs, which the other figures exclude.</summary>
    public int Unreadable { get; init; }

    /// <summary>Pixels of all readable inputs, in millions.</summary>
    public required double Megapixels { get; init; }

    /// <summary>Wall time of the batch in seconds, at the load of the machine during the measurement.</summary>
    public required double Seconds { get; init; }

    /// <summary>Factor by which the time may be shorter or longer, with 90% confidence.</summary>
    public required double Factor { get; init; }

    /// <summary>Lower bound of the time in seconds.</summary>
    public double LowerBound => Seconds / Factor;

    /// <summary>Upper bound of the time in seconds.</summary>
    public double UpperBound => Seconds * Factor;

    /// <summary>Wall time of the batch.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Math.Min(Seconds, 1e9));

    /// <summary>Peak memory in bytes of the largest files that run at the same time, by the estimate of the
    /// operation.</summary>
    public long PeakMemory { get; init; }

    /// <summary>Number of files measured for the estimate.</summary>
    public required int MeasuredFiles { get; init; }

    /// <summary>Size of the smallest measured file in megapixels.</summary>
    public required double MinMegapixels { get; init; }

    /// <summary>Size of the largest measured file in megapixels.</summary>
    public required double MaxMegapixels { get; init; }

    /// <summary>True if a run was stopped and its time extrapolated from its progress.</summary>
    public bool IsCut { get; init; }

    /// <summary>Share of the processors that other programs left during the measurement, 0 to 1.</summary>
    public double FreeShare { get; init; } = 1;

    /// <summary>The longest plot that was measured, such as "3 h 12 min, 3 pens, 125.6 m"; null if none was.</summary>
    public string? Plot { get; init; }

    internal (string One, string Many) Unit { get; init; } = ("file", "files");

    internal (string One, string Many) MeasuredUnit { get; init; } = ("file", "files");

    /// <summary>The estimate as a sentence.</summary>
    public string Summary
    {
        get
        {
            var unreadable = Unreadable == 0 ? "" : Invariant($" ({Unreadable} more cannot be read)");
            var busy = FreeShare < 0.5 ? Invariant($"; other programs use {1 - FreeShare:0%} of the processors") : "";
            var cut = IsCut ? "; long runs were stopped and extrapolated" : "";
            var plot = Plot is null ? "" : $"{(Files == 1 ? "Plot" : "Longest measured plot")}: {Plot}. ";
            return $"{plot}{Counted(Files, Unit)}{unreadable}: about {Duration(Seconds)}, "
                + $"from {Duration(LowerBound)} to {Duration(UpperBound)}; "
                + $"measured on {Counted(MeasuredFiles, MeasuredUnit)} of {Sizes()} megapixels{cut}{busy}.";
        }
    }

    /// <summary>Returns <see cref="Summary"/>.</summary>
    public override string ToString() => Summary;

    private static string Counted(int count, (string One, string Many) unit) =>
        Invariant($"{count} {(count == 1 ? unit.One : unit.Many)}");

    /// <summary>Formats a time in a suitable unit with two significant digits.</summary>
    private static string Duration(double seconds) => seconds switch
    {
        < 120 => Digits(seconds) + " s",
        < 7200 => Digits(seconds / 60) + " min",
        < 172_800 => Digits(seconds / 3600) + " h",
        _ => Digits(seconds / 86400) + " days",
    };

    private static string Digits(double value) => value >= 10
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Max(value, .01).ToString(value < 1 ? "0.0#" : "0.#", CultureInfo.InvariantCulture);

    private string Sizes()
    {
        var (smallest, largest) = (Size(MinMegapixels), Size(MaxMegapixels));
        return smallest == largest ? smallest : $"{smallest} to {largest}";

        static string Size(double megapixels) => megapixels switch
        {
            >= 9.5 => megapixels.ToString("0", CultureInfo.InvariantCulture),
            >= .095 => megapixels.ToString("0.#", CultureInfo.InvariantCulture),
            _ =>
                ((decimal)double.Parse(
                    megapixels.ToString("E0", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
                    .ToString(CultureInfo.InvariantCulture),
        };
    }
}
