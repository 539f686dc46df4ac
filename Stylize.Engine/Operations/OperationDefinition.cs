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

/// <summary>Makes the operation with what it learns from all inputs, such as a palette that they share.</summary>
/// <param name="inputs">All inputs of the run.</param>
/// <param name="context">Threads, progress and cancellation.</param>
public delegate IOperation LearnOperation(IReadOnlyList<ImageInput> inputs, OperationContext context);

/// <summary>
/// Everything that the program knows of one operation: commands, help, completion, presets, provenance, workers and measuring read it here.
/// </summary>
public abstract class OperationDefinition
{
    /// <summary>The one name of the operation: that of its command, such as "gaussian encode".</summary>
    public required string Name { get; init; }

    /// <summary>The name as PowerShell spells it, such as "GaussianEncode".</summary>
    public string PascalName => OptionWords.Pascal(Name);

    /// <summary>The name in one word, such as "gaussian-encode".</summary>
    public string Word => Name.Replace(' ', '-');

    /// <summary>
    /// The name in files that exist: provenance, saved presets, performance reports. It is <see cref="Name"/> unless that has changed.
    /// </summary>
    public string RecordedName { get => field ?? Name; init; }

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

    /// <summary>The type of the options that <see cref="Create(IOperationOptions)"/> takes.</summary>
    public abstract Type OptionsType { get; }

    /// <summary>The records whose options users give, in the order in which the help lists them.</summary>
    public IReadOnlyList<Type> OptionTypes { get => field ?? [OptionsType]; init; }

    /// <summary>
    /// Built-in presets by name, with "Default" among them; none if the operation has no presets. Names are compared without regard to
    /// case, and each look-up gives a copy.
    /// </summary>
    public abstract IReadOnlyDictionary<string, IOperationOptions> Presets { get; }

    /// <summary>True if the operation has presets; it can then be measured.</summary>
    public abstract bool HasPresets { get; }

    /// <summary>True if a sheet shows the operation's presets when no operation is named.</summary>
    public bool IsOnSheets { get; init; }

    /// <summary>The operation whose presets <c>Preset</c> names, if it is not this one.</summary>
    public OperationDefinition? PresetOwner { get; init; }

    /// <summary>The names of the files that the operation writes with its default options; null for the many files of a plate.</summary>
    public abstract OutputNames? Outputs { get; }

    /// <summary>The entry of the artefact's summary that counts what was made, such as "Dots"; null if there is none.</summary>
    public string? CountEntry { get; init; }

    /// <summary>Bounds on time and count that measuring checks; null if there are none.</summary>
    public RegressionBound? Bound { get; init; }

    /// <summary>True if inputs must be grey; images drawn or resampled for measuring are then converted to grey.</summary>
    public bool WantsGrey { get; init; }

    /// <summary>Most pixels of a photograph that give a faithful picture of what the operation makes of a larger one.</summary>
    public long PreviewPixels { get; init; } = 1_000_000;

    /// <summary>The parameters that tuning may change; none if the operation cannot be tuned.</summary>
    public IReadOnlyList<TuningParameter> TuningParameters { get; init; } = [];

    /// <summary>An operation that a run on several threads rehearses while it starts; null for none.</summary>
    public Func<IOperation>? Rehearsed { get; init; }

    /// <summary>Makes the operation.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of its range.</exception>
    public abstract IOperation Create(IOperationOptions options);

    /// <summary>The options of each run from what a user gave.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public abstract IOperationOptions ReadOptions(OperationStart start);

    /// <summary>Makes the operation from what a user gave.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public abstract IOperation Create(OperationStart start);

    /// <summary>Makes the operation again from its records of options.</summary>
    /// <param name="read">Returns the record of a type of <see cref="OptionTypes"/>.</param>
    public abstract IOperation Create(Func<Type, object> read);

    /// <summary>How the operation is made with what it learns from all inputs; null if it learns nothing.</summary>
    /// <param name="start">What the user gave.</param>
    public abstract LearnOperation? Learns(OperationStart start);

    /// <summary>The options with the output in a format that <see cref="Render"/> can read.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    public abstract IOperationOptions ForComparison(IOperationOptions options);

