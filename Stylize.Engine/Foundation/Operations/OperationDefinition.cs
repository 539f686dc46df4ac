namespace Stylize.Engine.Operations;

/// <summary>The kind of results of an operation, which decides how front ends run it.</summary>
public enum OperationKind
{
    /// <summary>Files for each input.</summary>
    Files,

    /// <summary>Objects for each input; no files.</summary>
    Objects,

    /// <summary>Files for each well of a plate, whose tiles are the inputs.</summary>
    Plate,
}

/// <summary>
/// Defines an operation for commands, help, completion, presets, provenance, workers and measuring. Each definition is
/// in a file next to the code of the operation; <c>OperationCatalog</c> lists them.
/// </summary>
public abstract class OperationDefinition
{
    /// <summary>The name of the operation and its command, such as "gaussian encode".</summary>
    public required string Name { get; init; }

    /// <summary>The name in PascalCase, such as "GaussianEncode".</summary>
    public string PascalName => OptionWords.Pascal(Name);

    /// <summary>The name as one word, such as "gaussian-encode".</summary>
    public string Word => Name.Replace(' ', '-');

    /// <summary>Version of the result: <see cref="IOperation.Version"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The cmdlet, such as "New-GaussianImage".</summary>
    public required string Cmdlet { get; init; }

    /// <summary>Description of the operation in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Words for which front ends suggest the operation, and the options that they mean.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Synonyms { get; init; } = [];

    /// <summary>Command lines for the help.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>The kind of results.</summary>
    public OperationKind Kind { get; init; }

    /// <summary>The parameter that names the file of an operation that otherwise writes none; null if it always writes
    /// files.</summary>
    public string? FileParameter { get; init; }

    /// <summary>The steps that options name, in the order in which they run, each with a phrase for help.</summary>
    public IReadOnlyList<(string Name, string Summary)> Steps { get; init; } = [];

    /// <summary>True if a folder also stands for the files in its subfolders.</summary>
    public bool IncludesSubfolders { get; init; }

    /// <summary>Extensions of the files that a folder stands for; null for those of images.</summary>
    public IReadOnlySet<string>? InputExtensions { get; init; }

    /// <summary>Extensions of outputs with provenance that are not images.</summary>
    public IReadOnlyList<string> ProvenanceExtensions { get; init; } = [];

    /// <summary>Entries of the provenance that a run computes again; they are not options.</summary>
    public IReadOnlyList<string> ComputedEntries { get; init; } = [];

    /// <summary>True if workers can run the operation.</summary>
    public bool CanSubmit => Kind != OperationKind.Objects;

    /// <summary>The options records in the order of the help.</summary>
    public IReadOnlyList<Type> OptionTypes { get => field ?? [OptionsType]; init; }

    /// <summary>The options record of a run.</summary>
    public abstract Type OptionsType { get; }

    /// <summary>Built-in presets by name, including "Default"; may be empty. Each lookup returns a copy.</summary>
    public abstract IReadOnlyDictionary<string, IOperationOptions> Presets { get; }

    /// <summary>True if the operation has presets, and can therefore be measured.</summary>
    public abstract bool HasPresets { get; }

    /// <summary>The operation whose presets <c>Preset</c> names, if it is not this one.</summary>
    public OperationDefinition? PresetOwner { get; init; }

    /// <summary>True if preset sheets include the operation by default.</summary>
    public bool IsOnSheets { get; init; }

    /// <summary>Built-in presets that lists and sheets leave out unless all are requested.</summary>
    public IReadOnlyList<string> UnlistedPresets { get; init; } = [];

    /// <summary>Options that preset sheets show after the presets.</summary>
    public IReadOnlyList<SheetExample> SheetExamples { get; init; } = [];

    /// <summary>The names of the outputs with default options; null for the files of a plate.</summary>
    public virtual OutputNames? Outputs => null;

    /// <summary>The entry of the summary that counts elements of a result, such as "Dots"; null if absent.</summary>
    public string? CountEntry { get; init; }

    /// <summary>Bounds on time and count that measuring checks; null for none.</summary>
    public RegressionBound? Bound { get; init; }

    /// <summary>True if inputs must be gray; measuring and preset sheets then convert their images to gray.</summary>
    public bool WantsGray { get; init; }

    /// <summary>True if results look like photographs, so that JPEG suits their previews.</summary>
    public bool IsPhotographic { get; init; }

    /// <summary>The parameters that tuning may change; empty if the operation cannot be tuned.</summary>
    public virtual IReadOnlyList<TuningParameter> TuningParameters => [];

