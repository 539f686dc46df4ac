using System.Text.RegularExpressions;

namespace Stylize.Library.Tests;

/// <summary>The text of an example: the lines between "// example: Name" and "// end" in a source file of this
/// project.</summary>
internal static partial class Example
{
    /// <summary>Reads all examples in a folder of source files by name, without their common indentation.</summary>
    public static IReadOnlyDictionary<string, string> In(string folder)
    {
        var examples = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder, "*.cs"))
        {
            foreach (Match match in Marked().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
            {
                examples.Add(match.Groups["name"].Value, Unindent(match.Groups["text"].Value));
            }
        }

        return examples;
    }

    private static string Unindent(string text)
    {
        var lines = text.TrimEnd('\n', ' ').Split('\n');
        var indentation = lines.Where(line => line.Trim().Length > 0)
            .Min(line => line.Length - line.TrimStart(' ').Length);
        return string.Join('\n', lines.Select(line => line.Length > indentation ? line[indentation..] : "")) + "\n";
    }

    [GeneratedRegex(
        @"^ *// example: (?<name>\w+)\n(?<text>.*?)^ *// end$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Marked();
}
