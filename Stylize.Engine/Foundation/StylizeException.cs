namespace Stylize.Engine;

/// <summary>The kind of a failure: a stable identifier that scripts may rely on.</summary>
public enum StylizeError
{
    /// <summary>The input does not exist.</summary>
    ImageMissing,

    /// <summary>The input exists but is damaged, truncated, or not in the format of its name.</summary>
    ImageUnreadable,

    /// <summary>The input is larger than the decoding limits allow.</summary>
    ImageTooLarge,

    /// <summary>The codec of this build cannot read or write the format.</summary>
    FormatUnsupported,

    /// <summary>The target exists, and the options do not allow replacing it.</summary>
    TargetExists,

    /// <summary>Two inputs of one batch would write the same target.</summary>
    TargetConflict,

    /// <summary>A file would be both an input and a target of one run; an input is never replaced.</summary>
    TargetIsSource,

    /// <summary>The target or its folder cannot be written.</summary>
    TargetUnwritable,

    /// <summary>An option is out of range or conflicts with another.</summary>
    OptionInvalid,

    /// <summary>The operation failed for this input.</summary>
    OperationFailed,

    /// <summary>The file has no provenance.</summary>
    ProvenanceMissing,

    /// <summary>The file took longer than the time limit.</summary>
    TimeLimitExceeded,

    /// <summary>A native library or other dependency is missing.</summary>
    DependencyMissing,

    /// <summary>The path is outside the folders that the worker, or the user of a foreign database, allows.</summary>
    PathNotAllowed,

    /// <summary>The worker does not allow the database server, or the server asks for the password in an unsafe
    /// way.</summary>
    DatabaseNotAllowed,

    /// <summary>Images that must have the same size differ in size.</summary>
    SizeMismatch,

    /// <summary>A file name does not match the name pattern that others match; the file is skipped.</summary>
    NameUnmatched,

    /// <summary>The grid of pixel art was not found with enough confidence.</summary>
    GridUncertain,

    /// <summary>The database does not exist.</summary>
    DatabaseMissing,

    /// <summary>A broker or a database server does not answer, or rejects the connection.</summary>
    ConnectionFailed,

    /// <summary>A compute device failed, or has too little memory; the message names it.</summary>
    DeviceFailed,
}

/// <summary>An expected failure, with the file or option it is about and advice.</summary>
public partial class StylizeException : Exception
{
    private readonly string _message;
    private readonly string? _advice;

    /// <summary>Creates a failure.</summary>
    /// <param name="error">The stable identifier.</param>
    /// <param name="target">The path of the file or the name of the option that failed; null if absent.</param>
    /// <param name="message">
    /// What happened, in one or two sentences that name the target. Options are written in braces: "{Force}". Text that
    /// may contain braces, such as names and messages of others, goes through <see cref="Verbatim"/>.
    /// </param>
    /// <param name="advice">What the user can do, in one sentence, with options in braces: "Use {Force} to replace
    /// it."</param>
    /// <param name="inner">The cause; null if absent.</param>
    public StylizeException(
        StylizeError error, string? target, string message, string? advice = null, Exception? inner = null)
        : base(Shown(error == StylizeError.OptionInvalid ? Spell(message, name => name) : message), inner)
    {
        Error = error;
        Target = target;
        _message = Shown(message);
        _advice = advice is null ? null : Shown(advice);
    }

    /// <summary>The stable identifier of the failure.</summary>
    public StylizeError Error { get; }

    /// <summary>The path of the file or the name of the option that failed.</summary>
    public string? Target { get; }

    /// <summary>The cause that different failures share, of which a console shows only the first; null for the message
    /// itself.</summary>
    internal string? Cause { get; set; }

    /// <summary>What front ends call the failure: NameUnknown for the name of something that does not exist, such as
    /// a preset, OptionConflict for options that exclude or need each other, otherwise the error.</summary>
    [AllowNull]
    public string Id { get => field ?? Error.ToString(); init; }

    /// <summary>What the user can do, with options in PascalCase.</summary>
    public string? Advice => AdviceFor(name => name);

    /// <summary>Returns the message with options spelled for a front end.</summary>
    /// <param name="spell">Returns the spelling of an option, such as "--force" for "Force".</param>
    public string MessageFor(Func<string, string> spell) =>
        Error == StylizeError.OptionInvalid ? Spell(_message, spell) : Message;

    /// <summary>Returns the advice with options spelled for a front end.</summary>
    /// <param name="spell">Returns the spelling of an option, such as "--force" for "Force".</param>
    public string? AdviceFor(Func<string, string> spell) => _advice is null ? null : Spell(_advice, spell);

    /// <summary>Escapes the braces of a text for a message.</summary>
    public static string Verbatim(string text) => text.Replace("{", "{{");

