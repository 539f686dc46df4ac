namespace Stylize.Engine.Segmentation.Plates;

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
    private const string Well = @"(?<well>[A-P]\d{1,2}|[Q-Z]\d{2}|A[A-F]\d{1,2})";

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
