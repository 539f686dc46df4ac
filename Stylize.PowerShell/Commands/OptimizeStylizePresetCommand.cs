using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;
using Stylize.PowerShell.Completers;

namespace Stylize.PowerShell.Commands;

/// <summary>Finds the options with the best quality within a time.</summary>
[Cmdlet(VerbsCommon.Optimize, "StylizePreset", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(TuningResult))]
public sealed class OptimizeStylizePresetCommand : WorkCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(OperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string Operation { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    [Parameter(Mandatory = true)]
    public TimeSpan TargetTime { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string Preset { get; set; } = "Default";

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int MaxTrials { get; set; } = 60;

    [Parameter]
    [Alias("Thread")]
    [ValidateRange(1, int.MaxValue)]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    [Parameter]
    [ValidateNotNullOrEmpty]
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
            return new TuningPlan
            {
                Operation = operation,
                Start = new UserPresets().Load(operation, Preset),
                TargetTime = TargetTime,
                MaxThreads = MaxThreads,
                MaxTrials = MaxTrials,
            };
        });
        _tuner = Checked(() => new OptionTuner(_plan, ImageCodecs.Default));
    }

    protected override void ProcessRecord() => Gather(Path, LiteralPath);

    protected override void EndProcessing()
    {
        var images = new List<Raster<Rgba32>>();
        try
        {
            foreach (var path in Inputs)
            {
                try
                {
                    images.Add(ImageCodecs.Default.DecodeRgba(ImageSource.File(path)));
                }
                catch (StylizeException e)
                {
                    WriteError(ErrorRecords.From(e, path));
                }
            }

            if (images.Count == 0)
            {
                return;
            }

            var result = Run(progress => _tuner!.Tune(images, progress, Stop));
            if (!result.TargetMet)
            {
                WriteWarning($"Nothing that was tried takes less than {TargetTime.TotalMilliseconds:0} ms; the fastest takes {result.Best.Time.TotalMilliseconds:0} ms.");
            }

            if (Name is not null && ShouldProcess(Name, $"Save a preset for {_plan!.Operation.PascalName}"))
            {
                Checked(() => new UserPresets().Save(_plan.Operation, Name, result.Options, Force));
            }

            WriteObject(result);
        }
        finally
        {
            images.ForEach(image => image.Dispose());
        }
    }
}
