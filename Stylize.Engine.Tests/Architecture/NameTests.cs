namespace Stylize.Engine.Tests.Architecture;

/// <summary>A search for a name finds one thing.</summary>
public sealed partial class NameTests
{
    private static readonly List<(string File, string Text)> Files =
    [
        .. Sources.All.Where(file => !file.Contains("Tests", StringComparison.Ordinal))
            .Select(file => (file, File.ReadAllText(file))),
    ];

    /// <summary>A factory says what it makes, such as FromFile, ForWidth or Parse.</summary>
    [Fact]
    public void No_factory_is_named_Of()
    {
        Assert.Empty(
            Files.SelectMany(file => Of().Matches(file.Text).Select(match => $"{file.File}: {match.Value.Trim()}")));
        Assert.Matches(Of(), "    public static FileStamp Of(string path) =>");
        Assert.DoesNotMatch(Of(), "    public static FileStamp NamesOf(string path) =>");
    }

    /// <summary>
    /// Types with type parameters may share a name with the type that they extend, and each layer has its errors.
    /// </summary>
    [Fact]
    public void A_name_of_a_type_has_one_meaning()
    {
        var twice = Files.SelectMany(file => Declaration().Matches(file.Text).Select(match => match.Groups[1].Value))
            .GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key)
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            ["Errors", "OnlyWithAttribute", "OperationDefinition", "SuggestsAttribute", "ValueFormAttribute"], twice);
    }

    [GeneratedRegex(@"^ *(?:(?:public|internal|private|protected) )?static [\w<>\[\],.?() ]+ Of(?:<\w+>)?\(.*",
        RegexOptions.Multiline)]
    private static partial Regex Of();

    /// <summary>A type that is not nested, which begins in the first column.</summary>
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|record|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
