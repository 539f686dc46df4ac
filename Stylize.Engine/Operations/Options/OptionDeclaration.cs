using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Operations.Options;

/// <summary>One option of a record, as its property declares it; options of nested records are options of the outer one.</summary>
public sealed class OptionDeclaration
{
    private readonly RecordProperty[] _path;
    private readonly OptionSet _set;

    internal OptionDeclaration(OptionAttribute declared, string prefix, RecordProperty[] path, OptionSet set)
    {
        Declared = declared;
        _path = path;
        _set = set;
        Name = prefix + (declared.Name ?? path[^1].Name);
        Aliases = Prefixed(declared.Aliases, prefix);
        InsteadOf = Prefixed(declared.InsteadOf, prefix);
        NotWith = Prefixed(declared.NotWith, prefix);
        OnlyWith = declared.OnlyWith is { } needed ? prefix + needed : null;
        Implies = declared.Implies is { } implied ? prefix + implied : null;
        ValueType = Nullable.GetUnderlyingType(path[^1].Type) ?? path[^1].Type;
        Kind = KindOf(ValueType, declared.IsFile);
        ElementType = Kind == OptionKind.List ? ValueType.GetGenericArguments()[0] : ValueType;
        Range = new OptionRange(declared, Kind, ValueType);
    }

    /// <summary>The attribute of the property.</summary>
    public OptionAttribute Declared { get; }

    /// <summary>The name users give, in PascalCase, such as BackgroundTolerance.</summary>
    public string Name { get; }

    /// <summary>Older names that are still understood.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Options that go back to their defaults where this one is given and they are not.</summary>
    public IReadOnlyList<string> InsteadOf { get; }

    /// <summary>Options that cannot be given together with this one.</summary>
    internal IReadOnlyList<string> NotWith { get; }

    /// <summary>An option that must have one of some values where this one is given; or null.</summary>
    internal string? OnlyWith { get; }

    /// <summary>An option that gets a value where this one is given and it is not; or null.</summary>
    public string? Implies { get; }

    /// <summary>True where the option stands alone, and not only in a record around its own.</summary>
    internal bool StandsAlone => !Declared.OnlyInGroup || _path.Length > 1;

    /// <summary>The property's type; of a nullable one the type beneath.</summary>
    public Type ValueType { get; }

    /// <summary>The type of a list's elements; otherwise <see cref="ValueType"/>.</summary>
    public Type ElementType { get; }

    /// <summary>What the value is.</summary>
    public OptionKind Kind { get; }

    /// <summary>The allowed values.</summary>
    public OptionRange Range { get; }

    /// <summary>True where several values may be given.</summary>
    public bool IsList => Kind is OptionKind.Choices or OptionKind.Palette or OptionKind.Colors or OptionKind.List;

    /// <summary>The value in a new record, in the sense of the option's name; null where there is none.</summary>
    public object? Default => Declared.Required ? null : Get(_set.Defaults);

    /// <summary>The option's value in a record, in the sense of the option's name.</summary>
    public object? Get(object options)
    {
        object? value = options;
        foreach (var property in _path)
        {
            value = property.GetValue(value!);
        }

        return Declared.Negated ? !(bool)value! : value;
    }

    /// <summary>Checks the value that a record has.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the option and its range.</exception>
    internal void Check(object options)
    {
        if (Get(options) is { } value)
        {
            Range.Check(Name, value);
        }
    }

    /// <summary>Writes into a record that nobody else holds yet.</summary>
    internal void Set(object options, object? value)
    {
        foreach (var property in _path.AsSpan(0, _path.Length - 1))
        {
            options = property.GetValue(options)!;
        }

        _path[^1].SetValue(options, Declared.Negated ? !(bool)value! : value);
    }

    /// <summary>True where the name, in any spelling, is this option's or an older one of it.</summary>
    public bool IsNamed(string name) =>
        OptionWords.SameName(name, Name) || (Aliases.Count > 0 && Aliases.Any(alias => OptionWords.SameName(name, alias)));

    private static string[] Prefixed(string[] names, string prefix) =>
        prefix.Length == 0 ? names : Array.ConvertAll(names, name => prefix + name);

    private static OptionKind KindOf(Type type, bool isFile) =>
        type == typeof(bool) ? OptionKind.Switch
        : type == typeof(int) || type == typeof(long) ? OptionKind.Integer
        : type == typeof(float) || type == typeof(double) ? OptionKind.Number
        : type.IsEnum ? type.IsDefined(typeof(FlagsAttribute), false) ? OptionKind.Choices : OptionKind.Choice
        : type == typeof(TimeSpan) ? OptionKind.Duration
        : type == typeof(string) ? isFile ? OptionKind.File : OptionKind.Text
        : type == typeof(ImageSource) ? OptionKind.File
        : type == typeof(Rgba32) ? OptionKind.Color
        : type == typeof(Palette) ? OptionKind.Palette
        : type == typeof(IReadOnlyList<Rgba32>) ? OptionKind.Colors
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? OptionKind.List
        : OptionKind.Parsed;
}

/// <summary>What an option's value is, which decides how text becomes a value.</summary>
public enum OptionKind
{
    /// <summary>True or false.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A finite real number.</summary>
    Number,

    /// <summary>One name of an enum.</summary>
    Choice,

    /// <summary>Any names of an enum of flags.</summary>
    Choices,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>The path of a file.</summary>
    File,

    /// <summary>One color.</summary>
    Color,

    /// <summary>A palette by name, file or colors.</summary>
    Palette,

    /// <summary>A list of colors, or the colors of a palette.</summary>
    Colors,

    /// <summary>A list of texts, whole numbers, names of an enum, or values that read themselves.</summary>
    List,

    /// <summary>A type that reads itself from a text, which may hold commas.</summary>
    Parsed,
}
