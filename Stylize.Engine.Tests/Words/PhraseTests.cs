using System.Text.RegularExpressions;

namespace Stylize.Engine.Tests.Words;

/// <summary>No text uses a phrase of phrases.txt. docs/style.md says what to write instead.</summary>
public sealed partial class PhraseTests
{
    private static readonly PhraseList Phrases = PhraseList.Read(Checkout.Path("Stylize.Engine.Tests", "Words", "phrases.txt"));

    [Fact]
    public void Pages_and_help_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Markdown.Where(f => f.Path != "docs/style.md"), file => Phrases.In(file));

    [Fact]
    public void Messages_and_option_help_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Sources, file => Phrases.In(file, Tokens(), token => token.StartsWith('"')));

    [Fact]
    public void Comments_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Sources, file => Phrases.In(file, Tokens(), token => token.StartsWith('/')));

    [Fact]
    public void Scripts_and_views_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Scripts, file => Phrases.In(file));

    [Theory]
    [InlineData("Each file is told.", "told")]
    [InlineData("It is no image.", "is no image")]
    [InlineData("It is no longer there.", null)]
    [InlineData("The colour of the parrot.", "colour")]
    [InlineData("Optimised, and analysed.", "Optimised")]
    [InlineData("Likewise, otherwise and precise noise; analyses of rises.", null)]
    [InlineData("Prints one object a result.", "one object a result")]
    [InlineData("He foretold it.", null)]
    public void Phrases_are_found_as_whole_words(string text, string? expected)
    {
        var found = Phrases.In(new TextFile("a.md", text)).FirstOrDefault();
        Assert.Equal(expected is null ? null : $"a.md:1: '{expected}'", found?.Split(" -> ")[0]);
    }

    [Fact]
    public void Strings_and_comments_of_a_source_are_told_apart()
    {
        var file = new TextFile("a.cs", "var told = \"a // anew\"; // whom\nvar c = '\"'; /* loud */ var s = @\"is none\";");
        Assert.Equal(["a.cs:1: 'anew'", "a.cs:2: 'is none'"], Found('"'));
        Assert.Equal(["a.cs:1: 'whom'", "a.cs:2: 'loud'"], Found('/'));

        IEnumerable<string> Found(char start) =>
            Phrases.In(file, Tokens(), token => token.StartsWith(start)).Select(found => found.Split(" -> ")[0]);
    }

    /// <summary>Comments, strings (with their prefixes left out) and characters of C#.</summary>
    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|'(?:\\.[^']*|[^'\\\n])'|\"\"\".*?\"\"\"|(?<=@\$?)"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"
        """, RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
