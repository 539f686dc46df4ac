using System.Text.RegularExpressions;

namespace Stylize.Library.Tests;

/// <summary>
/// The code blocks of docs/library.md equal the examples of this project, which the other tests run. A block of the
/// page follows a comment with the example's name. After changing an example, update the page:
/// <c>STYLIZE_UPDATE_DOCS=1 dotnet test tools/Stylize.Library.Tests --filter LibraryPageTests</c>
/// </summary>
public sealed partial class LibraryPageTests
{
    private const string Command =
        "STYLIZE_UPDATE_DOCS=1 dotnet test tools/Stylize.Library.Tests --filter LibraryPageTests";

    private static readonly string Sources = Path.GetDirectoryName(ThisFile())!;
    private static readonly string Page = Path.Combine(Sources, "..", "..", "docs", "library.md");

    [Fact]
    public void The_code_of_the_page_is_that_of_the_examples()
    {
        var examples = Example.In(Sources);
        var text = File.ReadAllText(Page).ReplaceLineEndings("\n");
        var updated = Block().Replace(
            text, block =>
                $"<!-- example: {block.Groups["name"].Value} -->\n```csharp\n{examples[block.Groups["name"].Value]}```");
        if (Environment.GetEnvironmentVariable("STYLIZE_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(Page, updated);
            return;
        }

        Assert.True(text == updated, $"docs/library.md differs from its examples. Run: {Command}");
    }

    [Fact]
    public void Every_example_is_on_the_page_once_and_all_code_of_the_page_is_an_example()
    {
        var text = File.ReadAllText(Page).ReplaceLineEndings("\n");
        var shown = Block().Matches(text).Select(block => block.Groups["name"].Value).ToArray();
        Assert.Equal(Example.In(Sources).Keys.Order(), shown.Order());
        Assert.Equal(shown.Length, text.Split("```csharp").Length - 1);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(
        @"^<!-- example: (?<name>\w+) -->\n```csharp\n.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
