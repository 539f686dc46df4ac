using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Segmentation.Assays;

namespace Stylize.Storage;

/// <summary>Analyzes a screen in a database: quality of plates, normalized wells, hits and dose-response
/// curves.</summary>
[Verb("Get-StylizeHit", Summary, Row = "row of the table", Target = nameof(NamedDatabase.Database), GoesOn = true,
    Output = "Stylize.Hit, Stylize.DoseResponse, Stylize.PlateQuality, Stylize.AssayWell, Stylize.Measurement",
    Examples =
    [
        "stylize hits out/segmentation.sqlite --list",
        "stylize hits out/segmentation.sqlite --measurement MeanIntensity_GFP",
        "stylize hits out/segmentation.sqlite --measurement Cells --rule below=50,fdr=0.01",
        "stylize hits out/segmentation.sqlite --measurement Cells --exclude excluded.csv",
        "stylize hits out/segmentation.sqlite --measurement Cells --table curves --top 100",
        "stylize hits out/segmentation.sqlite --measurement Cells --table plates --control "
        + "negative=DMSO,positive=inhibitor",
    ])]
internal sealed record HitsVerb : IVerb
{
    public const string Summary = "List the hits of a screen, its dose-response curves or the quality of its plates.";

    [OptionGroup("")]
    public NamedDatabase Stored { get; init; } = new();

    [Option("Measurement of the wells, such as MeanIntensity_GFP or Cells.", ValueName = "name",
        Default = "must be given", Names = OptionNames.Stored)]
    public string Measurement { get; init; } = "";

    [Option("List the measurements of the run instead of a table.")]
    public bool List { get; init; }

    [OptionGroup("")]
    public ScreenOptions Screen { get; init; } = new();

    [OptionGroup("")]
    public StoredQuery Query { get; init; } = new();

    [Option("Timepoint.", Min = 0, Default = "the last one")]
    public int? Timepoint { get; init; }

    void IVerb.Run(IVerbRun run)
    {
        var screen = new ScreenAnalysis(Screen);
        var (database, credential) = Stored.Of(run);
        if (List || Measurement.Length == 0)
        {
            string[] names =
            [
                .. WellReader.Read(database, Query, [], credential).Select(row => row.Statistic.Measurement)
                    .Distinct().Order(StringComparer.Ordinal),
            ];
            if (!List) throw StylizeException.Option(nameof(Measurement), null, "one of " + string.Join(", ", names));

            Array.ForEach(names, name => run.Write(
                ScreenAnalysis.Row("Stylize.Measurement", name, ("Measurement", name))));
            return;
        }

        var stored = WellReader.Read(database, Query, [Measurement], credential);
        var last = Timepoint ?? stored.Select(row => row.Timepoint).DefaultIfEmpty().Max();
        stored = [.. stored.Where(row => row.Timepoint == last)];
        var measurement = stored.Select(row => row.Statistic.Measurement).FirstOrDefault(Measurement);
        string[] channels = [.. stored.Select(row => row.Statistic.Channel).Distinct()];
        if (channels.Length > 1)
        {
            throw Errors.SeveralChannels.With(nameof(StoredChannel.Channel), measurement, string.Join(", ", channels));
        }

        if (measurement == WellStatistic.Cells
            && WellReader.CountExcluded(database, Query.Run, credential) is > 0 and var excluded)
        {
            run.Warn(
                $"Gates of quality exclude {Plural.WithCount((int)excluded, "tile")}, so that their wells have "
                + "fewer cells. "
                + $"Use {{Measurement}} {WellStatistic.CellsPerImage}.");
        }

        var wells = screen.Wells(
            [.. stored.Select(row => (row.Experiment, row.Well, row.Contents, row.Statistic))], text => run.Warn(text));
        foreach (var group in WellReader.Without(database, Query, measurement, credential)
            .Where(well => well.Channel.Timepoint == last && channels.Contains(well.Channel.Channel))
            .GroupBy(well => well.IsExcluded))
        {
            string[] names = [.. group.Select(well => well.Channel.Well).Distinct()];
            run.Warn(StylizeException.Verbatim(
                $"No {measurement} in {Plural.List("well", names)}: "
                + (group.Key ? "gates of quality exclude all images." : "the channel was not measured.")));
        }

        var failed = WellReader.Failed(database, Query.Run, last, credential);
        wells = [.. wells.Select(well => well with { Failed = failed.GetValueOrDefault((well.Plate, well.Well), "") })];
        var result = screen.Analyze(wells, text => run.Warn(text));
        foreach (var row in screen.Rows(result))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            run.Write(row);
        }

        if (screen.Summary(result) is { } summary) run.Line(summary);
    }
}
