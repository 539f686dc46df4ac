namespace Stylize.Engine.Operations.Options;

/// <summary>An option of a record or of its nested records.</summary>
public sealed class OptionDeclaration
{
    private readonly RecordProperty[] _path;
    private readonly OptionSet _set;
    private readonly IReadOnlyList<RuleAttribute> _declaredRules;

    internal OptionDeclaration(
        OptionAttribute declared, IReadOnlyList<RuleAttribute> rules, string prefix, RecordProperty[] path,
        OptionSet set)
    {
        Declared = declared;
        _path = path;
        _set = set;
        _declaredRules = rules;
        Name = prefix + (declared.Name ?? path[^1].Name);
        Aliases = Prefixed(declared.Aliases, prefix);
        ValueType = Nullable.GetUnderlyingType(path[^1].Type) ?? path[^1].Type;
        Kind = KindOf(ValueType, declared.IsFile);
        ElementType = Kind == OptionKind.List ? ValueType.GetGenericArguments()[0] : ValueType;
        Range = new OptionRange(declared, Kind, ValueType);
    }

    /// <summary>The attribute of the property.</summary>
    public OptionAttribute Declared { get; }

    /// <summary>Name in PascalCase, such as BackgroundTolerance.</summary>
    public string Name { get; }

    /// <summary>The names of its properties from the outer record inwards, such as Background.Tolerance.</summary>
    internal string Place => string.Join('.', _path.Select(property => property.Name));

    /// <summary>Other names of the option.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The rules between this option and others.</summary>
    public IReadOnlyList<OptionRule> Rules => field ??= [.. Ruled(_declaredRules)];

    /// <summary>True if the option is offered for the record that declares it.</summary>
    internal bool StandsAlone => !Declared.OnlyInGroup || _path.Length > 1;

    /// <summary>Type of the property; the underlying type if it is nullable.</summary>
    public Type ValueType { get; }

    /// <summary>Type of the elements of a list; otherwise <see cref="ValueType"/>.</summary>
    public Type ElementType { get; }

    /// <summary>The kind of value.</summary>
    public OptionKind Kind { get; }

    /// <summary>The allowed values.</summary>
    public OptionRange Range { get; }

    /// <summary>True if several values may be given.</summary>
    public bool IsList => Kind is OptionKind.Choices or OptionKind.Palette or OptionKind.Colors or OptionKind.List;

    /// <summary>The value in a new record, negated if the option is; null if absent.</summary>
    public object? Default => Declared.Required ? null : Get(_set.Defaults);

    /// <summary>Returns the default for help; null if there is nothing to say.</summary>
    /// <param name="word">Spells the name of a choice.</param>
    public string? DefaultText(Func<Enum, string> word) => Declared.Default ?? Default switch
    {
        null => null,
        bool on => on ? "on" : null,
        Enum name => word(name),
        string { Length: > 0 } text => text,
        TimeSpan time => DurationText.Format(time.TotalSeconds),
        float number => OptionWords.Decimal((double)(decimal)number),
        double number => OptionWords.Decimal(number),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Returns the value in a record, negated if the option is.</summary>
    public object? Get(object options)
    {
        object? value = options;
        foreach (var property in _path)
        {
            value = property.GetValue(value!);
        }

        return Declared.Negated ? !(bool)value! : value;
    }

    /// <summary>Checks the value of a record.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the option and its range.</exception>
    internal void Check(object options)
    {
        if (Get(options) is { } value)
        {
            Range.Check(Name, value);
        }
    }

    /// <summary>Sets the value in a record that is not shared yet.</summary>
    internal void Set(object options, object? value)
    {
        foreach (var property in _path.AsSpan(0, _path.Length - 1))
        {
            options = property.GetValue(options)!;
        }

        _path[^1].SetValue(options, Declared.Negated ? !(bool)value! : value);
    }

    /// <summary>Returns true if a rule with a given option excludes a value.</summary>
    /// <param name="given">Returns the text of an option by name; null if it is not given.</param>
    internal bool IsExcluded(object value, Func<string, string?> given) =>
        _set.All.SelectMany(option => option.Rules).Any(rule =>
            rule.Option == this ? rule.Excludes(value, _set.Find(rule.Other), given(rule.Other))
            : rule.Other == Name && rule.Excludes(given(rule.Option.Name), value));

    /// <summary>Returns another option of the record.</summary>
    internal OptionDeclaration? Sibling(string name) => _set.Find(name, all: true);

    /// <summary>Returns true if the record holds the option.</summary>
    internal bool IsOf(object record) => record.GetType() == _set.Type;

    /// <summary>Returns true for any spelling of the name or of an alias.</summary>
    public bool IsNamed(string name) =>
        OptionWords.SameName(name, Name)
            || (Aliases.Count > 0 && Aliases.Any(alias => OptionWords.SameName(name, alias)));

    /// <summary>Returns the options that a name of another program means.</summary>
    public static IEnumerable<OptionDeclaration> Meant(string typed, IEnumerable<OptionDeclaration> options) =>
        options.Where(option => option.Declared.Synonyms.Any(synonym => OptionWords.SameName(typed, synonym)));

    /// <summary>Returns the rules of attributes. Alternatives about options that the record lacks are left out, because
    /// records share groups.</summary>
    private IEnumerable<OptionRule> Ruled(IReadOnlyList<RuleAttribute> rules)
    {
        var alternatives = rules.OfType<OnlyWithAttribute>().Where(rule => rule.Or).ToArray();
        var known = Array.FindAll(alternatives, rule => Sibling(rule.Other) is not null);
        return rules.Except(alternatives).Select(rule => new OptionRule(this, rule))
            .Concat(known.Length == 0 ? [] : [new OptionRule(this, known)]);
    }

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

/// <summary>The kind of an option value, which decides how text is parsed.</summary>
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

    /// <summary>A duration.</summary>
    Duration,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>The path of a file.</summary>
    File,

    /// <summary>One color.</summary>
    Color,

    /// <summary>A palette by name, file or list of colors.</summary>
    Palette,

    /// <summary>A list of colors, or the colors of a palette.</summary>
    Colors,

    /// <summary>A list of texts, numbers, names of an enum, or values that parse themselves.</summary>
    List,

    /// <summary>A type that parses itself from text, which may contain commas.</summary>
    Parsed,
}
