namespace Stylize.Engine.Segmentation;

/// <summary>
/// The path of the label mask of an image. Words in braces stand for parts of the image's name; the path is relative to the folder of the
/// image.
/// </summary>
internal static partial class LabelPathTemplate
{
    public static IReadOnlyList<string> Words { get; } = ["name", "experiment", "well", "timepoint", "channel", "tile"];

    /// <summary>Returns the full path of the mask of an image.</summary>
    /// <param name="folder">Folder to which the path is relative.</param>
    /// <param name="valueOf">Returns the text for a word.</param>
    public static string Resolve(string template, string folder, Func<string, string> valueOf) => Path.GetFullPath(Path.Combine(
        folder, Word().Replace(template, match => valueOf(match.Groups[1].Value.ToLowerInvariant()))));

    /// <exception cref="StylizeException">OptionInvalid: a word in braces is unknown.</exception>
    public static void Check(string? template)
    {
        foreach (var word in template is null ? [] : Word().Matches(template).Select(match => match.Groups[1].Value))
        {
            if (!Words.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                throw StylizeException.Option(
                    "LabelPath", template, $"a path whose words in braces are {string.Join(", ", Words)}");
            }
        }
    }

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
