namespace Stylize.Engine;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
public static class NearestWord
{
    private const int ShortestPart = 4;

    /// <summary>Nobody types a name longer than this.</summary>
    private const int LongestWord = 100;

    /// <summary>The name nearest to what was typed; null where none is near. Case, dashes and underscores do not count.</summary>
    /// <param name="typed">As typed.</param>
    /// <param name="names">The names that there are; of equally near ones the first is given.</param>
    public static string? Find(string typed, IEnumerable<string> names)
    {
        if (typed.Length > LongestWord) return null;

        var word = Bare(typed);
        string? nearest = null;
        var least = double.MaxValue;
        foreach (var name in names)
        {
            var other = Bare(name);
            var most = Math.Min(3, Math.Max(word.Length, other.Length) / 3);
            double distance = Distance(word, other);
            if (distance > most)
            {
                // A part of a name is a worse sign than any misspelling of the whole of it.
                distance = Math.Min(word.Length, other.Length) >= ShortestPart
                    && (other.Contains(word, StringComparison.Ordinal) || word.Contains(other, StringComparison.Ordinal))
                    ? 4 + (Math.Abs(word.Length - other.Length) / 100.0)
                    : double.MaxValue;
            }

            if (distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    private static string Bare(string name) =>
        string.Concat(name.Where(letter => letter is not ('-' or '_' or ' '))).ToLowerInvariant();

    /// <summary>
    /// Letters to insert, drop, change or swap with their neighbor to make one word of the other (the optimal string alignment distance).
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
