using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// Parses the names of tiles with a regular expression with named groups: experiment, well (or row and column),
/// timepoint, channel, tile and plane. It is applied to the file name without extension.
/// </summary>
/// <remarks>
/// Groups that the expression lacks, or that match nothing, default to what the folders of instruments give
/// (<see cref="NamePresets.Folders"/>), then to the name of the folder, "A1", 0, "0", 1 and no plane. Presets also use
/// the groups number (a well counted along the rows of its plate), point (a position that is not a well), u and v
/// (column and row of the well, from 0), x and y (column and row of the tile in the montage) and position (a tile
/// unless the folder gives one).
/// </remarks>
internal sealed partial class NamePattern
{
    /// <summary>Name of the general preset.</summary>
    public const string Default = "Standard";

    /// <summary>Minutes from the year 2000 to 2010; smaller timepoints are not dates.</summary>
    private const int FirstDate = 5_260_000;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private static readonly string[] Groups = ["experiment", "well", "timepoint", "channel", "tile", "plane",
        "row", "column"];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        | RegexOptions.ExplicitCapture;

    private readonly Regex _regex;
    private readonly string _pattern;
    private readonly int? _wells;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The name of a preset, a pattern with parts in braces, or a regular expression.</param>
    /// <exception cref="StylizeException">OptionInvalid: it is not a regular expression, or lacks all of the
    /// groups.</exception>
    public NamePattern(string pattern = Default)
    {
        try
        {
            var preset = NamePresets.Find(pattern, out _wells);
            Name = preset?.Name;
            _pattern = preset?.Pattern ?? NameTemplate.ToRegex(pattern) ?? pattern;
            _regex = new Regex(_pattern, Options, MatchTimeout);
        }
        catch (ArgumentException e)
        {
            throw Errors.PatternInvalid.From(e, nameof(NamePattern), e.Message);
        }

        if (!_regex.GetGroupNames().Any(g => Groups.Contains(g)))
        {
            throw StylizeException.Option(
                nameof(NamePattern), pattern,
                $"Auto, {string.Join(", ", NamePresets.All.Select(preset => preset.Name))}, parts in braces such as "
                + "{{well}_{{channel}.tif, or a regular expression with at least one of "
                + $"the named groups {string.Join(", ", Groups)}, such as (?<well>[A-P]\\d+)");
        }
    }

    /// <summary>The name of the preset; null for an expression of the user.</summary>
    public string? Name { get; }

    /// <summary>Returns true if the expression has a group of that name.</summary>
    public bool Has(string group) => _regex.GetGroupNames().Contains(group);

    internal bool Fits(string path) => Match(path) is not null;

    /// <summary>Returns the tile that the name of a file describes, or null if the pattern does not match within one
    /// second, or a number in the name is out of range.</summary>
    public TileFile? Match(string path)
    {
        if (TryMatch(path) is not { } match) return null;

        var parts = match.Groups.Values.Where(group => group.Length > 0).ToDictionary(
            group => group.Name, group => group.Value, StringComparer.Ordinal);
        if (parts.TryGetValue("number", out var number)) parts.TryAdd("well", number);
        var folder = AddFolders(path, isPreset: Name is not (null or Default), parts);
        var plane = Number(parts, "plane", null);
        return Well(parts) is { } well && Time(parts) is { } timepoint
            && Number(parts, "tile", Number(parts, "position", 1)) is { } tile
            && !(parts.ContainsKey("plane") && plane is null)
            ? new TileFile(
                path, 0, parts.GetValueOrDefault("experiment", folder), well, timepoint,
                parts.GetValueOrDefault("channel", "0"), tile)
            {
                Plane = plane,
                Stage = parts.ContainsKey("x") ? (Number(parts, "x", 0) ?? 0, Number(parts, "y", 0) ?? 0) : null,
            }
            : null;
    }

    /// <summary>Returns the tiles with timepoints for dates, wells for numbers of wells, and numbers for columns and
    /// rows of tiles.
    /// </summary>
    /// <param name="warned">Receives what had to be assumed.</param>
    internal List<TileFile> Resolved(List<TileFile> tiles, Action<string> warned)
    {
        if (Has("date"))
        {
            tiles = [.. WithoutDates(tiles)];
        }

        if (Has("x") && tiles.TrueForAll(tile => tile.Stage is not null))
        {
            var places = tiles.Select(tile => tile.Stage).Distinct().OrderBy(place => place?.Y)
                .ThenBy(place => place?.X).Index()
                .ToDictionary(place => place.Item!.Value, place => place.Index + 1);
            tiles = tiles.ConvertAll(tile => tile with { Tile = places[tile.Stage!.Value] });
        }

        return Has("number") ? NumberedWells.Resolve(tiles, _wells, Name!, warned) : tiles;
    }

