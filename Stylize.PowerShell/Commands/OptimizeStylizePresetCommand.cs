namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Optimize, "StylizePreset", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(TuningResult))]
public sealed class OptimizeStylizePresetCommand : StylizeCmdlet
{
    private readonly List<string> _inputs = [];
    [Parameter(Mandatory = true, Position = 0), ArgumentCompleter(typeof(OperationCompleter)), ValidateNotNullOrEmpty]
    public string Operation { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true), Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    [Parameter(Mandatory = true), OptionOf<TuningPlan>, Spelled<TimeSpan>]
    public TimeSpan TargetTime { get; set; }

    [Parameter, ArgumentCompleter(typeof(PresetCompleter)), ValidateNotNullOrEmpty]
    public string Preset { get; set; } = "Default";

    [Parameter, OptionOf<TuningPlan>]
    public int MaxTrials { get; set; } = 60;

    [Parameter, OptionOf<TuningPlan>]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    [Parameter, ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private OptionTuner? _tuner;
    private TuningPlan? _plan;

    protected override void BeginProcessing()
    {
        _plan = Checked(() =>
        {
            var operation = OperationCatalog.Find(Operation);
            return WithParameters(new TuningPlan
            {
                Operation = operation, Start = new UserPresets().Load(operation, Preset), TargetTime = TargetTime,
            });
        });
        _tuner = Checked(() => new OptionTuner(_plan, ImageCodecs.Default));
    }

    protected override void ProcessRecord() => _inputs.AddRange(Images(Path, LiteralPath));

    protected override void EndProcessing()
    {
        using var read = TuningImages.Read(_inputs, ImageCodecs.Default, (path, failure) => WriteError(ErrorRecords.From(failure, path)),
            Stop);
        if (read.Images.Count == 0) return;

        var result = BackgroundWork.Run(this, Stop, progress => _tuner!.Tune(read.Images, progress, Stop));
        if (!result.TargetMet)
        {
            var (target, fastest) = (TargetTime.TotalMilliseconds, result.Best.Time.TotalMilliseconds);
            WriteWarning($"No tested options meet the target of {target:0} ms; the fastest take {fastest:0} ms.");
        }

        if (Name is not null && ShouldProcess(Name, $"Save a preset for {_plan!.Operation.PascalName}"))
        {
            Checked(() => new UserPresets().Save(_plan.Operation, Name, result.Options, Force));
        }

        WriteObject(result);
    }
}
