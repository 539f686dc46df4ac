using Stylize.Engine.Runs.Runner;

namespace Stylize.Cli.Commands;

/// <summary>A command on many inputs, with the options that all such commands share.</summary>
internal abstract class InputCommand : HostCommand
{
    private readonly Argument<string[]> _inputs;
    private readonly Option<bool> _verbose =
        new("--verbose") { Description = "Print phases and their times on standard error." };
    private readonly LogTimeOption _logTime = new();
    private readonly List<Option> _own = [];
    private DeclaredOptions? _batch;

    protected InputCommand(CommandHost host, string name, string description)
        : base(host, name, description)
    {
        _inputs = DeclareArgument<string[]>(
            "inputs", ArgumentArity.ZeroOrMore,
            "Files, folders, or quoted patterns with *, ? and ** (any subfolders). - is standard input"
            + (KeepsFolders ? ", and after -o standard output." : "."));
        SetAction(values =>
        {
            _logTime.Apply(values, Host);
            return RequireInputs(values) ?? Run(values);
        });
    }

    protected Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object per result." };

    protected virtual IReadOnlySet<string> InputExtensions => FileExtensions.ForFormats(Host.Codec.ReadFormats);

    /// <summary>True if a folder also stands for the files in its subfolders.</summary>
    protected virtual bool IsPlate => false;

    /// <summary>True if outputs can keep the subfolders of inputs.</summary>
    protected virtual bool KeepsFolders => false;

    /// <summary>True if an input of the list that does not exist is a failure.</summary>
    protected virtual bool RequiresListed => true;

    protected PresetOption DeclarePreset(Func<IEnumerable<string>> builtIn)
    {
        var option = new PresetOption(builtIn);
        Options.Add(option);
        return option;
    }

    protected override void AddShared()
    {
        _own.AddRange(Options);
        _batch = Declare<BatchOptions>();
        Options.Add(Json);
        Options.Add(_verbose);
        Options.Add(Quiet);
        Options.Add(_logTime);
    }

    /// <summary>Returns the given options that are not shared with other commands, with their words.</summary>
    protected IReadOnlyList<KeyValuePair<string, object?>> OwnOptions(ParseResult values) =>
    [
        .. _own.Select(option => (option.Name, Result: values.GetResult(option)))
            .Where(given => given.Result is { Implicit: false })
            .Select(given =>
                KeyValuePair.Create(OptionWords.Pascal(given.Name), (object?)string.Join(',', given.Result!.Tokens))),
    ];

    protected RunContext<T> Context<T>(ParseResult values, IRunDisplay<T> display, RunMode mode = RunMode.Execute)
        where T : class =>
        new(display, Host.Codec)
        {
            Mode = mode, Batch = BatchOptions(values), Cancellation = Host.Cancellation, Named = NamedInputs(values),
        };

    protected IEnumerable<T> InShard<T>(ParseResult values, IEnumerable<T> items) =>
        BatchOptions(values).Shard is { } shard ? items.Where((_, index) => shard.Takes(index)) : items;

    /// <summary>Returns the inputs lazily: those of the arguments, then those of the input list.</summary>
    protected IEnumerable<RunInput> Paths(ParseResult values)
    {
        var options = BatchOptions(values);
        if (IsPlate && Named(values).Contains(StandardInput.Word)) throw Errors.PlateFromPipe.With(null);

        var named = new InputExpansion(
            Host, () => InputExtensions, IsPlate, KeepsFolders, options.Recurse,
            () => new RunInput(StandardInput.Read(Host))).Expand(Named(values));
        return options.InputList is { } list ? named.Concat(Listed(list, options.NullSeparated)) : named;
    }

    protected virtual IEnumerable<string> Named(ParseResult values) => values.GetValue(_inputs) ?? [];

    /// <summary>The files among the arguments. Folders, patterns and the lines of an input list do not count as
    /// named.</summary>
    protected NamedInputs NamedInputs(ParseResult values) =>
        new(Named(values).Where(word => word != StandardInput.Word).Select(Host.FullPath).Where(File.Exists));

    private IEnumerable<RunInput> Listed(string list, bool nul) =>
        (list == "-"
            ? ListedPaths.Read(Host.OpenInput(), "standard input", nul) : ListedPaths.Read(Host.FullPath(list), nul))
            .Select(path => ListedPaths.Input(Host.FullPath(path), RequiresListed));

    /// <exception cref="Stylize.Engine.StylizeException">OptionInvalid.</exception>
    protected BatchOptions BatchOptions(ParseResult values)
    {
        var options =
            OptionSet.Apply(new BatchOptions { Verbose = values.GetValue(_verbose) }, _batch!.Given(values), Host);
        options.Validate();
        return options;
    }

    protected int MaxThreads(ParseResult values) => BatchOptions(values).Limits.MaxThreads;

    protected RunDisplay<T> Display<T>(ParseResult values, Action<BatchResult<T>> show, string? kind = "file")
        where T : class =>
        new(Host, values.GetValue(_verbose), values.GetValue(Quiet), kind, show) { AsJson = AsJson(values) };

    protected WorkDisplay WorkDisplay(ParseResult values) => new(Host, values.GetValue(Quiet));

    protected bool AsJson(ParseResult values) => values.GetValue(Json);

    protected bool IsVerbose(ParseResult values) => values.GetValue(_verbose);

    private int? RequireInputs(ParseResult values)
    {
        if (values.GetValue(_inputs) is { Length: > 0 } || BatchOptions(values).InputList is not null) return null;

        Host.Note("No input files. Give files, folders or patterns, or use --input-list.");
        Host.Note($"Try '{CommandWords.Path(this)} --help'.");
        return ExitCode.WrongUse;
    }
}
