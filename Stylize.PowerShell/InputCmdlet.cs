using System.Diagnostics;
using System.Reflection;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that process many files: binds parameters to a run of the engine.</summary>
[OptionsOf<BatchOptions>]
public abstract partial class InputCmdlet<TItem, T> : StylizeCmdlet
    where TItem : class, IBatchItem
    where T : class
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";
    private protected const string InputListSet = "InputList";
    private protected const string InputObjectSet = "InputObject";

    // The number of paths that are read from the pipeline ahead of the results: an endless pipeline stays bounded, and
    // for a short one the total is known from the start.
    private const int ReadAhead = 32;

    // Folders of the pipeline without images. Get-ChildItem -Recurse also lists those.
    private readonly List<(string Path, StylizeException Failure)> _emptyFolders = [];
    private readonly Dictionary<string, object> _settings = [];
    private ItemRun<TItem, T>? _run;
    private InputValues? _values;
    private StylizeException? _refusal;
    private long _returned;
    private bool _hasFiles;
    private bool? _writesReport;
    private bool _areAllFound = true;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true), Alias(
        "PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = InputListSet), OptionOf<BatchOptions>]
    public string InputList { get; set; } = "";

    [Parameter(ParameterSetName = InputListSet), OptionOf<BatchOptions>, Alias("Null")]
    public SwitchParameter NullSeparated { get; set; }

    [Parameter, OptionOf<BatchOptions>, WholeNumber]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    [Parameter, OptionOf<BatchOptions>, WholeNumber]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    [Parameter, OptionOf<BatchOptions>, WholeNumber]
    public long MaxPixels { get; set; } = DecodeOptions.Default.MaxPixels;

    /// <summary>Creates the run from the parameters, before any input.</summary>
    /// <exception cref="StylizeException">Ends the command.</exception>
    private protected abstract ItemRun<TItem, T> CreateRun(RunContext<T> context);

    protected abstract void WriteResult(BatchResult<T> result);

    /// <summary>The files that are written after the last input.</summary>
    private protected virtual IEnumerable<string> FilesOfAll => [];

    private void WriteOrWarn(BatchResult<T> result)
    {
        try
        {
            WriteResult(result);
        }
        catch (PipelineStoppedException) when (!Stop.IsCancellationRequested)
        {
            // The next command has all that it wants, as Select-Object -First.
            foreach (var file in FilesOfAll)
            {
                WriteWarning($"'{file}' is not written, because the pipeline ended before the last input. To process "
                    + "all inputs, use Select-Object with -Wait.");
            }

            throw;
        }
    }

    private protected virtual void Accept(IReadOnlyList<RunInput> inputs) =>
        Checked(() => _run!.Take(inputs, areAll: !MyInvocation.ExpectingInput));

    /// <summary>Ends the runs of all inputs.</summary>
    private protected virtual void Complete(bool areAllFound) => Complete(_run!, areAllFound);

    private protected static void Complete(ItemRun<TItem, T> run, bool areAllFound)
    {
        run.AllFound &= areAllFound;
        run.Complete();
    }

    /// <summary>True if an input with values of its own can be a result.</summary>
    private protected virtual bool TakesResults(object settings) => false;

    private protected virtual IReadOnlySet<string> InputExtensions =>
        FileExtensions.ForFormats(ImageCodecs.Default.ReadFormats);

    private protected virtual IReadOnlyList<string> FilesOf(string folder) => Recurse
        ? InputFolder.FilesBelow(folder, InputExtensions,
            failure => WriteError(ErrorRecords.From(this, failure, folder)))
        : InputFolder.Files(folder, InputExtensions, this is FileCmdlet
            ? InputFolder.AdviceToKeepFolders : InputFolder.AdviceToRecurse);

    /// <summary>Returns what the run does with inputs that have the values of the present parameters; null for what it
    /// does with all.
    /// </summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    private protected virtual object? ReadSettings() => null;

    protected override void BeginProcessing()
    {
        _values = new InputValues(this);
        _returned = Stopwatch.GetTimestamp();
        Checked(() =>
        {
            _values.Validate();
            try
            {
                BeginRun();
            }
            catch (StylizeException failure) when (MyInvocation.ExpectingInput
                && failure.Error == StylizeError.OptionInvalid)
            {
                _refusal = failure; // Columns or script blocks may complete the options.
            }
        });
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet || (ParameterSetName == PathSet && MyInvocation.ExpectingInput))
        {
            // PowerShell binds strings to Path, and other objects to InputObject.
            var produced = Stopwatch.GetElapsedTime(_returned);
            TakeObject(ParameterSetName == PathSet ? new PSObject(Path) : InputObject!);
            Deliver(produced);
            return;
        }

        Require();
        Accept(ParameterSetName switch
        {
            LiteralPathSet => Files(InputPaths.Literal(this, LiteralPath), isListed: false),
            InputListSet => [.. Checked(() =>
                ListedPaths.Read(FullPath(InputList, nameof(InputList)), NullSeparated).ToList())
                .SelectMany(path => InputPaths.Literal(this, [path]))
                .Select(path => ListedPaths.Input(path, isRequired: true))],
            _ => [.. Path.SelectMany(path => PathFiles(path))],
        });
    }

    /// <summary>Writes results before the next input is produced: all of them if only one file is processed at the same
    /// time; otherwise those that end soon, because the pipeline produces nothing in the meantime.</summary>
    private void Deliver(TimeSpan produced)
    {
        const int Share = 4; // A slow producer loses at most a fifth of its speed.
        Checked(() => _run!.Deliver(ThrottleLimit == 1 ? TimeSpan.MaxValue : produced / Share));
        _returned = Stopwatch.GetTimestamp();
    }

    protected override void EndProcessing()
    {
        Require(isCompleted: true);
        foreach (var (path, failure) in _hasFiles ? [] : _emptyFolders)
        {
            MarkMissing();
            WriteError(ErrorRecords.From(this, failure, path));
        }

        Checked(() => Complete(_areAllFound));
    }

    /// <summary>Takes an object of the pipeline, with the values that its columns or script blocks give to
    /// parameters.</summary>
    private void TakeObject(PSObject input)
    {
        StylizeException? refusal = null;
        object? settings = null;
        string? key = null;
        try
        {
            key = _values!.Bind(input);
            if (_run is null && key is not null) Checked(BeginRun);

            settings = key is null ? null
                : _settings.TryGetValue(key, out var known) ? known
                : ReadSettings() is { } own ? _settings[key] = own : null;
        }
        catch (StylizeException failure)
        {
            refusal = failure;
        }

        Require(key is not null);
        var inputs = refusal is not null
            ? InputValues.PathsOf(input).Paths
                .Select(path => new RunInput(InputPaths.Resolve(this, path) ?? path, refusal))
            : InputFiles(input).Select(file => file with
            {
                Settings = settings,
                IsChosen = InputValues.IsOwn(input) || (settings is not null && TakesResults(settings)),
            });
        Accept([.. inputs]);
        _values!.Reset();
    }

    private IEnumerable<RunInput> InputFiles(PSObject input)
    {
        var (paths, areLiteral) = InputValues.PathsOf(input);
        if (InputValues.IsOfPlate(input) && !InputExtensions.Contains(System.IO.Path.GetExtension(paths[0]))) return [];

        if (paths.Length == 0)
        {
            MarkMissing();
            WriteError(ErrorRecords.From(this, InputValues.NoPath, $"{input}"));
        }

        if (input.BaseObject is not DirectoryInfo)
        {
            // Several rows, such as the regions of an image, can describe the same file.
            var isListed = InputValues.IsOwn(input) || InputValues.IsRow(input);
            _hasFiles = true;
            return areLiteral ? Files(InputPaths.Literal(this, paths), isListed)
                : paths.SelectMany(path => PathFiles(path, isListed));
        }

        return Files(
            InputPaths.Literal(this, paths), isListed: true, (path, failure) => _emptyFolders.Add((path, failure)));
    }

    private IEnumerable<RunInput> PathFiles(string path, bool isListed = false) => Files(
        InputPaths.Expand(this, [path], MarkMissing), isListed || WildcardPattern.ContainsWildcardCharacters(path));

    /// <param name="isListed">True if a pattern or folder gives the files.</param>
    private IReadOnlyList<RunInput> Files(
        IEnumerable<string> paths, bool isListed, Action<string, StylizeException>? empty = null) =>
    [
        .. InputPaths.ExpandFolders(this, paths, FilesOf, MarkMissing, empty)
            .Select(file => new RunInput(file.Path) { IsListed = isListed || file.IsInFolder }),
    ];

    private void BeginRun() => _run = CreateRun(NewContext());

    private protected RunContext<T> NewContext() => new(
        new CmdletDisplay<T>(this, WriteOrWarn, IsPreview ? null : TItem.Kind), ImageCodecs.Default)
    {
        Batch = Batch(), Cancellation = Stop, Named = InputPaths.NamedFiles(this, Path, LiteralPath),
    };

    /// <summary>True if no item is processed.</summary>
    private bool IsPreview => IsWhatIf || IsSwitchOn("Estimate") || IsSwitchOn("List");

    /// <summary>Ends the command if its parameters are refused and the input does not complete them.</summary>
    private void Require(bool isCompleted = false)
    {
        if (_run is null || (_refusal is not null && !isCompleted)) Checked(() => throw _refusal!);
    }

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
    private protected OperationDefinition Operation =>
        field ??= GetType().GetCustomAttribute<CmdletAttribute>() is var name
            ? OperationCatalog.OfCmdlet($"{name!.VerbName}-{name.NounName}")!
            : null!;

    /// <summary>Records that a path led to no file, which prevents -Prune.</summary>
    private void MarkMissing() => _areAllFound = false;

    private BatchOptions Batch()
    {
        var options = WithParameters(new BatchOptions { Limits = Limits, Verbose = WantsVerbose }) with
        {
            Limits = Limits,
            Operation = MyInvocation.MyCommand.Name,
            Settings = OwnParameters(),
        };
        options.Validate();
        _writesReport ??= options.ReportPath is { } report && ShouldProcess(report, "Write the report");
        return _writesReport == true ? options : options with { ReportPath = null };
    }

    /// <summary>The bound parameters that belong to this cmdlet only.</summary>
    private List<KeyValuePair<string, object?>> OwnParameters() =>
        [.. Given.Where(given => GetType().GetProperty(given.Key)?.DeclaringType is { IsGenericType: false })];
}

