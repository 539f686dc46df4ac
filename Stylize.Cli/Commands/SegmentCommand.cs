using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Cli.Commands;

internal sealed class SegmentCommand : InputCommand, IOperationCommand
{
    private readonly PresetOption _preset;
    private readonly DeclaredOptions _options;
    private readonly DeclaredOptions _targets;
    private readonly Option<bool> _list;
    private readonly RunModes _modes;

    public SegmentCommand(CommandHost host, OperationDefinition operation)
        : base(host, operation.Name, operation.Summary)
    {
        Operation = operation;
        _preset = DeclarePreset(() => operation.PresetOwner!.Presets.Keys);
        _options = Declare<PlateOptions>();
        _list = Declare<bool>("--list", null, "List wells, channels and tiles, without segmenting.");
        _targets = Declare<TargetOptions>(nameof(TargetOptions.RelativeTo), nameof(TargetOptions.IncludeResults));
        _modes = new RunModes(this);
        Finish([.. operation.Examples]);
    }

    public OperationDefinition Operation { get; }

    /// <summary>Sends the wells to a broker; null to segment them in this process.</summary>
    public Submission? Submission { get; set; }

    protected override bool IsPlate => true;

    public StartOptions Start(ParseResult values) => new(Operation.Name, Host)
    {
        Preset = values.GetValue(_preset),
        Like = _modes.Like(values, Host),
        Given = [.. _options.Given(values)],
    };

    protected override int Run(ParseResult values)
    {
        var json = AsJson(values);
        var mode = values.GetValue(_list) ? RunMode.Plan : _modes.Of(values, Submission is not null);
        var display = Display<WellResult>(values, result => Show(result.Value!, json, _modes.ShowsAll(values)),
            mode == RunMode.Execute ? "well" : null);
        var targets = OptionSet.Apply(new TargetOptions(), _targets.Given(values), Host);
        if (targets.Database is { } database)
        {
            targets = targets with { Database = MeasurementStores.Name(database, false, Host.FullPath) };
        }

        var context = Context(values, display, mode) with { Request = EstimateLine.Request(Host) };
        using var run = SegmentDefinition.CreateRun(context, Start(values), targets, MeasurementStores.Open);
        run.PageWritten = file => Show(Host, file.Path, file.Width, file.Height, [new("Kind", file.Kind)], json);
        if (mode != RunMode.Plan)
        {
            run.Take(Paths(values), areAll: true);
            run.Complete();
            return display.ExitCodeOf(run.Totals);
        }

        var plan = run.PlanAll(Paths(values));
        if (!values.GetValue(_list)) return Submission!.Send(values, run, context.Batch);

        List(plan, json);
        return display.ExitCode;
    }

    private void List(PlatePlan plan, bool json)
    {
        if (!json && plan.Tiles.Count > 0)
        {
            Host.Note($"Name pattern: {plan.Pattern}.");
        }

        foreach (var tile in plan.Tiles)
        {
            var planes = tile.Stack.Count > 0 ? $"{tile.Stack.Count} planes  " : tile.Plane is { } plane
                ? $"plane {plane}  " : "";
            Host.Print(
                json,
                $"{tile.Experiment}  {tile.Well}  T{tile.Timepoint}  {tile.Channel}  tile {tile.Tile}  "
                + $"{planes}{tile.Path}",
                [
                    new("Experiment", tile.Experiment), new("Well", tile.Well), new("Timepoint", tile.Timepoint),
                    new("Channel", tile.Channel),
                    new("Tile", tile.Tile), new("Plane", tile.Plane), new("Planes", tile.Planes.Count),
                    new("Page", tile.Page), new("Path", tile.Path), new("NamePattern", plan.Pattern),
                ]);
        }
    }

    private void Show(WellResult report, bool json, bool all)
    {
        foreach (var (path, details) in report.Outputs(all))
        {
            Host.Print(json, path, [new("Target", path), .. details]);
        }
    }

    /// <summary>Prints the line of a file of a well.</summary>
    internal static void Show(
        CommandHost host, string path, int width, int height, IEnumerable<KeyValuePair<string, object?>> details,
        bool json) =>
        host.Print(
            json, path, [new("Target", path), .. new PlateOutput(path, "", "", width, height, 0).Size, .. details]);
}
