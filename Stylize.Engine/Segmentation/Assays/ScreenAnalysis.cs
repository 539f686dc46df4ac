using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Assays;

/// <summary>Analyzes a measurement of a screen: plates, normalized wells, hits and dose-response curves.</summary>
/// <exception cref="StylizeException">OptionInvalid: a control or condition is invalid, or the plate map cannot be
/// read.</exception>
internal sealed class ScreenAnalysis(ScreenOptions options)
{
    private readonly PlateContents _contents = PlateContents.FromControls(options.Controls);
    private readonly HitRule _rule = HitRule.FromConditions(options.Rule);
    private readonly PlateMap? _map =
        options.PlateMap is { } path ? PlateContents.FromControls(options.Controls).ReadMap(path) : null;

    private readonly PlateMap? _excluded = options.Exclude is { } path ? PlateMap.Read(path) : null;

    /// <summary>Returns the wells of a measurement that have a compound or a role, without the excluded ones.</summary>
    /// <param name="stored">The measurement in each well, with the columns of the plate map of the run.</param>
    /// <exception cref="StylizeException">OptionInvalid: no well has one, a control is unknown, or curves lack
    /// concentrations.</exception>
    public IReadOnlyList<AssayWell> Wells(
        IReadOnlyList<(string Plate, string Well, IReadOnlyList<KeyValuePair<string, string>> Contents,
            WellStatistic Statistic)> stored,
        Action<string> warn)
    {
        if (_excluded is not null)
        {
            var byRow = stored.ToLookup(well => _excluded.LineOf(well.Plate, well.Well));
            string[] unknown = [.. _excluded.Rows.Where(row => !byRow.Contains(row)).Select(row => row.Name)];
            if (unknown.Length > 0)
            {
                warn(StylizeException.Verbatim(
                    $"The list of excluded wells has {Plural.List("well", unknown)}, without a value in the run."));
            }

            ExcludedWells = stored.Count - byRow[null].Count();
            stored = [.. byRow[null]];
        }

        foreach (var lacks in _map?.Lacks(stored.Select(row => (row.Plate, row.Well))) ?? [])
        {
            warn(lacks);
        }

        var (read, unnamed) = (new List<AssayWell>(), new List<string>());
        foreach (var row in stored)
        {
            List<KeyValuePair<string, string>> contents =
                [.. _map?.Contents(row.Plate, row.Well) ?? row.Contents];
            if (_contents.Read(row.Plate, row.Well, contents, row.Statistic.Value(options.Statistic)) is { } well)
            {
                read.Add(well);
            }
            else if (PlateContents.IsUnnamed(contents) && (_map is null || contents.Count > 0))
            {
                unnamed.Add($"{row.Plate} {row.Well}");
            }
        }

        var wells = PlateContents.InOneUnit(read);
        if (wells.Count == 0) throw Errors.NoCompounds.With(nameof(ScreenOptions.PlateMap));

        if (_contents.Unused(wells) is { } unused)
        {
            throw StylizeException.NoSuch(
                "Control", "compound", unused,
                wells.Select(well => well.Compound).Where(name => name.Length > 0).Distinct().Order());
        }

        IReadOnlyCollection<string> columns =
            _map?.Columns ?? [.. stored.SelectMany(row => row.Contents).Select(column => column.Key).Distinct()];
        if (options.Table == HitTable.Curves && wells.All(well => well.Concentration is null))
        {
            throw Errors.NoConcentrations.With(nameof(ScreenOptions.PlateMap), string.Join(", ", columns));
        }

        if (unnamed.Count > 0)
        {
            warn(StylizeException.Verbatim(
                $"The plate map names no compound and no role of well{(unnamed.Count == 1 ? "" : "s")} "
                + $"{Plural.First(unnamed)}, which {(unnamed.Count == 1 ? "is" : "are")} left out."));
        }

        if (PlateContents.Missing(columns) is { } missing) warn(missing);

        return wells;
    }

    /// <summary>Number of wells that were left out.</summary>
    private int ExcludedWells { get; set; }

