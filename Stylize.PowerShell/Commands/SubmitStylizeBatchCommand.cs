using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Workers.Submission;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Submit, "StylizeBatch", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("Stylize.Workers.Submission.SubmittedBatch")]
[OptionsOf<TargetOptions>(Except = [nameof(TargetOptions.Prune), nameof(TargetOptions.Database)])]
public sealed partial class SubmitStylizeBatchCommand : BrokerCmdlet
{
    // Rows with the same options are one batch. By the values of their columns and script blocks; "" for none.
    private readonly Dictionary<string, Work> _works = [];
    private OperationDefinition? _operation;
    private InputValues? _values;

    [Parameter(Mandatory = true, Position = 0), ArgumentCompleter(typeof(OperationCompleter)), ValidateNotNullOrEmpty]
    public string Operation { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Path", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true), Alias(
        "PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "InputList"), ValidateNotNullOrEmpty]
    public string InputList { get; set; } = "";

    [Parameter, Alias("Recursive")]
    public SwitchParameter Recurse { get; set; }

    [Parameter, ValidateNotNull]
    public IDictionary Options { get; set; } = new Hashtable();

    [Parameter, ValidateRange(1, 100_000), WholeNumber]
    public int? ChunkFiles { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string[]? Map { get; set; }

    [Parameter, ValidateRange(1, long.MaxValue), WholeNumber]
    public long? MaxPixels { get; set; }

    /// <summary>The options, which override the columns of the present row.</summary>
    private IReadOnlyDictionary<string, object?> Values => Options.Cast<DictionaryEntry>()
        .Select(entry => KeyValuePair.Create(
            $"{entry.Key}", entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value))
        .Concat((_values?.Others ?? []).Select(column => KeyValuePair.Create(column.Key, (object?)column.Value)))
        .DistinctBy(option => OptionWords.Kebab(option.Key)).ToDictionary();

    private StartOptions Start() => new(_operation!.Name, this)
    {
        Preset = Text("Preset"),
        Given = [.. Values],
        Destination = Given.FirstOrDefault(given => given.Key == nameof(DestinationPath)).Value as string,
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
            _values = new InputValues(
                this,
                [
                    "Preset",
                    .. _operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All)
                        .Select(option => option.Name),
                ]);
            _values.Validate();
            return true;
        });
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "InputObject" || (ParameterSetName == "Path" && MyInvocation.ExpectingInput))
        {
            var input = ParameterSetName == "Path" ? new PSObject(Path) : InputObject!;
            var (paths, areLiteral) = InputValues.PathsOf(input);
            Try($"{input}", () => Take(
                _values!.Bind(input) ?? "", paths.Length == 0 ? throw InputValues.NoPath
                    : areLiteral ? InputPaths.Literal(this, paths) : InputPaths.Expand(this, paths)));
            _values!.Reset();
            return;
        }

        Checked(() => Take("", ParameterSetName == "InputList"
            ? InputPaths.Literal(this, ListedPaths.Read(FullPath(InputList, nameof(InputList)), nul: false))
            : InputPaths.Named(this, Path, LiteralPath)));
    }

    protected override void EndProcessing()
    {
        var submitter =
            Checked(() => new BatchSubmitter(Address(), Roots(Map), new SubmitOptions { ChunkFiles = ChunkFiles }));
        foreach (var work in _works.Values)
        {
            var batch = _operation!.Outputs is null
                ? SubmitPlate(submitter, work) : SubmitFiles(submitter, _operation, work);
            if (batch is not null)
            {
                WriteVerbose(
                    $"{batch.Id}: {batch.Files} files in {batch.Chunks} chunks; {batch.Refused} cannot be processed.");
                WriteObject(batch);
            }
        }
    }

    /// <summary>Adds the files of an input to those with the same options.</summary>
    private void Take(string key, IEnumerable<string> found)
    {
        if (!_works.TryGetValue(key, out var work))
        {
            var start = Start();
            work = new Work(start, _operation!.Outputs is null ? [] : start.Records(), Targets(), []);
            _works.Add(key, work);
        }

        var extensions = _operation!.InputExtensions ?? FileExtensions.ForFormats(ImageCodecs.Default.ReadFormats);
        work.Paths.AddRange(InputPaths.ExpandFolders(
            this, found, folder => Recurse
                ? InputFolder.FilesBelow(folder, extensions,
                    failure => WriteError(ErrorRecords.From(this, failure, folder)))
                : _operation.IncludesSubfolders ? InputFolder.FilesOfPlate(folder, extensions)
                : InputFolder.Files(folder, extensions, InputFolder.AdviceToKeepFolders))
            .Select(file => file.Path));
    }

    private TargetOptions Targets() => WithParameters(new TargetOptions()) with
    {
        Database = Text(nameof(TargetOptions.Database)) is { } database
            ? MeasurementStores.Name(database, false, path => FullPath(path, nameof(TargetOptions.Database)))
            : null,
    };

    private SubmittedBatch? SubmitFiles(BatchSubmitter submitter, OperationDefinition carried, Work work)
    {
        var named = InputPaths.NamedFiles(this, Path, LiteralPath);
        var display = new CmdletDisplay<WrittenFile>(this, _ => { });
        using var run = Checked(() => new FileRun(
            new RunContext<WrittenFile>(display, ImageCodecs.Default)
            {
                Mode = RunMode.Plan, Batch = Batch, Cancellation = Stop,
                Named = named,
                IsResult = IncludeResults ? null : ResultFiles.SkippedBy(carried, ImageCodecs.Default, named),
            },
            carried.Create(work.Records), work.Targets, ILearnsFromInputs.LearningFor(carried, work.Records)));
        var items = Checked(() => run.PlanAll(
            work.Paths.Select(path => new RunInput(path)),
            item => ShouldProcess(item.Source, $"Submit; output '{item.Target}'")));
        return items.Count == 0 ? null : BackgroundWork.Run(this, Stop, progress => submitter
            .SubmitAsync(run.Operation, run.Planner, items, Batch, progress, Stop).GetAwaiter().GetResult());
    }

    private SubmittedBatch? SubmitPlate(BatchSubmitter submitter, Work work)
    {
        var context = new RunContext<WellResult>(new CmdletDisplay<WellResult>(this, _ => { }), ImageCodecs.Default)
        {
            Mode = RunMode.Plan, Batch = Batch, Cancellation = Stop,
        };
        using var run = Checked(() =>
            SegmentDefinition.CreateRun(context, work.Start, work.Targets, MeasurementStores.Open));
        var plan = Checked(() => run.PlanAll(work.Paths.Select(path => new RunInput(path)), isShown: false));
        var wells = Plural.WithCount(plan.Wells.Count, "well");
        return plan.Wells.Count > 0 && ShouldProcess(run.Targets.Destination, $"Submit {wells}")
            ? BackgroundWork.Run(this, Stop, _ => submitter.SubmitAsync(run, Batch, Stop).GetAwaiter().GetResult())
            : null;
    }

    /// <summary>Inputs with the same options.</summary>
    private sealed record Work(
        StartOptions Start, IReadOnlyList<object> Records, TargetOptions Targets, List<string> Paths);
}
