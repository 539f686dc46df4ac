using System.Reflection;

namespace Stylize.Engine.Operations.Options;

/// <summary>Converts user input to option values, for all front ends.</summary>
internal static class OptionValue
{
    /// <summary>Converts a value of another type than that of the option by <see cref="Read"/>.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the value is invalid, or the file of a palette cannot be
    /// read.</exception>
    public static object Convert(OptionDeclaration option, object given, IOptionInputs inputs) => given switch
    {
        string text => Read(option, [text], inputs),
        IReadOnlyList<string> words => Read(option, words, inputs),
        IEnumerable values when option.Kind == OptionKind.Choices => Join(option.ValueType, values.Cast<object>()),
        _ when option.ValueType.IsInstanceOfType(given) => given,
        // As text, a fraction is not rounded.
        IEnumerable values => Read(option, [.. values.Cast<object?>().Select(OptionWords.Invariant)], inputs),
        _ => Read(option, [OptionWords.Invariant(given)], inputs),
    };

    /// <summary>The word for all numbers, and the number that stands for it.</summary>
    internal const string All = "All";

    /// <inheritdoc cref="All"/>
    internal const int AllNumber = int.MaxValue;

    /// <summary>Parses the words of a value.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the words are invalid, or the file of a palette cannot be
    /// read.</exception>
    public static object Read(OptionDeclaration option, IReadOnlyList<string> words, IOptionInputs inputs) =>
        option.Kind switch
        {
            OptionKind.Palette =>
                PaletteReader.Read(words, inputs.Codec, path => inputs.FullPath(path, option.Name), option.Name),
            OptionKind.Colors =>
                PaletteReader.Read(words, inputs.Codec, path => inputs.FullPath(path, option.Name), option.Name)
                    .Colors,
            OptionKind.Color
                when option.Declared.AllowsNone
                    && words[^1].Trim().Equals("none", StringComparison.OrdinalIgnoreCase) =>
                default(Rgba32),
            OptionKind.Color => DotColor.Parse(words[^1], option.Name),
            OptionKind.File when option.ValueType == typeof(ImageSource) =>
                ImageSource.File(FilePath(option, words[^1], inputs)),
            OptionKind.File
                when option.Declared.Words.FirstOrDefault(w => OptionWords.SameName(w, words[^1])) is { } word => word,
            OptionKind.File => FilePath(option, words[^1], inputs),
            OptionKind.Integer
                when Array.FindIndex(option.Declared.Words, w => OptionWords.SameName(w, words[^1])) is >= 0
                    and var number =>
                option.Declared.Words[number] == All ? AllNumber : number,
            OptionKind.Parsed => Scalar(option, string.Join(',', words)),
            OptionKind.List when option.Declared.KeepsCommas =>
                option.Declared.IsFile ? words.Select(word => FilePath(option, word, inputs)).ToArray() : words,
            OptionKind.List
                when option.ElementType.GetCustomAttribute<ValueFormAttribute>(false)?.ReadList(words, inputs)
                    is { } read =>
                ArrayOf(option.ElementType, read),
            OptionKind.List =>
                ArrayOf(option.ElementType, Elements(option.ElementType, words).Select(word => Scalar(option, word))),
            OptionKind.Choices =>
                Join(option.ValueType, Elements(option.ElementType, words).Select(word => Scalar(option, word))),
            _ => Scalar(option, words[^1]),
        };

    /// <summary>Parses a number, boolean, name, duration or text; returns false if the text is invalid.</summary>
    /// <param name="type">Type of the value; types that parse themselves implement
    /// <see cref="IParsable{TSelf}"/>.</param>
    public static bool TryRead(Type type, string text, out object? value)
    {
        const NumberStyles whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite
            | NumberStyles.AllowTrailingWhite;
        var invariant = CultureInfo.InvariantCulture;
        value = type == typeof(string) ? text
            : type == typeof(int) ? int.TryParse(text, whole, invariant, out var n) ? n : null
            : type == typeof(long) ? long.TryParse(text, whole, invariant, out var l) ? l : null
            : type == typeof(float) ? float.TryParse(text, NumberStyles.Float, invariant, out var f) ? f : null
            : type == typeof(double) ? double.TryParse(text, NumberStyles.Float, invariant, out var d) ? d : null
            : type == typeof(bool) ? Truth(text)
            : type == typeof(TimeSpan) ? DurationText.TryParse(text, out var time) ? time : null
            : type.IsEnum ? Named(type, text)
            : Parsed(type, text);
        return value is not null;
    }

