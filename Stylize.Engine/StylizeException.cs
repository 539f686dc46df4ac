using System.Text.RegularExpressions;

namespace Stylize.Engine;

/// <summary>What went wrong, as a stable identifier that scripts may rely on.</summary>
public enum StylizeError
{
    /// <summary>The input does not exist.</summary>
    ImageMissing,

    /// <summary>The input exists but is damaged, truncated or not what its name says.</summary>
    ImageUnreadable,

    /// <summary>The input is larger than the decoding limits allow.</summary>
    ImageTooLarge,

    /// <summary>The codec of this build cannot read or write the format.</summary>
    FormatUnsupported,

    /// <summary>The target exists and overwriting was not asked for.</summary>
    TargetExists,

    /// <summary>Two inputs of one batch would write the same target.</summary>
    TargetConflict,

    /// <summary>A file would be both an input and a target of one run; an input is never replaced.</summary>
    TargetIsSource,

    /// <summary>The target or its folder cannot be written.</summary>
    TargetUnwritable,

    /// <summary>An option is out of its range or does not fit another one.</summary>
    OptionInvalid,

    /// <summary>The operation cannot give a result for this input.</summary>
    OperationFailed,

    /// <summary>The file does not say how it was made.</summary>
    ProvenanceMissing,

    /// <summary>The file took longer than the time limit that was given.</summary>
    TimeLimitExceeded,

    /// <summary>A native library or other dependency is not there.</summary>
    DependencyMissing,

    /// <summary>The path lies outside the folders that the owner of a worker allows.</summary>
    PathNotAllowed,

    /// <summary>The database server is not one that the owner of a worker allows, or asks for the password in an unsafe way.</summary>
    DatabaseNotAllowed,

    /// <summary>Images that must have one size have different sizes.</summary>
    SizeMismatch,

    /// <summary>The name of a file does not match the name pattern, which others match; the file is left out.</summary>
    NameUnmatched,
}

/// <summary>An expected failure: it names the file or parameter, and says what to do next.</summary>
public sealed partial class StylizeException : Exception
{
    private readonly string _message;
    private readonly string? _advice;

    /// <summary>A failure.</summary>
    /// <param name="error">The stable identifier.</param>
    /// <param name="target">The file path or the parameter name that the failure is about; null where there is none.</param>
    /// <param name="message">
    /// What went wrong, as one sentence that names the target. Of an option that is wrong, options stand in braces here too, and what users
    /// typed goes through <see cref="Verbatim"/>.
    /// </param>
    /// <param name="advice">What the user can do next, as one sentence; options that it names stand in braces: "Use {Force} ...".</param>
    /// <param name="inner">The cause; null where there is none.</param>
    public StylizeException(StylizeError error, string? target, string message, string? advice = null, Exception? inner = null)
        : base(Shown(error == StylizeError.OptionInvalid ? Spell(message, name => name) : message), inner)
    {
        Error = error;
        Target = target;
        _message = Shown(message);
        _advice = advice is null ? null : Shown(advice);
    }

    /// <summary>The stable identifier of the failure.</summary>
    public StylizeError Error { get; }

    /// <summary>The file path or the parameter name that the failure is about.</summary>
    public string? Target { get; }

    /// <summary>What the user can do next, as one sentence. Options are spelled as their records do.</summary>
    public string? Advice => AdviceFor(name => name);

    /// <summary>The message with options as a front end spells them.</summary>
    /// <param name="spell">The spelling of an option's name, such as "--force" for "Force".</param>
    public string MessageFor(Func<string, string> spell) => Error == StylizeError.OptionInvalid ? Spell(_message, spell) : Message;

    /// <summary>The advice with options as a front end spells them.</summary>
    /// <param name="spell">The spelling of an option's name, such as "--force" for "Force".</param>
    public string? AdviceFor(Func<string, string> spell) => _advice is null ? null : Spell(_advice, spell);

    /// <summary>A text as a message shows it unchanged, whatever braces it holds.</summary>
    public static string Verbatim(string text) => text.Replace("{", "{{", StringComparison.Ordinal);

    /// <summary>An option outside its range.</summary>
    /// <param name="parameter">The option's name, as the record spells it.</param>
    /// <param name="value">The value that was given; a text is quoted.</param>
    /// <param name="allowed">What it must be, in words that follow "it must be", such as "1 to 256".</param>
    public static StylizeException Option(string parameter, object? value, string allowed) =>
        new(StylizeError.OptionInvalid, parameter,
            $"{Braced(parameter)} is {(value is null ? "missing" : Value(value))}; it must be {allowed}"
            + (allowed.EndsWith('?') ? "" : "."));

    /// <summary>A name that nothing has; the nearest one is offered.</summary>
    /// <param name="parameter">The option's name, as the record spells it.</param>
    /// <param name="kind">What is sought, such as "preset".</param>
    /// <param name="typed">As typed.</param>
    /// <param name="names">The names that there are.</param>
    /// <param name="others">Further values that could be given, as a sentence; null where there are none.</param>
    public static StylizeException NoSuch(string parameter, string kind, string typed, IEnumerable<string> names, string? others = null)
    {
        string[] known = [.. names];
        var near = NearestWord.Find(typed, known) is { } found ? $" Did you mean {Verbatim(found)}?" : "";
        var there = known.Length == 0 ? " There is none." : $" There are {Verbatim(string.Join(", ", known))}.";
        return new(StylizeError.OptionInvalid, parameter,
            $"{Braced(parameter)} is '{Verbatim(PrintableText.Short(typed))}', and there is no such {kind}."
            + $"{near}{there}{(others is null ? "" : " " + others)}");
    }

    /// <summary>Two options that exclude each other.</summary>
    /// <param name="one">An option's name.</param>
    /// <param name="other">Another one's.</param>
    /// <param name="reason">Why, as the end of a sentence; null where it is plain.</param>
    public static StylizeException Together(string one, string other, string? reason = null) =>
        new(StylizeError.OptionInvalid, one,
            $"{Braced(one)} and {Braced(other)} cannot be given together{(reason is null ? "" : ": " + reason)}.",
            "Leave out one of the two.");

    /// <summary>An option that has a meaning only where another one has a certain value.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="other">The other one's.</param>
    /// <param name="values">What the other one must be, such as "Jpeg or WebP".</param>
    public static StylizeException OnlyWith(string option, string other, string values) =>
        new(StylizeError.OptionInvalid, option, $"{Braced(option)} has a meaning only where {Braced(other)} is {values}.",
            $"Give {Braced(other)} {values}, or leave out {Braced(option)}.");

    private static string Braced(string name) => char.IsAsciiLetterUpper(name[0]) && name.All(char.IsAsciiLetter) ? $"{{{name}}}" : name;

    /// <summary>On one line, whatever names and foreign messages are in it.</summary>
    private static string Shown(string text) => PrintableText.Of(text.ReplaceLineEndings(" "));

    private static string Value(object value) => value switch
    {
        string text => $"'{Verbatim(PrintableText.Short(text))}'",
        true => "on",
        false => "off",
        _ => Verbatim(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    /// <summary>A text with the options in it as a front end spells them.</summary>
    /// <param name="text">Options stand in braces, such as {Force}; other braces are doubled, as <see cref="Verbatim"/> does.</param>
    /// <param name="spell">The spelling of an option's name, such as "--force" for "Force".</param>
    public static string Spell(string text, Func<string, string> spell) => OptionName().Replace(
        text, match => match.Groups[1].Success ? spell(match.Groups[1].Value) : "{");

    [GeneratedRegex(@"\{\{|\{([A-Z][A-Za-z]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex OptionName();
}
