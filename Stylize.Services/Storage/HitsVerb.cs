using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Segmentation.Assays;

namespace Stylize.Storage;

/// <summary>A table of the results of a screen.</summary>
public enum HitTable
{
    /// <summary>Treatments that are hits: a compound at a concentration.</summary>
    Hits,

    /// <summary>All treatments.</summary>
    Treatments,

    /// <summary>One dose-response curve per compound.</summary>
    Curves,

    /// <summary>The quality of each plate.</summary>
    Plates,

    /// <summary>The value of each well, normalized.</summary>
    Wells,
}

/// <summary>Analyzes a screen in a database: quality of plates, normalized wells, hits and dose-response curves.</summary>
[Verb("Get-StylizeHit", Summary, Row = "row of the table", Target = nameof(Database), GoesOn = true,
    Output = "Stylize.Hit, Stylize.DoseResponse, Stylize.PlateQuality, Stylize.AssayWell, Stylize.Measurement",
    Examples =
    [
        "stylize hits out/segmentation.sqlite --list",
        "stylize hits out/segmentation.sqlite --measurement MeanIntensity_GFP",
        "stylize hits out/segmentation.sqlite --measurement Cells --rule below=50,fdr=0.01",
        "stylize hits out/segmentation.sqlite --measurement Cells --table curves --top 100",
        "stylize hits out/segmentation.sqlite --measurement Cells --table plates --control negative=DMSO,positive=inhibitor",
    ])]
public sealed record HitsVerb : IVerb
{
    public const string Summary = "List the hits of a screen, its dose-response curves or the quality of its plates.";

    [Option(MeasurementStores.DatabaseHelp, Required = true, IsArgument = true, Position = 0, FromProperties = ["FullName"])]
    public string Database { get; init; } = "";

    [Option("Measurement of the wells, such as MeanIntensity_GFP or Cells.", ValueName = "name",
        Default = "must be given", Names = OptionNames.Stored)]
    public string Measurement { get; init; } = "";

    [Option("List the measurements of the run instead of a table.")]
    public bool List { get; init; }

    [Option("Statistic of the measurement over the cells of a well.")]
    public WellValue Statistic { get; init; } = WellValue.Mean;

    [Option("Table to list.")]
    public HitTable Table { get; init; } = HitTable.Hits;

    [Option("Compounds that are controls, such as negative=DMSO.", Name = "Control", ValueName = "role=compound",
        Default = "the column \"role\" of the plate map")]
    public IReadOnlyList<string> Controls { get; init; } = [];

    [Option("CSV file with columns \"well\", \"compound\", \"concentration\" and \"role\".", IsFile = true, Default = "that of the run")]
    public string? PlateMap { get; init; }

    [Option("Normalization of values within a plate.")]
    public Normalization Normalize { get; init; } = Normalization.Percent;

    [Option("Subtract effects of rows and columns, found in the samples by median polish.")]
    public bool CorrectPositions { get; init; }

    [Option("Normalize with the controls of all plates together.")]
    public bool PoolControls { get; init; }

    [Option("Conditions of a hit: z, fdr, above, below, wells.", ValueName = "condition=limit", Default = "z=3,fdr=0.05")]
    public IReadOnlyList<string> Rule { get; init; } = [];

    [Option("Fixed lower asymptote of curves.", Default = "fitted")]
    public double? Bottom { get; init; }

    [Option("Fixed upper asymptote of curves.", Default = "fitted")]
    public double? Top { get; init; }

    [Option("Name of the run.", ValueName = "name", Default = "the latest run", Names = OptionNames.Stored)]
    public string? Run { get; init; }

