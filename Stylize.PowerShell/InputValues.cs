using System.Reflection;

namespace Stylize.PowerShell;

/// <summary>
/// The values that parameters have for one object in the pipeline: the columns of a row, and the results of script
/// blocks. A file, and an object that a cmdlet of Stylize returned, give only their path.
/// </summary>
internal sealed class InputValues
{
    private static readonly string[] LiteralPaths = ["LiteralPath", "PSPath", "FullName"];

    /// <summary>Properties of files and outputs, which are columns of a table that was made from them.</summary>
    private static readonly HashSet<string> OfFiles = new(
        [.. typeof(FileInfo).GetProperties().Select(property => property.Name), "Mode", "BaseName", "VersionInfo",
            "Target", "LinkType",
            "ResolvedTarget", "PixelWidth", "PixelHeight", "Contents", "Source", "Seconds", "Stylize", "Status"],
        StringComparer.OrdinalIgnoreCase);

    private readonly StylizeCmdlet _cmdlet;
    private readonly Dictionary<string, object> _bound;
    private readonly HashSet<string> _typed;
    private readonly HashSet<string> _evaluated = [];
    private readonly Dictionary<string, ScriptBlock> _blocks = [];
    private readonly HashSet<string> _unused = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<string> _others;

    /// <summary>Takes the script blocks out of the bound parameters. Create it before the first input.</summary>
    /// <param name="others">Columns that are used and are not parameters.</param>
    public InputValues(StylizeCmdlet cmdlet, params IReadOnlyList<string> others)
    {
        (_cmdlet, _others) = (cmdlet, others);
        _bound = cmdlet.MyInvocation.BoundParameters;
        _typed = [.. _bound.Keys];
        foreach (var (name, value) in _bound.ToArray())
        {
            // PowerShell holds a script block that it evaluates for each input in an internal type.
            if (Unwrap(value) is ScriptBlock block) _blocks.Add(name, block);
            else if (value?.GetType().IsVisible == false) _evaluated.Add(name);
            else continue;

            _bound.Remove(name);
        }
    }

    /// <summary>Checks that each script block can be evaluated, as PowerShell does for its own.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the input is missing.</exception>
    public void Validate()
    {
        if (_cmdlet.MyInvocation.ExpectingInput || _blocks.Count == 0) return;

        var name = _blocks.Keys.First();
        throw Errors.ScriptWithoutPipe.With(name);
    }

    /// <summary>The columns of the present input that are used and are not parameters.</summary>
    public Dictionary<string, object> Others { get; } = new(StringComparer.OrdinalIgnoreCase);

    private IEnumerable<PropertyInfo> Late => field ??= [.. _cmdlet.GetType().GetProperties().Where(IsLate)];

    /// <summary>True for an object that a cmdlet of Stylize returned, also from a job.</summary>
    public static bool IsOwn(PSObject input) =>
        input.TypeNames.Any(name => Known(name).StartsWith("Stylize.", StringComparison.Ordinal));

    /// <summary>True for a file of a plate, which has images, tables, a page and a database.</summary>
    public static bool IsOfPlate(PSObject input) =>
        input.TypeNames.Any(name => Known(name).SequenceEqual(OutputFile.OfPlate));

    public static StylizeException NoPath => Errors.ObjectWithoutPath.With("Path");

    /// <summary>Returns the path of an input, and whether wildcards in it are literal; no path if the input has
    /// none.</summary>
    public static (string[] Paths, bool AreLiteral) PathsOf(PSObject input)
    {
        if (input.BaseObject is string[] texts) return (texts, false);

        foreach (var name in LiteralPaths.Append("Path"))
        {
            var value = input.BaseObject is IDictionary
                ? Columns(input).FirstOrDefault(column => IsName(column.Key)).Value?.Invoke()
                : input.Properties[name]?.Value;
            if (Value(value) is { } path) return (path as string[] ?? [Text(path)], name != "Path" || !IsRow(input));

            bool IsName(string column) => column.Equals(name, StringComparison.OrdinalIgnoreCase);
        }

        return (input.BaseObject is string text ? [text] : [], false);
    }

