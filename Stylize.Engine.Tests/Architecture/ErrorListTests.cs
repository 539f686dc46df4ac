using System.Reflection;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>Every failure is a row of the list of its layer, a class with the name Errors.</summary>
public sealed partial class ErrorListTests
{
    private static readonly (string File, string Namespace, string Text)[] Products =
    [
        .. from file in Sources.All
           where !file.Contains("Tests", StringComparison.Ordinal)
           let text = File.ReadAllText(file)
           select (file, Namespace().Match(text).Groups[1].Value, text),
    ];

    /// <summary>The rows of each list by their names. The site is not built here.</summary>
    private static readonly Dictionary<string, Dictionary<string, ErrorText>> Lists = Products
        .Where(source => Path.GetFileName(source.File) == "Errors.cs")
        .Where(source => File.Exists(Project.WithSource(source.File).AssemblyPath))
        .ToDictionary(source => source.Namespace, source => Assembly
            .LoadFrom(Project.WithSource(source.File).AssemblyPath).GetType(source.Namespace + ".Errors")!.GetFields()
            .ToDictionary(field => field.Name, field => (ErrorText)field.GetValue(null)!));

    [Fact]
    public void No_failure_has_its_sentence_in_place() => Assert.Empty(Products
        .Where(source => Path.GetFileName(source.File) is not ("Errors.cs" or "StylizeException.cs"))
        .SelectMany(source => Creation().Matches(source.Text)
            .Where(made => Sentence().IsMatch(source.Text[made.Index..End(source.Text, made.Index + made.Length)]))
            .Select(made => $"{source.File}: {made.Value}")));

    [Fact]
    public void Every_row_says_what_happened_and_what_to_do() =>
        Assert.All(Lists.SelectMany(list => list.Value), row =>
        {
            Assert.Matches("[.}]$", row.Value.Message);
            Assert.Matches("[.}]$", row.Value.Advice);
        });

    [Fact]
    public void No_two_rows_of_a_list_say_the_same() => Assert.All(Lists, list =>
        Assert.Equal(list.Value.Count, list.Value.Values.Distinct().Count()));

    /// <summary>A place names rows and gives a value for each word in braces.</summary>
    [Fact]
    public void Every_row_is_used_with_its_values()
    {
        var used = new HashSet<ErrorText>();
        foreach (var (file, space, text) in Products)
        {
            foreach (Match name in Row().Matches(text))
            {
                if (space == "Stylize.Web") continue;

                var lists = Lists.Where(list => IsMeant(list.Key, name.Groups["room"].Value, space)).ToList();
                Assert.True(lists.Count > 0, $"{file}: {name.Value} is in no list");
                var row = lists.MaxBy(list => list.Key.Length).Value[name.Groups["row"].Value];
                used.Add(row);
                if (Call().Match(text, name.Index + name.Length) is not { Success: true } call) continue;

                var start = call.Index + call.Length;
                var values = Values(text[start..End(text, start)])
                    - (call.Value.EndsWith("From(", StringComparison.Ordinal) ? 2 : 1);
                var words = Word().Matches(row.Message + row.Advice).Select(word => word.Groups[1].Value)
                    .Where(word => !word.StartsWith("target", StringComparison.Ordinal)).Distinct().Count();
                Assert.True(words <= values, $"{file}: {name.Value} has {values} of {words} values");
            }
        }

        Assert.Empty(Lists.SelectMany(list => list.Value)
            .Where(row => !used.Contains(row.Value)).Select(row => row.Key));
    }

    private static bool IsMeant(string list, string room, string space) => room.Length > 0
        ? list.EndsWith("." + room, StringComparison.Ordinal)
        : space == list || space.StartsWith(list + ".", StringComparison.Ordinal);

    /// <summary>Returns the place of the parenthesis that ends a call.</summary>
    private static int End(string text, int start)
    {
        var depth = 1;
        foreach (Match part in Parenthesis().Matches(text[start..]))
        {
            depth += part.Value switch { "(" or "[" => 1, ")" or "]" => -1, _ => 0 };
            if (depth == 0) return start + part.Index;
        }

        throw new InvalidOperationException("No parenthesis ends the call.");
    }

    /// <summary>Returns the number of the values of a call.</summary>
    private static int Values(string arguments)
    {
        var depth = 0;
        return 1 + Parenthesis().Matches(arguments).Count(part =>
        {
            depth += part.Value switch { "(" or "[" => 1, ")" or "]" => -1, _ => 0 };
            return part.Value == "," && depth == 0;
        });
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"new StylizeException\(|new\(\s*(?=StylizeError\.)")]
    private static partial Regex Creation();

    /// <summary>A text of two words.</summary>
    [GeneratedRegex("\"[^\"]*[a-z.,]+ [^\"]*\"")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(?<![\w.])(?:(?<room>[A-Z]\w+)\.)?Errors\.(?<row>[A-Z]\w+)")]
    private static partial Regex Row();

    /// <summary>The call of a row, of one of two rows or of a changed copy.</summary>
    [GeneratedRegex(@"\G(?: with \{[^}]*\}|\s*[?:]\s*Errors\.\w+)*\)?\s*\.(?:With|From)\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<!\{)\{([a-z]\w*)")]
    private static partial Regex Word();

    /// <summary>Parentheses, commas, and whole texts.</summary>
    [GeneratedRegex("""\$?"(?:\\.|\{[^{}"]*(?:"[^"]*"[^{}"]*)*\}|[^"\\])*"|'(?:\\.|[^'\\])'|[()\[\],]""")]
    private static partial Regex Parenthesis();
}