    [Option("Experiments to include.", Name = "Experiment", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Experiments { get; init; } = [];

    [Option("Wells to include, such as E4.", Name = "Well", Default = "all", Names = OptionNames.Stored)]
    public IReadOnlyList<string> Wells { get; init; } = [];

    [Option("Segmented channel.", ValueName = "name", Default = "the only one", Names = OptionNames.Stored)]
    public string? Channel { get; init; }

    [Option("Timepoint.", Min = 0, Default = "the last one")]
    public int? Timepoint { get; init; }

    [Option("User and password of PostgreSQL.", For = FrontEnds.Cmdlet)]
    public NetworkCredential? DatabaseCredential { get; init; }

    void IVerb.Run(IVerbRun run)
    {
        var (contents, rule) = (PlateContents.FromControls(Controls), HitRule.FromConditions(Rule));
        var database = MeasurementStores.Name(Database, DatabaseCredential is not null, path => run.FullPath(path, nameof(Database)));
        var map = PlateMap is { } path ? contents.ReadMap(path) : null;
        var query = new StoredQuery
        {
            Run = Run, Experiments = Experiments, Wells = Wells, Channels = Channel is null ? [] : [Channel],
        };
        if (List || Measurement.Length == 0)
        {
            string[] names =
            [
                .. WellReader.Read(database, query, [], DatabaseCredential).Select(row => row.Statistic.Measurement)
                    .Distinct().Order(StringComparer.Ordinal),
            ];
            if (!List) throw StylizeException.Option(nameof(Measurement), null, "one of " + string.Join(", ", names));

            Array.ForEach(names, name => run.Write(
                Row("Stylize.Measurement", name, new KeyValuePair<string, object?>("Measurement", name))));
            return;
        }

        var stored = WellReader.Read(database, query, [Measurement], DatabaseCredential);
        var last = Timepoint ?? stored.Select(row => row.Timepoint).DefaultIfEmpty().Max();
        stored = [.. stored.Where(row => row.Timepoint == last)];
        var measurement = stored.Select(row => row.Statistic.Measurement).FirstOrDefault(Measurement);
        string[] channels = [.. stored.Select(row => row.Statistic.Channel).Distinct()];
        if (channels.Length > 1)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Channel),
                StylizeException.Verbatim($"The run has {measurement} of several channels: {string.Join(", ", channels)}."),
                "Add {Channel} with one of them.");
        }

        if (measurement == WellStatistic.Cells
            && WellReader.CountExcluded(database, Run, DatabaseCredential) is > 0 and var excluded)
        {
            run.Warn(
                $"Gates of quality exclude {Plural.WithCount((int)excluded, "tile")}, so that their wells have fewer cells. "
                + $"Use {{Measurement}} {WellStatistic.CellsPerImage}.");
        }

