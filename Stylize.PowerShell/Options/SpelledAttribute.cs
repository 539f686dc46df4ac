using System.Collections;
using System.Management.Automation;
using Stylize.Engine.Operations.Options;

namespace Stylize.PowerShell.Options;

/// <summary>
/// Lets a parameter take its value as people write it everywhere in Stylize: names of an enum as sd-from-mean, sd_from_mean or SdFromMean,
/// lengths of time as 2s, 500ms, 00:00:02 or a number of seconds, lists in one text between commas. A text that it cannot read is refused
/// in the engine's words; anything else is left to PowerShell.
/// </summary>
/// <typeparam name="T">The parameter's type without its nullability; an array for a list.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SpelledAttribute<T> : ArgumentTransformationAttribute
{
    private static readonly Type Element = typeof(T).GetElementType() ?? typeof(T);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or T) return inputData;
        if (!typeof(T).IsArray) return Read(inputData) ?? inputData;

        var given = value is string or not IEnumerable ? [inputData] : ((IEnumerable)value).Cast<object?>();
        return given.SelectMany(Parts).Select(part => Read(part) ?? part).ToArray();
    }

    private static IEnumerable<object?> Parts(object? given) => Text(given) is { } text && given is not null
        ? OptionValue.Elements(Element, [text])
        : [given];

    private static object? Read(object? given)
    {
        if (given is null || Text(given) is not { } text) return null;

        return OptionValue.TryRead(Element, text, out var value) ? value
            : throw new ArgumentTransformationMetadataException(OptionValue.Unreadable("It", Element, text).Message);
    }

    /// <summary>The text as typed: PowerShell keeps it beside the number that it takes a word such as 2d or 1s for.</summary>
    private static string? Text(object? given) => (given is PSObject wrapped ? wrapped.BaseObject : given) switch
    {
        string text => text,
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal or System.Numerics.BigInteger =>
            LanguagePrimitives.ConvertTo<string>(given),
        _ => null,
    };
}
