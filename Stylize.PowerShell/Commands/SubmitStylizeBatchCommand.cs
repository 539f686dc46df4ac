using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Workers.Submission;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Submit, "StylizeBatch", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("Stylize.Workers.Submission.SubmittedBatch")]
public sealed class SubmitStylizeBatchCommand : BrokerCmdlet
{
    private readonly List<string> _paths = [];
    private OperationDefinition? _operation;

    [Parameter(Mandatory = true, Position = 0), ArgumentCompleter(typeof(OperationCompleter)), ValidateNotNullOrEmpty]
    public string Operation { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true), Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter, ValidateNotNull]
    public IDictionary Options { get; set; } = new Hashtable();

    [Parameter, Alias("OutputPath"), ValidateNotNullOrEmpty]
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

    [Parameter, ValidateRange(1, 100_000)]
    public int? ChunkFiles { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string[]? Map { get; set; }

    [Parameter, ValidateRange(1, long.MaxValue)]
    public long? MaxPixels { get; set; }

    private IReadOnlyDictionary<string, object?> Values => Options.Cast<DictionaryEntry>()
        .ToDictionary(entry => $"{entry.Key}", entry => entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value);

    private StartOptions Start() => new(_operation!.Name, this)
    {
        Preset = Text("Preset"),
        Given = [.. Values],
        Destination = DestinationPath,
    };

    private string? Text(string name) =>
        Values.FirstOrDefault(option => OptionWords.SameName(option.Key, name)).Value?.ToString();

    private BatchOptions Batch => new() { MaxPixels = MaxPixels };

    protected override void BeginProcessing()
    {
        Address();
        Checked(() =>
        {
            _operation = OperationCatalog.Find(Operation, OperationCatalog.ForWorkers);
            _operation.RequireOptions(Values.Keys);
            return true;
        });
    }

    protected override void ProcessRecord()
    {
        var extensions = _operation!.InputExtensions ?? FileExtensions.ForFormats(ImageCodecs.Default.ReadFormats);
        _paths.AddRange(InputPaths.ExpandFolders(
            this, InputPaths.Named(this, Path, LiteralPath), folder => InputFolder.Files(folder, extensions))
            .Select(file => file.Path));
    }

    protected override void EndProcessing()
    {
        var submitter = Checked(() => new BatchSubmitter(Address(), Roots(Map), new SubmitOptions { ChunkFiles = ChunkFiles }));
        var batch = _operation!.Outputs is null ? SubmitPlate(submitter) : SubmitFiles(submitter, _operation);
        if (batch is not null)
        {
            WriteVerbose($"{batch.Id}: {batch.Files} files in {batch.Chunks} chunks; {batch.Refused} cannot be processed.");
            WriteObject(batch);
        }
    }

    private TargetOptions Targets() => new()
    {
        Destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath)),
        Database = Text(nameof(TargetOptions.Database)) is { } database
            ? MeasurementStores.Name(database, false, path => FullPath(path, nameof(TargetOptions.Database)))
            : null,
        Force = Force,
        Update = Update,
        IncludeResults = IncludeResults,
        NoProvenance = NoProvenance,
        RelativeTo = RelativeTo is null ? null : FullPath(RelativeTo, nameof(RelativeTo)),
    };

    private SubmittedBatch? SubmitFiles(BatchSubmitter submitter, OperationDefinition carried)
    {
        var records = Checked(() => Start().Records());
        var named = InputPaths.NamedFiles(this, Path, LiteralPath);
        var display = new CmdletDisplay<WrittenFile>(this, _ => { });
        using var run = Checked(() => new FileRun(
            new RunContext<WrittenFile>(display, ImageCodecs.Default)
            {
                Mode = RunMode.Plan, Batch = Batch, Cancellation = Stop,
                Named = named,
                IsResult = IncludeResults ? null : ResultFiles.SkippedBy(carried, ImageCodecs.Default, named),
            },
            carried.Create(records), Targets(), ILearnsFromInputs.LearningFor(carried, records)));
        var items = Checked(() => run.PlanAll(
            _paths.Select(path => new RunInput(path)), item => ShouldProcess(item.Source, $"Submit; output '{item.Target}'")));
        return items.Count == 0 ? null : BackgroundWork.Run(this, Stop, progress => submitter
            .SubmitAsync(run.Operation, run.Planner, items, Batch, progress, Stop).GetAwaiter().GetResult());
    }

    private SubmittedBatch? SubmitPlate(BatchSubmitter submitter)
    {
        var context = new RunContext<WellResult>(new CmdletDisplay<WellResult>(this, _ => { }), ImageCodecs.Default)
        {
            Mode = RunMode.Plan, Batch = Batch, Cancellation = Stop,
        };
        using var run = Checked(() => SegmentDefinition.CreateRun(context, Start(), Targets(), MeasurementStores.Open));
        var plan = Checked(() => run.PlanAll(_paths.Select(path => new RunInput(path)), isShown: false));
        var wells = Plural.WithCount(plan.Wells.Count, "well");
        return plan.Wells.Count > 0 && ShouldProcess(run.Targets.Destination, $"Submit {wells}")
            ? BackgroundWork.Run(this, Stop, _ => submitter.SubmitAsync(run, Batch, Stop).GetAwaiter().GetResult())
            : null;
    }
}