    /// <summary>Analyzes wells.</summary>
    public AssayResult Analyze(IReadOnlyList<AssayWell> wells, Action<string> warn)
    {
        var result = Assay.Analyze(wells, options);
        foreach (var plate in result.Wells.Where(well => double.IsFinite(well.Corrected)).GroupBy(well => well.Plate))
        {
            WarnUndefined(plate.Key, [.. plate], warn);
        }

        foreach (var plate in result.Plates.Where(plate => plate.Negatives < 2))
        {
            warn(
                $"{plate.Plate} has {Plural.WithCount(plate.Negatives, "negative control")}, too few for a test. "
                + "Use the column \"role\" of the plate map, or {Control}.");
        }

        foreach (var plate in result.Plates.Where(plate =>
            options.CorrectPositions && plate.Samples > 0 && double.IsNaN(plate.RowEffect + plate.ColumnEffect)))
        {
            warn(StylizeException.Verbatim(
                $"{plate.Plate} has {Plural.WithCount(plate.Samples, "sample")}, fewer than twice as many as effects "
                + "of rows and columns: its positions are not corrected."));
        }

        return result;
    }

    /// <summary>Warns of a plate without the quantities that the table needs.</summary>
    private void WarnUndefined(string plate, AssayWell[] wells, Action<string> warn)
    {
        var isRuled = options.Table is HitTable.Hits or HitTable.Treatments;
        if (isRuled && (_rule.MinimumZ ?? _rule.MaximumFdr) is not null
            && !Array.Exists(wells, well => double.IsFinite(well.RobustZ)))
        {
            warn(StylizeException.Verbatim(
                $"{plate} has no robust z scores, because most of its reference wells have the same value: the median "
                + "absolute deviation is 0.")
                + " Its treatments cannot meet the conditions z and fdr of {Rule}; above, below and wells need no z.");
        }

        if ((options.Table == HitTable.Curves || (isRuled && (_rule.Above ?? _rule.Below) is not null))
            && !Array.Exists(wells, well => double.IsFinite(well.Normalized)))
        {
            warn(StylizeException.Verbatim(
                $"{plate} has no normalized values: it lacks the controls, or they are equal or 0.")
                + " Use another {Normalize}, or {Control}.");
        }
    }

    /// <summary>Returns the line below the table; null for none.</summary>
    public string? Summary(AssayResult result) => options.Table is not (HitTable.Hits or HitTable.Treatments) ? null
        : $"{Plural.WithCount(result.Treatments.Count(treatment => treatment.IsHit), "hit")} of "
            + $"{Plural.WithCount(result.Treatments.Count, "treatment")}: {_rule}."
            + (ExcludedWells == 0 ? "" : $" {Plural.WithCount(ExcludedWells, "well")} excluded.");

    /// <summary>Returns the rows of the table.</summary>
    public IEnumerable<VerbRow> Rows(AssayResult result) => options.Table switch
    {
        HitTable.Curves => result.Curves.Select(curve => Curve(curve, result.Unit)),
        HitTable.Plates => result.Plates.Select(Plate),
        HitTable.Wells => result.Wells.Select(well => Row(
            "Stylize.AssayWell",
            Text($"{well.Plate}  {well.Well}  {well.Role}  {well.Compound}  ")
            + (well.Dose.Length > 0 ? $"{well.Dose}  " : "")
            + (double.IsNaN(well.Value) ? "no value"
                : Text($"{well.Value:G5}{Optional("normalized", "G4", well.Normalized)}")
                    + Optional("z", "F2", well.RobustZ))
            + (well.Failed.Length == 0 ? "" : $"  fails {well.Failed}"),
            ("Plate", well.Plate), ("Well", well.Well), ("Role", $"{well.Role}"), ("Compound", well.Compound),
            ("Concentration", well.Concentration), ("Unit", well.Unit), ("Value", well.Value),
            ("Corrected", well.Corrected), ("Normalized", well.Normalized), ("RobustZ", well.RobustZ),
            ("BScore", well.BScore), ("Failed", well.Failed))),
        _ => result.Treatments.Where(treatment => options.Table == HitTable.Treatments || treatment.IsHit)
            .OrderByDescending(treatment => Math.Abs(treatment.RobustZ)).Select(treatment => Row(
                "Stylize.Hit",
                Text($"{treatment.Compound}  {treatment.Concentration} {result.Unit}").TrimEnd()
                + $"  {Plural.WithCount(treatment.Wells, "well")}"
                + (treatment.Failed.Length == 0 ? "" : $" ({treatment.Failed})")
                + Optional("normalized", "G4", treatment.Normalized) + Optional("z", "F2", treatment.RobustZ)
                + Optional("q", "G2", treatment.Q),
                ("Compound", treatment.Compound), ("Concentration", treatment.Concentration), ("Unit", result.Unit),
                ("Wells", treatment.Wells), ("Normalized", treatment.Normalized), ("RobustZ", treatment.RobustZ),
                ("P", treatment.P), ("Q", treatment.Q), ("IsHit", treatment.IsHit),
                ("Failed", treatment.Failed))),
    };

