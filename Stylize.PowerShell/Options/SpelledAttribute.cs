namespace Stylize.PowerShell.Options;

/// <summary>
/// Accepts the spellings of the command line: enum names as sd-from-mean, sd_from_mean or SdFromMean; times as 2s,
/// 500ms, 00:00:02 or a number of seconds; lists in one comma-separated string. A string that it cannot parse gives the
/// error of the engine; PowerShell converts all other values.
/// </summary>
/// <typeparam name="T">The type of the option without its nullability; an array for a list.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SpelledAttribute<T> : ArgumentTransformationAttribute
{
    private static readonly Type Element = typeof(T).GetElementType() ?? typeof(T);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is T) return value;
        if (value is null) return inputData;
        if (!typeof(T).IsArray)
        {
            return Read(inputData)
                ?? (Element.IsEnum ? throw Refused(LanguagePrimitives.ConvertTo<string>(value)) : inputData);
        }

        var given = value is string or not IEnumerable ? [inputData] : ((IEnumerable)value).Cast<object?>();
        return given.SelectMany(Parts).Select(part => Read(part) ?? part).ToArray();
    }

    private static IEnumerable<object?> Parts(object? given) => Text(given) is { } text && given is not null
        ? OptionValue.Elements(Element, [text])
        : [given];

    private static object? Read(object? given)
    {
        if (given is null || Text(given) is not { } text) return null;

        return OptionValue.TryRead(Element, text, out var value) ? value : throw Refused(text);
    }

    private static ArgumentTransformationMetadataException Refused(string text) =>
        new(OptionValue.Unreadable("It", Element, text).Message);

    /// <summary>Returns the text as typed: PowerShell parses words such as 2d or 1s as numbers but keeps the
    /// text.</summary>
    private static string? Text(object? given) => (given is PSObject wrapped ? wrapped.BaseObject : given) switch
    {
        string text => text,
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal
            or System.Numerics.BigInteger =>
            LanguagePrimitives.ConvertTo<string>(given),
        _ => null,
    };
}
