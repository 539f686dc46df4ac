using System.Text.RegularExpressions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// Parses the names of tiles with a regular expression with the named groups experiment, well, timepoint, channel and tile, applied to the
/// file name without extension.
/// </summary>
/// <remarks>
/// Groups that the expression lacks, or that match nothing, default to the name of the folder, "A1", 0, "0" and 1. The default pattern
/// matches EXPERIMENT_WELL_T0_1_CHANNEL and EXPERIMENT_T0_..._WELL_1_CHANNEL, either followed by another underscore and any text.
/// </remarks>
public sealed class NamePattern
{
    /// <summary>The default pattern.</summary>
    public const string Default =
        @"^(?<experiment>.+?)_(?:T(?<timepoint>\d+)_(?:[^_]+_)*?)?(?<well>[A-P]\d{1,2})_(?:T(?<timepoint>\d+)_)?"
        + @"(?:tile|site|s|f)?(?<tile>\d+)_(?<channel>[^_]+)(?:_.*)?$";

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private static readonly string[] Groups = ["experiment", "well", "timepoint", "channel", "tile"];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private readonly Regex _regex;
    private readonly string _pattern;

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="StylizeException">OptionInvalid: it is not a regular expression, or lacks all of the groups.</exception>
    public NamePattern(string pattern = Default)
    {
        try
        {
            _pattern = pattern;
            _regex = new Regex(pattern, Options, MatchTimeout);
        }
        catch (ArgumentException e)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(NamePattern),
                $"{{NamePattern}} is not a regular expression: {StylizeException.Verbatim(e.Message)}",
                "Check its brackets and escapes.", e);
        }

        if (!_regex.GetGroupNames().Any(g => Groups.Contains(g)))
        {
            throw StylizeException.Option(
                nameof(NamePattern), pattern,
                "a regular expression with at least one of the named groups experiment, well, timepoint, channel and tile, "
                + "such as (?<well>[A-P]\\d+)");
        }
    }

    /// <summary>Returns true if the expression has a group of that name.</summary>
    public bool Has(string group) => _regex.GetGroupNames().Contains(group);

    /// <summary>Returns the tile that the name of a file describes, or null if the pattern does not match within one second.</summary>
    public TileFile? Match(string path)
    {
        Match match;
        try
        {
            match = _regex.Match(Path.GetFileNameWithoutExtension(path));
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }

        if (!match.Success) return null;

        var folder = Path.GetFileName(Path.GetDirectoryName(path));
        var experiment = Text(match, "experiment", string.IsNullOrEmpty(folder) ? "experiment" : folder);
        var well = Text(match, "well", "A1").ToUpperInvariant();
        return Number(match, "timepoint", 0) is { } timepoint && Number(match, "tile", 1) is { } tile
            ? new TileFile(path, 0, experiment, well, timepoint, Text(match, "channel", "0"), tile)
            : null;
    }

    /// <summary>Returns a sentence that says which part of the pattern matches a name that does not match as a whole.</summary>
    internal string MatchedPrefix(string stem)
    {
        // Truncates the pattern after each of its named groups, from the last to the first.
        var cuts = Regex.Matches(_pattern, @"\(\?<([a-z]+)>", RegexOptions.IgnoreCase)
            .Select(open => (Name: open.Groups[1].Value, End: EndOfGroup(_pattern, open.Index)))
            .Where(cut => cut.End > 0)
            .OrderByDescending(cut => cut.End);
        foreach (var (name, end) in cuts)
        {
            try
            {
                if (Regex.Match(stem, _pattern[..end], Options, MatchTimeout) is { Success: true } match)
                {
                    return $"The pattern matches up to its group '{name}' ('{match.Value}').";
                }
            }
            catch (Exception failure) when (failure is ArgumentException or RegexMatchTimeoutException)
            {
                // The truncated pattern is invalid.
            }
        }

        return "The first group of the pattern does not match.";
    }

    /// <summary>Returns the position after the bracket that closes a group; 0 if it is not closed.</summary>
    private static int EndOfGroup(string pattern, int open)
    {
        var depth = 0;
        for (var at = open; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '\\':
                    at++;
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return at + 1;
            }
        }

        return 0;
    }

    private static string Text(Match match, string group, string absent) =>
        match.Groups[group] is { Success: true, Length: > 0 } found ? found.Value : absent;

    private static int? Number(Match match, string group, int absent) =>
        match.Groups[group] is not { Success: true, Length: > 0 } found ? absent
        : int.TryParse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
