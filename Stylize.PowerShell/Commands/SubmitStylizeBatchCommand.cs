using System.Collections;
using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.IO;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.PowerShell.Completers;
using Stylize.Storage;
using Stylize.Workers.Operations;
using Stylize.Workers.Submission;

namespace Stylize.PowerShell.Commands;

/// <summary>Gives the work of an operation on many files to workers.</summary>
[Cmdlet(VerbsLifecycle.Submit, "StylizeBatch", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("Stylize.Workers.Submission.SubmittedBatch")]
public sealed class SubmitStylizeBatchCommand : BrokerCommand
{
    private readonly List<string> _paths = [];

    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(CarriedOperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string Operation { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public IDictionary Options { get; set; } = new Hashtable();

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Update { get; set; }

    [Parameter]
    public string? RelativeTo { get; set; }

    [Parameter]
    public SwitchParameter IncludeResults { get; set; }

    [Parameter]
    public SwitchParameter NoProvenance { get; set; }

    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? ChunkFiles { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Map { get; set; }

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxPixels { get; set; }

    private IReadOnlyDictionary<string, object?> Values => Options.Cast<DictionaryEntry>()
        .ToDictionary(entry => $"{entry.Key}", entry => entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value);

    private BatchOptions Batch => new() { MaxPixels = MaxPixels };

    private string? Destination => DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath));

    protected override void BeginProcessing()
    {
        Address();
        Checked(() =>
        {
            CarriedOperations.Find(Operation).Check(Values.Keys);
            return true;
        });
    }

    protected override void ProcessRecord()
    {
        var extensions = CarriedOperations.Find(Operation).InputExtensions ?? FileExtensions.Of(ImageCodecs.Default.ReadFormats);
        _paths.AddRange(InputPaths.ExpandFolders(
            this, InputPaths.Named(this, Path, LiteralPath), folder => InputFolder.Files(folder, extensions)));
    }

    protected override void EndProcessing()
    {
        var submitter = Checked(() => new BatchSubmitter(Address(), Roots(Map), new SubmitOptions { ChunkFiles = ChunkFiles }));
        var batch = CarriedOperations.Find(Operation) is var carried && carried is PlateWells
            ? SubmitPlate(submitter)
            : SubmitFiles(submitter, carried);
        if (batch is not null)
        {
            WriteVerbose($"{batch.Files} in {batch.Chunks} chunks; {batch.Refused} cannot be done.");
            WriteObject(batch);
        }
    }

    private SubmittedBatch? SubmitFiles(BatchSubmitter submitter, CarriedOperation carried)
    {
        var targets = new TargetOptions
        {
            Destination = Destination,
            DestinationName = nameof(DestinationPath),
            Force = Force,
            Update = Update,
            IncludeResults = IncludeResults,
            NoProvenance = NoProvenance,
            RelativeTo = RelativeTo is null ? null : FullPath(RelativeTo, nameof(RelativeTo)),
        };
        ImageInput[] inputs = [];
        var planned = Checked(() =>
        {
            targets.Validate();
            var operation = carried.Create(Values, DestinationPath, this, null);
            var planner = new TargetPlanner(operation, targets);
            var selection = new InputSelection<string>(operation, planner, ImageCodecs.Default, IncludeResults, path => path);
            inputs = [.. selection.Choose(_paths).Select(path => new ImageInput(ImageSource.File(path), ImageCodecs.Default, Decoding))];
            if (selection.Warning("-" + nameof(IncludeResults)) is { } skipped)
            {
                WriteWarning(skipped);
            }

            return planner;
        });
        if (!inputs.Any(input => ShouldProcess(input.Source.Name, $"Submit for '{planned.Plan(input).Target}'")))
        {
            return null;
        }

        return BackgroundWork.Run(this, Stop, progress =>
        {
            var context = new OperationContext { Cancellation = Stop, MaxThreads = Environment.ProcessorCount, Progress = progress };
            var operation = carried.Create(Values, DestinationPath, this, new LearningInputs(inputs, context));
            var planner = new TargetPlanner(operation, targets);
            FileItem[] items = [.. inputs.Select(planner.Plan)];
            return submitter.SubmitAsync(operation, planner, items, Batch, progress, Stop).GetAwaiter().GetResult();
        });
    }

    private SubmittedBatch? SubmitPlate(BatchSubmitter submitter)
    {
        var options = Checked(() => PlateWells.Options(Values, Destination, Force, this, MeasurementStores.IsPostgres));
        options = options with { MaxPixels = MaxPixels ?? options.MaxPixels };
        var targets = new PlateTargetOptions { Update = Update, NoProvenance = NoProvenance };
        Checked(() =>
        {
            targets.Validate(Force);
            return true;
        });
        using var run = new PlateRun(options, ImageCodecs.Default, MeasurementStores.Open, Batch, Stop);
        var plan = Checked(() => run.Plan(_paths));
        return plan.Wells.Count > 0 && ShouldProcess(run.Destination, $"Submit {plan.Wells.Count} wells for it")
            ? BackgroundWork.Run(this, Stop, _ => submitter
                .SubmitAsync(options with { Destination = run.Destination }, targets, plan, run.Items(plan), [], Batch, Stop)
                .GetAwaiter().GetResult())
            : null;
    }

    private DecodeOptions Decoding =>
        MaxPixels is { } limit ? DecodeOptions.Default with { MaxPixels = limit } : DecodeOptions.Default;
}
