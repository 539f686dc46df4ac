using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Runs;
using Stylize.Engine;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell;

/// <summary>
/// Base of the cmdlets that do something to each of many files. It gives paths to a run of the engine, and shows what the run gives back on
/// the pipeline thread. Work stops when the pipeline stops.
/// </summary>
/// <typeparam name="TItem">What is worked on.</typeparam>
/// <typeparam name="T">What the work makes of one item.</typeparam>
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

    private Run<TItem, T>? _run;
    private bool _namesFolder;

    /// <summary>Paths of the input files, or of folders with input files; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Paths of the input files or folders, taken as they stand.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A file that lists the input files, a path a line.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputListSet), Option<BatchOptions>]
    public string InputList { get; set; } = "";

    /// <summary>The paths of the list end in NUL characters.</summary>
    [Parameter(ParameterSetName = InputListSet), Option<BatchOptions>]
    public SwitchParameter Null { get; set; }

    /// <summary>Which part of the inputs is done.</summary>
    [Parameter, Option<BatchOptions>]
    public string[]? Shard { get; set; }

    /// <summary>A report for machines.</summary>
    [Parameter, Option<BatchOptions>]
    public string? ReportPath { get; set; }

    /// <summary>Longest time of a file.</summary>
    [Parameter, Option<BatchOptions>, Spelled<TimeSpan>]
    public TimeSpan? FileTimeLimit { get; set; }

    /// <summary>Files at a time.</summary>
    [Parameter, Option<BatchOptions>]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>Threads in all.</summary>
    [Parameter, Option<BatchOptions>]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>Largest image that is decoded, in pixels; a file that claims more is refused before it costs anything.</summary>
    [Parameter, Option<BatchOptions>]
    public long MaxPixels { get; set; } = DecodeOptions.Default.MaxPixels;

    /// <summary>Creates the run from the parameters, before any input. A <see cref="StylizeException"/> ends the command.</summary>
    protected abstract Run<TItem, T> CreateRun(RunContext<T> context);

    /// <summary>Writes what became of one item.</summary>
    /// <param name="result">A result that has succeeded.</param>
    protected abstract void WriteResult(BatchResult<T> result);

    /// <summary>Gives the inputs of one input object to the run.</summary>
    private protected virtual void Accept(IReadOnlyList<RunInput> inputs) =>
        Checked(() => _run!.Take(inputs, areAll: !MyInvocation.ExpectingInput));

    /// <summary>Extensions of the files that a folder stands for.</summary>
    private protected virtual IReadOnlySet<string> InputExtensions => FileExtensions.Of(ImageCodecs.Default.ReadFormats);

    /// <summary>The input files that a folder stands for.</summary>
    /// <param name="folder">Full path.</param>
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