    /// <summary>
    /// Splits words into the elements of a list: at commas and, if elements cannot contain them, at spaces. A type that
    /// parses itself may contain commas; its elements are separated by semicolons.
    /// </summary>
    public static IReadOnlyList<string> Elements(Type element, IReadOnlyList<string> words) =>
        HoldsCommas(element)
            ? [.. words.SelectMany(
                word => word.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
        : element == typeof(string) ? OptionWords.SplitList(words, bySpaces: false)
        : element == typeof(int) || element == typeof(float) || element.IsEnum
        ? OptionWords.SplitList(words, bySpaces: true)
        : words;

    /// <summary>Returns true if elements of a type may contain commas, so that lists are split at semicolons.</summary>
    internal static bool HoldsCommas(Type element) => element.IsDefined(typeof(ValueFormAttribute), false);

    /// <summary>Creates an array of a type.</summary>
    internal static Array ArrayOf(Type element, IEnumerable<object> values)
    {
        object[] boxed = [.. values];
        var array = element == typeof(string) ? new string[boxed.Length]
            : element == typeof(int) ? new int[boxed.Length]
            : element == typeof(float) ? new float[boxed.Length]
            : element == typeof(Rgba32) ? new Rgba32[boxed.Length]
            : element.GetCustomAttribute<ValueFormAttribute>(false)?.NewArray(boxed.Length)
                ?? ArrayOfEnum(element, boxed.Length);
        boxed.CopyTo(array, 0);
        return array;
    }

    [UnconditionalSuppressMessage(
        "AOT", "IL3050",
        Justification = "The default of an option that lists names of an enum is an array, so its type exists.")]
    private static Array ArrayOfEnum(Type element, int length) => Array.CreateInstance(element, length);

    /// <summary>Returns the full path of a file; checks the header of an existing image.</summary>
    private static string FilePath(OptionDeclaration option, string word, IOptionInputs inputs)
    {
        var path = inputs.FullPath(word, option.Name);
        if (option.Declared.IsImage && File.Exists(path))
        {
            try
            {
                inputs.Codec.Identify(ImageSource.File(path));
            }
            catch (StylizeException failure)
            {
                throw Errors.RequiresImage.From(failure, option.Name, failure.Message, failure.Advice);
            }
        }

        return path;
    }

    private static object Scalar(OptionDeclaration option, string text)
    {
        var isSize = option.Declared.Unit == "bytes";
        if (isSize && Bytes(text) is { } bytes) return bytes;

        var number = option.Kind is OptionKind.Integer or OptionKind.Number ? option.Declared.Unit : null;
        if (TryRead(option.ElementType, WithoutUnit(text, number), out var value)) return value!;

        var kind = isSize ? "a number of bytes, or a size such as 256kB" : KindText(option.ElementType);
        var range = option.IsList || option.Range.Values.Count > 0 ? null : option.Range.Text;
        throw option.ElementType.IsEnum
            ? Unreadable(option.Name, option.ElementType, text, option.Range.Values)
            : StylizeException.Option(option.Name, text, range is null ? kind : $"{kind}, {range}");
    }

    /// <summary>Returns a text such as 50mm/s without the unit.</summary>
    public static string WithoutUnit(string text, string? unit) =>
        unit?.Length > 0 && text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
            ? text[..^unit.Length].Trim() : text;

    /// <summary>Creates the failure of an invalid text, with a suggestion for names of an enum.</summary>
    /// <param name="allowed">The allowed values of an enum; null or empty for all.</param>
    public static StylizeException Unreadable(
        string option, Type type, string text, IReadOnlyList<object>? allowed = null)
    {
        if (!type.IsEnum) return StylizeException.Option(option, text, KindText(type));

        string[] names = allowed is { Count: > 0 } ? [.. allowed.Select(OptionWords.Invariant)] : Enum.GetNames(type);
        var synonyms = type.GetCustomAttributes(typeof(SynonymAttribute), false).Cast<SynonymAttribute>();
        var meant = synonyms.FirstOrDefault(
            synonym => OptionWords.SameName(synonym.Typed, text) && names.Contains(synonym.Value))?.Value;
        var near = (meant ?? NearestWord.Find(text, names)) is { } found ? $". Did you mean {found}?" : "";
        return StylizeException.Option(option, text, OptionWords.Alternatives(names) + near);
    }

    private static object Join(Type type, IEnumerable<object> flags) =>
        Enum.ToObject(
            type, flags.Aggregate(0UL, (all, one) => all | System.Convert.ToUInt64(one, CultureInfo.InvariantCulture)));

    private static object? Named(Type type, string text) =>
        Array.Find(Enum.GetNames(type), name => OptionWords.SameName(name, text)) is { } found
            ? Enum.Parse(type, found) : null;

    private static object? Truth(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => null,
    };

    private static object? Parsed(Type type, string text)
    {
        var form = type.GetCustomAttribute<ValueFormAttribute>(false)
            ?? throw new NotSupportedException(
                $"{type} cannot be the type of an option because it has no {nameof(ValueFormAttribute)}.");
        return form.Parse(text);
    }

    /// <summary>Parses a number of bytes, with or without a unit; null if it is not one.</summary>
    private static object? Bytes(string text)
    {
        (string Unit, long Bytes)[] units =
            [("KiB", 1 << 10), ("MiB", 1 << 20), ("kB", 1000), ("MB", 1_000_000), ("B", 1), ("", 1)];
        var trimmed = text.Trim();
        var (unit, bytes) = Array.Find(
            units, known => trimmed.EndsWith(known.Unit, StringComparison.OrdinalIgnoreCase));
        return decimal.TryParse(
            trimmed[..^unit.Length], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
                | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            && number * bytes is >= long.MinValue and <= long.MaxValue and var whole
            && whole == Math.Floor(whole) ? (long)whole : null;
    }

    private static string KindText(Type type) =>
        type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(float) || type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration such as 2s, 500ms or 00:00:02"
        : type.IsEnum ? OptionWords.Alternatives(Enum.GetNames(type))
        : type.GetCustomAttribute<ValueFormAttribute>()?.Form ?? "a value such as the help shows";
}

/// <summary>Lets option values refer to files.</summary>
public interface IOptionInputs
{
    /// <summary>Reads palettes from images.</summary>
    IImageCodec Codec { get; }

    /// <summary>Returns the full path of a file that an option names.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the path is not in the file system.</exception>
    string FullPath(string path, string option);
}
