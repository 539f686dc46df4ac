namespace Stylize.Engine.Tests.Words;

/// <summary>The template of the page of figures.</summary>
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

    /// <summary>An element of the list of a section, such as <c>new("batch", Batch),</c>.</summary>
    [GeneratedRegex("""^ {8}new\("([a-z-]+)", \w+\),""", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"\{\{([^{}]*)\}\}")]
    private static partial Regex Placeholder();
}
