using Stylize.Engine.Runs.Targets;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Runs;

/// <summary>A destination that the user typed into the page. It leads up or to another machine only if it is a full
/// path.</summary>
/// <param name="Text">The text.</param>
/// <param name="Path">Full path; that of a folder keeps its separator at the end.</param>
internal sealed record TypedDestination(string Text, string Path)
{
    private const int MaxText = 4096;

    /// <summary>Reads a path, in which a leading ~ is the folder of the user, as in shells.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the text is not such a path, or names an input.</exception>
    public static TypedDestination Read(string text, string workingFolder, InputList inputs)
    {
        text = text.Trim();
        var names = text.Split('/', '\\');
        if (text is "-" || (names[0] != "~" && text.StartsWith('~'))
            || text.Length is 0 or > MaxText || text.Any(char.IsControl) || names.Any(IsDots)
            || text.StartsWith(@"\\", StringComparison.Ordinal) || text.StartsWith("//", StringComparison.Ordinal))
        {
            throw StylizeException.Option(
                TargetOptions.DestinationName, text,
                "a path on this machine without \"..\", in the folder of the command or a full path");
        }

        var full = names[0] == "~"
            ? System.IO.Path.GetFullPath(
                '.' + text[1..], Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))
            : System.IO.Path.GetFullPath(text, workingFolder);
        if (inputs.Contains(full))
        {
            throw StylizeException.Option(TargetOptions.DestinationName, text, "a path other than that of an input");
        }

        return new TypedDestination(
            text, System.IO.Path.EndsInDirectorySeparator(text) && !System.IO.Path.EndsInDirectorySeparator(full)
                ? full + System.IO.Path.DirectorySeparatorChar
                : full);
    }

    /// <summary>Returns true for two dots or more; Windows ignores further dots and spaces.</summary>
    private static bool IsDots(string name) => name.Trim('.', ' ').Length == 0 && name.Contains("..");
}
