using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Operations;

/// <summary>What an operation makes of its inputs, which decides how front ends run it.</summary>
public enum OperationKind
{
    /// <summary>A file for each input.</summary>
    Files,

    /// <summary>Objects for each input; no file is written.</summary>
    Objects,

    /// <summary>The files of each well of a plate, whose tiles are the inputs.</summary>
    Plate,
}

/// <summary>
/// Everything that the program knows of one operation: commands, help, completion, presets, provenance, workers and measuring read it here.
/// Each operation is one such value, in a file beside its code; all of them are listed in <c>OperationCatalog</c>.
/// </summary>
public sealed class OperationDefinition
{
    private OutputNames? _outputs;
    private IReadOnlyDictionary<string, IOperationOptions>? _presets;

    /// <summary>The one name of the operation: that of its command, such as "gaussian encode".</summary>
    public required string Name { get; init; }

    /// <summary>The name as PowerShell spells it, such as "GaussianEncode".</summary>
    public string PascalName => OptionWords.Pascal(Name);

    /// <summary>The name in one word, such as "gaussian-encode".</summary>
    public string Word => Name.Replace(' ', '-');

    /// <summary>Version of what the operation makes; a higher one gives other results with the same options.</summary>
    public required int Version { get; init; }

    /// <summary>The cmdlet, such as "New-GaussianImage".</summary>
    public required string Cmdlet { get; init; }

    /// <summary>What the operation does, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Command lines for the help.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>What the operation makes of its inputs.</summary>
    public OperationKind Kind { get; init; }

    /// <summary>Extensions of the files that a folder of inputs stands for; null for those of images.</summary>
    public IReadOnlySet<string>? InputExtensions { get; init; }

    /// <summary>Extensions of files that are not images and carry the operation's provenance.</summary>
    public IReadOnlyList<string> ProvenanceExtensions { get; init; } = [];

    /// <summary>True if workers can do the operation.</summary>
    public bool CanSubmit => Kind != OperationKind.Objects;

    /// <summary>The records whose options users give, in the order of the help; the last is that of <see cref="OptionsType"/>.</summary>
    public required IReadOnlyList<Type> OptionTypes { get; init; }

    /// <summary>The type of the options of each run.</summary>
    public Type OptionsType { get => field ?? OptionTypes[^1]; init; }

    /// <summary>Built-in presets by name, with "Default" among them; empty if there are none. Each look-up gives a copy.</summary>
    public IReadOnlyDictionary<string, IOperationOptions> Presets => _presets ??= Table(BuiltIn?.Invoke() ?? []);

    /// <summary>True if the operation has presets; it can then be measured.</summary>
    public bool HasPresets => BuiltIn is not null;

    /// <summary>The operation whose presets <c>Preset</c> names, if it is not this one.</summary>
    public OperationDefinition? PresetOwner { get; init; }

    /// <summary>True if a sheet shows the operation's presets when no operation is named.</summary>
    public bool IsOnSheets { get; init; }

    /// <summary>The names of the files that are written with the default options; null for the many files of a plate.</summary>
    public OutputNames? Outputs => _outputs ??= NamesOf?.Invoke((IOperationOptions)Activator.CreateInstance(OptionsType)!);

    /// <summary>The entry of the artifact's summary that counts what was made, such as "Dots"; null if there is none.</summary>
    public string? CountEntry { get; init; }

    /// <summary>Bounds on time and count that measuring checks; null if there are none.</summary>
    public RegressionBound? Bound { get; init; }

    /// <summary>True if inputs must be gray; images drawn or resampled for measuring are then converted to gray.</summary>
    public bool WantsGray { get; init; }

    /// <summary>Most pixels of a photograph that give a faithful picture of what the operation makes of a larger one.</summary>
    public long PreviewPixels { get; init; } = 1_000_000;

    /// <summary>The parameters that tuning may change; none if the operation cannot be tuned.</summary>
    public IReadOnlyList<TuningParameter> TuningParameters => field ??= Tuned?.Invoke() ?? [];

    /// <summary>An operation that a run on several threads rehearses while it starts; null for none.</summary>
    public Func<IOperation>? Rehearsed { get; init; }

    /// <summary>Makes the operation from validated options; null if it does not process single files.</summary>
    internal Func<IOperationOptions, IOperation>? Make { get; init; }

    internal Func<IOperationOptions, OutputNames>? NamesOf { get; init; }

    /// <summary>The presets; a function, so that no command makes the presets of another.</summary>
    internal Func<IEnumerable<KeyValuePair<string, IOperationOptions>>>? BuiltIn { get; init; }

    /// <summary>The options of each run from what a user gave.</summary>
    internal Func<OperationStart, IOperationOptions> Read { get; init; } = _ => throw new NotSupportedException();

    /// <summary>Makes the operation from what a user gave, if it has several records of options.</summary>
    internal Func<OperationStart, IOperation>? MakeFrom { get; init; }

    /// <summary>Makes the operation from several records of options.</summary>
    internal Func<Func<Type, object>, IOperation>? MakeOf { get; init; }

    /// <summary>The parameters that tuning may change; a function, so that only tuning makes them.</summary>
    internal Func<IReadOnlyList<TuningParameter>>? Tuned { get; init; }

