using Stylize.Engine.Catalog.Sheets;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "StylizePerformance", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(MeasurementRow))]
[OptionsOf<MeasurementPlan>]
public sealed partial class MeasureStylizePerformanceCommand : StylizeCmdlet
{
    private readonly List<string> _inputs = [];
    [Parameter(Mandatory = true, Position = 0), ArgumentCompleter(typeof(OperationCompleter)), ValidateNotNullOrEmpty]
    public string Operation { get; set; } = "";

    [Parameter(Position = 1, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true), Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    [Parameter, OptionOf<MeasurementPlan>, Spelled<string[]>, ArgumentCompleter(typeof(PresetCompleter))]
    public string[]? Preset { get; set; }

    [Parameter, PresetOptions, ValidateNotNull]
    public IOperationOptions? Options { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Baseline { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Save { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Html { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private MeasurementReport? _baseline;
    private OperationDefinition? _operation;

    protected override void BeginProcessing()
    {
        _operation = Checked(() => OperationCatalog.Find(Operation));
        if (Options is not null && !_operation.OptionsType.IsInstanceOfType(Options))
        {
            var wanted = $"the options of {_operation.PascalName}, a {_operation.OptionsType.Name}";
            Checked<object>(() => throw StylizeException.Option(nameof(Options), Options.GetType().Name, wanted));
        }

        if (Baseline is not null)
        {
            Baseline = InputPaths.Require(this, Baseline, nameof(Baseline));
            _baseline = Checked(() => MeasurementReport.Load(Baseline));
        }

        Save = Save is null ? null : InputPaths.Require(this, Save, nameof(Save));
        Html = Html is null ? null : InputPaths.Require(this, Html, nameof(Html));
        Checked(() =>
        {
            AtomicFile.RequireNew(Save, Force);
            AtomicFile.RequireNew(Html, Force);
        });
    }

    protected override void ProcessRecord() => _inputs.AddRange(Images(Path, LiteralPath));

    protected override void EndProcessing()
    {
        if (_inputs.Count == 0 && (Path is not null || LiteralPath is not null))
        {
            return; // each path has already given an error
        }

        var measurer = Checked(() => new PerformanceMeasurer(Plan(), ImageCodecs.Default));
        var ready = new ConcurrentQueue<MeasurementRow>();
        var rows = BackgroundWork.Run(this, Stop, progress => measurer.Measure(progress, Stop).Select(row =>
            {
                ready.Enqueue(row);
                return row;
            }).ToArray(),
            () =>
            {
                while (ready.TryDequeue(out var row))
                {
                    WriteObject(Describe(row));
                }
            });
        var report = MeasurementReport.FromRows(rows);
        var comparisons = _baseline is null ? [] : RowComparison.Compare(report, _baseline);
        ReportRegressions(rows, comparisons);
        foreach (var (path, write) in report.Files(Save, Html, comparisons))
        {
            WriteReport(path, write);
        }
    }

    private MeasurementPlan Plan()
    {
        var plan = WithParameters(new MeasurementPlan { Operation = _operation!, Paths = _inputs });
        if (Options is not null && plan.Vary.Count > 0) throw StylizeException.MutuallyExclusive("Options", "Vary");

        return plan with
        {
            Presets = Options is null
                ? SheetPlan.Named(_operation!, plan.PresetNames, plan.Vary, this)
                : [new NamedOptions("Options", Options)],
        };
    }

    private PSObject Describe(MeasurementRow row)
    {
        var described = new PSObject(row);
        if (_baseline?.Rows.LastOrDefault(r => r.Key == row.Key) is { } earlier)
        {
            described.Properties.Add(new PSNoteProperty("Comparison", RowComparison.Compare(row, earlier)));
            described.TypeNames.Insert(0, "Stylize.ComparedMeasurementRow");
        }

        return described;
    }

    private void ReportRegressions(IReadOnlyList<MeasurementRow> rows, IReadOnlyList<RowComparison> comparisons)
    {
        if (_baseline is not null && comparisons.Count == 0)
        {
            WriteWarning($"'{Baseline}' contains no measurement with the same image, size, threads and preset. Nothing was compared.");
        }

        foreach (var slower in comparisons.Where(c => c.Slower))
        {
            WriteError(ErrorRecords.Create(
                new InvalidOperationException(slower.Describe(" takes ") + "."),
                "PerformanceRegressed", ErrorCategory.LimitsExceeded, slower.Row, "Measure again to confirm, then examine that phase."));
        }

        foreach (var row in rows)
        {
            foreach (var broken in RegressionBounds.Broken(_operation!, row))
            {
                WriteError(ErrorRecords.Create(
                    new InvalidOperationException(broken), "PerformanceOutOfBounds", ErrorCategory.LimitsExceeded, row,
                        "Compare the phases with an earlier report."));
            }
        }
    }

    private void WriteReport(string path, Action<Stream> write)
    {
        if (ShouldProcess(path, "Write report"))
        {
            Try(path, () => AtomicFile.Write(path, Force, write, Stop));
        }
    }
}
