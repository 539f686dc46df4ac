namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Declares a property of an options record as an option that users may give. The declaration is the only place where its help, unit and
/// range
/// stand: validation, both front ends and their help read it. The default is the property's value in a new record.
/// </summary>
/// <remarks>Fields, not properties: a command that reads forty declarations at its start then compiles no accessors.</remarks>
/// <param name="help">What the option does, in one or two sentences without range and default.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string help) : DeclarationAttribute
{
    /// <summary>What the option does, in one or two sentences.</summary>
    public readonly string Help = help;

    /// <summary>The name users give, in PascalCase, where it is not the property's; "" in a group means the group's prefix alone.</summary>
    public string? Name;

    /// <summary>The part of the help that lists the option.</summary>
    public HelpGroup Group = HelpGroup.Method;

    /// <summary>Other names of the option.</summary>
    public string[] Aliases = [];

    /// <summary>Unit of the value, such as "pixels"; of a list, what its elements are.</summary>
    public string? Unit;

    /// <summary>Smallest value, of a list of numbers each; smallest length of another list. A duration is in seconds.</summary>
    public double Min = double.NaN;

    /// <summary>The value must be greater than this.</summary>
    public double Above = double.NaN;

    /// <summary>Largest value, of a list of numbers each; largest length of another list. A duration is in seconds.</summary>
    public double Max = double.NaN;

    /// <summary>True where a whole number must be odd.</summary>
    public bool Odd;

    /// <summary>The only values allowed, where not every value of the type is.</summary>
    public object[] Values = [];

    /// <summary>What happens without a value, in words, where the default is null or says too little.</summary>
    public string? Default;

    /// <summary>True where the option must be given: the property's value in a new record is then no default.</summary>
    public bool Required;

    /// <summary>What help calls the value, where neither unit nor type says it.</summary>
    public string? ValueName;

    /// <summary>True where a text is the path of a file: the front end makes it a full path.</summary>
    public bool IsFile;

    /// <summary>True where the file is an image: its header is read as the option is, so that any other file is refused at once.</summary>
    public bool IsImage;

    /// <summary>True where a color may be None, which is a transparent one.</summary>
    public bool AllowsNone;

    /// <summary>Words that may be given in place of a file.</summary>
    public string[] Words = [];

    /// <summary>True where the option's name says the opposite of the property's: NoRefinement for Refinement.</summary>
    public bool Negated;

    /// <summary>True where users are offered the option only if the record is part of another one.</summary>
    public bool OnlyInGroup;

    /// <summary>An option of the same record that this one has a meaning for only with one value, which it then has.</summary>
    public string? Implies;

    /// <summary>The value that the option of <see cref="Implies"/> must have.</summary>
    public object? ImpliedValue;

    /// <summary>Options that cannot be given together with this one.</summary>
    public string[] NotWith = [];

    /// <summary>An option of the same record that must have one of <see cref="OnlyWithValues"/> where this one is given.</summary>
    public string? OnlyWith;

    /// <summary>The values of the option of <see cref="OnlyWith"/> with which this one has a meaning.</summary>
    public object[] OnlyWithValues = [];

    /// <summary>
    /// Options that go back to their defaults where this one is given and they are not: a width replaces a preset's height.
    /// </summary>
    public string[] InsteadOf = [];
}

/// <summary>The parts of a command's help and the order of a cmdlet's parameters: what people use first comes first.</summary>
public enum HelpGroup
{
    /// <summary>What most people set.</summary>
    Common,

    /// <summary>What changes the result in a way that its users know.</summary>
    Method,

    /// <summary>Where results go, and which are written.</summary>
    Output,

    /// <summary>How a run over many files proceeds.</summary>
    Batch,

    /// <summary>Constants of a method, which hardly anybody changes.</summary>
    Expert,
}

/// <summary>
/// Base of <see cref="OptionAttribute"/> and <see cref="OptionGroupAttribute"/>, so that one look at a property finds either.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class DeclarationAttribute : Attribute;

/// <summary>Declares a property that is an options record itself: its options are options of the outer record.</summary>
/// <param name="prefix">What the names of the inner options begin with, in PascalCase; "" for nothing.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionGroupAttribute(string prefix) : DeclarationAttribute
{
    /// <summary>What the names of the inner options begin with.</summary>
    public string Prefix => prefix;
}

/// <summary>Says of a type that reads itself what its values look like, for help and errors.</summary>
/// <param name="form">What a value is, in words that follow "it must be", such as "a length such as 10mm".</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class ValueFormAttribute(string form) : Attribute
{
    /// <summary>What a value is.</summary>
    public string Form => form;
}
