using System.Management.Automation;
using System.Reflection;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.IO;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that do something to each of many files: binds parameters to a run of the engine.</summary>
public abstract class InputCmdlet<TItem, T> : StylizeCmdlet
    where TItem : class, IBatchItem
    where T : class
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputListSet = "InputList";

    // Names taken from the pipeline before the first of them is done: an endless input stays bounded, and a short one shows its end from
    // the start.
    private const int ReadAhead = 32;

    private ItemRun<TItem, T>? _run;
    private bool _namesFolder;

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
    public string[]? Shard { get; set; }

    [Parameter, OptionOf<BatchOptions>]
    public string? ReportPath { get; set; }

    [Parameter, OptionOf<BatchOptions>, Spelled<TimeSpan>]
    public TimeSpan? FileTimeLimit { get; set; }

    [Parameter, OptionOf<BatchOptions>]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    [Parameter, OptionOf<BatchOptions>]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    [Parameter, OptionOf<BatchOptions>]
    public long MaxPixels { get; set; } = DecodeOptions.Default.MaxPixels;

    /// <summary>Creates the run from the parameters, before any input. A <see cref="StylizeException"/> ends the command.</summary>
    protected abstract ItemRun<TItem, T> CreateRun(RunContext<T> context);

    /// <summary>Writes what became of one item.</summary>
    protected abstract void WriteResult(BatchResult<T> result);

    private protected virtual void Accept(IReadOnlyList<RunInput> inputs) =>
        Checked(() => _run!.Take(inputs, areAll: !MyInvocation.ExpectingInput));

    private protected virtual IReadOnlySet<string> InputExtensions => FileExtensions.Of(ImageCodecs.Default.ReadFormats);

    private protected virtual IReadOnlyList<string> FilesOf(string folder) => InputFolder.Files(folder, InputExtensions);

    protected override void BeginProcessing()
    {
        var display = new CmdletDisplay<T>(this, WriteResult);
        _run = Checked(() => CreateRun(new RunContext<T>(display, ImageCodecs.Default) { Batch = Batch(), Cancellation = Stop }));
    }

    protected override void ProcessRecord()
    {
        var paths = ParameterSetName switch
        {
            LiteralPathSet => InputPaths.ExpandFolders(this, InputPaths.Literal(this, LiteralPath), Listed, Miss),
            InputListSet => InputPaths.Literal(
                this, Checked(() => ListedPaths.Read(FullPath(InputList, nameof(InputList)), Null).ToList())),
            _ => InputPaths.ExpandFolders(this, InputPaths.Expand(this, Path, Miss), Listed, Miss),
        };
        Accept([.. paths.Select(path => new RunInput(path))]);
    }

    protected override void EndProcessing() => Checked(_run!.Complete);

    /// <summary>How much is done at a time.</summary>
    private RunnerOptions Limits => new()
    {
        ThrottleLimit = ThrottleLimit,
        MaxThreads = MaxThreads,
        Window = Math.Max(ReadAhead, 4 * Math.Min(ThrottleLimit, MaxThreads)),
    };

    /// <summary>Stops the work that is under way and waits until it has removed its temporary files.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _run?.Dispose();
        }
    }

    /// <summary>True if one file is named alone as a parameter, and nothing is piped. Ask after its path is resolved.</summary>
    private protected bool NamesOneFile => !MyInvocation.ExpectingInput && !_namesFolder && ParameterSetName switch
    {
        LiteralPathSet => LiteralPath.Length == 1,
        PathSet => Path is [var path] && !WildcardPattern.ContainsWildcardCharacters(path),
        _ => false,
    };

    private IReadOnlyList<string> Listed(string folder)
    {
        _namesFolder = true;
        return FilesOf(folder);
    }

    /// <summary>Notes that a wildcard has matched nothing, or a path was none of the file system.</summary>
    private void Miss() => _run!.AllFound = false;

    private BatchOptions Batch()
    {
        var options = Lay(new BatchOptions { Limits = Limits, Verbose = WantsVerbose }) with
        {
            Limits = Limits, Operation = MyInvocation.MyCommand.Name, Settings = OwnParameters(),
        };
        options.Validate();
        return options;
    }

    /// <summary>The parameters that were given of those that the cmdlet does not share with others.</summary>
    private List<KeyValuePair<string, object?>> OwnParameters() =>
        [.. Given.Where(given => GetType().GetProperty(given.Key)?.DeclaringType is { IsGenericType: false })];
}

/// <summary>Base of the cmdlets that write a file for each input. The concrete class declares SupportsShouldProcess.</summary>
public abstract class FileCmdlet : InputCmdlet<FileItem, WrittenFile>
{
    private FileRun? _run;

    // A process that is told to end, as by systemd or a closing session, ends without stopping its pipelines.
    static FileCmdlet() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => AtomicFile.RemoveUnfinished();

    [Parameter, ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter Update { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter Prune { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public string? RelativeTo { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter IncludeResults { get; set; }

    [Parameter, OptionOf<TargetOptions>]
    public SwitchParameter NoProvenance { get; set; }

    [Parameter, ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    [Parameter]
    public SwitchParameter Estimate { get; set; }

    [Parameter]
    public SwitchParameter Recalibrate { get; set; }

    /// <summary>The operation that the list has for this cmdlet.</summary>
    private OperationDefinition Operation => field ??= GetType().GetCustomAttribute<CmdletAttribute>() is var name
        ? OperationCatalog.OfCmdlet($"{name!.VerbName}-{name.NounName}")!
        : null!;

    private protected override IReadOnlySet<string> InputExtensions => Operation.InputExtensions ?? base.InputExtensions;

    protected sealed override ItemRun<FileItem, WrittenFile> CreateRun(RunContext<WrittenFile> context)
    {
        BatchEstimator.Check(Estimate, Recalibrate);
        var targets = Lay(new TargetOptions()) with
        {
            Destination = DestinationPath is null ? null : FullPath(DestinationPath, nameof(DestinationPath)),
            Force = Force,
        };
        targets.Validate();
        var start = Start();
        context = context with
        {
            Mode = Estimate ? RunMode.Estimate : IsWhatIf ? RunMode.Preview : RunMode.Execute,
            Request = new EstimateRequest { Recalibrate = Recalibrate },
        };
        return _run = new FileRun(context, Operation.Create(start), targets, Operation.Learns(start));
    }

    private StartOptions Start() => new(Operation.Name, this)
    {
        Preset = MyInvocation.BoundParameters.GetValueOrDefault("Preset") as string,
        Options = MyInvocation.BoundParameters.GetValueOrDefault("Options") as IOperationOptions,
        Like = Like is null ? null : FullPath(Like, nameof(Like)),
        Given = [.. Given],
        Destination = DestinationPath,
    };

    private protected sealed override void Accept(IReadOnlyList<RunInput> inputs)
    {
        _run!.TakesResults |= NamesOneFile;
        base.Accept(inputs);
    }

    protected override void WriteResult(BatchResult<WrittenFile> result)
    {
        if (result.Value!.IsCurrent)
        {
            WriteVerbose($"{System.IO.Path.GetFileName(result.Source)}: up to date");
        }
        else
        {
            WriteObject(OutputFile.Describe(result));
            if (Show)
            {
                CmdletPicture.Show(this, result.Value.Path, Stop);
            }
        }
    }
}
