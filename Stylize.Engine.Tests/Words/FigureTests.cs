namespace Stylize.Engine.Tests.Words;

/// <summary>The template of the page of figures, and the pages that cite it.</summary>
public sealed partial class FigureTests
{
    private static readonly string Figures = Checkout.Path("tools", "Stylize.Benchmarks", "Figures");

    [Fact]
    public void Each_placeholder_of_the_template_is_a_measured_table_and_each_table_has_one_placeholder()
    {
        var template = File.ReadAllText(Path.Combine(Figures, "performance.template"));
        var measured = Directory.GetFiles(Figures, "*Figures.cs")
            .SelectMany(path => Table().Matches(File.ReadAllText(path)));
        Assert.Equal(
            measured.Select(table => table.Groups[1].Value).Append("machine").Order(StringComparer.Ordinal),
            Placeholder().Matches(template).Select(place => place.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    /// <summary>A sentence or a cell of a table that links to a section of the evidence states only numbers of that
    /// section. Code and the words of links are no figures.</summary>
    [Fact]
    public void A_page_states_the_figures_of_the_section_that_it_cites()
    {
        var pages = Directory.EnumerateFiles(Checkout.Path("docs"), "*.md", SearchOption.AllDirectories)
            .Append(Checkout.Path("README.md")).Append(Checkout.Path("web", "README.md"));
        var evidence = Checkout.Path("docs", "evidence");
        var cited = 0;
        var wrong = new List<string>();
        foreach (var page in pages)
        {
            foreach (var text in Border().Split(Code().Replace(File.ReadAllText(page), "")))
            {
                foreach (Match link in Link().Matches(text))
                {
                    var target = Path.GetFullPath(link.Groups["page"].Value, Path.GetDirectoryName(page)!);
                    if (target == page || !target.StartsWith(evidence, StringComparison.Ordinal)) continue;

                    cited++;
                    var stated = Number().Matches(Link().Replace(text, "")).Select(number => number.Value);
                    var known = Number().Matches(Section(File.ReadAllText(target), link.Groups["section"].Value))
                        .Select(number => number.Value).ToHashSet(StringComparer.Ordinal);
                    wrong.AddRange(stated.Where(number => !known.Contains(number))
                        .Select(number => $"{Path.GetFileName(page)}: {number} is not in {link.Value}"));
                }
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(cited, 30, int.MaxValue);
    }

    /// <summary>Returns the part of a page below the heading with an anchor; the whole page without one.</summary>
    private static string Section(string page, string anchor)
    {
        var headings = Heading().Matches(page);
        var from = headings.GroupBy(AnchorOf)
            .SelectMany(same => same.Select((heading, i) => (Name: i == 0 ? same.Key : $"{same.Key}-{i}", heading)))
            .FirstOrDefault(named => named.Name == anchor).heading;
        Assert.True(from is not null || anchor.Length == 0, anchor);
        var end = headings.FirstOrDefault(heading => heading.Index > from?.Index
            && heading.Groups["level"].Length <= from.Groups["level"].Length)?.Index ?? page.Length;
        return from is null ? page : page[from.Index..end];
    }

    private static string AnchorOf(Match heading) =>
        NoAnchor().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?<=[.:;])\s+(?=[A-Z*\[])|\n\s*\n|\n(?=[|-])|\|")]
    private static partial Regex Border();

    [GeneratedRegex("```.*?```|`[^`]*`|(?<=\n\n) {4}[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\[[^\]]*\]\((?<page>[\w./-]+\.md)(#(?<section>[\w-]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w.,])\d+(,\d{3})*(\.\d+)?(?!\w)")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?<level>#+) (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();

    /// <summary>An element of the list of a section, such as <c>new("batch", Batch),</c>.</summary>
    [GeneratedRegex("""^ {8}new\("([a-z-]+)", \w+\),""", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"\{\{([^{}]*)\}\}")]
    private static partial Regex Placeholder();
}
