namespace Stylize.Engine;

/// <summary>Finds the name nearest to a mistyped one.</summary>
internal static class NearestWord
{
    private const int MinPartLength = 4;
    private const int MaxLength = 100;

    /// <summary>The names in a message, if there are more than twice as many.</summary>
    private const int Listed = 5;

    /// <summary>British spellings inside a name, and their American forms.</summary>
    private static readonly (string British, string American)[] Spellings =
    [
        ("colour", "color"), ("grey", "gray"), ("centre", "center"), ("metre", "meter"), ("neighbour", "neighbor"),
        ("isation", "ization"),
    ];

    /// <summary>
    /// Returns the name nearest to a word; null if none is near. Ignores case, dashes, underscores and British
    /// spelling.
    /// </summary>
    /// <param name="names">The existing names. Of equally near names, the first is returned.</param>
    public static string? Find(string typed, IEnumerable<string> names)
    {
        if (typed.Length > MaxLength) return null;

        var word = Bare(typed);
        var american = American(word);
        string? nearest = null;
        var min = double.PositiveInfinity;
        foreach (var name in names)
        {
            var other = Bare(name);
            var distance = Math.Min(Rank(word, other), Rank(american, other));
            if (distance < min)
            {
                (nearest, min) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>Returns " Did you mean x?" with the nearest name; an empty text if none is near.</summary>
    /// <param name="spell">Returns the spelling of a name; null for the name.</param>
    public static string Hint(string typed, IEnumerable<string> names, Func<string, string>? spell = null) =>
        Find(typed, names) is { } near ? $" Did you mean {spell?.Invoke(near) ?? near}?" : "";

    /// <summary>Returns all names, or the nearest of many and the number of the others, such as "a, b, c, d, e and 26
    /// more".</summary>
    public static string List(string typed, IReadOnlyList<string> names)
    {
        if (names.Count <= 2 * Listed) return string.Join(", ", names);

        var word = Bare(typed[..Math.Min(typed.Length, MaxLength)]);
        var nearest = names.OrderBy(name => Rank(word, Bare(name))).ThenBy(name => !Bare(name).Contains(word))
            .ThenBy(name => Distance(word, Bare(name)));
        return $"{string.Join(", ", nearest.Take(Listed))} and {names.Count - Listed} more";
    }

    /// <summary>The distance of two words; more than any distance for a part of a word, and infinite for unrelated
    /// words.</summary>
    private static double Rank(string word, string other)
    {
        var distance = Distance(word, other);
        return distance <= Math.Min(3, Math.Max(word.Length, other.Length) / 3) ? distance
            : Math.Min(word.Length, other.Length) >= MinPartLength
                && (other.Contains(word) || word.Contains(other))
            ? 4 + (Math.Abs(word.Length - other.Length) / 100.0)
            : double.PositiveInfinity;
    }

    private static string American(string word)
    {
        foreach (var (british, american) in Spellings)
        {
            word = word.Replace(british, american);
        }

        return word.EndsWith("ise", StringComparison.Ordinal) || word.EndsWith("yse", StringComparison.Ordinal)
            ? word[..^2] + "ze"
            : word;
    }

    private static string Bare(string name) =>
        string.Concat(name.Where(letter => letter is not ('-' or '_' or ' '))).ToLowerInvariant();

    /// <summary>
    /// The optimal string alignment distance: the number of letters to insert, delete, replace, or swap with their
    /// neighbor.
    /// </summary>
    private static int Distance(string a, string b)
    {
        var (before, last, next) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                next[j] = Math.Min(Math.Min(last[j] + 1, next[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, last, next) = (last, next, before);
        }

        return last[b.Length];
    }
}
