using System.Globalization;
using System.Text.RegularExpressions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Understands file names: a regular expression with the named groups experiment, well, timepoint, channel and tile, matched against the name without its extension.</summary>
/// <remarks>Groups that are not there or do not take part have defaults: the folder's name, "A1", 0, "0" and 1. The default pattern knows
/// <c>EXPERIMENT_WELL_T0_1_CHANNEL</c> and <c>EXPERIMENT_T0_..._WELL_1_CHANNEL</c>, with anything after a further underscore.</remarks>
public sealed class NamePattern
{
    /// <summary>The pattern where none is given.</summary>
    public const string Default =
        @"^(?<experiment>.+?)_(?:T(?<timepoint>\d+)_(?:[^_]+_)*?)?(?<well>[A-P]\d{1,2})_(?:T(?<timepoint>\d+)_)?(?:tile|site|s|f)?(?<tile>\d+)_(?<channel>[^_]+)(?:_.*)?$";

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private static readonly string[] Groups = ["experiment", "well", "timepoint", "channel", "tile"];

    private readonly Regex _regex;

    /// <param name="pattern">A .NET regular expression; upper and lower case are alike.</param>
    /// <exception cref="StylizeException">OptionInvalid: it is no regular expression, or has none of the groups.</exception>
    public NamePattern(string pattern = Default)
    {
        try
        {
            _regex = new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchTimeout);
        }
        catch (ArgumentException e)
        {
            throw new StylizeException(StylizeError.OptionInvalid, nameof(NamePattern), $"NamePattern is not a regular expression: {e.Message}", "Check its brackets and escapes.", e);
        }

        if (!_regex.GetGroupNames().Any(g => Groups.Contains(g)))
        {
            throw StylizeException.Option(nameof(NamePattern), pattern, "a regular expression with at least one of the named groups experiment, well, timepoint, channel and tile, such as (?<well>[A-P]\\d+)");
        }
    }

    /// <summary>Whether the pattern can give a group; a multi-page file's pages stand for the first of tile, timepoint and channel that it cannot.</summary>
    public bool Has(string group) => _regex.GetGroupNames().Contains(group);

    /// <summary>The tile of a file's name, or null where the pattern does not match.</summary>
    /// <param name="path">Full path.</param>
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

        if (!match.Success)
        {
            return null;
        }

        var folder = Path.GetFileName(Path.GetDirectoryName(path));
        return Number(match, "timepoint", 0) is { } timepoint && Number(match, "tile", 1) is { } tile
            ? new TileFile(path, 0, Text(match, "experiment", string.IsNullOrEmpty(folder) ? "experiment" : folder), Text(match, "well", "A1").ToUpperInvariant(), timepoint, Text(match, "channel", "0"), tile)
            : null;
    }

    private static string Text(Match match, string group, string absent) => match.Groups[group] is { Success: true, Length: > 0 } found ? found.Value : absent;

    private static int? Number(Match match, string group, int absent) =>
        match.Groups[group] is not { Success: true, Length: > 0 } found ? absent
        : int.TryParse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
