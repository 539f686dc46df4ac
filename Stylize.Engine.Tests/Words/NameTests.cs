using System.Text.RegularExpressions;

namespace Stylize.Engine.Tests.Words;

/// <summary>Types and members that the pages for developers name exist in the code.</summary>
public sealed partial class NameTests
{
    [Theory]
    [InlineData("docs/contributing/architecture.md")]
    [InlineData("docs/contributing/developing.md")]
    public void Names_of_code_exist(string path)
    {
        var page = TextFiles.Markdown.Single(f => f.Path == path);
        var names = Name().Matches(page.Text).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        // Most names are those of files, which saves a search through all text.
        names.ExceptWith(TextFiles.Sources.Select(f => Path.GetFileNameWithoutExtension(f.Path)));
        var known = TextFiles.Sources.Concat(TextFiles.Scripts).AsParallel()
            .SelectMany(f => names.Where(name => f.Text.Contains(name, StringComparison.Ordinal)))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(names.Except(known).Order(StringComparer.Ordinal));
    }

    /// <summary>The last part of a name in PascalCase with two capitals, such as FileRun in `Runs/FileRun`.</summary>
    [GeneratedRegex(@"`(?:[\w.]+/)*(?<name>[A-Z][a-z0-9]+[A-Z]\w*)(?:<\w+>)?(?:\.[a-z]\w*)?`")]
    private static partial Regex Name();
}
