using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "SegmentationMontage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.SegmentationFile"), OutputType(typeof(TileFile))]
[OptionsOf<PlateOptions>]
// A plate has no subfolders to keep, and its results are not images of a plate.
[OptionsOf<TargetOptions>(Except = [nameof(TargetOptions.RelativeTo), nameof(TargetOptions.IncludeResults)])]
public sealed partial class NewSegmentationMontageCommand : RegionCmdlet<WellItem, WellResult>
{
    private const string FileTypeName = "Stylize.SegmentationFile";

    private PlateRun? _run;

    [Parameter, Alias("OutputPath"), ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    [Parameter, Credential]
    public PSCredential? DatabaseCredential { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    [Parameter]
    public SwitchParameter Estimate { get; set; }

    protected override ItemRun<WellItem, WellResult> CreateRun(RunContext<WellResult> context)
    {
        var start = new StartOptions(PlateRun.OperationName, this)
        {
            Preset = Preset,
            Like = Like is null ? null : FullPath(Like, nameof(Like)),
            Given = [.. Given],
        };
        var targets = WithParameters(new TargetOptions()) with
        {
            Destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath)),
            Database = Database is null
                ? null
                : MeasurementStores.Name(Database, DatabaseCredential is not null, path => FullPath(path, nameof(Database))),
            Force = Force,
        };
        context = context with
        {
            Mode = List ? RunMode.Plan : Estimate ? RunMode.Estimate : IsWhatIf ? RunMode.Preview : RunMode.Execute,
        };
        _run = SegmentDefinition.CreateRun(context, start, targets, Open);
        _run.PageWritten = Write;
        return _run;
    }

    private protected override IReadOnlyList<string> FilesOf(string folder) =>
        Recurse ? base.FilesOf(folder) : InputFolder.FilesOfPlate(folder, InputExtensions);

    protected override void EndProcessing()
    {
        if (List)
        {
            WriteObject(Checked(() => _run!.PlanAll([])).Tiles, enumerateCollection: true);
        }
        else
        {
            base.EndProcessing();
        }
    }

    protected override void WriteResult(BatchResult<WellResult> result)
    {
        foreach (var file in result.Value!.Files)
        {
            WriteObject(OutputFile.Describe(file.Path,
            [
                .. file.Size, .. result.Value.Describe(file), new("Elapsed", result.Elapsed), new("Phases", result.Phases.ToArray()),
            ], FileTypeName));
        }
    }

    private void Write(PlateOutput file) => WriteObject(OutputFile.Describe(
        file.Path, [.. file.Size, new("Kind", file.Kind), new("Regions", file.Regions)], FileTypeName));

    private IMeasurementStore Open(string database) => MeasurementStores.Open(database, DatabaseCredential?.GetNetworkCredential());
}