    /// <summary>Sets the parameters for an input.</summary>
    /// <returns>The values as text, equal for equal values; null if the input has the values of all.</returns>
    /// <exception cref="StylizeException">OptionInvalid: a script block failed.</exception>
    public string? Bind(PSObject input)
    {
        var key = new SortedDictionary<string, string>(StringComparer.Ordinal);
        // PowerShell has bound the results of its script blocks, and required parameters to properties.
        foreach (var name in _bound.Keys.Where(name =>
            _evaluated.Contains(name) || (!_typed.Contains(name) && !IsInput(name))))
        {
            key[name] = Text(_bound[name]);
        }

        foreach (var (name, block) in _blocks)
        {
            Set(name, Evaluate(name, block, input));
        }

        foreach (var (column, value) in IsRow(input) ? Columns(input) : [])
        {
            if (Late.FirstOrDefault(property => Names(property).Any(name => OptionWords.SameName(name, column)))
                is { } found)
            {
                if (!_typed.Contains(found.Name)) Set(found.Name, value());
            }
            else if (_others.Any(name => OptionWords.SameName(name, column)))
            {
                if (Value(value()) is { } given) (key[column], Others[column]) = (Text(given), given);
            }
            else
            {
                WarnOf(column);
            }
        }

        return key.Count == 0 ? null : string.Join('\n', key.Select(pair => $"{pair.Key}={pair.Value}"));

        void Set(string name, object? given)
        {
            // An empty cell of a table is ignored.
            if (Value(given) is not { } value) return;

            key[name] = Text(value);
            _bound[name] = value;
            var property = Late.First(property => property.Name == name);
            if (property.GetCustomAttributes().OfType<IOptionOf>().Any()) return; // The engine reads the text.

            property.SetValue(_cmdlet, Converted(property, value));
            _bound[name] = property.GetValue(_cmdlet)!;
        }
    }

    /// <summary>Removes the values of the last input.</summary>
    public void Reset()
    {
        Others.Clear();
        _bound.Remove(nameof(InputCmdlet<,>.InputObject));
        foreach (var name in _bound.Keys.Where(name => !_typed.Contains(name)).ToArray())
        {
            _bound.Remove(name);
            if (Late.FirstOrDefault(property => property.Name == name) is { } property)
            {
                property.SetValue(_cmdlet,
                    property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null);
            }
        }
    }

    private static bool IsInput(string name) =>
        name is nameof(InputCmdlet<,>.InputObject) or nameof(InputCmdlet<,>.Path) or nameof(InputCmdlet<,>.LiteralPath);

    private static object? Converted(PropertyInfo property, object value)
    {
        if (property.PropertyType == typeof(SwitchParameter))
        {
            return OptionValue.TryRead(typeof(bool), Text(value), out var isOn)
                ? new SwitchParameter((bool)isOn!)
                : throw StylizeException.Option(property.Name, Text(value), "true or false");
        }

        try
        {
            var read = property.GetCustomAttributes<ArgumentTransformationAttribute>()
                .Aggregate(value, (one, attribute) => attribute.Transform(null!, one));
            return LanguagePrimitives.ConvertTo(read, property.PropertyType, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is PSInvalidCastException or MetadataException)
        {
            throw StylizeException.Option(property.Name, Text(value), StylizeException.Verbatim(e.Message));
        }
    }

    /// <summary>Returns text or an array of texts, as the engine reads them, or options; null for a blank
    /// value.</summary>
    private static object? Value(object? given) => Unwrap(given) switch
    {
        null => null,
        string text => string.IsNullOrWhiteSpace(text) ? null : text,
        IOperationOptions or StylizePreset or TuningResult => given,
        IEnumerable list => list.Cast<object?>().Select(Text).ToArray() is { Length: > 0 } texts ? texts : null,
        var scalar => Text(scalar) is { Length: > 0 } text ? text : null,
    };

