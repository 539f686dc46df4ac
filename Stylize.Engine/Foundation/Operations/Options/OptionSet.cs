using System.Reflection;

namespace Stylize.Engine.Operations.Options;

/// <summary>
/// The options that a record declares with <see cref="OptionAttribute"/>: checks ranges, copies records and applies
/// values. Reads the declarations by reflection, once per type.
/// </summary>
internal sealed class OptionSet
{
    private static readonly ConcurrentDictionary<Type, OptionSet> Known = new();
    private static readonly Func<object, object> ShallowCopy =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.NonPublic | BindingFlags.Instance)!
            .CreateDelegate<Func<object, object>>();

    private readonly List<OptionDeclaration> _declared = [];
    private readonly List<OptionDeclaration> _offered = [];
    private readonly List<RecordProperty> _groups = [];
    private readonly List<RecordProperty> _lists = [];

    private OptionSet([DynamicallyAccessedMembers(IOptionRecord.Members)] Type type)
    {
        Type = type;
        Gather(New(), "", []);
    }

    /// <summary>Type of the record.</summary>
    [DynamicallyAccessedMembers(IOptionRecord.Members)]
    public Type Type { get; }

    /// <summary>The options of the front ends, in order of declaration.</summary>
    public IReadOnlyList<OptionDeclaration> All => _offered;

    /// <summary>Options of which at least one must be given; usually empty.</summary>
    public IReadOnlyList<string> AtLeastOneOf => field ??=
        Type.GetCustomAttributes(typeof(AtLeastOneOfAttribute), inherit: false) is [AtLeastOneOfAttribute found]
            ? found.Options : [];

    /// <summary>Options that the record had in earlier versions.</summary>
    internal IEnumerable<FormerOptionAttribute> Former =>
        Type.GetCustomAttributes(typeof(FormerOptionAttribute), inherit: false).Cast<FormerOptionAttribute>();

    /// <summary>A record with the defaults; read-only.</summary>
    internal IOptionRecord Defaults => field ??= New();

    /// <summary>Returns the options of a record type.</summary>
    public static OptionSet ForRecord<TOptions>()
        where TOptions : IOptionRecord =>
        ForRecord(typeof(TOptions));

    /// <summary>Returns the options of a record.</summary>
    public static OptionSet ForRecord(IOptionRecord record) => Keep(record.GetType());

    /// <summary>Returns the options of a record type, which implements <see cref="IOptionRecord"/>.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2067", Justification = "IOptionRecord keeps the members of every type that implements it.")]
    public static OptionSet ForRecord(Type type) => type.IsAssignableTo(typeof(IOptionRecord))
        ? Keep(type)
        : throw new ArgumentException($"{type} does not implement {nameof(IOptionRecord)}.", nameof(type));

    private static OptionSet Keep([DynamicallyAccessedMembers(IOptionRecord.Members)] Type type) =>
        Known.TryGetValue(type, out var known) ? known : Known.GetOrAdd(type, new OptionSet(type));

    /// <summary>Returns a new record with the defaults.</summary>
    public IOptionRecord New() => (IOptionRecord)Activator.CreateInstance(Type)!;

    /// <summary>Returns a function that sets an init-only property in a record that is not shared yet; null if it does
    /// not exist.</summary>
    internal Action<object, object?>? Setter(string property) =>
        Type.GetProperty(property) is { CanWrite: true } found ? new RecordProperty(Type, found).SetValue : null;

    /// <summary>Returns the option with a name in any spelling; null if it does not exist.</summary>
    public OptionDeclaration? Find(string name) => Find(name, all: false);

    /// <summary>Returns the option with a name, also one that is not offered for the record alone.</summary>
    internal OptionDeclaration? Find(string name, bool all)
    {
        foreach (var option in all ? _declared : _offered)
        {
            if (option.IsNamed(name)) return option;
        }

        return null;
    }

    /// <summary>Checks that each value is in its range, and that the values follow the rules between options.</summary>
    /// <param name="others">Further records of the operation, which rules can name.</param>
    /// <exception cref="StylizeException">OptionInvalid, naming the option and its range or the other
    /// option.</exception>
    public void Check(object options, params IReadOnlyList<object> others)
    {
        foreach (var option in _declared)
        {
            option.Check(options);
        }

        Refuse(_declared.SelectMany(option => option.Rules),
            new RuleScope([], [options, .. others]) { IsComplete = true });
        if (!HasOneOf(options))
        {
            var names = AtLeastOneOf;
            throw Errors.NoneSet.With(
                names[0], string.Join(", ", names.SkipLast(1).Select(name => $"{{{name}}}")), names[^1]);
        }
    }

    /// <summary>Returns true if one of <see cref="AtLeastOneOf"/> is set, or if it is empty.</summary>
    public bool HasOneOf(object options) =>
        AtLeastOneOf.Count == 0 || AtLeastOneOf.Any(name => Find(name)!.Get(options) is not null);

    private static void Refuse(IEnumerable<OptionRule> rules, RuleScope scope)
    {
        foreach (var rule in rules)
        {
            if (rule.Refusal(scope) is { } refusal) throw refusal;
        }
    }

    /// <summary>Returns a deep copy of a record.</summary>
    public static TOptions Copy<TOptions>(TOptions options)
        where TOptions : class, IOptionRecord
    {
        var set = ForRecord((IOptionRecord)options);
        var copy = (TOptions)ShallowCopy(options);
        foreach (var group in set._groups)
        {
            group.SetValue(copy, Copy((IOptionRecord)group.GetValue(options)!));
        }

        foreach (var list in set._lists)
        {
            list.SetValue(copy, CopyList(list.GetValue(options), list.Type));
        }

        return copy;
    }

    /// <summary>Returns a copy of a record with the given values. Does not check ranges.</summary>
    /// <param name="given">
    /// Names in any spelling with values of the type of the option or text; unknown names and null values are ignored.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid: a text is invalid, or given options exclude each
    /// other.</exception>
    public static TOptions Apply<TOptions>(
        TOptions options, IEnumerable<KeyValuePair<string, object?>> given, IOptionInputs inputs)
        where TOptions : class, IOptionRecord =>
        ApplyValues(options, given, inputs, isTyped: true);

    /// <summary>Applies the values of another record, in which options that exclude each other may both have
    /// values.</summary>
    public static TOptions ApplyKnown<TOptions>(
        TOptions options, IEnumerable<KeyValuePair<string, object?>> known, IOptionInputs inputs)
        where TOptions : class, IOptionRecord =>
        ApplyValues(options, known, inputs, isTyped: false);

    private static TOptions ApplyValues<TOptions>(
        TOptions options, IEnumerable<KeyValuePair<string, object?>> given, IOptionInputs inputs, bool isTyped)
        where TOptions : class, IOptionRecord
    {
        var set = ForRecord((IOptionRecord)options);
        var copy = Copy(options);
        var values = new Dictionary<OptionDeclaration, object>();
        foreach (var (name, value) in given)
        {
            if (value is not null && set.Find(name) is { } option)
            {
                values[option] = OptionValue.Convert(option, value, inputs);
            }
        }

        if (!isTyped)
        {
            SetAll(copy, values);
            return copy;
        }

        var chosen = values.Keys.ToHashSet();
        foreach (var rule in chosen.SelectMany(option => option.Rules).ToList())
        {
            var other = set.Find(rule.Other);
            if (rule.IsInsteadOf)
            {
                other!.Set(copy, other.Default);
            }
            else if (rule is { IsImplied: true, IsWithoutPreset: false }
                && !chosen.Any(option => option.Name == rule.Unless))
            {
                values.TryAdd(other!, rule.Values[0]);
            }
        }

        SetAll(copy, values);
        GiveWay(options, copy, chosen);
        foreach (var rule in chosen.SelectMany(option => option.Rules)
            .Where(rule => rule.Suggests(values[rule.Option])))
        {
            Suggest(rule, copy, chosen);
        }

        Refuse(chosen.SelectMany(option => option.Rules).Where(rule => rule.IsOnlyWith || rule.IsNotWith),
            new RuleScope(chosen, copy));
        return copy;
    }

    private static void SetAll(object options, Dictionary<OptionDeclaration, object> values)
    {
        foreach (var (option, value) in values)
        {
            option.Set(options, value);
        }
    }

    /// <summary>Sets the other option of a rule, unless it is given, a preset sets it, or another rule excludes the
    /// value.</summary>
    private static void Suggest(OptionRule suggestion, IOptionRecord options, HashSet<OptionDeclaration> given)
    {
        var (set, scope) = (ForRecord(options), new RuleScope(given, options));
        var other = set.Find(suggestion.Other)!;
        if (given.Contains(other) || scope.IsSet(other)) return;

        other.Set(options, suggestion.Values[0]);
        if (set._declared.SelectMany(option => option.Rules)
            .Any(rule => (rule.Option == other || rule.Other == other.Name) && rule.Refusal(scope) is not null))
        {
            other.Set(options, other.Default);
        }
    }

    /// <summary>Resets those options of a preset that break a rule because of the given ones.</summary>
    private static void GiveWay(IOptionRecord preset, IOptionRecord options, HashSet<OptionDeclaration> given)
    {
        var (set, before, now) = (ForRecord(options), new RuleScope([], preset), new RuleScope(given, options));
        foreach (var rule in set._declared.SelectMany(option => option.Rules))
        {
            if (rule is { IsOnlyWith: false, IsNotWith: false } or { IsOnlyGiven: true } || rule.Refusal(now) is null)
            {
                continue;
            }

            var other = set.Find(rule.Other)!;
            if (!given.Contains(rule.Option))
            {
                if (rule.Refusal(before) is null) rule.Option.Set(options, rule.Option.Default);
            }
            else if (rule is { IsNotWith: true, Values.Count: 0 } && !given.Contains(other))
            {
                other.Set(options, other.Default);
            }
        }
    }

    /// <summary>Resets the options without effect in a record that is not shared yet: an earlier version may have had
    /// other rules.</summary>
    internal void ResetIneffective(object options)
    {
        var scope = new RuleScope([], options) { IsComplete = true };
        foreach (var rule in _declared.SelectMany(option => option.Rules)
            .Where(rule => rule is { IsOnlyWith: true, When.Count: 0 } && rule.Refusal(scope) is not null))
        {
            rule.Option.Set(options, rule.Option.Default);
        }
    }

    /// <summary>Returns the options whose values differ between two records, with the values of the first.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Differences(object options, object other) =>
        [.. All
            .Select(option => (option.Name, Value: option.Get(options), Other: option.Get(other)))
            .Where(pair => !AreEqual(pair.Value, pair.Other))
            .Select(pair => new KeyValuePair<string, object?>(pair.Name, pair.Value))];

    internal static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (Palette one, Palette two) => one.Matches(two),
        (not string and IEnumerable one, IEnumerable two) => one.Cast<object>().SequenceEqual(two.Cast<object>()),
        _ => Equals(a, b),
    };

    private static object? CopyList(object? list, Type type) => list switch
    {
        Palette palette => palette.With(palette.Colors),
        IEnumerable elements => OptionValue.ArrayOf(type.GetGenericArguments()[0], elements.Cast<object>()),
        _ => list,
    };

    private void Gather(IOptionRecord defaults, string prefix, RecordProperty[] outer)
    {
        var type = defaults.GetType();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // Records have no base types; skipping them saves most of the time.
            var declaration = property.GetCustomAttributes(typeof(DeclarationAttribute), inherit: false);
            if (declaration.OfType<OptionGroupAttribute>().FirstOrDefault() is { } group)
            {
                var path = Inner(outer, type, property);
                if (outer.Length == 0)
                {
                    _groups.Add(path[0]);
                }

                Gather((IOptionRecord)path[^1].GetValue(defaults)!, prefix + group.Prefix, path);
            }
            else if (declaration.OfType<OptionAttribute>().FirstOrDefault() is { } declared)
            {
                var path = Inner(outer, type, property);
                var option = new OptionDeclaration(declared, [.. declaration.SelectMany(Rules)], prefix, path, this);
                _declared.Add(option);
                if (option.StandsAlone)
                {
                    _offered.Add(option);
                }

                if (outer.Length == 0 && option.Kind is OptionKind.Palette or OptionKind.Colors or OptionKind.List)
                {
                    _lists.Add(path[0]);
                }
            }
        }
    }

    private static IEnumerable<RuleAttribute> Rules(object declaration) => declaration switch
    {
        RuleAttribute rule => [rule],
        SharedRulesAttribute shared => shared.Rules,
        _ => [],
    };

    private static RecordProperty[] Inner(
        RecordProperty[] outer, [DynamicallyAccessedMembers(IOptionRecord.Members)] Type type, PropertyInfo property)
    {
        var path = new RecordProperty[outer.Length + 1];
        outer.CopyTo(path, 0);
        path[^1] = new RecordProperty(type, property);
        return path;
    }
}

/// <summary>
/// A property of an options record, accessed through its backing field if it has one. Calling accessors by reflection
/// would compile each of them, which takes most of the startup time of a command.
/// </summary>
internal sealed class RecordProperty(
    [DynamicallyAccessedMembers(IOptionRecord.Members)] Type type, PropertyInfo property)
{
    private readonly FieldInfo? _field =
        type.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance);

    public string Name => property.Name;

    public Type Type => property.PropertyType;

    public object? GetValue(object options) => _field is null ? property.GetValue(options) : _field.GetValue(options);

    /// <summary>Sets an init-only property in a record that is not shared yet.</summary>
    public void SetValue(object options, object? value)
    {
        if (_field is null)
        {
            property.SetValue(options, value);
        }
        else
        {
            _field.SetValue(options, value);
        }
    }
}
