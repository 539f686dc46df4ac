using Stylize.Engine.Operations.Verbs;

namespace Stylize.Storage;

/// <summary>Lists the table of wells of a database.</summary>
[Verb("Get-StylizeWell", Summary, Row = "row of the table", Output = "Stylize.Well", Target = nameof(Database), GoesOn = true,
    Examples =
    [
        "stylize wells out/segmentation.sqlite --measurement MeanIntensity_GFP",
        "stylize wells out/segmentation.sqlite --well A1-B6 --json",
    ])]
public sealed record WellsVerb : IVerb
{
    public const string Summary = "List statistics of the cells in each well of a database, one measurement per line.";

    [Option(MeasurementStores.DatabaseHelp, Required = true, IsArgument = true, Position = 0, FromProperties = ["FullName"])]
    public string Database { get; init; } = "";

    [Option("Measurements to include, such as Area or MeanIntensity_GFP.", Name = "Measurement", Default = "all",
        Names = OptionNames.Stored)]
    public IReadOnlyList<string> Measurements { get; init; } = [];

    [Option("Name of the run.", ValueName = "name", Default = "the latest run", Names = OptionNames.Stored)]
    public string? Run { get; init; }

    [Option("Experiments to include.", Name = "Experiment", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Experiments { get; init; } = [];

    [Option("Wells to include, such as E4.", Name = "Well", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Wells { get; init; } = [];

    [Option("Segmented channels to include.", Name = "Channel", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Channels { get; init; } = [];

    [Option("User and password of PostgreSQL.", For = FrontEnds.Cmdlet)]
    public NetworkCredential? DatabaseCredential { get; init; }

    void IVerb.Run(IVerbRun run)
    {
        var query = new StoredQuery { Run = Run, Experiments = Experiments, Wells = Wells, Channels = Channels };
        var database = MeasurementStores.Name(Database, DatabaseCredential is not null, path => run.FullPath(path, nameof(Database)));
        foreach (var row in WellReader.Read(database, query, Measurements, DatabaseCredential))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var value = row.Statistic is { Mean: { } mean, Median: { } median }
                ? string.Create(CultureInfo.InvariantCulture, $"  mean {mean:G5}  median {median:G5}") : "";
            run.Write(new VerbRow(
                string.Create(
                    CultureInfo.InvariantCulture, $"{row.Well}  T{row.Timepoint}  {row.Statistic.Channel}  {row.Statistic.Measurement}  ")
                + Plural.WithCount(row.Statistic.Count, "cell") + value,
                row.Describe())
            {
                TypeName = "Stylize.Well", KeepsNames = true,
            });
        }
    }
}
