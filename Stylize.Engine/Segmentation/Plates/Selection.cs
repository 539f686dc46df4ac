using System.IO.Enumeration;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// A choice of names: a list of names, wildcards and ranges; those after an exclamation mark are excluded. Without any
/// other, all names that are not excluded are chosen.
/// </summary>
internal sealed partial class Selection
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    private readonly string _option;
    private readonly List<(string Word, Func<string, bool> Matches)> _included = [];
    private readonly List<Func<string, bool>> _excluded = [];

    /// <param name="matcher">Returns the names that a word chooses: <see cref="Name"/>, <see cref="Well"/> or
    /// <see cref="Time"/>.</param>
    /// <exception cref="StylizeException">OptionInvalid: a word is not a choice of this kind.</exception>
    public Selection(string option, IReadOnlyList<string> words, Func<string, string, Func<string, bool>> matcher)
    {
        _option = option;
        foreach (var word in words.Select(w => w.Trim()).Where(w => w.Length > 0))
        {
            if (word[0] == '!')
            {
                _excluded.Add(matcher(option, word[1..]));
            }
            else
            {
                _included.Add((word, matcher(option, word)));
            }
        }
    }

    /// <summary>Limits words to the names that they spell exactly, of names that differ only in case.</summary>
    public void Prefer(IReadOnlyCollection<string> names)
    {
        foreach (var (index, word) in _included.ConvertAll(choice => choice.Word).Index().Where(
            word => names.Contains(word.Item, StringComparer.Ordinal)))
        {
            _included[index] = (word, name => name == word);
        }
    }

    /// <summary>Returns true if a name is chosen.</summary>
    public bool Includes(string name) =>
        (_included.Count == 0 || _included.Exists(choice => choice.Matches(name)))
            && !_excluded.Exists(matches => matches(name));

    /// <summary>Returns the words that choose none of the names.</summary>
    public IEnumerable<string> Unmatched(IReadOnlyCollection<string> names) =>
        _included.Where(choice => !names.Any(choice.Matches)).Select(choice => choice.Word).Distinct(Names);

    /// <summary>Rejects words that choose none of the existing names, and lists the nearest ones.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public void Require(IReadOnlyCollection<string> names)
    {
        if (_option != "Well") Prefer(names);

        if (Unmatched(names).FirstOrDefault() is { } word)
        {
            throw StylizeException.NoSuch(
                _option, _option.ToLowerInvariant(), word, Ordered(Nearest(word, names).Take(Plural.MaxNamed)),
                names.Count > Plural.MaxNamed ? Invariant($"{names.Count - Plural.MaxNamed:N0} others exist.") : null);
        }
    }

    /// <summary>Returns all names; wells in the order of their distance on the plate.</summary>
    public static IEnumerable<string> Nearest(string word, IEnumerable<string> names) =>
        WellName.Parse(word) is not var (row, column)
            ? names
            : names.OrderBy(
                name => WellName.Parse(name) is var (r, c) ? Math.Abs(r - row) + Math.Abs(c - column) : int.MaxValue);

    /// <summary>Returns wells by rows and columns, and other names in their order.</summary>
    private IEnumerable<string> Ordered(IEnumerable<string> names) =>
        _option == "Well" ? names.OrderBy(name => WellName.Parse(name) ?? (int.MaxValue, 0)) : names;

    /// <summary>Names with wildcards, such as GFP*.</summary>
    public static Func<string, bool> Name(string option, string word) =>
        IsPattern(word) ? name => FileSystemName.MatchesSimpleExpression(word, name) : name => Names.Equals(name, word);

    /// <summary>Numbers, with or without a T before them, and ranges such as T2-T12.</summary>
    public static Func<string, bool> Time(string option, string word)
    {
        if (word == "*") return _ => true;

        var match = Times().Match(word);
        if (!match.Success
            || !TryInteger(match.Groups[1].ValueSpan, out var first)
            || !TryInteger(match.Groups[match.Groups[2].Success ? 2 : 1].ValueSpan, out var last)
            || last < first)
        {
            throw StylizeException.Option(option, word, "a timepoint such as 3, or a range such as 2-12");
        }

        return name => TryInteger(name, out var time) && time >= first && time <= last;
    }

    /// <summary>Wells: A1 is the same as A01, and A1-B6 is a block.</summary>
    public static Func<string, bool> Well(string option, string word)
    {
        if (Block().Match(word) is { Success: true } block)
        {
            var (from, to) = (WellName.Parse(block.Groups[1].Value), WellName.Parse(block.Groups[2].Value));
            return from is var (top, left) && to is var (bottom, right) && top <= bottom && left <= right
                ? name => WellName.Parse(name) is var (row, column)
                    && row >= top && row <= bottom && column >= left && column <= right
                : throw StylizeException.Option(
                    option, word, "a block of wells from the upper left to the lower right, such as A1-B6");
        }

        if (!IsPattern(word)) return name => Names.Equals(WellName.Canonical(name), WellName.Canonical(word));

        // The letters of A* are the row, so that it does not choose row AA.
        if (word[^1] == '*' && word.AsSpan(0, word.Length - 1).IndexOfAnyExceptInRange('A', 'z') < 0 && word.Length > 1)
        {
            return name => Names.Equals(Letters().Match(name).Value, word[..^1]);
        }

        return word[0] == '*'
            && TryInteger(word.AsSpan(1), out var number)
            ? name => WellName.Parse(name) is var (_, column) && column == number
            : name => FileSystemName.MatchesSimpleExpression(word, name);
    }

    private static bool IsPattern(string word) => word.AsSpan().IndexOfAny('*', '?') >= 0;

    [GeneratedRegex(@"^T?(\d+)(?:-T?(\d+))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Times();

    [GeneratedRegex(
        @"^([A-Z]{1,2}\d{1,2})-([A-Z]{1,2}\d{1,2})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex("^[A-Z]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Letters();
}

internal sealed class PlateSelection(PlateOptions options)
{
    public Selection Experiments { get; } = new("Experiment", options.Experiments, Selection.Name);
    public Selection Wells { get; } = new("Well", options.Wells, Selection.Well);
    public Selection Timepoints { get; } = new("Timepoint", options.Timepoints, Selection.Time);
    public Selection Channels { get; } = new("Channel", options.Channels, Selection.Name);
    public Selection Measured { get; } = new("MeasureChannel", options.MeasureChannels, Selection.Name);
}
