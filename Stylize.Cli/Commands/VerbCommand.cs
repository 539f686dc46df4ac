using System.Reflection;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.Cli.Commands;

/// <summary>The command of a verb, built from its declaration.</summary>
internal sealed class VerbCommand : HostCommand
{
    private readonly IVerb _start;
    private readonly VerbAttribute _declared;
    private readonly VerbInputsAttribute? _files;
    private readonly Argument<string[]>? _inputs;
    private readonly List<(OptionDeclaration Declared, Argument<string?> Argument)> _arguments = [];
    private readonly DeclaredOptions _options;
    private readonly Option<bool>? _json;
    private readonly LogTimeOption _logTime = new();

    public VerbCommand(CommandHost host, string name, IVerb start, params IReadOnlyList<Command> below)
        : base(host, name, "")
    {
        _start = start;
        _declared = start.GetType().GetCustomAttribute<VerbAttribute>()!;
        _files = start.GetType().GetCustomAttribute<VerbInputsAttribute>();
        Description = _declared.Summary;
        below.ToList().ForEach(Subcommands.Add);
        var options = OptionSet.ForRecord(start);
        foreach (var option in options.All.Where(option => option.Declared.IsArgument))
        {
            var arity = option.Declared.Required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne;
            var help = OptionHelp.Describe(option, all: true);
            _arguments.Add((option, DeclareArgument<string?>(OptionWords.Kebab(option.Name), arity, help)));
        }

        if (_files is not null)
        {
            _inputs = DeclareArgument<string[]>(
                _files.Name, _files.IsOptional ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore, _files.Help);
        }

        _options = new DeclaredOptions(
            this, options,
            [.. options.All.Where(o => o.Declared.IsArgument || o.Declared.For == FrontEnds.Cmdlet)
                .Select(option => option.Name)]);
        _json = _declared.Row is { } row ? Declare<bool>("--json", null, $"Print one JSON object per {row}.") : null;
        if (_declared.HasProgress)
        {
            Options.Add(Quiet);
        }

        if (_declared.LogsTime)
        {
            Options.Add(_logTime);
        }

        Finish(_declared.Examples);
    }

    /// <summary>Returns the option that the next argument gives, after a number of others; null for a file.</summary>
    public OptionDeclaration? ArgumentAfter(int count) => count < _arguments.Count ? _arguments[count].Declared : null;

    /// <summary>True if files follow the arguments.</summary>
    public bool TakesFiles => _inputs is not null;

    protected override int Run(ParseResult values)
    {
        Host.LogTime = _declared.LogsTime && values.GetValue(_logTime);
        var words = _arguments.Select(
            argument => KeyValuePair.Create(argument.Declared.Name, (object?)values.GetValue(argument.Argument)))
            .Where(given => given.Value is not null);
        var verb = OptionSet.Apply(_start, words.Concat(_options.Given(values)), Host);
        OptionSet.ForRecord(verb).Check(verb);
        var run = new CommandRun(Host, _json is not null && values.GetValue(_json), values.GetValue(Quiet));
        verb.Prepare(run);
        if (verb is not IInputVerb onFiles || Gather(onFiles, values.GetValue(_inputs!) ?? [], run))
        {
            verb.Run(run);
        }

        return run.ExitCode;
    }

    /// <summary>Sets the inputs, and returns false if all that are given are missing.</summary>
    private bool Gather(IInputVerb verb, string[] words, CommandRun run)
    {
        IReadOnlySet<string> Extensions() =>
            _files!.Extensions.Length == 0 ? FileExtensions.ForFormats(Host.Codec.ReadFormats)
                : _files.Extensions.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new InputExpansion(Host, Extensions).Expand(words).ToList();
        foreach (var failure in found.Select(input => input.Failure).OfType<StylizeException>())
        {
            if (_files!.NeedsAll) throw failure;

            run.Fail(failure);
        }

        verb.Inputs = [.. found.Where(input => input.Failure is null).Select(input => input.Path)];
        return verb.Inputs.Count > 0 || found.Count == 0;
    }
}

/// <summary>Shows a verb through a command: rows on standard output, everything else on standard error.</summary>
internal sealed class CommandRun(CommandHost host, bool json, bool quiet) : IVerbRun
{
    private readonly WorkDisplay _progress = new(host, quiet);

    public int ExitCode { get; private set; }

    public IImageCodec Codec => host.Codec;

    public CancellationToken Cancellation => host.Cancellation;

    public string WorkingFolder => host.WorkingFolder;

    public bool IsTerminal => host.OutputIsTerminal;

    public string FullPath(string path, string option) => host.FullPath(path, option);

    public void Write(VerbRow row)
    {
        _progress.Clear();
        if (json || row.Text is not null)
        {
            host.Print(json, row.Text ?? "", row.Fields, row.KeepsNames);
            return;
        }

        foreach (var field in row.Fields)
        {
            host.Out.WriteLine(FieldText.Format(field));
        }
    }

    public void Line(string text)
    {
        if (!json)
        {
            host.Out.WriteLine(text);
        }
    }

    public void Note(string text)
    {
        _progress.Clear();
        host.Note(text);
    }

    public void Warn(string text, bool isFailure = false)
    {
        ExitCode = isFailure ? Hosting.ExitCode.With(ExitCode, Hosting.ExitCode.SomeFailed) : ExitCode;
        _progress.Clear();
        host.Warn(text);
    }

    public void Fail(StylizeException failure, string? source = null)
    {
        ExitCode = Hosting.ExitCode.With(ExitCode, failure);
        _progress.Clear();
        FailureText.Write(host.Error, failure);
    }

    public void Find(VerbFinding finding)
    {
        ExitCode = Hosting.ExitCode.With(ExitCode, Hosting.ExitCode.SomeFailed);
        Note(finding.Note);
    }

    public void Show(Raster<Rgba32> picture, string name) => new PictureDisplay(host).Show(picture, name);

    public bool Confirm(string target, string action) => true;

    public IReadOnlyList<string> Choose(string option, string kind, string text, IEnumerable<string> names) =>
        names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found
            ? [found]
            : throw StylizeException.NoSuch(OptionWords.Kebab(option), kind, text, names);

    public T Wait<T>(Func<T> work) => work();

    public T Work<T>(Func<Action<OperationProgress>, T> work)
    {
        try
        {
            return work(_progress.Report);
        }
        finally
        {
            _progress.Clear();
        }
    }
}
