namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Declares a property of an options record as an option of all front ends: validation, binding and help use the
/// declaration. The default is the value of the property in a new record. Help lists options in the order of
/// declaration.
/// </summary>
/// <remarks>Fields instead of properties avoid compiling accessors at startup.</remarks>
/// <param name="help">A phrase of at most 12 words without range, unit and default. Other options are written
/// {OptionName}.</param>
/// <param name="step">The step of the operation that reads the option, which is the heading of its part of the whole
/// help. Without a group of its own, its group is that of plates.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string help, string? step = null) : DeclarationAttribute
{
    /// <summary>A phrase of at most 12 words that says what the option controls.</summary>
    public readonly string Help = help;

    /// <summary>Name in PascalCase, if it differs from that of the property; "" in a group for the prefix of the
    /// group.</summary>
    public string? Name;

    /// <summary>The part of the help that lists the option.</summary>
    public HelpGroup Group = step is null ? HelpGroup.Method : HelpGroup.Plate;

    /// <summary>The step of the operation that reads the option; null for none.</summary>
    public string? Step = step;

    /// <summary>Other names of the option.</summary>
    public string[] Aliases = [];

    /// <summary>Names that other programs use, for which front ends suggest the option.</summary>
    public string[] Synonyms = [];

    /// <summary>Unit of the value, such as "pixels"; of a list, the kind of its elements.</summary>
    public string? Unit;

    /// <summary>
    /// Minimum value of a number or of each number in a list, or minimum length of any other list. Durations are in
    /// seconds.
    /// </summary>
    public double Min = double.NaN;

    /// <summary>Exclusive lower bound.</summary>
    public double Above = double.NaN;

    /// <summary>
    /// Maximum value of a number or of each number in a list, or maximum length of any other list. Durations are in
    /// seconds.
    /// </summary>
    public double Max = double.NaN;

    /// <summary>True if a whole number must be odd.</summary>
    public bool Odd;

    /// <summary>The allowed values, if not every value of the type is allowed.</summary>
    public object[] Values = [];

    /// <summary>Description of the default, if the value is null or not clear.</summary>
    public string? Default;

    /// <summary>True if the option must be given.</summary>
    public bool Required;

    /// <summary>Placeholder of the value in help, if neither unit nor type is suitable.</summary>
    public string? ValueName;

    /// <summary>True if a text is the path of a file, which front ends turn into a full path.</summary>
    public bool IsFile;

    /// <summary>True if the file must be an image; its header is checked when the option is read.</summary>
    public bool IsImage;

    /// <summary>True if a color may be None (transparent).</summary>
    public bool AllowsNone;

    /// <summary>Words that may be given instead of a file, or instead of the whole numbers from 0, and All.</summary>
    public string[] Words = [];

    /// <summary>True if the names of the input files contain the values, which completion offers.</summary>
    public bool InFileNames;

    /// <summary>True if the option is the opposite of the property: NoRefinement for Refinement.</summary>
    public bool Negated;

    /// <summary>True if the option is offered only when the record is part of another one.</summary>
    public bool OnlyInGroup;

    /// <summary>True if presets set the option, also saved ones, and neither commands nor cmdlets offer it.</summary>
    public bool OnlyInPresets;

    /// <summary>True if each word is an element of a list, also if it contains commas.</summary>
    public bool KeepsCommas;

    /// <summary>The front ends that offer the option of a verb.</summary>
    public FrontEnds For;

    /// <summary>True if the option of a verb is an argument of its command.</summary>
    public bool IsArgument;

    /// <summary>The short name of the option in a command, such as "o".</summary>
    public string? Letter;

    /// <summary>The position of the parameter in the cmdlet; negative if it must be named.</summary>
    public int Position = -1;

    /// <summary>True if the parameter also takes objects from the pipeline.</summary>
    public bool FromPipeline;

    /// <summary>The properties of objects in the pipeline that give the value, in addition to those of its
    /// name.</summary>
    public string[]? FromProperties;

    /// <summary>What the value names, for completion.</summary>
    public OptionNames Names;

    /// <summary>The standard streams that an input or output can be.</summary>
    public Streams Streams;

    /// <summary>True if the value can have wildcards in the cmdlet.</summary>
    public bool IsPattern;

    /// <summary>True if the cmdlet takes several values, and runs the verb for each.</summary>
    public bool IsEach;
}

