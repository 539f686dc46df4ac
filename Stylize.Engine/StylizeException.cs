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
}

/// <summary>An expected failure: it names the file or parameter, and says what to do next.</summary>
public sealed partial class StylizeException : Exception
{
    private readonly string? _advice;

    /// <summary>A failure.</summary>
    /// <param name="error">The stable identifier.</param>
    /// <param name="target">The file path or the parameter name that the failure is about; null where there is none.</param>
    /// <param name="message">What went wrong, as one sentence that names the target.</param>
    /// <param name="advice">What the user can do next, as one sentence; options that it names stand in braces: "Use {Force} ...".</param>
    /// <param name="inner">The cause; null where there is none.</param>
    public StylizeException(StylizeError error, string? target, string message, string? advice = null, Exception? inner = null)
        : base(message, inner)
    {
        Error = error;
        Target = target;
        _advice = advice;
    }

    /// <summary>The stable identifier of the failure.</summary>
    public StylizeError Error { get; }

    /// <summary>The file path or the parameter name that the failure is about.</summary>
    public string? Target { get; }

    /// <summary>What the user can do next, as one sentence. Options are spelled as their records do.</summary>
    public string? Advice => AdviceFor(name => name);

    /// <summary>The advice with options as a front end spells them.</summary>
    /// <param name="spell">The spelling of an option's name, such as "--force" for "Force".</param>
    public string? AdviceFor(Func<string, string> spell) =>
        _advice is null ? null : OptionName().Replace(_advice, match => spell(match.Groups[1].Value));

    [GeneratedRegex(@"\{([A-Z][A-Za-z]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex OptionName();

    /// <summary>An option outside its range.</summary>
    /// <param name="parameter">The option's name, as the record spells it.</param>
    /// <param name="value">The value that was given.</param>
    /// <param name="allowed">The allowed range in words, such as "1 to 256".</param>
    public static StylizeException Option(string parameter, object? value, string allowed) =>
        new(StylizeError.OptionInvalid, parameter,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parameter} is {value ?? "missing"}; it must be {allowed}."),
            $"Give {parameter} a value that is {allowed}.");
}
