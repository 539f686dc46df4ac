using System.Text;
using Stylize.Engine;

namespace Stylize.Cli;

/// <summary>A failure as one line on standard error: the stable identifier, what happened to which file, and what to do.</summary>
internal static class FailureText
{
    public static void Write(TextWriter error, StylizeException failure)
    {
        var subject = failure.Error == StylizeError.OptionInvalid && failure.Target is { } parameter && !Path.IsPathRooted(parameter) ? $"--{Kebab(parameter)}: " : "";
        error.WriteLine(OneLine($"stylize: {failure.Error}: {subject}{failure.Message}{(failure.Advice is null ? "" : " " + failure.Advice)}"));
    }

    /// <summary>The option of a parameter: MaxIterations is max-iterations.</summary>
    public static string Kebab(string parameter)
    {
        var kebab = new StringBuilder(parameter.Length + 4);
        foreach (var letter in parameter)
        {
            if (char.IsUpper(letter) && kebab.Length > 0)
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(letter));
        }

        return kebab.ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