    private static string Text(object? value) => value switch
    {
        string[] texts => string.Join(',', texts),
        IOperationOptions or StylizePreset or TuningResult => $"{RuntimeHelpers.GetHashCode(value)}",
        _ => (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture) ?? "",
    };

    private static object? Evaluate(string name, ScriptBlock block, PSObject input)
    {
        try
        {
            var results = block.InvokeWithContext(null, [new PSVariable("_", input)]);
            return results.Count == 1 ? results[0] : results.ToArray();
        }
        catch (RuntimeException e)
        {
            throw Errors.ScriptFailed.From(e, name, e.Message);
        }
    }

    private static IEnumerable<KeyValuePair<string, Func<object?>>> Columns(PSObject input) =>
        input.BaseObject is IDictionary table
            ? table.Cast<DictionaryEntry>()
                .Select(entry => KeyValuePair.Create($"{entry.Key}", (Func<object?>)(() => entry.Value)))
            : input.Properties.Select(
                property => KeyValuePair.Create(property.Name, (Func<object?>)(() => property.Value)));

    private static bool IsLate(PropertyInfo property) =>
        property.GetCustomAttributes<ParameterAttribute>().Any(parameter =>
            parameter is { ParameterSetName: "LiteralPath", ValueFromPipelineByPropertyName: true, Mandatory: false });

    private static IEnumerable<string> Names(PropertyInfo property) =>
        (property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []).Prepend(property.Name);

    /// <summary>False for files and for objects that a cmdlet of Stylize returned, also from a job.</summary>
    public static bool IsRow(PSObject input) => input.BaseObject is not (string or string[] or FileSystemInfo)
        && !IsOwn(input) && !input.TypeNames.Any(name => Known(name).SequenceEqual(typeof(FileSystemInfo).FullName));

    private static ReadOnlySpan<char> Known(string name)
    {
        const string copy = "Deserialized.";
        return name.StartsWith(copy, StringComparison.Ordinal) ? name.AsSpan(copy.Length) : name;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private void WarnOf(string column)
    {
        if (LiteralPaths.Append("Path").Contains(column, StringComparer.OrdinalIgnoreCase) || OfFiles.Contains(column)
            || column.StartsWith("PS", StringComparison.Ordinal))
        {
            return;
        }

        var parameter = _cmdlet.MyInvocation.MyCommand.Parameters.Values.FirstOrDefault(
            one => OptionWords.SameName(one.Name, column));
        if (parameter is not null)
        {
            // PowerShell has bound a parameter that takes values by name.
            if (parameter.ParameterSets.Values.All(set => !set.ValueFromPipelineByPropertyName))
            {
                Warn($"{{{parameter.Name}}} applies to the whole run: give it as a parameter.");
            }
        }
        else if (Meant(column) is { } meant)
        {
            Warn($"Did you mean {meant}?");
        }

        void Warn(string advice)
        {
            if (_unused.Add(column))
            {
                _cmdlet.WriteWarning(StylizeException.Spell(
                    $"The column '{StylizeException.Verbatim(column)}' is not used. {advice}", option => "-" + option));
            }
        }
    }

    private string? Meant(string column)
    {
        var declared = Late.SelectMany(property => property.GetCustomAttributes().OfType<IOptionOf>())
            .Select(option => option.Declaration);
        return OptionDeclaration.Meant(column, declared).FirstOrDefault()?.Name
            ?? Late.SelectMany(Names).FirstOrDefault(
                name => column.Length > 3 && name.StartsWith(column, StringComparison.OrdinalIgnoreCase))
            ?? (NearestWord.Find(column, Late.SelectMany(Names).Concat(_others).Append("Path")) is { } near
                && Math.Abs(near.Length - column.Length) < 3
                && char.ToUpperInvariant(near[0]) == char.ToUpperInvariant(column[0]) ? near : null);
    }
}