    private static VerbRow Curve(DoseResponse curve, string unit) => Row(
        "Stylize.DoseResponse",
        curve.Flags.HasFlag(CurveFlags.TooFewDoses)
            ? $"{curve.Compound}  no curve: "
                + $"{Plural.WithCount(curve.Doses.Where(dose => dose > 0).Distinct().Count(), "dose")} above 0 in "
                + $"{Plural.WithCount(curve.Points, "well")}, too few"
            : Text($"{curve.Compound}  EC50 {curve.Ec50:G4} {unit}").TrimEnd()
                + (curve.Flags.HasFlag(CurveFlags.Undetermined)
                    ? "  (undetermined)  " : Text($"  ({curve.Lower:G4} to {curve.Upper:G4})  "))
                + Text($"hill {curve.Hill:G3}  R2 {curve.RSquared:F3}")
                + (curve.Doubts.Length == 0 ? "" : $"  {curve.Doubts}"),
        ("Compound", curve.Compound), ("Points", curve.Points), ("Ec50", curve.Ec50), ("Unit", unit),
        ("Lower", curve.Lower), ("Upper", curve.Upper), ("Hill", curve.Hill), ("Bottom", curve.Bottom),
        ("Top", curve.Top), ("RSquared", curve.RSquared), ("Flags", $"{curve.Flags}"));

    private static VerbRow Plate(PlateQuality plate) => Row(
        "Stylize.PlateQuality",
        $"{plate.Plate}  "
        + (plate.Negatives < 2 || plate.Positives < 2 ? "no Z' without two negative and two positive controls  "
            : !double.IsFinite(plate.ZPrime) ? "no Z': the positive and negative controls have the same mean  "
            : Text($"Z' {plate.ZPrime:F3}{Optional("robust Z'", "F3", plate.RobustZPrime)}")
                + $"{Optional("SSMD", "F2", plate.Ssmd)}  ")
        + Text($"{plate.Negatives} negative, {plate.Positives} positive, {plate.Samples} samples"),
        ("Plate", plate.Plate), ("Negatives", plate.Negatives), ("Positives", plate.Positives),
        ("Samples", plate.Samples), ("ZPrime", plate.ZPrime), ("RobustZPrime", plate.RobustZPrime),
        ("Ssmd", plate.Ssmd), ("SignalToBackground", plate.SignalToBackground), ("NegativeCv", plate.NegativeCv),
        ("PositiveCv", plate.PositiveCv), ("RowEffect", plate.RowEffect), ("ColumnEffect", plate.ColumnEffect),
        ("EdgeEffect", plate.EdgeEffect));

    public static VerbRow Row(string type, string text, params (string Name, object? Value)[] fields) =>
        new(text,
            fields.Select(field => KeyValuePair.Create(
                field.Name, field.Value is double value && !double.IsFinite(value) ? null : field.Value)))
        {
            TypeName = type, KeepsNames = true,
        };

    /// <summary>Returns a quantity with its name; "" without a value, such as without its controls.</summary>
    private static string Optional(string name, string format, double value) =>
        !double.IsFinite(value) ? "" : $"  {name} {value.ToString(format, CultureInfo.InvariantCulture)}";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
