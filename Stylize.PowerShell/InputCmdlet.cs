using System.Reflection;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that process many files: binds parameters to a run of the engine.</summary>
[OptionsOf<BatchOptions>]
public abstract partial class InputCmdlet<TItem, T> : StylizeCmdlet
    where TItem : class, IBatchItem
    where T : class
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputListSet = "InputList";

    // The number of paths that are read from the pipeline ahead of the results: an endless pipeline stays bounded, and for a short one the
    // total is known from the start.
    private const int ReadAhead = 32;

    private ItemRun<TItem, T>? _run;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true), Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = InputListSet), OptionOf<BatchOptions>]
    public string InputList { get; set; } = "";

    [Parameter(ParameterSetName = InputListSet), OptionOf<BatchOptions>]
    public SwitchParameter Null { get; set; }

    [Parameter, OptionOf<BatchOptions>]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    [Parameter, OptionOf<BatchOptions>]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    [Parameter, OptionOf<BatchOptions>]
    public long MaxPixels { get; set; } = DecodeOptions.Default.MaxPixels;

    /// <summary>Creates the run from the parameters, before any input.</summary>
    /// <exception cref="StylizeException">Ends the command.</exception>
    protected abstract ItemRun<TItem, T> CreateRun(RunContext<T> context);

    protected abstract void WriteResult(BatchResult<T> result);

    private protected virtual void Accept(IReadOnlyList<RunInput> inputs) =>
        Checked(() => _run!.Take(inputs, areAll: !MyInvocation.ExpectingInput));

    private protected virtual IReadOnlySet<string> InputExtensions => FileExtensions.ForFormats(ImageCodecs.Default.ReadFormats);

    private protected virtual IReadOnlyList<string> FilesOf(string folder) => InputFolder.Files(folder, InputExtensions);

    protected override void BeginProcessing()
    {
        var display = new CmdletDisplay<T>(this, WriteResult);
        _run = Checked(() => CreateRun(new RunContext<T>(display, ImageCodecs.Default)
        {
            Batch = Batch(), Cancellation = Stop, Named = InputPaths.NamedFiles(this, Path, LiteralPath),
        }));
    }

    protected override void ProcessRecord()
    {
        var paths = ParameterSetName switch
        {
            LiteralPathSet => InputPaths.ExpandFolders(this, InputPaths.Literal(this, LiteralPath), FilesOf, MarkMissing),
            InputListSet => InputPaths.Literal(
                this, Checked(() => ListedPaths.Read(FullPath(InputList, nameof(InputList)), Null).ToList())),
            _ => InputPaths.ExpandFolders(this, InputPaths.Expand(this, Path, MarkMissing), FilesOf, MarkMissing),
        };
        Accept([.. paths.Select(path => new RunInput(path))]);
    }

    protected override void EndProcessing() => Checked(_run!.Complete);

    private RunnerOptions Limits => new()
    {
        ThrottleLimit = ThrottleLimit,
        MaxThreads = MaxThreads,
        Window = Math.Max(ReadAhead, 4 * Math.Min(ThrottleLimit, MaxThreads)),
    };

    /// <summary>Stops the work in progress and waits until its temporary files are removed.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _run?.Dispose();
        }
    }

    /// <summary>The operation in the catalog that names this cmdlet.</summary>
    private protected OperationDefinition Operation => field ??= GetType().GetCustomAttribute<CmdletAttribute>() is var name
        ? OperationCatalog.OfCmdlet($"{name!.VerbName}-{name.NounName}")!
        : null!;

    /// <summary>Records that a path led to no file, which prevents -Prune.</summary>
    private void MarkMissing() => _run!.AllFound = false;

    private BatchOptions Batch()
    {
        var options = WithParameters(new BatchOptions { Limits = Limits, Verbose = WantsVerbose }) with
        {
            Limits = Limits,
            Operation = MyInvocation.MyCommand.Name,
            Settings = OwnParameters(),
        };
        options.Validate();
        return options;
    }

    /// <summary>The bound parameters that belong to this cmdlet only.</summary>
    private List<KeyValuePair<string, object?>> OwnParameters() =>
        [.. Given.Where(given => GetType().GetProperty(given.Key)?.DeclaringType is { IsGenericType: false })];
}

/// <summary>Base of the cmdlets that write a file for each input. The concrete class declares SupportsShouldProcess.</summary>
[OptionsOf<TargetOptions>]
public abstract partial class FileCmdlet : InputCmdlet<FileItem, WrittenFile>
{
    // When systemd or a closing session ends the process, pipelines are not stopped.
    static FileCmdlet() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => AtomicFile.RemoveUnfinished();

    [Parameter, Alias("OutputPath"), ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    [Parameter]
    public SwitchParameter Estimate { get; set; }

    private protected override IReadOnlySet<string> InputExtensions => Operation.InputExtensions ?? base.InputExtensions;

    protected sealed override ItemRun<FileItem, WrittenFile> CreateRun(RunContext<WrittenFile> context)
    {
        var targets = WithParameters(new TargetOptions()) with
        {
            Destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath)),
            Force = Force,
        };
        targets.Validate();
        var records = Start().Records();
        context = context with
        {
            Mode = Estimate ? RunMode.Estimate : IsWhatIf ? RunMode.Preview : RunMode.Execute,
            IsResult = IncludeResults ? null : ResultFiles.SkippedBy(Operation, ImageCodecs.Default, context.Named),
        };
        return new FileRun(context, Operation.Create(records), targets, ILearnsFromInputs.LearningFor(Operation, records));
    }

    private StartOptions Start() => new(Operation.Name, this)
    {
        Preset = MyInvocation.BoundParameters.GetValueOrDefault("Preset") as string,
        Options = MyInvocation.BoundParameters.GetValueOrDefault("Options") as IOperationOptions,
        Like = Like is null ? null : FullPath(Like, nameof(Like)),
        Given = [.. Given],
        Destination = DestinationPath,
    };

    protected override void WriteResult(BatchResult<WrittenFile> result)
    {
        if (result.Value!.IsCurrent)
        {
            WriteVerbose($"{System.IO.Path.GetFileName(result.Source)}: up to date");
        }
        else
        {
            WriteObject(OutputFile.DescribeAll(result), enumerateCollection: true);
            if (Show)
            {
                CmdletPicture.Show(this, result.Value.Path, Stop);
            }
        }
    }
}
