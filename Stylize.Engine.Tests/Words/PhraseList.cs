using System.Text.RegularExpressions;

namespace Stylize.Engine.Tests.Words;

/// <summary>Phrases to avoid, with exceptions. phrases.txt describes the form of the file.</summary>
internal sealed class PhraseList
{
    // Linear in the length of the text, and quick to build.
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    private readonly Regex _avoided;
    private readonly Regex _exceptions;
    private readonly IReadOnlyList<(Regex Expression, string Advice)> _advice;
    private readonly ILookup<string, Regex> _allowed;

    private PhraseList(
        IReadOnlyList<(string Expression, string Advice)> avoided, IEnumerable<string> exceptions, ILookup<string, Regex> allowed)
    {
        _avoided = new Regex($@"\b(?:{string.Join('|', avoided.Select(a => a.Expression))})\b", Options);
        _exceptions = Whole(string.Join('|', exceptions));
        _advice = [.. avoided.Select(a => (Whole(a.Expression), a.Advice))];
        _allowed = allowed;
    }

    public static PhraseList Read(string path)
    {
        const string Except = "except ", Allow = "allow ";
        var lines = File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').ToList();
        return new PhraseList(
            [.. lines.Select(line => line.Split(" => ")).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]))],
            lines.Where(line => line.StartsWith(Except, StringComparison.Ordinal)).Select(line => line[Except.Length..]),
            lines.Where(line => line.StartsWith(Allow, StringComparison.Ordinal)).Select(line => line[Allow.Length..].Split(": "))
                .ToLookup(parts => parts[0], parts => Whole(parts[1])));
    }

    /// <summary>Finds the phrases in a file: "path:line: 'phrase' -> advice".</summary>
    public IEnumerable<string> In(TextFile file) =>
        Matches(file).Select(match => Describe(file, match));

    /// <summary>Finds the phrases in those tokens of a file that <paramref name="isWanted"/> selects.</summary>
    public IEnumerable<string> In(TextFile file, Regex tokens, Func<string, bool> isWanted)
    {
        // Few files have a match, so most are not divided into tokens.
        var matches = Matches(file).ToList();
        if (matches.Count == 0) return [];

        var wanted = tokens.Matches(file.Text).Where(token => isWanted(token.Value)).ToList();
        return matches.Where(m => wanted.Exists(token => token.Index <= m.Index && m.Index < token.Index + token.Length))
            .Select(match => Describe(file, match));
    }

    private IEnumerable<Match> Matches(TextFile file) =>
        _avoided.Matches(file.Text)
            .Where(match => match.Index == 0 || file.Text[match.Index - 1] != '$') // a variable of PowerShell
            .Where(match => !_exceptions.IsMatch(match.Value) && !_allowed[file.Path].Any(allowed => allowed.IsMatch(match.Value)));

    private string Describe(TextFile file, Match match) =>
        $"{file.Place(match.Index)}: '{match.Value}' -> {_advice.First(a => a.Expression.IsMatch(match.Value)).Advice}";

    private static Regex Whole(string expression) => new($"^(?:{expression})$", Options);
}
