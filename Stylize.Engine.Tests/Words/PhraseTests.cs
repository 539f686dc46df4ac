using System.Text.RegularExpressions;

namespace Stylize.Engine.Tests.Words;

/// <summary>No text uses a phrase of phrases.txt. docs/contributing/style.md says what to write instead.</summary>
public sealed partial class PhraseTests
{
    private static readonly PhraseList Phrases = PhraseList.Read(Checkout.Path("Stylize.Engine.Tests", "Words", "phrases.txt"));

    [Fact]
    public void Pages_and_help_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Markdown.Where(f => f.Path != "docs/contributing/style.md"), file => Phrases.In(file));

    [Fact]
    public void Messages_and_option_help_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Sources, file => Phrases.In(file, Tokens(), token => token.StartsWith('"')));

    [Fact]
    public void Comments_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Sources, file => Phrases.In(file, Tokens(), token => token.StartsWith('/')));

    [Fact]
    public void Scripts_and_views_avoid_the_phrases() =>
        TextFiles.AssertNone(TextFiles.Scripts, file => Phrases.In(file));

    /// <summary>examples.txt has one text per line, with the phrase that is found first in brackets.</summary>
    [Fact]
    public void Phrases_are_found_as_whole_words()
    {
        var examples = File.ReadAllLines(Checkout.Path("Stylize.Engine.Tests", "Words", "examples.txt"));
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var expected = example.Split('[', ']') is [_, var phrase, ..] ? $"a.md:1: '{phrase}'" : null;
            var found = Phrases.In(new TextFile("a.md", example.Replace("[", "").Replace("]", ""))).FirstOrDefault();
            Assert.Equal(expected, found?.Split(" -> ")[0]);
        }
    }

    [Fact]
    public void Strings_and_comments_of_a_source_are_distinguished()
    {
        var file = new TextFile("a.cs", "var thereof = \"a // hereby\"; // whilst\nvar c = '\"'; /* thus far */ var s = @\"in vain\";");
        Assert.Equal(["a.cs:1: 'hereby'", "a.cs:2: 'in vain'"], Found('"'));
        Assert.Equal(["a.cs:1: 'whilst'", "a.cs:2: 'thus far'"], Found('/'));

        IEnumerable<string> Found(char start) =>
            Phrases.In(file, Tokens(), token => token.StartsWith(start)).Select(found => found.Split(" -> ")[0]);
    }

    /// <summary>Comments, strings (with their prefixes left out) and characters of C#.</summary>
    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|'(?:\\.[^']*|[^'\\\n])'|\"\"\".*?\"\"\"|(?<=@\$?)"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"
        """, RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
