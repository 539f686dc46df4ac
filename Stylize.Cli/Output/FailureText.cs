using Stylize.Engine;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Output;

/// <summary>A failure as one line on standard error: the stable identifier, what happened to which file, and what to do.</summary>
internal static class FailureText
{
    public static void Write(TextWriter error, StylizeException failure)
    {
        var isOption = failure.Error == StylizeError.OptionInvalid && failure.Target is { Length: > 0 }
            && !Path.IsPathRooted(failure.Target);
        var message = failure.MessageFor(Spell);
        var subject = isOption && !message.Contains(Spell(failure.Target!), StringComparison.Ordinal) ? $"{Spell(failure.Target!)}: " : "";
        var advice = failure.AdviceFor(Spell) is { } text ? " " + text : "";
        error.WriteLine($"stylize: {failure.Error}: {subject}{message}{advice}".ReplaceLineEndings(" "));
    }

    /// <summary>An option as it is typed; operations are named without one.</summary>
    public static string Spell(string option) =>
        option == "Operation" || !char.IsAsciiLetterUpper(option[0]) ? OptionWords.Kebab(option) : "--" + OptionWords.Kebab(option);
}