    /// <summary>Returns the result of a function; null or 0 if it fails, for failures that are reported
    /// elsewhere.</summary>
    internal static T? OrDefault<T>(Func<T?> read, Action<StylizeException>? failed = null)
    {
        try
        {
            return read();
        }
        catch (StylizeException failure)
        {
            failed?.Invoke(failure);
            return default;
        }
    }

    /// <summary>Does work, and passes an expected error on instead of throwing it.</summary>
    internal static void Try(Action work, Action<StylizeException>? failed = null) => OrDefault(() =>
    {
        work();
        return true;
    }, failed);

    /// <summary>Creates the failure of a value that an option does not allow.</summary>
    /// <param name="parameter">Name of the option in PascalCase.</param>
    /// <param name="value">The given value; a text is quoted.</param>
    /// <param name="allowed">The allowed values, as the end of "it must be", such as "1 to 256".</param>
    public static StylizeException Option(string parameter, object? value, string allowed) =>
        new(StylizeError.OptionInvalid, parameter,
            $"{Braced(parameter)} is {(value is null ? "missing" : Value(value))}; it must be {allowed}"
            + (allowed.EndsWith('?') ? "" : "."));

    /// <summary>Creates the failure of an unknown name, with the nearest known one.</summary>
    /// <param name="parameter">Name of the option in PascalCase.</param>
    /// <param name="kind">The kind of thing that is unknown, such as "preset".</param>
    /// <param name="names">The known names.</param>
    /// <param name="others">A sentence about further allowed values; null if absent.</param>
    public static StylizeException NoSuch(
        string parameter, string kind, string typed, IEnumerable<string> names, string? others = null)
    {
        string[] known = [.. names];
        var list = known.Length == 0 ? " None exist." : $" Known: {Verbatim(NearestWord.List(typed, known))}.";
        var where = IsOption(parameter) && parameter != "Operation" ? $" in {Braced(parameter)}" : "";
        return new(StylizeError.OptionInvalid, parameter,
            $"Unknown {kind} '{Verbatim(PrintableText.Short(typed))}'{where}."
            + $"{NearestWord.Hint(typed, known, Verbatim)}{list}{(others is null ? "" : " " + others)}")
        {
            Id = ErrorText.NameUnknown,
        };
    }

    /// <summary>Creates the failure of two options that exclude each other.</summary>
    /// <param name="reason">The reason, as the end of a sentence; null if it is obvious.</param>
    public static StylizeException MutuallyExclusive(string one, string other, string? reason = null) =>
        Errors.CannotCombine.With(one, Braced(one), Braced(other), reason is null ? "" : ": " + reason);

    /// <summary>Creates the failure of an option that requires another one.</summary>
    /// <param name="values">The required values of the other option, such as "Jpeg or WebP"; null if any will
    /// do.</param>
    /// <param name="own">The value of the option that requires them; null if each does.</param>
    public static StylizeException OnlyWith(string option, string other, string? values = null, string? own = null) =>
        new(StylizeError.OptionInvalid, own is null ? option : other,
            $"{Braced(option)}{(own is null ? "" : " " + own)} requires "
            + $"{Braced(other)}{(values is null ? "" : " to be " + values)}.",
            $"{(values is null ? $"Add {Braced(other)}" : $"Set {Braced(other)} to {values}")}, or omit "
            + $"{Braced(option)}.") { Id = ErrorText.OptionConflict };

    /// <summary>Creates the failure of work that a browser does not do.</summary>
    /// <param name="what">The work, as the start of a sentence.</param>
    public static StylizeException OnlyInCommand(string what) =>
        new(StylizeError.FormatUnsupported, null, $"{what} does not work in a browser.", "Copy the command line.");

    private static bool IsOption(string name) => char.IsAsciiLetterUpper(name[0]) && name.All(char.IsAsciiLetter);

    private static string Braced(string name) => IsOption(name) ? $"{{{name}}}" : name;

    /// <summary>Returns the text on one line, without control characters.</summary>
    private static string Shown(string text) => PrintableText.Escape(text.ReplaceLineEndings(" "));

    private static string Value(object value) => value switch
    {
        string text => $"'{Verbatim(PrintableText.Short(text))}'",
        true => "on",
        false => "off",
        _ => Verbatim(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    /// <summary>Returns a text with its options spelled for a front end.</summary>
    /// <param name="text">Text with options in braces, such as {Force}; other braces are doubled, as
    /// <see cref="Verbatim"/> does.</param>
    /// <param name="spell">Returns the spelling of an option, such as "--force" for "Force".</param>
    public static string Spell(string text, Func<string, string> spell) => OptionName().Replace(
        text, match => match.Groups[1].Success ? spell(match.Groups[1].Value) : "{");

    [GeneratedRegex(@"\{\{|\{([A-Z][A-Za-z]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex OptionName();
}
