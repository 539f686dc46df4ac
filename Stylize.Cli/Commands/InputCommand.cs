using System.CommandLine;
using System.CommandLine.Parsing;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Cli.Inputs;
using Stylize.Cli.Output;
using Stylize.Engine.Batch;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Commands;

/// <summary>
/// A command that works on many inputs. It has the options that all such commands share, in one place; a command adds its own in its
/// constructor and says what is done to an input.
/// </summary>
internal abstract class InputCommand : Command
{
    private readonly Argument<string[]> _inputs = new("inputs")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Files, folders (the images in them) or quoted patterns with *, ? and ** (any folders).",
    };

    private readonly Option<int?> _throttleLimit = new("--throttle-limit") { Description = "Files at a time; default: the number of cores.", HelpName = "n" };
    private readonly Option<int?> _maxThreads = new("--max-threads")
    {
        Description = "Threads in all, for a machine shared with others; default: the number of cores.",
        HelpName = "n",
    };

    private readonly Option<long?> _maxPixels = new("--max-pixels") { Description = "Refuse inputs of more pixels; default 268435456.", HelpName = "n" };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object a result line." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Say more on standard error: phases and their times." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress bar." };

    protected InputCommand(CommandHost host, string name, string description)
        : base(name, description)
    {
        Host = host;
        Arguments.Add(_inputs);
        _inputs.Validators.Add(RefuseUnknownOptions);
        SetAction(Run);
    }

    protected CommandHost Host { get; }

    /// <summary>The largest input; without a value each command has its own default.</summary>
    protected Option<long?> MaxPixels => _maxPixels;

    /// <summary>Extensions of the files that a folder given as input stands for.</summary>
    protected virtual IReadOnlySet<string> InputExtensions => FileExtensions.Of(Host.Codec.ReadFormats);

    /// <summary>Does the work and gives the exit code.</summary>
    protected abstract int Run(ParseResult values);

    /// <summary>Adds an option of the command's own.</summary>
    /// <param name="name">In kebab-case, with its dashes.</param>
    /// <param name="value">What the help calls the value; null for a switch.</param>
    /// <param name="description">One sentence with range and default.</param>
    protected Option<T> Declare<T>(string name, string? value, string description)
    {
        var option = new Option<T>(name) { HelpName = value, Description = description };
        Options.Add(option);
        return option;
    }

    /// <summary>Adds the option that names a preset to begin with.</summary>
    /// <param name="builtIn">Gives the names of the built-in presets.</param>
    protected PresetOption DeclarePreset(Func<IEnumerable<string>> builtIn)
    {
        var option = new PresetOption(builtIn);
        Options.Add(option);
        return option;
    }

    /// <summary>Adds the options that a record declares.</summary>
    protected DeclaredOptions Declare<TOptions>()
        where TOptions : class =>
        new(this, OptionSet.Of<TOptions>());

    /// <summary>Adds the shared options after the command's own, and the help with its examples. To be called last in a constructor.</summary>
    protected void Finish(params string[] examples)
    {
        AddShared();
        HelpText.Extend(this, examples);
    }

    protected virtual void AddShared()
    {
        Options.Add(_throttleLimit);
        Options.Add(_maxThreads);
        Options.Add(_maxPixels);
        Options.Add(_json);
        Options.Add(_verbose);
        Options.Add(_quiet);
    }

    /// <summary>The inputs as items of a batch, in the order of the arguments.</summary>
    /// <param name="values">The values that were typed.</param>
    /// <param name="ownSuffix">End of the names that the operation gives its own files, which folders and patterns leave out.</param>
    /// <param name="plan">Makes the item of an input.</param>
    protected IEnumerable<FileItem> Items(ParseResult values, string? ownSuffix, Func<ImageInput, FileItem> plan)
    {
        var decodeOptions = DecodeOptions(values);
        return new InputExpansion(Host, () => InputExtensions, ownSuffix).Expand(values.GetValue(_inputs)!).Select(path =>
        {
            var input = new ImageInput(ImageSource.File(path.Path), Host.Codec, decodeOptions);
            return path.Failure is null ? plan(input) : new FileItem(input) { Failure = path.Failure };
        });
    }

    protected DecodeOptions DecodeOptions(ParseResult values)
    {
        var options = new DecodeOptions { MaxPixels = values.GetValue(_maxPixels) ?? Engine.Imaging.DecodeOptions.Default.MaxPixels };
        options.Validate();
        return options;
    }

    protected BatchOptions BatchOptions(ParseResult values) => new()
    {
        Limits = new RunnerOptions { ThrottleLimit = values.GetValue(_throttleLimit) ?? Environment.ProcessorCount, MaxThreads = MaxThreads(values) },
        Verbose = values.GetValue(_verbose),
    };

    /// <summary>Threads in all.</summary>
    protected int MaxThreads(ParseResult values) => values.GetValue(_maxThreads) ?? Environment.ProcessorCount;

    protected BatchDisplay Display(ParseResult values) => new(Host, values.GetValue(_verbose), values.GetValue(_quiet));

    protected WorkDisplay WorkDisplay(ParseResult values) => new(Host, values.GetValue(_quiet));

    protected bool AsJson(ParseResult values) => values.GetValue(_json);

    protected bool IsVerbose(ParseResult values) => values.GetValue(_verbose);

    /// <summary>The parser takes an unknown option for one more input.</summary>
    private void RefuseUnknownOptions(ArgumentResult inputs)
    {
        foreach (var token in inputs.Tokens.Where(t => t.Value.StartsWith('-') && !Path.Exists(Host.FullPath(t.Value))))
        {
            inputs.AddError($"'{token.Value}' is neither an option nor a file.");
        }
    }
}