    internal Func<OperationStart, Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>?>? Learning { get; init; }

    /// <summary>The options with the output in a format that <see cref="Picture"/> can read.</summary>
    internal Func<IOperationOptions, IOperationOptions>? Comparable { get; init; }

    /// <summary>Draws a finished file at a width and a height; null if it is not a picture.</summary>
    internal Func<ReadOnlyMemory<byte>, int, int, IImageCodec, Raster<Rgba32>>? Picture { get; init; }

    /// <summary>Draws what is made of an image; null to run the operation and draw its file.</summary>
    internal Func<IOperationOptions, ImageInput, int, OperationContext, Raster<Rgba32>>? Sketch { get; init; }

    /// <summary>Makes the operation.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of its range.</exception>
    public IOperation Create(IOperationOptions options) =>
        Make?.Invoke(options) ?? throw new NotSupportedException($"{Name} does not process single files.");

    /// <summary>Makes the operation from what a user gave.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public IOperation Create(OperationStart start) => MakeFrom?.Invoke(start) ?? Create(Read(start));

    /// <summary>Makes the operation again from its records of options.</summary>
    /// <param name="read">Returns the record of a type of <see cref="OptionTypes"/>.</param>
    public IOperation Create(Func<Type, object> read) => MakeOf?.Invoke(read) ?? Create((IOperationOptions)read(OptionsType));

    /// <summary>The options of each run from what a user gave.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public IOperationOptions ReadOptions(OperationStart start) => Read(start);

    /// <summary>Makes the operation with what it learns from all inputs, such as a shared palette; null if it learns nothing.</summary>
    public Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learns(OperationStart start) => Learning?.Invoke(start);

    /// <summary>The options with the output in a format that <see cref="Render"/> can read.</summary>
    public IOperationOptions ForComparison(IOperationOptions options) => Comparable?.Invoke(options) ?? options;

    /// <summary>Draws the finished file of <see cref="ForComparison"/> at the size of its source. The caller owns the raster.</summary>
    public Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec) =>
        Picture?.Invoke(file, width, height, codec) ?? throw StylizeException.Option("Operation", Name, "one whose result is a picture");

    /// <summary>Draws what the operation makes of an image, as a picture to look at. The caller owns the raster.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <param name="input">The image.</param>
    /// <param name="side">The longer side of the picture, if the operation can draw it at any size.</param>
    /// <param name="context">Threads, cancellation.</param>
    public Raster<Rgba32> Draw(IOperationOptions options, ImageInput input, int side, OperationContext context)
    {
        if (Sketch is { } sketch) return sketch(options, input, side, context);

        using var file = new MemoryStream();
        using (var artifact = Create(ForComparison(options)).Run(input, context))
        {
            artifact.Write(file);
        }

        var scale = (double)side / Math.Max(input.Info.Width, input.Info.Height);
        return Render(file.ToArray(), Scaled(input.Info.Width), Scaled(input.Info.Height), input.Codec);

        int Scaled(int length) => Math.Max(1, (int)Math.Round(length * scale));
    }

    /// <summary>True for any spelling of the operation's name.</summary>
    public bool IsNamed(string name) => OptionWords.SameName(name, Name);

    /// <summary>The options that differ from the default preset, by the names that users give.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> DifferencesFromDefault(IOperationOptions options) =>
        OptionSet.Of(OptionsType).Differences(options, Presets["Default"]);

    /// <summary>Refuses options that the operation does not have, by their names in any spelling.</summary>
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
                $"{PascalName} has no option {name}.{(NearestWord.Find(name, known) is { } near ? $" Did you mean {near}?" : "")}",
                $"Its options are {string.Join(", ", known)}.");
        }
    }

    /// <summary>The presets of one type as those of any operation.</summary>
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
/// Bounds on the time and the result of one preset of an operation, wide enough for any machine of the last ten years: a run outside them
/// shows a defect without a baseline.
/// </summary>
/// <param name="Preset">The preset that the bounds apply to.</param>
/// <param name="Side">Width and height in pixels of the square image that the bounds apply to.</param>
/// <param name="MaxMilliseconds">The median wall time of a run must be less.</param>
/// <param name="MinMade">Smallest allowed <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
/// <param name="MaxMade">Largest allowed <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
public sealed record RegressionBound(string Preset, int Side, double MaxMilliseconds, long MinMade, long MaxMade);

/// <summary>One parameter that tuning may change.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Candidates">Values to try, from cheap to costly.</param>
/// <param name="Apply">Gives the options with this parameter set to a value.</param>
public sealed record TuningParameter(
    string Name, IReadOnlyList<object> Candidates, Func<IOperationOptions, object, IOperationOptions> Apply)
{
    /// <summary>A parameter of one options type and one value type.</summary>
    internal static TuningParameter Of<TOptions, TValue>(
        string name, IReadOnlyList<TValue> candidates, Func<TOptions, TValue, TOptions> apply)
        where TOptions : IOperationOptions
        where TValue : notnull =>
        new(name, [.. candidates.Select(c => (object)c)], (options, value) => apply((TOptions)options, (TValue)value));
}
