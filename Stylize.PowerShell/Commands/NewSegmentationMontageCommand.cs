using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "SegmentationMontage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.SegmentationFile"), OutputType(
    typeof(TileFile), typeof(BatchEstimate))]
[OptionsOf<PlateOptions>]
// A plate has no subfolders to keep, and its results are not images of a plate.
[OptionsOf<TargetOptions>(Except = [nameof(TargetOptions.RelativeTo), nameof(TargetOptions.IncludeResults)])]
public sealed partial class NewSegmentationMontageCommand : RegionCmdlet<WellItem, WellResult>
{
    // A row with options of its own is a plate of its own. The first run is that of the inputs without such options.
    private readonly List<PlateRun> _created = [];
    private readonly List<PlateRun> _used = [];
    private bool _prunes;

    [Parameter, Credential]
    public PSCredential? DatabaseCredential { get; set; }

    [Parameter(ParameterSetName = PathSet), Parameter(ParameterSetName = InputListSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    [Parameter]
    public SwitchParameter Estimate { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override ItemRun<WellItem, WellResult> CreateRun(RunContext<WellResult> context)
    {
        var start = new StartOptions(PlateOptions.OperationName, this)
        {
            Preset = Preset,
            Like = Like is null ? null : FullPath(Like, nameof(Like)),
            Given = [.. Given],
        };
        var targets = WithParameters(new TargetOptions());
        if (targets.Database is { } database)
        {
            targets = targets with
            {
                Database = MeasurementStores.Name(
                    database, DatabaseCredential is not null, path => FullPath(path, nameof(Database))),
            };
        }

        context = context with
        {
            Mode = List ? RunMode.Plan : Estimate ? RunMode.Estimate : IsWhatIf ? RunMode.Preview : RunMode.Execute,
        };
        var run = SegmentDefinition.CreateRun(context, start, targets, Open);
        run.PageWritten = Write;
        _prunes |= targets.Prune;
        _created.Add(run);
        return run;
    }

    private protected override object ReadSettings() => CreateRun(NewContext());

    private protected override void Accept(IReadOnlyList<RunInput> inputs)
    {
        foreach (var plate in inputs.GroupBy(input => input.Settings as PlateRun ?? _created[0]))
        {
            if (!_used.Contains(plate.Key) && plate.Any(input => input.Failure is null)) _used.Add(plate.Key);

            Checked(() => plate.Key.Take(plate));
        }
    }

    private protected override void Complete(bool areAllFound)
    {
        if (_used.Count > 1 && (_prunes || ReportPath is not null))
        {
            throw Errors.OptionsPerInput.With(null, _prunes ? "Prune" : nameof(ReportPath));
        }

        foreach (var run in _used.Count > 0 ? _used : _created[..1])
        {
            var tiles = List ? run.PlanAll([]).Tiles.Select(ScriptObject.WithReadableLists) : null;
            if (tiles is not null) WriteObject(tiles, enumerateCollection: true);
            else Complete(run, areAllFound && _created[0].AllFound);
        }
    }

    private protected override IReadOnlyList<string> FilesOf(string folder) =>
        Recurse ? base.FilesOf(folder) : InputFolder.FilesOfPlate(folder, InputExtensions);

    protected override void WriteResult(BatchResult<WellResult> result)
    {
        if (result.Value!.IsCurrent) WriteVerbose($"{result.Source}: up to date");

        foreach (var (path, details) in result.Value.Outputs(PassThru))
        {
            WriteObject(OutputFile.Describe(
                path, [.. details, new("Elapsed", result.Elapsed), new("Phases", result.Phases.ToArray())],
                OutputFile.OfPlate));
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _created.Skip(1).ToList().ForEach(run => run.Dispose());
    }

    private void Write(PlateOutput file) => WriteObject(OutputFile.Describe(
        file.Path,
        [.. file.Size, new("Kind", file.Kind), new("Status", "Created"), new("Regions", file.Regions)],
        OutputFile.OfPlate));

    private IMeasurementStore Open(string database) =>
        MeasurementStores.Open(database, DatabaseCredential?.GetNetworkCredential());
}
