using System.Reflection;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations.Verbs;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets of verbs, whose parameters Stylize.PowerShell.Generator writes.</summary>
public abstract class VerbCmdlet : StylizeCmdlet, IVerbRun
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly List<string> _inputs = [];
    private int _thread;
    private VerbAttribute? _declared;
    private VerbInputsAttribute? _files;
    private IVerb? _verb;
    private bool _namesFiles;
    private bool _areAllFound = true;

    CancellationToken IVerbRun.Cancellation => Stop;

    string IVerbRun.WorkingFolder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    bool IVerbRun.IsTerminal => false;

    /// <summary>Returns the verb with its defaults.</summary>
    private protected abstract IVerb Create();

    /// <summary>The values of -Path and -LiteralPath, if the verb has files.</summary>
    private protected virtual (string[]? Paths, string[]? LiteralPaths) Files => default;

    /// <summary>True if parameters take values from the pipeline, so that the verb runs for each object.</summary>
    private protected virtual bool IsPiped => false;

    /// <summary>The parameter with files or patterns for each of which the verb runs; null for none.</summary>
    private protected virtual string? Each => null;

    protected sealed override void BeginProcessing()
    {
        _thread = Environment.CurrentManagedThreadId;
        var start = Create();
        _declared = start.GetType().GetCustomAttribute<VerbAttribute>()!;
        _files = start.GetType().GetCustomAttribute<VerbInputsAttribute>();
        if (_files is not null)
        {
            _verb = Checked(() => Read(start));
        }
    }

    protected sealed override void ProcessRecord()
    {
        if (_files is null)
        {
            if (IsPiped)
            {
                RunOnce();
            }

            return;
        }

        var (paths, literal) = Files;
        _namesFiles |= paths is not null || literal is not null;
        foreach (var path in (paths ?? []).Where(path => path != FileOfOutputAttribute.OtherFile))
        {
            Take(InputPaths.Expand(this, [path]));
        }

        foreach (var path in literal ?? [])
        {
            Take(InputPaths.Literal(this, [path]));
        }
    }

    protected sealed override void EndProcessing()
    {
        if (_verb is not IInputVerb verb)
        {
            if (!IsPiped)
            {
                RunOnce();
            }

            return;
        }

        // Each missing path has already given an error.
        if ((_namesFiles && _inputs.Count == 0) || (_files!.NeedsAll && !_areAllFound)) return;

        verb.Inputs = _inputs;
        Guard(() => verb.Run(this));
    }

    private void Take(IEnumerable<string> found)
    {
        var before = _inputs.Count;
        _inputs.AddRange(_files!.KeepsFolders ? found : InputPaths.ExpandFolders(
            this, found,
            folder => InputFolder.Files(folder, FileExtensions.ForFormats(ImageCodecs.Default.ReadFormats)))
            .Select(file => file.Path));
        _areAllFound &= _inputs.Count > before;
    }

    private void RunOnce()
    {
        foreach (var value in Each is null ? (IEnumerable<string?>)[null] : EachValue())
        {
            Guard(() => Read(Create(), value).Run(this), value);
        }
    }

    private IEnumerable<string> EachValue() =>
        ((string[])MyInvocation.BoundParameters[Each!]).Where(text => text != FileOfOutputAttribute.OtherFile)
            .SelectMany(text => WildcardPattern.ContainsWildcardCharacters(text) && !MeasurementStores.IsPostgres(text)
                ? InputPaths.Expand(this, [text]) : [text]);

    /// <param name="value">The value of <see cref="Each"/>; null for none.</param>
    private IVerb Read(IVerb start, string? value = null)
    {
        var verb = value is null ? WithParameters(start) : OptionSet.Apply(
            start, Given.Where(given => given.Key != Each).Append(KeyValuePair.Create(Each!, (object?)value)), this);
        OptionSet.ForRecord(verb).Check(verb);
        verb.Prepare(this);
        return verb;
    }

    private void Guard(Action step, string? value = null)
    {
        var target = value is not null ? InputPaths.Existing(this, value)
            : _declared!.Target is { } name ? $"{MyInvocation.BoundParameters.GetValueOrDefault(name)}" : null;
        if (_declared!.GoesOn)
        {
            Try(target!, step);
        }
        else
        {
            Checked(step, target);
        }
    }

    void IVerbRun.Write(VerbRow row) => Post(() => WriteObject(Describe(row)));

    void IVerbRun.Line(string text)
    {
    }

    void IVerbRun.Note(string text) => Post(() => WriteVerbose(text));

    void IVerbRun.Warn(string text, bool isFailure) =>
        Post(() => WriteWarning(PrintableText.Escape(StylizeException.Spell(text, option => "-" + option))));

    void IVerbRun.Fail(StylizeException failure, string? source) =>
        Post(() => WriteError(ErrorRecords.From(this, failure, source)));

    void IVerbRun.Find(VerbFinding finding) => Post(() => WriteError(ErrorRecords.Create(
        new InvalidOperationException(finding.Message), finding.Id, ErrorCategory.LimitsExceeded, finding.Target,
        finding.Advice)));

    void IVerbRun.Show(Raster<Rgba32> picture, string name) => CmdletPicture.Show(this, picture, name);

    bool IVerbRun.Confirm(string target, string action) => ShouldProcess(target, action);

    IReadOnlyList<string> IVerbRun.Choose(string option, string kind, string text, IEnumerable<string> names)
    {
        // In Turkish, the capital of "i" is not "I".
        const WildcardOptions ignoresCase = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;
        string[] found = [.. names.Where(WildcardPattern.Get(text, ignoresCase).IsMatch)];
        if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(text))
        {
            WriteError(ErrorRecords.From(this, StylizeException.NoSuch(option, kind, text, names), text));
        }

        return found;
    }

    T IVerbRun.Wait<T>(Func<T> work) =>
        BackgroundWork.Run(this, Stop, _ => work(), Show, endsCommand: false, isShown: false);

    T IVerbRun.Work<T>(Func<Action<OperationProgress>, T> work) =>
        BackgroundWork.Run(this, Stop, work, Show, endsCommand: false);

    /// <summary>Shows on the pipeline thread, at once or while it waits.</summary>
    private void Post(Action show)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            show();
        }
        else
        {
            _posted.Enqueue(show);
        }
    }

    private void Show()
    {
        while (_posted.TryDequeue(out var show))
        {
            show();
        }
    }

    internal static object Describe(VerbRow row)
    {
        if (row.Value is FileInfo file) return OutputFile.Describe(file.FullName, row.Added, row.TypeName);

        var value = row.Value switch
        {
            null => ScriptObject.FromValues(row.Fields),
            Palette palette => StylizePalette.FromPalette(palette),
            ListedPreset preset =>
                StylizePreset.FromOptions(preset.Operation, preset.Name, preset.IsBuiltIn, preset.Options),
            var known => known,
        };
        var described = ScriptObject.WithReadableLists(value);
        if (row.TypeName is { } type)
        {
            described.TypeNames.Insert(0, type);
        }

        foreach (var (name, added) in row.Added)
        {
            described.Properties.Add(new PSNoteProperty(name, added), preValidated: true);
        }

        return described;
    }
}
