using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Operations.Options;

/// <summary>
/// The options that a record declares by <see cref="OptionAttribute"/>: checks their ranges, copies records, and lays given values over
/// one.
/// Reads the declarations by reflection, once for each type.
/// </summary>
public sealed class OptionSet
{
    private static readonly ConcurrentDictionary<Type, OptionSet> Known = new();
    private static readonly Func<object, object> ShallowCopy =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.NonPublic | BindingFlags.Instance)!
            .CreateDelegate<Func<object, object>>();

    private readonly List<OptionDeclaration> _declared = [];
    private readonly List<OptionDeclaration> _offered = [];
    private readonly List<RecordProperty> _groups = [];
    private readonly List<RecordProperty> _lists = [];

    private object? _defaults;

    private OptionSet(Type type)
    {
        Type = type;
        Gather(type, "", []);
    }

    /// <summary>The record's type.</summary>
    public Type Type { get; }

    /// <summary>The options that users may give, in the order of declaration.</summary>
    public IReadOnlyList<OptionDeclaration> All => _offered;

    /// <summary>A new record, which has the defaults; only read.</summary>
    internal object Defaults => _defaults ??= Activator.CreateInstance(Type)!;

    /// <summary>The options of a record type.</summary>
    public static OptionSet Of<TOptions>()
        where TOptions : class =>
        Of(typeof(TOptions));

    /// <summary>The options of a record type.</summary>
    public static OptionSet Of(Type type) => Known.GetOrAdd(type, static t => new OptionSet(t));

    /// <summary>The option of a name, in any spelling; null where there is none.</summary>
    public OptionDeclaration? Find(string name)
    {
        foreach (var option in _offered)
        {
            if (option.IsNamed(name)) return option;
        }

        return null;
    }

    /// <summary>Checks that each value is within its range.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the option and its range.</exception>
    public void Check(object options)
    {
        foreach (var option in _declared)
        {
            option.Check(options);
        }
    }

    /// <summary>A record of its own with the same values: nothing that is done to one changes the other.</summary>
    public static TOptions Copy<TOptions>(TOptions options)
        where TOptions : class
    {
        var set = Of(options.GetType());
        var copy = (TOptions)ShallowCopy(options);
        foreach (var group in set._groups)
        {
            group.SetValue(copy, Copy(group.GetValue(options)!));
        }

        foreach (var list in set._lists)
        {
            list.SetValue(copy, CopyList(list.GetValue(options), list.Type));
        }

        return copy;
    }

    /// <summary>A copy of a record with the values that were given.</summary>
    /// <param name="given">
    /// Names in any spelling with values of the option's type or text; other names and null values are passed over.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid: a text is no value of its option, or options that were given exclude each
    /// other. Ranges are checked by the record's Validate.</exception>
    public static TOptions Lay<TOptions>(TOptions options, IEnumerable<KeyValuePair<string, object?>> given, IOptionInputs inputs)
        where TOptions : class =>
        LayValues(options, given, inputs, isTyped: true);

    /// <summary>As <see cref="Lay"/>, of values that a record had: a preset's count of colors may stand beside a palette.</summary>
    public static TOptions LayKnown<TOptions>(TOptions options, IEnumerable<KeyValuePair<string, object?>> known, IOptionInputs inputs)
        where TOptions : class =>
        LayValues(options, known, inputs, isTyped: false);

    private static TOptions LayValues<TOptions>(
        TOptions options, IEnumerable<KeyValuePair<string, object?>> given, IOptionInputs inputs, bool isTyped)
        where TOptions : class
    {
        var set = Of(options.GetType());
        var copy = Copy(options);
        var values = new Dictionary<OptionDeclaration, object>();
        foreach (var (name, value) in given)
        {
            if (value is not null && set.Find(name) is { } option)
            {
                values[option] = OptionValue.Convert(option, value, inputs);
            }
        }

        if (isTyped)
        {
            RefuseTogether(values.Keys);
        }

        foreach (var option in isTyped ? values.Keys.ToArray() : [])
        {
            foreach (var name in option.InsteadOf)
            {
                var replaced = set.Find(name)!;
                replaced.Set(copy, replaced.Default);
            }
        }

        foreach (var option in values.Keys.Where(o => o.Implies is not null).ToList())
        {
            var implied = set.Find(option.Implies!)!;
            if (!values.TryGetValue(implied, out var value))
            {
                values.Add(implied, option.Declared.ImpliedValue!);
            }
            else if (!Equals(value, option.Declared.ImpliedValue))
            {
                throw StylizeException.OnlyWith(option.Name, implied.Name, $"{option.Declared.ImpliedValue}");
            }
        }

        foreach (var option in values)
        {
            option.Key.Set(copy, option.Value);
        }

        if (isTyped && values.Keys.FirstOrDefault(option => option.OnlyWith is { } name
            && !option.Declared.OnlyWithValues.Contains(set.Find(name)!.Get(copy))) is { } needless)
        {
            throw StylizeException.OnlyWith(
                needless.Name, needless.OnlyWith!,
                OptionWords.Alternatives([.. needless.Declared.OnlyWithValues.Select(OptionWords.Invariant)]));
        }

        return copy;
    }

    private static void RefuseTogether(IEnumerable<OptionDeclaration> given)
    {
        foreach (var option in given)
        {
            if (option.NotWith.FirstOrDefault(name => given.Any(other => other.Name == name)) is { } other)
            {
                throw StylizeException.Together(option.Name, other);
            }
        }
    }

    /// <summary>The options whose values differ between two records, with those of the first.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Differences(object options, object other) =>
        [.. All
            .Select(option => (option.Name, Value: option.Get(options), Other: option.Get(other)))
            .Where(pair => !AreEqual(pair.Value, pair.Other))
            .Select(pair => new KeyValuePair<string, object?>(pair.Name, pair.Value))];

    private static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (Palette one, Palette two) => one.Colors.SequenceEqual(two.Colors),
        (not string and IEnumerable one, IEnumerable two) => one.Cast<object>().SequenceEqual(two.Cast<object>()),
        _ => Equals(a, b),
    };

    private static object? CopyList(object? list, Type type) => list switch
    {
        Palette palette => new Palette(palette.Name, palette.Colors),
        IEnumerable elements => OptionValue.ArrayOf(type.GetGenericArguments()[0], elements.Cast<object>()),
        _ => list,
    };

    private void Gather(Type type, string prefix, RecordProperty[] outer)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // Without a look at base types, which costs most of the time: records have none.
            var declaration = property.GetCustomAttributes(typeof(DeclarationAttribute), inherit: false);
            if (declaration is [OptionGroupAttribute group])
            {
                var path = Inner(outer, property);
                if (outer.Length == 0)
                {
                    _groups.Add(path[0]);
                }

                Gather(property.PropertyType, prefix + group.Prefix, path);
            }
            else if (declaration is [OptionAttribute declared])
            {
                var path = Inner(outer, property);
                var option = new OptionDeclaration(declared, prefix, path, this);
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

    private static RecordProperty[] Inner(RecordProperty[] outer, PropertyInfo property)
    {
        var path = new RecordProperty[outer.Length + 1];
        outer.CopyTo(path, 0);
        path[^1] = new RecordProperty(property);
        return path;
    }
}

/// <summary>
/// A property of an options record, read and written by the field behind it where it has one. To call the accessors of forty properties
/// by reflection would compile each of them first, which costs more than all else at the start of a command.
/// </summary>
internal sealed class RecordProperty(PropertyInfo property)
{
    private readonly FieldInfo? _field =
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance);

    public string Name => property.Name;

    public Type Type => property.PropertyType;

    public object? GetValue(object options) => _field is null ? property.GetValue(options) : _field.GetValue(options);

    /// <summary>Writes an init-only property, into a record that nobody else holds yet.</summary>
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
