namespace Stylize.Engine.Tests.Operations;

/// <summary>The help of options.</summary>
public sealed partial class OptionHelpTests
{
    private const int MaxWords = 12;

    public static TheoryData<Type> Records => [.. DeclaredOptionNames.Records];

    [Theory]
    [MemberData(nameof(Records))]
    public void Help_is_a_phrase_of_at_most_12_words(Type record)
    {
        var wordy = OptionSet.ForRecord(record).All
            .Where(option => option.Declared.Help.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > MaxWords)
            .Select(option => $"{option.Name}: {option.Declared.Help}");
        Assert.Empty(wordy);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Help_writes_names_of_options_in_braces(Type record)
    {
        var options = OptionSet.ForRecord(record).All;
        var bare = options.Where(option => Bare(option.Declared.Help) || Bare(option.Declared.Default ?? ""))
            .Select(option => $"{option.Name}: {option.Declared.Help} {option.Declared.Default}");
        Assert.Empty(bare);

        var unknown = options.SelectMany(option => InBraces().Matches(option.Declared.Help + option.Declared.Default))
            .Select(match => match.Groups[1].Value).Except(DeclaredOptionNames.All);
        Assert.Empty(unknown);
    }

    /// <summary>Returns true for a text that names an option without braces, such as "Give CellSize" or "With
    /// Update".</summary>
    private static bool Bare(string text) => text.Contains(' ', StringComparison.Ordinal)
        && (Pascal().Matches(text).Any(match => DeclaredOptionNames.Compound.Contains(match.Value))
            || AfterVerb().Matches(text).Any(match => DeclaredOptionNames.All.Contains(match.Groups[1].Value)));

    [GeneratedRegex(@"(?<![{\w.'\\<-])[A-Z][a-z]+(?:[A-Z][a-z0-9]+)+(?![}\w'(>])")]
    private static partial Regex Pascal();

    [GeneratedRegex(
        @"\b(?:[Ww]ith|[Ww]ithout|[Rr]equires?|[Gg]ive|[Uu]se|[Aa]dd|[Oo]mit|[Rr]aise) ([A-Z][a-z]+)\b(?!\})")]
    private static partial Regex AfterVerb();

    [GeneratedRegex(@"(?<!\{)\{([A-Z][A-Za-z]*)\}")]
    private static partial Regex InBraces();
}
