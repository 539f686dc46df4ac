namespace Stylize.Engine;

/// <summary>One row of a list of errors: an identifier with its sentences.</summary>
/// <remarks>
/// A word in braces that begins with a capital letter is an option. {target} is what failed, and any other word a
/// value; values are given in the order in which message and advice first name them. Words that end in "option", such
/// as {targetOption}, are names of options, and {advice:options} is a text that has options in braces. Other words
/// after a colon are formats, such as {bytes:N0}.
/// </remarks>
/// <param name="Error">The stable identifier; OptionInvalid for a row without one.</param>
/// <param name="Message">What happened, in one or two sentences.</param>
/// <param name="Advice">What the user can do.</param>
/// <param name="IsShared">True if a console shows only the first failure of a run.</param>
internal sealed partial record ErrorText(StylizeError Error, string Message, string Advice, bool IsShared = false)
{
    /// <summary>Creates a row for the value or the use of an option.</summary>
    /// <param name="message">What happened, in one or two sentences.</param>
    /// <param name="advice">What the user can do.</param>
    public ErrorText(string message, string advice)
        : this(StylizeError.OptionInvalid, message, advice)
    {
    }

    internal const string NameUnknown = "NameUnknown", OptionConflict = "OptionConflict";

    /// <inheritdoc cref="StylizeException.Id"/>
    public string? Id { get; init; }

    /// <summary>Creates the failure.</summary>
    /// <param name="target">The path of the file or the name of the option that failed; null if absent.</param>
    /// <param name="values">The values that the sentences name.</param>
    public StylizeException With(string? target, params object?[] values) => From(null, target, values);

    /// <summary>Creates the failure that another exception caused.</summary>
    /// <param name="cause">The exception; null if absent.</param>
    /// <param name="target">The path of the file or the name of the option that failed; null if absent.</param>
    /// <param name="values">The values that the sentences name.</param>
    public StylizeException From(Exception? cause, string? target, params object?[] values)
    {
        List<string> names = [];
        var message = Filled(Message, Error == StylizeError.OptionInvalid);
        return new(Error, target, message, Filled(Advice, true) is { Length: > 0 } advice ? advice : null, cause)
        {
            Cause = IsShared ? Message : null, Id = Id,
        };

        string Filled(string text, bool hasOptions) => Hole().Replace(text, hole =>
        {
            var (name, format) = (hole.Groups["name"].Value, hole.Groups["format"].Value);
            if (name.Length == 0) return hasOptions ? hole.Value : "{";

            if (!name.StartsWith("target", StringComparison.Ordinal) && !names.Contains(name)) names.Add(name);
            var value = names.IndexOf(name) is >= 0 and var index ? values[index] : target;
            if (name.EndsWith("ption", StringComparison.Ordinal)) return $"{{{value}}}";

            var shown = value is IFormattable number
                ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "";
            return hasOptions && format != "options" ? StylizeException.Verbatim(shown) : shown;
        });
    }

    [GeneratedRegex(@"\{\{|\{(?<name>[a-z]\w*)(?::(?<format>[^}]+))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();
}
