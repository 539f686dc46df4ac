using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Operations.Options;

/// <summary>One option of a record, as its property declares it; options of nested records are options of the outer one.</summary>
public sealed class OptionDeclaration
{
    private readonly OptionAttribute _declared;
    private readonly RecordProperty[] _path;
    private readonly OptionSet _set;

    internal OptionDeclaration(OptionAttribute declared, string prefix, RecordProperty[] path, OptionSet set)
    {
        _declared = declared;
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

    /// <summary>The name users give, in PascalCase, such as BackgroundTolerance.</summary>
    public string Name { get; }

    /// <summary>Older names that are still understood.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Options that go back to their defaults where this one is given and they are not.</summary>
    public IReadOnlyList<string> InsteadOf { get; }

    /// <summary>Options that cannot be given together with this one.</summary>
    internal IReadOnlyList<string> NotWith { get; }

    /// <summary>An option that must have one of <see cref="OnlyWithValues"/> where this one is given; or null.</summary>
    internal string? OnlyWith { get; }

    /// <summary>The values of the option of <see cref="OnlyWith"/> with which this one has a meaning.</summary>
    internal IReadOnlyList<object> OnlyWithValues => _declared.OnlyWithValues;

    /// <summary>An option that gets <see cref="ImpliedValue"/> where this one is given and it is not; or null.</summary>
    public string? Implies { get; }

    /// <summary>The only value of the option of <see cref="Implies"/> with which this one has a meaning.</summary>
    public object? ImpliedValue => _declared.ImpliedValue;

    /// <summary>What the option does, in one or two sentences.</summary>
    public string Help => _declared.Help;

    /// <summary>Unit of the value, or null.</summary>
    public string? Unit => _declared.Unit;

    /// <summary>What help calls the value, or null: unit or kind say it.</summary>
    public string? ValueName => _declared.ValueName;

    /// <summary>What happens without a value, in words; null where <see cref="Default"/> says it.</summary>
    public string? DefaultText => _declared.Default;

    /// <summary>True where the file is an image.</summary>
    public bool IsImage => _declared.IsImage;

    /// <summary>Words that may be given in place of a file.</summary>
    public IReadOnlyList<string> Words => _declared.Words;

    /// <summary>True where the option must be given.</summary>
    public bool IsRequired => _declared.Required;

    /// <summary>True where the option's name says the opposite of the property's.</summary>
    public bool IsNegated => _declared.Negated;

    /// <summary>True where a colour may be None, which is a transparent one.</summary>
    public bool AllowsNone => _declared.AllowsNone;

    /// <summary>True where the option stands alone, and not only in a record around its own.</summary>
    internal bool StandsAlone => !_declared.OnlyInGroup || _path.Length > 1;

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
    public object? Default => IsRequired ? null : Get(_set.Defaults);

    /// <summary>The option's value in a record, in the sense of the option's name.</summary>
    public object? Get(object options)
    {
        object? value = options;
        foreach (var property in _path)
        {
            value = property.GetValue(value!);
        }

        return IsNegated ? !(bool)value! : value;
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

        _path[^1].SetValue(options, IsNegated ? !(bool)value! : value);
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

    /// <summary>One colour.</summary>
    Color,

    /// <summary>A palette by name, file or colours.</summary>
    Palette,

    /// <summary>A list of colours, or the colours of a palette.</summary>
    Colors,

    /// <summary>A list of texts, whole numbers, names of an enum, or values that read themselves.</summary>
    List,

    /// <summary>A type that reads itself from a text, which may hold commas.</summary>
    Parsed,
}
