using System.Text.RegularExpressions;

namespace Stylize.Engine.Tests.Words;

/// <summary>Form of the Markdown pages: length of lines, links, numbers.</summary>
public sealed partial class MarkdownTests
{
    private const int MaxColumns = 120;

    /// <summary>Sources of Get-Help, which wraps each line to the width of the terminal, have one line per paragraph.</summary>
    private const string Help = "docs/en-US/";

    [Fact]
    public void Lines_have_at_most_120_columns() =>
        TextFiles.AssertNone(TextFiles.Markdown.Where(f => !f.Path.StartsWith(Help, StringComparison.Ordinal)), file =>
            file.Prose.Split('\n').Zip(file.Text.Split('\n'), (prose, line) => (Prose: prose, Line: line.TrimEnd('\r')))
                .Select((line, i) => (line.Prose, line.Line, Place: $"{file.Path}:{i + 1}"))
                .Where(line => line.Line.Length > MaxColumns && !string.IsNullOrWhiteSpace(line.Prose))
                .Where(line => !TableOrImage().IsMatch(line.Line) && Address().Replace(line.Line, "").Length > MaxColumns)
                .Select(line => $"{line.Place}: {line.Line.Length} columns"));

    /// <summary>Scripts read the two commands from indented lines.</summary>
    [Fact]
    public void README_is_short_and_has_the_two_commands()
    {
        var lines = TextFiles.Markdown.Single(f => f.Path == "README.md").Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 1, 80);
        Assert.Contains("    dotnet run -c Release --project Stylize.Cli -- pixel-art samples -o out", lines);
        Assert.Contains("    dotnet test", lines);
    }

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        var anchors = TextFiles.Markdown.ToDictionary(f => f.Path, f => new Lazy<HashSet<string>>(() => Anchors(f)));
        TextFiles.AssertNone(TextFiles.Markdown, file => Link().Matches(file.Prose)
            .Where(link => !IsGood(file.Path, link.Groups["to"].Value, anchors))
            .Select(link => $"{file.Place(link.Index)}: {link.Groups["to"].Value}"));
    }

    [Fact]
    public void Numbers_have_a_leading_zero() =>
        TextFiles.AssertNone(TextFiles.Markdown, file => BareFraction().Matches(file.Prose)
            .Select(number => $"{file.Place(number.Index)}: {number.Value}"));

    [Fact]
    public void Headings_become_anchors_as_on_the_web_pages()
    {
        var page = "# A `B` c, d!\n\n## Same\n\n## Same\n\n```\n# none\n```\n\n### [Linked](a.md) under_score\n";
        var anchors = Anchors(new TextFile("a.md", page));
        Assert.Equal(["a-b-c-d", "same", "same-1", "linked-under_score"], anchors);
    }

    [Theory]
    [InlineData("less than .5 dB", true)]
    [InlineData("from .5 to 1", true)]
    [InlineData("0.5, 1.5, v.1.2, `.5`", false)]
    [InlineData("text\n    indented .5\n", true)]
    [InlineData("text\n\n    indented .5\n", false)]
    public void Numbers_in_code_are_left_alone(string text, bool isFound) =>
        Assert.Equal(isFound, BareFraction().IsMatch(new TextFile("a.md", text).Prose));

    private static bool IsGood(string page, string to, IReadOnlyDictionary<string, Lazy<HashSet<string>>> anchors)
    {
        if (Scheme().IsMatch(to)) return true;

        var parts = to.Split('#', 2);
        var target = parts[0].Length == 0 ? page : Path.GetRelativePath(
            Checkout.Root, Path.Combine(Checkout.Root, Path.GetDirectoryName(page)!, Uri.UnescapeDataString(parts[0]))).Replace('\\', '/');
        if (!Path.Exists(Path.Combine(Checkout.Root, target))) return false;

        return parts.Length == 1 || !anchors.TryGetValue(target, out var names) || names.Value.Contains(parts[1]);
    }

    /// <summary>Anchors that GitHub gives to the headings of a page.</summary>
    private static HashSet<string> Anchors(TextFile page)
    {
        var anchors = new HashSet<string>();
        foreach (var found in Heading().Matches(page.Prose).Select(match => match.Groups["text"]))
        {
            // Inline code is part of an anchor, and missing in Prose.
            var heading = page.Text.Substring(found.Index, found.Length);
            var text = Address().Replace(heading, "").Trim().ToLowerInvariant();
            var name = string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' ')).Replace(' ', '-');
            for (var i = 0; !anchors.Add(i == 0 ? name : $"{name}-{i}"); i++)
            {
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"^\s*(\||!\[|\[!\[)")]
    private static partial Regex TableOrImage();

    /// <summary>The address of a link, or a bare address.</summary>
    [GeneratedRegex(@"(?<=\])\([^)\s]+\)|https?://\S+")]
    private static partial Regex Address();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)(?:\s+""[^""]*"")?\)|^\[[^\]]+\]:\s+(?<to>\S+)", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<![\w.)\]}/\\*-])\.\d+")]
    private static partial Regex BareFraction();
}
