using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// Parses the names of tiles with a regular expression with named groups: experiment, well (or row and column), timepoint, channel, tile
/// and plane. It is applied to the file name without extension.
/// </summary>
/// <remarks>
/// Groups that the expression lacks, or that match nothing, default to the name of the folder, "A1", 0, "0", 1 and no plane. The folders
/// TimePoint_3 and ZStep_2 also give timepoint and plane.
/// </remarks>
public sealed partial class NamePattern
{
    /// <summary>Name of the general preset.</summary>
    public const string Default = "Standard";

    /// <summary>Minutes from the year 2000 to 2010; smaller timepoints are not dates.</summary>
    private const int FirstDate = 5_260_000;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private static readonly string[] Groups = ["experiment", "well", "timepoint", "channel", "tile", "plane", "row", "column"];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private readonly Regex _regex;
    private readonly string _pattern;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The name of a preset, a pattern with parts in braces, or a regular expression.</param>
    /// <exception cref="StylizeException">OptionInvalid: it is not a regular expression, or lacks all of the groups.</exception>
    public NamePattern(string pattern = Default)
    {
        try
        {
            var preset = NamePresets.Find(pattern);
            Name = preset?.Name;
            _pattern = preset?.Pattern ?? NameTemplate.ToRegex(pattern) ?? pattern;
            _regex = new Regex(_pattern, Options, MatchTimeout);
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
                $"Auto, {string.Join(", ", NamePresets.All.Select(preset => preset.Name))}, parts in braces such as "
                + "{{well}_{{channel}.tif, or a regular expression with at least one of "
                + $"the named groups {string.Join(", ", Groups)}, such as (?<well>[A-P]\\d+)");
        }
    }

    /// <summary>The name of the preset; null for an expression of the user.</summary>
    public string? Name { get; }

    /// <summary>Returns true if the expression has a group of that name.</summary>
    public bool Has(string group) => _regex.GetGroupNames().Contains(group);

    internal bool Fits(string path) => TryMatch(path) is not null;

    /// <summary>Returns the tile that the name of a file describes, or null if the pattern does not match within one second, or a number
    /// in the name is out of range.</summary>
    public TileFile? Match(string path)
    {
        if (TryMatch(path) is not { } match) return null;

        var folders = new FolderNames(path);
        var experiment = Text(match, "experiment", folders.Experiment);
        var hasPlane = match.Groups["plane"].Length > 0;
        var plane = hasPlane ? Number(match, "plane", 0) : folders.Plane;
        return Well(match) is { } well && Time(match, folders) is { } timepoint && Number(match, "tile", 1) is { } tile
            && !(hasPlane && plane is null)
            ? new TileFile(path, 0, experiment, well, timepoint, Text(match, "channel", "0"), tile) { Plane = plane }
            : null;
    }

    /// <summary>Replaces dates in the timepoints by minutes since the first image of each experiment.</summary>
    internal static IEnumerable<TileFile> WithoutDates(IReadOnlyCollection<TileFile> tiles)
    {
        var firsts = tiles.GroupBy(tile => tile.Experiment).ToDictionary(group => group.Key, group => group.Min(tile => tile.Timepoint));
        return tiles.Select(tile => firsts[tile.Experiment] >= FirstDate
            ? tile with { Timepoint = tile.Timepoint - firsts[tile.Experiment] } : tile);
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

    private Match? TryMatch(string path)
    {
        try
        {
            return _regex.Match(Path.GetFileNameWithoutExtension(path)) is { Success: true } match ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static string? Well(Match match)
    {
        // Row ZZ: 26 rows with one letter, and 26 x 26 with two.
        const int LastRow = 702;
        if (match.Groups["row"].Length == 0 || match.Groups["column"].Length == 0) return Text(match, "well", "A1").ToUpperInvariant();

        return Number(match, "row", 0) is > 0 and <= LastRow and var row && Number(match, "column", 0) is > 0 and var column
            ? WellName.FromPosition(row, column) : null;
    }

    /// <summary>Returns the timepoint; a time in minutes, and a date in minutes since the year 2000.</summary>
    private static int? Time(Match match, FolderNames folders)
    {
        if (match.Groups["date"] is { Success: true, Value: var text })
        {
            return DateTime.TryParseExact(
                text, "yyyy'y'MM'm'dd'd_'HH'h'mm'm'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                && date.Year >= 2000 ? (int)(date - new DateTime(2000, 1, 1)).TotalMinutes : null;
        }

        return match.Groups["days"].Success
            ? (1440L * Number(match, "days", 0)) + (60L * Number(match, "hours", 0)) + Number(match, "minutes", 0)
                is <= int.MaxValue and var minutes ? (int)minutes : null
            : match.Groups["timepoint"].Length > 0 ? Number(match, "timepoint", 0) : folders.Timepoint ?? 0;
    }

    private static string Text(Match match, string group, string absent) =>
        match.Groups[group] is { Success: true, Length: > 0 } found ? found.Value : absent;

    /// <summary>What the folders of a file say. Folders of instruments within an experiment do not name it.</summary>
    private sealed partial class FolderNames
    {
        public FolderNames(string path)
        {
            var folder = Path.GetDirectoryName(path);
            for (; Known().Match(Path.GetFileName(folder) ?? "") is { Success: true } match; folder = Path.GetDirectoryName(folder))
            {
                Timepoint ??= Number(match, "timepoint", -1) is >= 0 and var timepoint ? timepoint : null;
                Plane ??= Number(match, "plane", -1) is >= 0 and var plane ? plane : null;
            }

            Experiment = Path.GetFileName(folder) is { Length: > 0 } name ? name : "experiment";
        }

        public string Experiment { get; }

        public int? Timepoint { get; }

        public int? Plane { get; }

        [GeneratedRegex(
            @"^(?:TimePoint_(?<timepoint>\d{1,6})|ZStep_(?<plane>\d{1,6})|Images)$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
        private static partial Regex Known();
    }

    private static int? Number(Match match, string group, int absent) =>
        match.Groups[group] is not { Success: true, Length: > 0 } found ? absent
        : int.TryParse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}

/// <summary>The names that an instrument gives to its files.</summary>
/// <param name="Pattern">A regular expression with named groups, matched with the file name without extension.</param>
/// <param name="Example">A name that matches.</param>
public sealed record NamePreset(string Name, string Pattern, string Example);

/// <summary>Name patterns of instruments, which are recognized from the names.</summary>
public static partial class NamePresets
{
    /// <summary>The value of the option that recognizes the pattern.</summary>
    public const string Auto = "Auto";

    /// <summary>A well of a plate with up to 1536 wells.</summary>
    internal const string WellExpression = @"[A-P]\d{1,2}|[Q-Z]\d{2}|A[A-F]\d{1,2}";

    private const string Well = $"(?<well>{WellExpression})";

    /// <summary>The presets; the general one is last.</summary>
    public static IReadOnlyList<NamePreset> All { get; } =
    [
        new(
            "ImageXpress",
            $@"^(?:(?<experiment>.+?)_)?{Well}(?:_s(?<tile>\d{{1,4}}))?(?:(?<=_s\d+)|(?=_w))(?:_(?<channel>w\d))?(?:_z(?<plane>\d+))?"
            + @"(?:[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})?$",
            "PLATE_A01_s1_w16AB5F2E1-93B5-4E4C-A1C5-1B0F9A3F2D11.tif"),
        new(
            "Opera",
            @"^r(?<row>\d{2})c(?<column>\d{2})f(?<tile>\d{2,4})p(?<plane>\d{2,4})-(?<channel>ch\d{1,2})sk(?<timepoint>\d+)fk\d+fl\d+$",
            "r01c02f03p01-ch1sk1fk1fl1.tiff"),
        new(
            "CV7000",
            $@"^(?:(?<experiment>.+)_)?{Well}_T(?<timepoint>\d{{4}})F(?<tile>\d{{3}})L\d{{2}}A\d{{2}}"
            + @"Z(?<plane>\d{2})(?<channel>C\d{2})$",
            "PLATE_A01_T0001F001L01A01Z01C01.tif"),
        new(
            "Incucyte",
            $@"^(?:(?<experiment>.+)_)?(?<channel>[^_]+)_{Well}_(?<tile>\d{{1,3}})_"
            + @"(?:(?<days>\d{2,3})d(?<hours>\d{2})h(?<minutes>\d{2})m|(?<date>\d{4}y\d{2}m\d{2}d_\d{2}h\d{2}m))$",
            "VID12_Phase_A1_1_00d06h00m.tif"),
        new(
            "NIS-Elements",
            $@"^(?:(?<experiment>.+)_)?Well{Well}(?:_Point[A-Z]{{1,2}}\d{{1,2}}_(?<tile>\d{{4}}))?(?:_Channel(?<channel>.+))?_Seq\d{{4}}$",
            "PLATE_WellA01_ChannelDAPI_Seq0000.nd2"),
        new(
            NamePattern.Default,
            $@"^(?<experiment>.+?)_(?:T(?<timepoint>\d+)_(?:[^_]+_)*?)?{Well}_(?:T(?<timepoint>\d+)_)?"
            + @"(?:tile|site|s|f)?(?<tile>\d+)_(?:z(?<plane>\d+)_)?(?<channel>[^_]+)(?:_z(?<plane>\d+))?(?:_.*)?$",
            "PLATE1_E4_T0_3_DAPI.tif"),
    ];

    internal static NamePreset Standard => All[^1];

    internal static bool IsAuto(string pattern) => pattern.Equals(Auto, StringComparison.OrdinalIgnoreCase);

    internal static NamePreset? Find(string name) =>
        All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns true for the small copy of an image that ImageXpress writes next to it.</summary>
    internal static bool IsThumbnail(string path) => Thumbnail().IsMatch(Path.GetFileNameWithoutExtension(path));

    /// <summary>
    /// Returns the pattern of a set of files: that of an instrument if it alone fits, and fits every name that the general pattern fits.
    /// </summary>
    /// <param name="ambiguous">The names of the presets if several fit; otherwise empty.</param>
    internal static NamePattern Recognize(IReadOnlyCollection<string> paths, out IReadOnlyList<string> ambiguous)
    {
        var standard = new NamePattern(Standard.Name);
        NamePattern[] fitting =
            [.. All.SkipLast(1).Select(preset => new NamePattern(preset.Name)).Where(pattern => paths.Any(pattern.Fits))];
        ambiguous = fitting.Length > 1 ? [.. fitting.Select(pattern => pattern.Name!)] : [];
        return fitting is [var one] && paths.All(path => one.Fits(path) || !standard.Fits(path)) ? one : standard;
    }

    [GeneratedRegex(
        @"_w\d_thumb(?:[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Thumbnail();
}
