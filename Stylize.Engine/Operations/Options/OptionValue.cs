using System.Collections;
using System.Reflection;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Operations.Options;

/// <summary>Turns what a user gave for an option into its value: one way of reading for all front ends.</summary>
public static class OptionValue
{
    /// <summary>The value that was given: a value of the option's type as it is, text by <see cref="Read"/>.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the text is no such value; or a palette's file cannot be read.</exception>
    public static object Convert(OptionDeclaration option, object given, IOptionInputs inputs) => given switch
    {
        string text => Read(option, [text], inputs),
        IReadOnlyList<string> words => Read(option, words, inputs),
        IEnumerable values when option.Kind == OptionKind.Choices => Join(option.ValueType, values.Cast<object>()),
        _ when option.ValueType.IsInstanceOfType(given) => given,
        _ => System.Convert.ChangeType(given, option.ValueType, CultureInfo.InvariantCulture),
    };

    /// <summary>The value that words mean.</summary>
    /// <exception cref="StylizeException">OptionInvalid: they mean none; or a palette's file cannot be read.</exception>
    public static object Read(OptionDeclaration option, IReadOnlyList<string> words, IOptionInputs inputs) => option.Kind switch
    {
        OptionKind.Palette => PaletteReader.Read(words, inputs.Codec, path => inputs.FullPath(path, option.Name), option.Name),
        OptionKind.Colors => PaletteReader.Read(words, inputs.Codec, path => inputs.FullPath(path, option.Name), option.Name)
            .Colors,
        OptionKind.Color when option.Declared.AllowsNone && words[^1].Trim().Equals("none", StringComparison.OrdinalIgnoreCase) =>
            default(Rgba32),
        OptionKind.Color => DotColor.Parse(words[^1], option.Name),
        OptionKind.File when option.ValueType == typeof(ImageSource) => ImageSource.File(FilePath(option, words[^1], inputs)),
        OptionKind.File when option.Declared.Words.FirstOrDefault(w => OptionWords.SameName(w, words[^1])) is { } word => word,
        OptionKind.File => FilePath(option, words[^1], inputs),
        OptionKind.Parsed => Scalar(option, string.Join(',', words)),
        OptionKind.List => ArrayOf(option.ElementType, Elements(option.ElementType, words).Select(word => Scalar(option, word))),
        OptionKind.Choices => Join(option.ValueType, Elements(option.ElementType, words).Select(word => Scalar(option, word))),
        _ => Scalar(option, words[^1]),
    };

    /// <summary>One number, truth, name, length of time or text; false where the text is none.</summary>
    /// <param name="type">Of the value; a type with a constructor of its own from text implements <see cref="IParsable{TSelf}"/>.</param>
    public static bool TryRead(Type type, string text, out object? value)
    {
        const NumberStyles whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
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
    /// The elements of a list: words are divided at commas, and at spaces where an element cannot hold any. A type that reads itself may
    /// hold
    /// commas, so that each word is one of them.
    /// </summary>
    public static IReadOnlyList<string> Elements(Type element, IReadOnlyList<string> words) =>
        HoldsCommas(element)
            ? [.. words.SelectMany(word => word.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
        : element == typeof(string) ? OptionWords.SplitList(words, bySpaces: false)
        : element == typeof(int) || element == typeof(float) || element.IsEnum ? OptionWords.SplitList(words, bySpaces: true)
        : words;

    /// <summary>True where an element of a list may hold commas of its own: lists of such elements are divided at semicolons.</summary>
    internal static bool HoldsCommas(Type element) => element.IsDefined(typeof(ValueFormAttribute), false);

    /// <summary>An array of one type.</summary>
    internal static Array ArrayOf(Type element, IEnumerable<object> values)
    {
        object[] boxed = [.. values];
        var array = Array.CreateInstance(element, boxed.Length);
        boxed.CopyTo(array, 0);
        return array;
    }

    /// <summary>The full path of a file; one that is there and should be an image must be one.</summary>
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
                throw new StylizeException(
                    StylizeError.OptionInvalid, option.Name,
                    $"{{{option.Name}}} needs an image: {StylizeException.Verbatim(failure.Message)}", failure.Advice, failure);
            }
        }

        return path;
    }

    private static object Scalar(OptionDeclaration option, string text)
    {
        if (TryRead(option.ElementType, text, out var value)) return value!;

        var kind = KindText(option.ElementType);
        var range = option.IsList || option.Range.Values.Count > 0 ? null : option.Range.Text;
        throw option.ElementType.IsEnum
            ? Unreadable(option.Name, option.ElementType, text, option.Range.Values)
            : StylizeException.Option(option.Name, text, range is null ? kind : $"{kind}, {range}");
    }

    /// <summary>The failure of a text that is no value of a type; of an enum with the name that was probably meant.</summary>
    /// <param name="allowed">The values of an enum that may be given; none for all of its type.</param>
    public static StylizeException Unreadable(string option, Type type, string text, IReadOnlyList<object>? allowed = null)
    {
        if (!type.IsEnum) return StylizeException.Option(option, text, KindText(type));

        string[] names = allowed is { Count: > 0 } ? [.. allowed.Select(OptionWords.Invariant)] : Enum.GetNames(type);
        var near = NearestWord.Find(text, names) is { } found ? $". Did you mean {found}?" : "";
        return StylizeException.Option(option, text, "one of " + OptionWords.Alternatives(names) + near);
    }

    private static object Join(Type type, IEnumerable<object> flags) =>
        Enum.ToObject(type, flags.Aggregate(0UL, (all, one) => all | System.Convert.ToUInt64(one, CultureInfo.InvariantCulture)));

    private static object? Named(Type type, string text) =>
        Array.Find(Enum.GetNames(type), name => OptionWords.SameName(name, text)) is { } found ? Enum.Parse(type, found) : null;

    private static object? Truth(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => null,
    };

    private static object? Parsed(Type type, string text)
    {
        var parse = type.GetMethod("TryParse", [typeof(string), typeof(IFormatProvider), type.MakeByRefType()])
            ?? throw new NotSupportedException($"{type} is no type of an option: it does not implement IParsable.");
        object?[] arguments = [text, CultureInfo.InvariantCulture, null];
        return (bool)parse.Invoke(null, arguments)! ? arguments[2] : null;
    }

    private static string KindText(Type type) =>
        type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(float) || type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a length of time, such as 2s, 500ms or 00:00:02"
        : type.IsEnum ? "one of " + OptionWords.Alternatives(Enum.GetNames(type))
        : type.GetCustomAttribute<ValueFormAttribute>()?.Form ?? "in the form that its help shows";
}

/// <summary>What a front end gives for reading values that name files.</summary>
public interface IOptionInputs
{
    /// <summary>Reads palettes from images.</summary>
    IImageCodec Codec { get; }

    /// <summary>The full path of a file that was named by an option.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the path is not one of the file system.</exception>
    string FullPath(string path, string option);
}
