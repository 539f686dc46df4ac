using Stylize.Engine.Catalog;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Measuring;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Measures an operation.</summary>
[Verb("Measure-StylizePerformance", Summary, Row = "result", HasProgress = true, Asks = true,
    Output = "Stylize.Engine.Measuring.MeasurementRow",
    Examples = [
        "stylize measure pixel-art --size 256 512 1000 --save before.json",
        "stylize measure dot-art photo.jpg --vary dot-count=5000,20000,80000",
        "stylize measure pixel-art photos --thread 1 2 --baseline before.json",
    ])]
[VerbInputs("inputs", VerbInputsAttribute.Images, Position = 1, IsOptional = true)]
internal sealed record MeasureVerb : IInputVerb
{
    public const string Summary = "Measure time and memory of an operation, and compare with an earlier report.";

    private OperationDefinition? _operation;
    private MeasurementReport? _baseline;

    public IReadOnlyList<string> Inputs { get; set; } = [];

    [Option("One of {Operations}.", IsArgument = true, Required = true, Position = 0, Names = OptionNames.Operation)]
    public string Operation { get; init; } = "";

    [OptionGroup("")]
    public MeasurementPlan Plan { get; init; } = new() { Operation = null! };

    [Option("Options to measure.", Group = HelpGroup.Common, For = FrontEnds.Cmdlet)]
    public IOperationOptions? Options { get; init; }

    [Option("Earlier report to compare with. If anything is slower, the exit code is 1.", Group = HelpGroup.Method,
        IsFile = true, ValueName = "report")]
    public string? Baseline { get; init; }

    [Option("JSON file for the report.", Group = HelpGroup.Output, IsFile = true, ValueName = "report")]
    public string? Save { get; init; }

    [Option("Replace existing files.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    void IVerb.Prepare(IVerbRun run)
    {
        _operation = OperationCatalog.Find(Operation);
        if (Options is not null && !_operation.OptionsType.IsInstanceOfType(Options))
        {
            var wanted = $"the options of {_operation.PascalName}, a {_operation.OptionsType.Name}";
            throw StylizeException.Option(nameof(Options), Options.GetType().Name, wanted);
        }

        _baseline = Baseline is null ? null : MeasurementReport.Load(Baseline);
        AtomicFile.RequireNew(Save, Force);
    }

    void IVerb.Run(IVerbRun run)
    {
        if (Options is not null && Plan.Vary.Count > 0) throw StylizeException.MutuallyExclusive("Options", "Vary");

        var presets = Options is null
            ? SheetPlan.Named(_operation!, Plan.PresetNames, Plan.Vary, run) : [new("Options", Options)];
        var measurer = new PerformanceMeasurer(
            Plan with { Operation = _operation!, Paths = Inputs, Presets = presets }, run.Codec);
        var width = presets.Max(preset => Math.Max(preset.Name.Length, 10));
        var time = $"{"ms",9} {"spread",7} {"MP/s",7} {"items",8} {"MiB",7} {"x image",7} {"speed-up",8}";
        run.Line(
            $"{"image",-18} {"preset".PadRight(width)} {"size",11} {"threads",7} {time}  {"bottleneck",-22} most "
            + "allocated");
        var rows = run.Work(progress => measurer.Measure(progress, run.Cancellation).Select(row =>
        {
            run.Write(Describe(row, width));
            return row;
        }).ToArray());
        var report = MeasurementReport.FromRows(rows);
        var comparisons = _baseline is null ? [] : RowComparison.Compare(report, _baseline);
        Judge(rows, comparisons, run);
        if (Save is null || !run.Confirm(Save, "Write report")) return;

        try
        {
            AtomicFile.Write(Save, Force, report.Save, run.Cancellation);
        }
        catch (StylizeException failure)
        {
            run.Fail(failure, Save);
        }
    }

    private VerbRow Describe(MeasurementRow row, int width)
    {
        var bottleneck = Invariant($"{row.Bottleneck} {row.BottleneckShare:0%}");
        var memory = Invariant($"{row.MemoryBottleneck} {row.MemoryBottleneckBytes / 1048576.0:0.0} MiB");
        var time = FormattableString.Invariant(
            $"{row.Median,9:0.0} {row.Spread,7:0.0} {row.MegapixelsPerSecond,7:0.0} {row.ItemCount,8}");
        var rest = FormattableString.Invariant(
            $"{row.PeakMemory / 1048576.0,7:0.0} {row.MemoryMultiple,7:0.0} {row.SpeedUp,8:0.00}");
        var combination =
            $"{row.Image,-18} {row.Preset.PadRight(width)} {$"{row.Width}x{row.Height}",11} {row.Threads,7}";
        var described = new VerbRow(
            $"{combination} {time} {rest}  {bottleneck,-22} {memory}",
            [
                new("Operation", row.Operation), new("Preset", row.Preset), new("Image", row.Image),
                new("Width", row.Width), new("Height", row.Height), new("Threads", row.Threads),
                new("ThrottleLimit", row.ThrottleLimit),
                new("Median", row.Median), new("Spread", row.Spread), new("Samples", row.Samples),
                new("MegapixelsPerSecond", row.MegapixelsPerSecond), new("ItemCount", row.ItemCount),
                new("PeakMemory", row.PeakMemory), new("MemoryMultiple", row.MemoryMultiple),
                new("SpeedUp", row.SpeedUp), new("Efficiency", row.Efficiency),
                new("Bottleneck", row.Bottleneck), new("BottleneckShare", row.BottleneckShare),
                new("Phases", row.Phases.Select(phase => KeyValuePair.Create(phase.Key, (object?)phase.Value))),
                new("PhaseMemory",
                    row.PhaseMemory.Select(phase => KeyValuePair.Create(phase.Key, (object?)phase.Value))),
            ])
        {
            Value = row,
        };
        return _baseline?.Rows.LastOrDefault(r => r.Key == row.Key) is not { } earlier ? described : described with
        {
            Added = [new("Comparison", RowComparison.Compare(row, earlier))],
            TypeName = "Stylize.ComparedMeasurementRow",
        };
    }

    private void Judge(IReadOnlyList<MeasurementRow> rows, IReadOnlyList<RowComparison> comparisons, IVerbRun run)
    {
        if (_baseline is not null && comparisons.Count == 0)
        {
            run.Warn(
                $"'{StylizeException.Verbatim(Baseline!)}' contains no measurement with the same image, size, threads "
                + "and preset. Nothing was compared.");
        }

        var slower = comparisons.Where(comparison => comparison.Slower).ToArray();
        foreach (var one in slower)
        {
            run.Find(new(
                "PerformanceRegressed", $"slower: {one.Describe(": ")}", one.Describe(" takes ") + ".", one.Row,
                "Measure again to confirm, then examine that phase."));
        }

        if (comparisons.Count > 0 && slower.Length == 0)
        {
            run.Note($"{comparisons.Count} rows compared with the baseline, none slower");
        }

        foreach (var (row, broken) in rows.SelectMany(
            row => RegressionBounds.Broken(_operation!, row), (row, broken) => (row, broken)))
        {
            run.Find(new(
                "PerformanceOutOfBounds", $"out of bounds: {broken}", broken, row,
                "Compare the phases with an earlier report."));
        }
    }
}
