using Stylize.Engine;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Output;

/// <summary>A failure as one line on standard error: the stable identifier, what happened to which file, and what to do.</summary>
internal static class FailureText
{
    public static void Write(TextWriter error, StylizeException failure)
    {
        var isOption = failure.Error == StylizeError.OptionInvalid && failure.Target is not null && !Path.IsPathRooted(failure.Target);
        var subject = isOption ? $"--{OptionWords.Kebab(failure.Target!)}: " : "";
        var advice = failure.AdviceFor(option => "--" + OptionWords.Kebab(option)) is { } text ? " " + text : "";
        error.WriteLine(OneLine($"stylize: {failure.Error}: {subject}{failure.Message}{advice}"));
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