    /// <summary>Draws what the operation made at the source's size, so that it can be compared with the source.</summary>
    /// <param name="file">The finished file, made with the options that <see cref="ForComparison"/> gives.</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="codec">Decodes the file if it is an image.</param>
    /// <returns>A raster that the caller owns.</returns>
    public abstract Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec);

    /// <summary>Draws what the operation makes of an image, as a picture to look at.</summary>
    /// <param name="options">Options of type <see cref="OptionsType"/>.</param>
    /// <param name="input">The image.</param>
    /// <param name="side">The longer side of the picture, if the operation can draw it at any size.</param>
    /// <param name="context">Threads, cancellation.</param>
    /// <returns>A raster that the caller owns.</returns>
    public abstract Raster<Rgba32> Draw(IOperationOptions options, ImageInput input, int side, OperationContext context);

    /// <summary>True for any spelling of one of the operation's names.</summary>
    public bool IsNamed(string name) => OptionWords.SameName(name, Name) || OptionWords.SameName(name, RecordedName);

    /// <summary>The options that differ from the default preset, by the names that users give.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> DifferencesFromDefault(IOperationOptions options) =>
        OptionSet.Of(OptionsType).Differences(options, Presets["Default"]);

    /// <summary>Refuses options that the operation does not have.</summary>
    /// <param name="names">The names, in any spelling.</param>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public void RequireOptions(IEnumerable<string> names)
    {
        string[] known =
        [
            .. OptionTypes.SelectMany(type => OptionSet.Of(type).All).Select(option => option.Name),
            .. HasPresets || PresetOwner is not null ? ["Preset"] : Array.Empty<string>(),
            .. Kind == OperationKind.Plate ? ["Database"] : Array.Empty<string>(),
        ];
        foreach (var name in names.Where(name => !known.Any(other => OptionWords.SameName(name, other))
            && OptionTypes.All(type => OptionSet.Of(type).Find(name) is null)))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Options",
                $"{PascalName} has no option {name}.{(NearestWord.Find(name, known) is { } near ? $" Did you mean {near}?" : "")}",
                $"Its options are {string.Join(", ", known)}.");
        }
    }
}

/// <summary>The definition of an operation with its type of options: a value in one file beside the operation.</summary>
/// <typeparam name="TOptions">The options of each run.</typeparam>
internal sealed class OperationDefinition<TOptions> : OperationDefinition
    where TOptions : class, IOperationOptions, new()
{
    private IReadOnlyDictionary<string, IOperationOptions>? _presets;
    private OutputNames? _outputs;

    /// <summary>Makes the operation; null if it does not process single files.</summary>
    public Func<TOptions, IOperation>? Make { get; init; }

    public Func<TOptions, OutputNames>? NamesOf { get; init; }

    /// <summary>The built-in presets; null for none. A function, so that no command makes the presets of another.</summary>
    public Func<IReadOnlyDictionary<string, TOptions>>? BuiltIn { get; init; }

    /// <summary>The options from what a user gave.</summary>
    public Func<OperationStart, TOptions> Read { get; init; } = start => start.Lay(start.Read<TOptions>());

    /// <summary>Makes the operation from what a user gave, if it has more records of options than one.</summary>
    public Func<OperationStart, IOperation>? MakeFrom { get; init; }

    /// <summary>Makes the operation from several records of options.</summary>
    public Func<Func<Type, object>, IOperation>? MakeOf { get; init; }

    public Func<OperationStart, LearnOperation?>? Learning { get; init; }

    public Func<TOptions, TOptions>? Comparable { get; init; }

    /// <summary>Draws a finished file at the size of its source; null if it is not a picture.</summary>
    public Func<ReadOnlyMemory<byte>, int, int, IImageCodec, Raster<Rgba32>>? Picture { get; init; }

    /// <summary>Draws what is made of an image; null to run the operation and draw its file.</summary>
    public Func<TOptions, ImageInput, int, OperationContext, Raster<Rgba32>>? Sketch { get; init; }

    public override Type OptionsType => typeof(TOptions);

    public override IReadOnlyDictionary<string, IOperationOptions> Presets => _presets ??= WidePresets();

    public override bool HasPresets => BuiltIn is not null;

    public override OutputNames? Outputs => _outputs ??= NamesOf?.Invoke(new TOptions());

    public override IOperation Create(IOperationOptions options) => Make is { } make
        ? make((TOptions)options)
        : throw new NotSupportedException($"{Name} does not process single files.");

    public override IOperationOptions ReadOptions(OperationStart start) => Read(start);

    public override IOperation Create(OperationStart start) => MakeFrom is { } make ? make(start) : Create(Read(start));

    public override IOperation Create(Func<Type, object> read) =>
        MakeOf is { } make ? make(read) : Create((TOptions)read(typeof(TOptions)));

    public override LearnOperation? Learns(OperationStart start) => Learning?.Invoke(start);

    public override IOperationOptions ForComparison(IOperationOptions options) => Comparable?.Invoke((TOptions)options) ?? options;

    public override Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec) => Picture is { } picture
        ? picture(file, width, height, codec)
        : throw StylizeException.Option("Operation", Name, "one whose result is a picture");

    public override Raster<Rgba32> Draw(IOperationOptions options, ImageInput input, int side, OperationContext context)
    {
        if (Sketch is { } sketch)
        {
            return sketch((TOptions)options, input, side, context);
        }

        using var file = new MemoryStream();
        using (var artefact = Create(ForComparison(options)).Run(input, context))
        {
            artefact.Write(file);
        }

        var scale = (double)side / Math.Max(input.Info.Width, input.Info.Height);
        return Render(
            file.ToArray(), Math.Max(1, (int)Math.Round(input.Info.Width * scale)), Math.Max(1, (int)Math.Round(input.Info.Height * scale)),
            input.Codec);
    }

    private PresetTable<IOperationOptions> WidePresets()
    {
        var wide = new PresetTable<IOperationOptions>();
        foreach (var (name, options) in BuiltIn?.Invoke() ?? new Dictionary<string, TOptions>())
        {
            wide.Add(name, options);
        }

        return wide;
    }
}
