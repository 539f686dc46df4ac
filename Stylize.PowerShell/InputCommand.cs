using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell;

/// <summary>
/// Base of the cmdlets that do something to each of many files. It takes paths, keeps the engine's batch fed, and hands the results to
/// <see cref="WriteResult"/> on the pipeline thread, in input order and as soon as they are there. Errors, warnings, verbose lines and
/// progress of the work are relayed meanwhile. Work stops when the pipeline stops.
/// </summary>
/// <typeparam name="TItem">What is worked on.</typeparam>
/// <typeparam name="T">What the work makes of one item.</typeparam>
public abstract class InputCommand<TItem, T> : CancellableCommand
    where TItem : IBatchItem
    where T : class
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputListSet = "InputList";

    // Names taken from the pipeline before the first of them is done: an endless input stays bounded, and a short one shows its end from
    // the start.
    private const int ReadAhead = 32;

    private ProgressDisplay? _progress;
    private ItemBatch<TItem, T>? _batch;
    private int _posted;
    private long _seen;
    private Shard? _shard;
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

    /// <summary>Limits of decoding, from the parameters.</summary>
    protected DecodeOptions DecodeOptions => DecodeOptions.Default with { MaxPixels = MaxPixels };

    /// <summary>Makes the batch from the parameters; called before any input. A <see cref="StylizeException"/> ends the command.</summary>
    protected abstract ItemBatch<TItem, T> CreateBatch(BatchOptions options);

    /// <summary>Writes what became of one item.</summary>
    /// <param name="result">A result that has succeeded.</param>
    protected abstract void WriteResult(BatchResult<T> result);

    /// <summary>
    /// Takes in the paths of one input object: posts items made of them, or keeps the paths until <see cref="EndProcessing"/> where all
    /// must be known first.
    /// </summary>
    /// <param name="paths">Full paths, lazily resolved.</param>
    protected abstract void Accept(IEnumerable<string> paths);

    /// <summary>Extensions of the files that a folder stands for.</summary>
    private protected virtual IReadOnlySet<string> InputExtensions => FileExtensions.Of(ImageCodecs.Default.ReadFormats);

    /// <summary>The input files that a folder stands for.</summary>
    /// <param name="folder">Full path.</param>
    private protected virtual IReadOnlyList<string> FilesOf(string folder) => InputFolder.Files(folder, InputExtensions);

    protected override void BeginProcessing()
    {
        _shard = Checked(Batch).Shard;
        Restart();
        _progress = new ProgressDisplay(this, MyInvocation.MyCommand.Name, () => _batch!.Progress);
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
        if (MyInvocation.ExpectingInput)
        {
            Accept(paths);
        }
        else
        {
            // All of the input is in the parameters, so progress can tell the share that is done.
            var all = paths.ToList();
            _batch!.Runner.Total = all.Count;
            Accept(all);
        }
    }

    protected override void EndProcessing()
    {
        _batch!.Runner.Total = _posted;
        Guard(() => _batch.Runner.Drain(Deliver, Relay));
        Relay();
        if (_batch.Finish() is { } failure)
        {
            WriteError(ErrorRecords.From(failure, ReportPath));
        }

        _progress!.Complete();
        if (_batch.Summary is { } summary)
        {
            WriteVerbose(summary);
        }
    }

    /// <summary>How much is done at a time.</summary>
    protected RunnerOptions Limits => new()
    {
        ThrottleLimit = ThrottleLimit,
        MaxThreads = MaxThreads,
        Window = Math.Max(ReadAhead, 4 * Math.Min(ThrottleLimit, MaxThreads)),
    };

    /// <summary>
    /// Makes the batch anew, for a cmdlet that has learnt from all inputs what is to be done with each. Nothing may have been posted yet.
    /// </summary>
    protected void Restart()
    {
        _batch?.Dispose();
        try
        {
            _batch = CreateBatch(Batch());
        }
        catch (StylizeException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
        }
    }

    /// <summary>False once a wildcard has matched nothing, or a path was none of the file system.</summary>
    protected bool AllFound { get; private set; } = true;

    /// <summary>What became of the items so far.</summary>
    protected BatchTotals Totals => _batch!.Totals;

    /// <summary>True for the items of this run's shard; to be asked once for each item, in their order.</summary>
    protected bool IsMine() => _shard is not { } shard || shard.Takes(_seen++);

    /// <summary>Gives items to the batch, writing results that are ready meanwhile.</summary>
    protected void Post(IEnumerable<TItem> items)
    {
        foreach (var item in items)
        {
            Guard(() => _batch!.Runner.Post(item, Deliver, Relay));
            _posted++;
        }
    }

    /// <summary>An input file with the limits of decoding that the parameters set.</summary>
    /// <param name="path">Full path.</param>
    protected ImageInput Input(string path) => new(ImageSource.File(path), ImageCodecs.Default, DecodeOptions);

    /// <summary>Stops the work that is under way and waits until it has removed its temporary files.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _batch?.Dispose();
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

    private void Miss() => AllFound = false;

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

    /// <summary>Whether verbose lines are shown.</summary>
    private protected bool WantsVerbose => MyInvocation.BoundParameters.TryGetValue("Verbose", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : SessionState.PSVariable.GetValue("VerbosePreference")
            is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Runs a step that waits for the batch; a batch that was stopped is a pipeline that was stopped.</summary>
    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>What the error record of a failed item names as its TargetObject.</summary>
    /// <param name="result">The outcome of an item that failed.</param>
    private protected virtual string FailedInput(BatchResult<T> result) => result.Source;

    private void Deliver(BatchResult<T> result)
    {
        Relay();
        if (!result.Succeeded)
        {
            WriteError(ErrorRecords.From(result.Failure, FailedInput(result)));
            return;
        }

        if (result.Phases.Count > 0)
        {
            WriteVerbose($"{System.IO.Path.GetFileName(result.Source)}: {string.Join(", ", result.Phases)}");
        }

        WriteResult(result);
    }

    /// <summary>Passes on what the work has had to say since last time.</summary>
    private void Relay()
    {
        while (_batch!.TryTakeMessage(out var message))
        {
            var line = PrintableText.Of(message.After(System.IO.Path.GetFileName(message.Source)));
            if (message.IsWarning)
            {
                WriteWarning(line);
            }
            else
            {
                WriteVerbose(line);
            }
        }

        _progress!.Update();
    }
}
