using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Puncta;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "SegmentationMontage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo), typeof(TileFile))]
public sealed class NewSegmentationMontageCommand : RegionCmdlet<WellItem, WellResult>
{
    private const string FileTypeName = "Stylize.SegmentationFile";

    private PlateRun? _run;

    [Parameter, ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<string[]>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Experiment { get; set; } = [];

    [Parameter, OptionOf<PlateOptions>, Spelled<string[]>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Well { get; set; } = [];

    [Parameter, OptionOf<PlateOptions>, Spelled<string[]>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Timepoint { get; set; } = [];

    [Parameter, OptionOf<PlateOptions>, Spelled<string[]>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Channel { get; set; } = [];

    [Parameter, OptionOf<PlateOptions>, Spelled<string[]>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] MeasureChannel { get; set; } = [];

    [Parameter, OptionOf<PlateOptions>]
    public string? NamePattern { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<StatisticsScope>]
    public StatisticsScope? Statistics { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public string? FlatField { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public double? DarkOffset { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public double? FlatFieldPercentile { get; set; }

    [Parameter, OptionOf<PlateOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? Align { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<AlignmentReference>]
    public AlignmentReference? AlignTo { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<TrackMethod>]
    public TrackMethod? Track { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public double? TrackDistance { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public int? TrackGap { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public double? Stable { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<string[]>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[] Puncta { get; set; } = [];

    [Parameter, OptionOf<PlateOptions>, Spelled<SpotMethod>]
    public SpotMethod? PunctaMethod { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public double? PunctaMinimumSigma { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public double? PunctaMaximumSigma { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public double? PunctaThreshold { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<MontageLayout>]
    public MontageLayout? Layout { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public int? Columns { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public SwitchParameter PerTile { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public SwitchParameter NoMontage { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public SwitchParameter Micrometers { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<StackProjection>]
    public StackProjection? Projection { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public string? StackPlane { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<float[]>]
    public float[] FloatRange { get; set; } = [];

    [Parameter, OptionOf<PlateOptions>]
    public string[]? Overlap { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public SwitchParameter NoZarrLabels { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public int? Crop { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public SwitchParameter MaskCrops { get; set; }

    [Parameter, OptionOf<PlateOptions>, Spelled<OverlayNumbers>]
    public OverlayNumbers? Numbers { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public SwitchParameter Uncompressed { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public string? Run { get; set; }

    [Parameter, OptionOf<PlateOptions>]
    public string? PlateMap { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    [Parameter, Credential]
    public PSCredential? DatabaseCredential { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter Update { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter Prune { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter NoProvenance { get; set; }

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

    private protected override IReadOnlyList<string> FilesOf(string folder) => InputFolder.FilesOfPlate(folder, InputExtensions);

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
