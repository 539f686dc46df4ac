namespace Stylize.Engine.Operations.Verbs;

/// <summary>Formats a named value for people.</summary>
internal static class FieldText
{
    /// <summary>Returns the name and the value.</summary>
    public static string Format(KeyValuePair<string, object?> field) => $"{field.Key} {Value(field.Value)}";

    private static string Value(object? value) => value switch
    {
        null => "none",
        double number =>
            double.IsFinite(number) ? number.ToString("0.####", CultureInfo.InvariantCulture) : number > 0 ? "infinite"
                : "undefined",
        TimeSpan span =>
            $"{span.TotalSeconds.ToString(span.TotalSeconds < 0.01 ? "0.######" : "0.###", CultureInfo.InvariantCulture)} s",
        string text => text,
        KeyValuePair<string, object?> field => $"{field.Key}={Value(field.Value)}",
        IEnumerable items =>
            string.Join(' ', items.Cast<object?>().Select(Value)) is { Length: > 0 } text ? text : "none",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