        List<AssayWell> wells =
        [
            .. stored.Select(row => contents.Read(
                row.Experiment, row.Well, map?.Contents(row.Well) ?? row.Contents, row.Statistic.Value(Statistic))).OfType<AssayWell>(),
        ];
        if (wells.Count == 0)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(PlateMap), "No well of the run has a compound or a role.",
                "Use {PlateMap} with a CSV file that has the columns well, compound, concentration and role.");
        }

        if (contents.Unused(wells) is { } unused)
        {
            throw StylizeException.NoSuch(
                "Control", "compound", unused, wells.Select(well => well.Compound).Where(name => name.Length > 0).Distinct().Order());
        }

        IReadOnlyCollection<string> columns =
            map?.Columns ?? [.. stored.SelectMany(row => row.Contents).Select(column => column.Key).Distinct()];
        if (Table == HitTable.Curves && wells.All(well => well.Concentration is null))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(PlateMap),
                StylizeException.Verbatim($"No sample has a concentration (columns of the plate map: {string.Join(", ", columns)})."),
                "Use {PlateMap} with a CSV file that has a column concentration or dose.");
        }

        if (PlateContents.Missing(columns) is { } missing) run.Warn(missing);

        foreach (var group in WellReader.Without(database, query, measurement, DatabaseCredential)
            .Where(well => well.Channel.Timepoint == last).GroupBy(well => well.IsExcluded))
        {
            string[] names = [.. group.Select(well => well.Channel.Well).Distinct()];
            run.Warn(StylizeException.Verbatim(
                $"No {measurement} in {Plural.List("well", names)}: "
                + (group.Key ? "gates of quality exclude all images." : "the channel was not measured.")));
        }

        var result = Assay.Analyze(wells, new AssayOptions(Normalize, CorrectPositions, PoolControls, Bottom, Top) { Rule = rule });
        foreach (var plate in result.Plates.Where(plate => plate.Negatives < 2))
        {
            run.Warn(
                $"{plate.Plate} has {Plural.WithCount(plate.Negatives, "negative control")}, too few for a test. "
                + "Use the column \"role\" of the plate map, or {Control}.");
        }

        foreach (var row in Rows(result))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            run.Write(row);
        }

        if (Table is HitTable.Hits or HitTable.Treatments)
        {
            var hits = result.Treatments.Count(treatment => treatment.IsHit);
            run.Line($"{Plural.WithCount(hits, "hit")} of {Plural.WithCount(result.Treatments.Count, "treatment")}: {rule}.");
        }
    }

    private IEnumerable<VerbRow> Rows(AssayResult result) => Table switch
    {
        HitTable.Curves => result.Curves.Select(curve => Row(
            "Stylize.DoseResponse",
            Text($"{curve.Compound}  EC50 {curve.Ec50:G4}  ")
            + (curve.Flags.HasFlag(CurveFlags.Undetermined) ? "(undetermined)  " : Text($"({curve.Lower:G4} to {curve.Upper:G4})  "))
            + Text($"hill {curve.Hill:G3}  R2 {curve.RSquared:F3}")
            + (curve.Doubts.Length == 0 ? "" : $"  {curve.Doubts}"),
            new("Compound", curve.Compound), new("Points", curve.Points), new("Ec50", curve.Ec50), new("Lower", curve.Lower),
            new("Upper", curve.Upper), new("Hill", curve.Hill), new("Bottom", curve.Bottom), new("Top", curve.Top),
            new("RSquared", curve.RSquared), new("Flags", $"{curve.Flags}"))),
        HitTable.Plates => result.Plates.Select(plate => Row(
            "Stylize.PlateQuality",
            $"{plate.Plate}  "
            + (double.IsNaN(plate.ZPrime) ? "no Z' without two negative and two positive controls  "
                : Text($"Z' {plate.ZPrime:F3}  robust Z' {plate.RobustZPrime:F3}  SSMD {plate.Ssmd:F2}  "))
            + Text($"{plate.Negatives} negative, {plate.Positives} positive, {plate.Samples} samples"),
            new("Plate", plate.Plate), new("Negatives", plate.Negatives), new("Positives", plate.Positives), new("Samples", plate.Samples),
            new("ZPrime", plate.ZPrime), new("RobustZPrime", plate.RobustZPrime), new("Ssmd", plate.Ssmd),
            new("SignalToBackground", plate.SignalToBackground), new("NegativeCv", plate.NegativeCv), new("PositiveCv", plate.PositiveCv),
            new("RowEffect", plate.RowEffect), new("ColumnEffect", plate.ColumnEffect), new("EdgeEffect", plate.EdgeEffect))),
        HitTable.Wells => result.Wells.Select(well => Row(
            "Stylize.AssayWell",
            Text($"{well.Plate}  {well.Well}  {well.Role}  {well.Compound}  ")
            + (well.Concentration is { } dose ? Text($"{dose}  ") : "")
            + (double.IsNaN(well.Value) ? "no cells" : Text($"{well.Value:G5}{Optional("normalized", "G4", well.Normalized)}")
                + Optional("z", "F2", well.RobustZ)),
            new("Plate", well.Plate), new("Well", well.Well), new("Role", $"{well.Role}"), new("Compound", well.Compound),
            new("Concentration", well.Concentration), new("Value", well.Value), new("Corrected", well.Corrected),
            new("Normalized", well.Normalized), new("RobustZ", well.RobustZ), new("BScore", well.BScore))),
        _ => result.Treatments.Where(treatment => Table == HitTable.Treatments || treatment.IsHit)
            .OrderByDescending(treatment => Math.Abs(treatment.RobustZ)).Select(treatment => Row(
                "Stylize.Hit",
                Text($"{treatment.Compound}  {treatment.Concentration}  {Plural.WithCount(treatment.Wells, "well")}")
                + Optional("normalized", "G4", treatment.Normalized) + Optional("z", "F2", treatment.RobustZ)
                + Optional("q", "G2", treatment.Q),
                new("Compound", treatment.Compound), new("Concentration", treatment.Concentration), new("Wells", treatment.Wells),
                new("Normalized", treatment.Normalized), new("RobustZ", treatment.RobustZ), new("P", treatment.P), new("Q", treatment.Q),
                new("IsHit", treatment.IsHit))),
    };

    private static VerbRow Row(string type, string text, params KeyValuePair<string, object?>[] fields) =>
        new(text, fields.Select(field => field.Value is double.NaN ? new(field.Key, null) : field))
        {
            TypeName = type, KeepsNames = true,
        };

    /// <summary>Returns a quantity with its name; "" without a value, such as without the controls that it needs.</summary>
    private static string Optional(string name, string format, double value) =>
        double.IsNaN(value) ? "" : $"  {name} {value.ToString(format, CultureInfo.InvariantCulture)}";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