    /// <summary>Replaces dates in the timepoints by minutes since the first image of each experiment.</summary>
    internal static IEnumerable<TileFile> WithoutDates(IReadOnlyCollection<TileFile> tiles)
    {
        var firsts = tiles.GroupBy(tile => tile.Experiment)
            .ToDictionary(group => group.Key, group => group.Min(tile => tile.Timepoint));
        return tiles.Select(tile => firsts[tile.Experiment] >= FirstDate
            ? tile with { Timepoint = tile.Timepoint - firsts[tile.Experiment] } : tile);
    }

    /// <summary>Returns a sentence that says which part of the pattern matches a name that does not match as a
    /// whole.</summary>
    internal string MatchedPrefix(string stem)
    {
        // Truncates the pattern after each of its groups, from the last to the first.
        foreach (var end in Enumerable.Range(1, _pattern.Length).Reverse().Where(end => _pattern[end - 1] == ')'))
        {
            try
            {
                if (Regex.Match(stem, _pattern[..end], Options, MatchTimeout) is { Success: true } match
                    && NamedGroup().Matches(_pattern[..end]) is [.., var name])
                {
                    return $"The pattern matches up to its group '{name.Groups[1].Value}' ('{match.Value}').";
                }
            }
            catch (Exception failure) when (failure is ArgumentException or RegexMatchTimeoutException)
            {
                // The truncated pattern is invalid.
            }
        }

        return "The first group of the pattern does not match.";
    }

    [GeneratedRegex(@"\(\?<([a-z]+)>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedGroup();

    private Match? TryMatch(string path)
    {
        try
        {
            // .ome.tif is one extension, unless the pattern has its first half.
            var stem = Path.GetFileNameWithoutExtension(path);
            var bare = stem.EndsWith(".ome", StringComparison.OrdinalIgnoreCase) ? stem[..^4] : stem;
            return new[] { bare, stem }.Select(name => _regex.Match(name)).FirstOrDefault(match => match.Success);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Returns the well; null for one that no plate has.</summary>
    private static string? Well(Dictionary<string, string> parts)
    {
        if (parts.ContainsKey("u")) return OnPlate(Number(parts, "v", 0) + 1, Number(parts, "u", 0) + 1);
        if (parts.TryGetValue("row", out var line) && parts.ContainsKey("column"))
        {
            return OnPlate(Number(parts, "row", 0) ?? WellName.Parse(line + "1")?.Row, Number(parts, "column", 0));
        }

        if (parts.TryGetValue("point", out var point)) return point.ToUpperInvariant();

        var text = parts.GetValueOrDefault("well", "A1");
        if (WellName.FromQuarters(text) is { } quarter) return quarter;

        text = text.ToUpperInvariant();
        if (Spaced().Match(text) is not { Success: true, Groups: [_, var row, var column] }) return text;

        var well = row.Value + column.Value;
        return WellName.Parse(well) is null ? null : well;
    }

    private static string? OnPlate(int? row, int? column) =>
        row is >= 1 and <= WellName.MaxRow and var r && column is >= 1 and <= WellName.MaxColumn and var c
            ? WellName.FromPosition(r, c) : null;

    [GeneratedRegex(@"^([A-Z]{1,2})[ _-]*(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Spaced();

    /// <summary>Returns the timepoint; a time in minutes, and a date in minutes since the year 2000.</summary>
    private static int? Time(Dictionary<string, string> parts)
    {
        if (parts.TryGetValue("date", out var text))
        {
            return DateTime.TryParseExact(
                text, "yyyy'y'MM'm'dd'd_'HH'h'mm'm'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                && date.Year >= 2000 ? (int)(date - new DateTime(2000, 1, 1)).TotalMinutes : null;
        }

        return parts.ContainsKey("days")
            ? (1440L * Number(parts, "days", 0)) + (60L * Number(parts, "hours", 0)) + Number(parts, "minutes", 0)
                is <= int.MaxValue and var minutes ? (int)minutes : null
            : Number(parts, "timepoint", 0);
    }

    /// <summary>Adds what folders of instruments say, and returns the one above them, which is the
    /// experiment.</summary>
    private static string AddFolders(string path, bool isPreset, Dictionary<string, string> parts)
    {
        var folder = Path.GetDirectoryName(path);
        for (; NamePresets.Folders.Match(Path.GetFileName(folder) ?? "") is { Success: true } match
            && (isPreset || match.Groups["general"].Success); folder = Path.GetDirectoryName(folder))
        {
            match.Groups.Values.Where(group => group.Success).ToList()
                .ForEach(group => parts.TryAdd(group.Name, group.Value));
        }

        return Path.GetFileName(folder) is { Length: > 0 } name ? name : "experiment";
    }

    /// <summary>Returns a number; null for a text that is not one.</summary>
    private static int? Number(Dictionary<string, string> parts, string name, int? absent) =>
        !parts.TryGetValue(name, out var text) ? absent : TryInteger(text, out var number) ? number : null;
}