    /// <summary>Creates the operation for a <see cref="WarmUpRun"/>; null for no warm-up.</summary>
    public virtual IOperation? WarmUp() => null;

    /// <summary>Creates the operation.</summary>
    /// <param name="records">Records of <see cref="OptionTypes"/>, with that of <see cref="OptionsType"/>; the others
    /// are defaults if absent.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public abstract IOperation Create(params IReadOnlyList<object> records);

    /// <summary>Returns the options records of a run from user input, one for each of <see cref="OptionTypes"/>. They
    /// are not validated.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the preset is unknown, or a value cannot be read.</exception>
    public abstract IReadOnlyList<object> Read(OperationStart start);

    /// <summary>Returns the record of <see cref="OptionsType"/>.</summary>
    public IOperationOptions OptionsOf(IEnumerable<object> records) =>
        (IOperationOptions)records.Single(record => record.GetType() == OptionsType);

    /// <summary>Returns the options of a run that a preset of <see cref="PresetOwner"/> gives.</summary>
    public virtual IOperationOptions FromPreset(IOperationOptions preset) => preset;

    /// <summary>Returns the part of the options of a run that a preset of <see cref="PresetOwner"/> keeps.</summary>
    public virtual IOperationOptions ToPreset(IOperationOptions options) => options;

    /// <summary>Draws the result of options for an input, as an image of a limited size.</summary>
    /// <param name="options">Options of the type <see cref="OptionsType"/>.</param>
    /// <param name="side">Longer side of the picture in pixels, if the operation can draw it at any size.</param>
    /// <param name="context">Progress, warnings and messages are not reported.</param>
    /// <exception cref="StylizeException">The options are invalid, or the input cannot be processed.</exception>
    public abstract Preview Preview(
        IOperationOptions options, PreviewInput input, int side, PreviewTime time, OperationContext context);

    /// <summary>Returns true if lists and sheets show a built-in or saved preset.</summary>
    public bool IsListed(string preset) => !UnlistedPresets.Contains(preset, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the frame that options choose; null for none.</summary>
    internal int? FrameOf(IOperationOptions options) =>
        OptionSet.ForRecord(OptionsType).Find(nameof(FrameOptions.Frame))?.Get(options) as int?;

    /// <summary>Returns true for any spelling of the name.</summary>
    public bool IsNamed(string name) => OptionWords.SameName(name, Name);

    /// <summary>Returns the options that differ from the default preset, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> DifferencesFromDefault(IOperationOptions options) =>
        OptionSet.ForRecord(OptionsType).Differences(options, Presets["Default"]);

    /// <summary>Rejects names of options, in any spelling, that the operation does not have.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public void RequireOptions(IEnumerable<string> names)
    {
        var known = OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All)
            .Select(option => option.Name).ToList();
        known.AddRange(HasPresets || PresetOwner is not null ? ["Preset"] : []);
        known.AddRange(Kind == OperationKind.Plate ? ["Database"] : []);
        foreach (var name in names.Where(name => !known.Any(other => OptionWords.SameName(name, other))
            && OptionTypes.All(type => OptionSet.ForRecord(type).Find(name) is null)))
        {
            throw Errors.UnknownOption.With(
                "Options", PrintableText.Short(name), PascalName,
                NearestWord.Hint(name, known, word => $"{{{word}}}"),
                string.Join(", ", known.Select(option => $"{{{option}}}")));
        }
    }
}

/// <summary>
/// Bounds on time and result of a preset that hold on any machine of the last ten years, so that measuring finds
/// defects without a baseline.
/// </summary>
/// <param name="Side">Width and height of the square image in pixels.</param>
/// <param name="MaxMilliseconds">Upper bound of the median wall time of a run.</param>
/// <param name="MinItems">Minimum <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
/// <param name="MaxItems">Maximum <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
public sealed record RegressionBound(string Preset, int Side, double MaxMilliseconds, long MinItems, long MaxItems);

/// <summary>A picture of preset sheets.</summary>
/// <param name="Label">Text below the picture.</param>
/// <param name="Given">Options as texts by name.</param>
public sealed record SheetExample(string Label, IReadOnlyDictionary<string, string> Given);

/// <summary>A parameter that tuning may change.</summary>
/// <param name="Name">Name of the option.</param>
/// <param name="Candidates">Values to try, from cheap to costly.</param>
/// <param name="Apply">Returns the options with this parameter set to a value.</param>
public sealed record TuningParameter(
    string Name, IReadOnlyList<object> Candidates, Func<IOperationOptions, object, IOperationOptions> Apply);