/// <summary>Base of the cmdlets that write a file for each input. The concrete class declares
/// SupportsShouldProcess.</summary>
[OptionsOf<TargetOptions>(Except = [nameof(TargetOptions.Database)])]
public abstract partial class FileCmdlet : InputCmdlet<FileItem, WrittenFile>
{
    // When systemd or a closing session ends the process, pipelines are not stopped.
    static FileCmdlet() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => AtomicFile.RemoveUnfinished();

    [Parameter(ParameterSetName = PathSet), Parameter(ParameterSetName = InputListSet), Parameter(
        ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    [Parameter]
    public SwitchParameter Estimate { get; set; }

    private protected override IReadOnlySet<string> InputExtensions =>
        Operation.InputExtensions ?? base.InputExtensions;

    private protected override bool TakesResults(object settings) => IncludeResults;

    private protected sealed override ItemRun<FileItem, WrittenFile> CreateRun(
        RunContext<WrittenFile> context) => new FileRun(
        context with
        {
            Mode = Estimate ? RunMode.Estimate : IsWhatIf ? RunMode.Preview : RunMode.Execute,
            IsResult = IncludeResults ? null : ResultFiles.SkippedBy(Operation, ImageCodecs.Default, context.Named),
        }, Settings());

    private protected override object ReadSettings() => Settings();

    private FileSettings Settings()
    {
        var targets = WithParameters(new TargetOptions());
        targets.Validate();
        var records = Start().Records();
        return new FileSettings(Operation.Create(records), targets, ILearnsFromInputs.LearningFor(Operation, records));
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

        if (!result.Value.IsCurrent || PassThru)
        {
            WriteObject(OutputFile.DescribeAll(result), enumerateCollection: true);
            if (Show)
            {
                CmdletPicture.Show(this, result.Value.Path, Stop);
            }
        }
    }
}