/// <summary>The front ends that offer an option.</summary>
public enum FrontEnds
{
    /// <summary>All.</summary>
    All,

    /// <summary>Only the command.</summary>
    Command,

    /// <summary>Only the cmdlet.</summary>
    Cmdlet,
}

/// <summary>The standard streams with which an option can be used.</summary>
public enum Streams
{
    /// <summary>Standard input and output.</summary>
    All,

    /// <summary>Standard input.</summary>
    Input,

    /// <summary>None: the option needs files.</summary>
    None,
}

/// <summary>What an option of a verb names, which completion offers.</summary>
public enum OptionNames
{
    /// <summary>What its type says.</summary>
    None,

    /// <summary>An operation.</summary>
    Operation,

    /// <summary>A built-in or saved preset of the operation.</summary>
    Preset,

    /// <summary>A saved preset of the operation.</summary>
    SavedPreset,

    /// <summary>An option of the operation, with "=".</summary>
    Vary,

    /// <summary>A file, or something else.</summary>
    File,

    /// <summary>A built-in palette.</summary>
    Palette,

    /// <summary>A name in the database that the verb reads.</summary>
    Stored,
}

/// <summary>The groups of options in help, in display order.</summary>
public enum HelpGroup
{
    /// <summary>Options that most people use.</summary>
    Common,

    /// <summary>Options that change the look or the result; the last group of the short help.</summary>
    Method,

    /// <summary>Tone of the input.</summary>
    Tone,

    /// <summary>Sheet, pens and machine of a plotter.</summary>
    Plotter,

    /// <summary>Files, tiles, timepoints and spots of a plate.</summary>
    Plate,

    /// <summary>Options of the outputs.</summary>
    Output,

    /// <summary>Options of runs over many files.</summary>
    Batch,

    /// <summary>Constants of the method, and options that few people need.</summary>
    Expert,
}

/// <summary>
/// Base of <see cref="OptionAttribute"/>, <see cref="OptionGroupAttribute"/> and <see cref="RuleAttribute"/>, so that
/// one lookup finds all.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class DeclarationAttribute : Attribute;

/// <summary>Declares a nested options record, whose options are options of the outer record.</summary>
/// <param name="prefix">Prefix of the names of the inner options in PascalCase; may be empty.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionGroupAttribute(string prefix) : DeclarationAttribute
{
    /// <summary>Prefix of the names of the inner options.</summary>
    public string Prefix => prefix;
}

/// <summary>Declares the name of an enum's value in other programs, for which messages suggest the value.</summary>
/// <param name="typed">The name in other programs, in any spelling.</param>
/// <param name="value">The name of the value.</param>
[AttributeUsage(AttributeTargets.Enum, AllowMultiple = true)]
internal sealed class SynonymAttribute(string typed, string value) : Attribute
{
    /// <summary>The name in other programs.</summary>
    public string Typed => typed;

    /// <summary>The name of the value.</summary>
    public string Value => value;
}

/// <summary>Describes the text form of a type that parses itself, for help and messages.</summary>
/// <param name="form">The form, as the end of "it must be", such as "a length such as 10mm".</param>
internal abstract class ValueFormAttribute(string form) : Attribute
{
    /// <summary>The form, as the end of "it must be".</summary>
    public string Form => form;

    /// <summary>Parses a value; returns null if the text is invalid.</summary>
    internal abstract object? Parse(string text);

    internal abstract Array NewArray(int length);

    /// <summary>Reads a list of values whose words can be more than values, such as names of sets; null if each word is
    /// a value.</summary>
    internal virtual IReadOnlyList<object>? ReadList(IReadOnlyList<string> words, IOptionInputs inputs) => null;
}

/// <summary>Describes the text form of a type that parses itself.</summary>
/// <typeparam name="T">The type that has the attribute.</typeparam>
/// <param name="form">The form, as the end of "it must be".</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
internal class ValueFormAttribute<T>(string form) : ValueFormAttribute(form)
    where T : IParsable<T>
{
    internal override object? Parse(string text) =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal override Array NewArray(int length) => new T[length];
}
