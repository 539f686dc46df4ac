using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;

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
/// Defines an operation for commands, help, completion, presets, provenance, workers and measuring. Each definition is in a file next to
/// the code of the operation; <c>OperationCatalog</c> lists them.
/// </summary>
public sealed class OperationDefinition
{
    private OutputNames? _outputs;
    private IReadOnlyDictionary<string, IOperationOptions>? _presets;

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

    /// <summary>Command lines for the help.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>The kind of results.</summary>
    public OperationKind Kind { get; init; }

    /// <summary>Extensions of the files that a folder stands for; null for those of images.</summary>
    public IReadOnlySet<string>? InputExtensions { get; init; }

    /// <summary>Extensions of outputs with provenance that are not images.</summary>
    public IReadOnlyList<string> ProvenanceExtensions { get; init; } = [];

    /// <summary>Entries of the provenance that a run computes again; they are not options.</summary>
    public IReadOnlyList<string> ComputedEntries { get; init; } = [];

    /// <summary>True if workers can run the operation.</summary>
    public bool CanSubmit => Kind != OperationKind.Objects;

    /// <summary>The options records in the order of the help; the last is <see cref="OptionsType"/>.</summary>
    public required IReadOnlyList<Type> OptionTypes { get; init; }

    /// <summary>The options record of a run.</summary>
    public Type OptionsType { get => field ?? OptionTypes[^1]; init; }

    /// <summary>Built-in presets by name, including "Default"; may be empty. Each lookup returns a copy.</summary>
    public IReadOnlyDictionary<string, IOperationOptions> Presets => _presets ??= Table(BuiltIn?.Invoke() ?? []);

    /// <summary>True if the operation has presets, and can therefore be measured.</summary>
    public bool HasPresets => BuiltIn is not null;

    /// <summary>The operation whose presets <c>Preset</c> names, if it is not this one.</summary>
    public OperationDefinition? PresetOwner { get; init; }

    /// <summary>True if preset sheets include the operation by default.</summary>
    public bool IsOnSheets { get; init; }

    /// <summary>The names of the outputs with default options; null for the files of a plate.</summary>
    public OutputNames? Outputs => _outputs ??= NamesOf?.Invoke((IOperationOptions)OptionSet.Of(OptionsType).New());

    /// <summary>The entry of the summary that counts elements of a result, such as "Dots"; null if absent.</summary>
    public string? CountEntry { get; init; }

    /// <summary>Bounds on time and count that measuring checks; null for none.</summary>
    public RegressionBound? Bound { get; init; }

    /// <summary>True if inputs must be gray; measuring then converts its images to gray.</summary>
    public bool WantsGray { get; init; }

    /// <summary>The number of pixels to which preset sheets reduce larger photographs.</summary>
    public long PreviewPixels { get; init; } = 1_000_000;

    /// <summary>The parameters that tuning may change; empty if the operation cannot be tuned.</summary>
    public IReadOnlyList<TuningParameter> TuningParameters => field ??= Tuned?.Invoke() ?? [];

    /// <summary>Creates the operation for a <see cref="WarmUpRun"/>; null for no warm-up.</summary>
    public Func<IOperation>? WarmUp { get; init; }

    /// <summary>Creates the operation from validated options; null if it does not process single files.</summary>
    internal Func<IOperationOptions, IOperation>? Make { get; init; }

    internal Func<IOperationOptions, OutputNames>? NamesOf { get; init; }

    /// <summary>Creates the presets, only for the commands that need them.</summary>
    internal Func<IEnumerable<KeyValuePair<string, IOperationOptions>>>? BuiltIn { get; init; }

    /// <summary>Creates the options of a run from user input.</summary>
    internal Func<OperationStart, IOperationOptions> Read { get; init; } = _ => throw new NotSupportedException();

    /// <summary>Creates the operation from user input, if it has several options records.</summary>
    internal Func<OperationStart, IOperation>? MakeFrom { get; init; }

    /// <summary>Creates the operation from several options records.</summary>
    internal Func<Func<Type, object>, IOperation>? MakeOf { get; init; }

    /// <summary>Creates the tuning parameters, only for commands that need them.</summary>
    internal Func<IReadOnlyList<TuningParameter>>? Tuned { get; init; }

    internal Func<OperationStart, Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>?>? Learning { get; init; }

    /// <summary>Changes the output format to one that <see cref="Picture"/> can read.</summary>
    internal Func<IOperationOptions, IOperationOptions>? Comparable { get; init; }

    /// <summary>Draws an output at a width and height; null if it is not a picture.</summary>
    internal Func<ReadOnlyMemory<byte>, int, int, IImageCodec, Raster<Rgba32>>? Picture { get; init; }

    /// <summary>Scales lengths in pixels of the image to a copy with a scale and a number of pixels; null without lengths.</summary>
    internal Func<IOperationOptions, double, long, IOperationOptions>? Scaled { get; init; }

    /// <summary>Draws the result for an image; null to run the operation and draw its output.</summary>
    internal Func<IOperationOptions, ImageInput, int, OperationContext, Raster<Rgba32>>? Sketch { get; init; }

    /// <summary>Creates the operation.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public IOperation Create(IOperationOptions options) =>
        Make?.Invoke(options) ?? throw new NotSupportedException($"{Name} does not process single files.");

    /// <summary>Creates the operation from user input.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public IOperation Create(OperationStart start) => MakeFrom?.Invoke(start) ?? Create(Read(start));

