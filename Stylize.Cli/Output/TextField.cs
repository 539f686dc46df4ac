using System.Collections;
using System.Globalization;

namespace Stylize.Cli.Output;

/// <summary>One named value as a person reads it.</summary>
internal static class TextField
{
    public static string Format(KeyValuePair<string, object?> field) => $"{field.Key} {Value(field.Value)}";

    private static string Value(object? value) => value switch
    {
        null => "none",
        double number => double.IsFinite(number) ? number.ToString("0.####", CultureInfo.InvariantCulture) : number > 0 ? "infinite"
            : "undefined",
        TimeSpan span => $"{span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s",
        string text => text,
        KeyValuePair<string, object?> field => $"{field.Key}={Value(field.Value)}",
        IEnumerable items => string.Join(' ', items.Cast<object?>().Select(Value)),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
