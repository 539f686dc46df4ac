using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Measuring;

namespace Stylize.Cli.Commands;

internal sealed class MeasureCommand : WorkCommand
{
    public const string CommandName = "measure";
    public const string Summary = "Measure time and memory of an operation, and compare with an earlier report.";

    private readonly DeclaredOptions _options;
    private readonly Option<string> _baseline;
    private readonly Option<string> _save;
    private readonly Option<string> _html;

    public MeasureCommand(CommandHost host)
        : base(host, CommandName, Summary, ArgumentArity.ZeroOrMore)
    {
        _options = Declare<MeasurementPlan>();
        _baseline = Declare<string>("--baseline", "report", "Earlier report to compare with. If anything is slower, the exit code is 1.");
        _save = Declare<string>("--save", "report", "JSON file for the report.");
        _html = Declare<string>("--html", "page", "HTML file for the report, with charts.");
        Finish(
            "stylize measure pixel-art --size 256 512 1000 --save before.json",
            "stylize measure dot-art photo.jpg --vary dot-count=5000,20000,80000",
            "stylize measure pixel-art photos --thread 1 2 --baseline before.json --html report.html");
    }

    protected override int Run(ParseResult values)
    {
        var baseline = values.GetValue(_baseline) is { } earlier ? MeasurementReport.Load(Host.FullPath(earlier)) : null;
        foreach (var wanted in new[] { values.GetValue(_save), values.GetValue(_html) }.OfType<string>())
        {
            AtomicFile.RequireNew(Host.FullPath(wanted), Force(values));
        }

        var inputs = Inputs(values, out var anyFailed);
        if (anyFailed && inputs.Count == 0) return ExitCode.SomeFailed;

        var operation = Operation(values);
        var plan = OptionSet.Apply(new MeasurementPlan { Operation = operation, Paths = inputs }, _options.Given(values), Host);
        plan = plan with { Presets = SheetPlan.Named(operation, plan.PresetNames, plan.Vary, Host) };
        var measurer = new PerformanceMeasurer(plan, Host.Codec);
        var display = Display(values);
        var rows = new List<MeasurementRow>();
        var width = plan.Presets.Max(preset => Math.Max(preset.Name.Length, 10));
        if (!AsJson(values))
        {
            var time = $"{"ms",9} {"spread",7} {"MP/s",7} {"items",8} {"MiB",7} {"x image",7} {"speed-up",8}";
            Host.Out.WriteLine(
                $"{"image",-18} {"preset".PadRight(width)} {"size",11} {"threads",7} {time}  {"bottleneck",-22} most allocated");
        }

        foreach (var row in measurer.Measure(display.Report, Host.Cancellation))
        {
            display.Clear();
            Show(row, width, AsJson(values));
            rows.Add(row);
        }

        display.Clear();
        var report = MeasurementReport.FromRows(rows);
        var comparisons = baseline is null ? [] : RowComparison.Compare(report, baseline);
        var worse = Judge(operation, rows, comparisons);
        foreach (var (path, write) in report.Files(values.GetValue(_save), values.GetValue(_html), comparisons))
        {
            AtomicFile.Write(Host.FullPath(path), Force(values), write, Host.Cancellation);
        }

        return worse || anyFailed ? ExitCode.SomeFailed : ExitCode.AllDone;
    }

    private void Show(MeasurementRow row, int width, bool json)
    {
        if (!json)
        {
            var bottleneck = FormattableString.Invariant($"{row.Bottleneck} {row.BottleneckShare:0%}");
            var memory = FormattableString.Invariant($"{row.MemoryBottleneck} {row.MemoryBottleneckBytes / 1048576.0:0.0} MiB");
            var time = FormattableString.Invariant(
                $"{row.Median,9:0.0} {row.Spread,7:0.0} {row.MegapixelsPerSecond,7:0.0} {row.ItemCount,8}");
            var rest = FormattableString.Invariant($"{row.PeakMemory / 1048576.0,7:0.0} {row.MemoryMultiple,7:0.0} {row.SpeedUp,8:0.00}");
            var combination = $"{row.Image,-18} {row.Preset.PadRight(width)} {$"{row.Width}x{row.Height}",11} {row.Threads,7}";
            Host.Out.WriteLine($"{combination} {time} {rest}  {bottleneck,-22} {memory}");
            return;
        }

        JsonLine.Write(Host.Out,
        [
            new("Operation", row.Operation),
            new("Preset", row.Preset),
            new("Image", row.Image),
            new("Width", row.Width),
            new("Height", row.Height),
            new("Threads", row.Threads),
            new("Median", row.Median),
            new("Spread", row.Spread),
            new("Samples", row.Samples),
            new("MegapixelsPerSecond", row.MegapixelsPerSecond),
            new("ItemCount", row.ItemCount),
            new("PeakMemory", row.PeakMemory),
            new("MemoryMultiple", row.MemoryMultiple),
            new("SpeedUp", row.SpeedUp),
            new("Efficiency", row.Efficiency),
            new("Bottleneck", row.Bottleneck),
            new("BottleneckShare", row.BottleneckShare),
            new("Phases", row.Phases.Select(p => new KeyValuePair<string, object?>(p.Key, p.Value))),
            new("PhaseMemory", row.PhaseMemory.Select(p => new KeyValuePair<string, object?>(p.Key, p.Value))),
        ]);
    }

    private bool Judge(OperationDefinition operation, IReadOnlyList<MeasurementRow> rows, IReadOnlyList<RowComparison> comparisons)
    {
        var slower = comparisons.Where(c => c.Slower).ToArray();
        foreach (var c in slower)
        {
            Host.Note($"slower: {c.Describe(": ")}");
        }

        if (comparisons.Count > 0 && slower.Length == 0)
        {
            Host.Note($"{comparisons.Count} rows compared with the baseline, none slower");
        }

        var broken = rows.SelectMany(row => RegressionBounds.Broken(operation, row)).ToArray();
        foreach (var sentence in broken)
        {
            Host.Note($"out of bounds: {sentence}");
        }

        return slower.Length > 0 || broken.Length > 0;
    }
}