    /// <summary>Creates the operation from its options records.</summary>
    /// <param name="read">Returns the record of one of <see cref="OptionTypes"/>.</param>
    public IOperation Create(Func<Type, object> read) => MakeOf?.Invoke(read) ?? Create((IOperationOptions)read(OptionsType));

    /// <summary>Returns the options of a run from user input.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public IOperationOptions ReadOptions(OperationStart start) => Read(start);

    /// <summary>Returns a function that creates the operation from all inputs, such as with a shared palette; null if not needed.</summary>
    public Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learns(OperationStart start) => Learning?.Invoke(start);

    /// <summary>Returns the options with an output format that <see cref="Render"/> can read.</summary>
    public IOperationOptions ForComparison(IOperationOptions options) => Comparable?.Invoke(options) ?? options;

    /// <summary>Returns options whose result for a reduced copy of an image looks like that of these options for the image.</summary>
    /// <param name="scale">Width of the copy relative to that of the image, at most 1.</param>
    /// <param name="pixels">Number of pixels of the copy.</param>
    public IOperationOptions ForCopy(IOperationOptions options, double scale, long pixels) =>
        scale < 1 && Scaled is not null ? Scaled(options, scale, pixels) : options;

    /// <summary>Draws the output of <see cref="ForComparison"/> at the size of its source. The caller owns the raster.</summary>
    public Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec) =>
        Picture?.Invoke(file, width, height, codec)
        ?? throw StylizeException.Option("Operation", Name, "an operation whose result is a picture");

    /// <summary>Draws the result of the operation for an image. The caller owns the raster.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <param name="side">The longer side of the picture in pixels, if the operation can draw it at any size.</param>
    public Raster<Rgba32> Draw(IOperationOptions options, ImageInput input, int side, OperationContext context)
    {
        if (Sketch is { } sketch) return sketch(options, input, side, context);

        using var file = new MemoryStream();
        using (var artifact = Create(ForComparison(options)).Run(input, context))
        {
            artifact.Write(file);
        }

        var scale = (double)side / Math.Max(input.Info.Width, input.Info.Height);
        var (width, height) = Resampler.ScaledSize(input.Info.Width, input.Info.Height, scale);
        return Render(file.ToArray(), width, height, input.Codec);
    }

    /// <summary>Returns true for any spelling of the name.</summary>
    public bool IsNamed(string name) => OptionWords.SameName(name, Name);

    /// <summary>Returns the options that differ from the default preset, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> DifferencesFromDefault(IOperationOptions options) =>
        OptionSet.Of(OptionsType).Differences(options, Presets["Default"]);

    /// <summary>Rejects names of options, in any spelling, that the operation does not have.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public void RequireOptions(IEnumerable<string> names)
    {
        var known = OptionTypes.SelectMany(type => OptionSet.Of(type).All).Select(option => option.Name).ToList();
        known.AddRange(HasPresets || PresetOwner is not null ? ["Preset"] : []);
        known.AddRange(Kind == OperationKind.Plate ? ["Database"] : []);
        foreach (var name in names.Where(name => !known.Any(other => OptionWords.SameName(name, other))
            && OptionTypes.All(type => OptionSet.Of(type).Find(name) is null)))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Options",
                $"Unknown option '{StylizeException.Verbatim(PrintableText.Short(name))}' for {PascalName}."
                + (NearestWord.Find(name, known) is { } near ? $" Did you mean {{{near}}}?" : ""),
                $"Options: {string.Join(", ", known.Select(option => $"{{{option}}}"))}.");
        }
    }

    /// <summary>Returns presets of one type as those of any operation.</summary>
    internal static IEnumerable<KeyValuePair<string, IOperationOptions>> Widen<TOptions>(IReadOnlyDictionary<string, TOptions> presets)
        where TOptions : class, IOperationOptions
    {
        foreach (var (name, options) in presets)
        {
            yield return new(name, options);
        }
    }

    private static PresetTable<IOperationOptions> Table(IEnumerable<KeyValuePair<string, IOperationOptions>> presets)
    {
        var table = new PresetTable<IOperationOptions>();
        foreach (var (name, options) in presets)
        {
            table.Add(name, options);
        }

        return table;
    }
}

/// <summary>
/// Bounds on time and result of a preset that hold on any machine of the last ten years, so that measuring finds defects without a
/// baseline.
/// </summary>
/// <param name="Side">Width and height of the square image in pixels.</param>
/// <param name="MaxMilliseconds">Upper bound of the median wall time of a run.</param>
/// <param name="MinItems">Minimum <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
/// <param name="MaxItems">Maximum <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
public sealed record RegressionBound(string Preset, int Side, double MaxMilliseconds, long MinItems, long MaxItems);

/// <summary>A parameter that tuning may change.</summary>
/// <param name="Name">Name of the option.</param>
/// <param name="Candidates">Values to try, from cheap to costly.</param>
/// <param name="Apply">Returns the options with this parameter set to a value.</param>
public sealed record TuningParameter(
    string Name, IReadOnlyList<object> Candidates, Func<IOperationOptions, object, IOperationOptions> Apply)
{
    /// <summary>Creates a parameter from typed values.</summary>
    internal static TuningParameter Of<TOptions, TValue>(
        string name, IReadOnlyList<TValue> candidates, Func<TOptions, TValue, TOptions> apply)
        where TOptions : IOperationOptions
        where TValue : notnull =>
        new(name, [.. candidates.Select(c => (object)c)], (options, value) => apply((TOptions)options, (TValue)value));
}
