using Stylize.Engine.Operations.Verbs;

namespace Stylize.Storage;

/// <summary>Lists the table of wells of a database.</summary>
[Verb("Get-StylizeWell", Summary, Row = "row of the table", Output = "Stylize.Well",
    Target = nameof(NamedDatabase.Database), GoesOn = true,
    Examples =
    [
        "stylize wells out/segmentation.sqlite --measurement MeanIntensity_GFP",
        "stylize wells out/segmentation.sqlite --well A1-B6 --json",
    ])]
internal sealed record WellsVerb : IVerb
{
    public const string Summary = "List statistics of the cells in each well of a database, one measurement per line.";

    [OptionGroup("")]
    public NamedDatabase Stored { get; init; } = new();

    [Option("Measurements to include, such as Area or MeanIntensity_GFP.", Name = "Measurement", Default = "all",
        Names = OptionNames.Stored)]
    public IReadOnlyList<string> Measurements { get; init; } = [];

    [OptionGroup("")]
    public StoredQuery Query { get; init; } = new();

    void IVerb.Run(IVerbRun run)
    {
        var (database, credential) = Stored.Of(run);
        foreach (var row in WellReader.Read(database, Query, Measurements, credential))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var value = row.Statistic is { Mean: { } mean, Median: { } median }
                ? Invariant($"  mean {mean:G5}  median {median:G5}") : "";
            run.Write(new VerbRow(
                Invariant($"{row.Well}  T{row.Timepoint}  {row.Statistic.Channel}  {row.Statistic.Measurement}  ")
                + Plural.WithCount(row.Statistic.Count, "cell") + value,
                row.Describe())
            {
                TypeName = "Stylize.Well", KeepsNames = true,
            });
        }
    }
}
