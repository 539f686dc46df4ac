using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>The names that an instrument gives to its files and folders. All that is known of an instrument is in its
/// row of <see cref="NamePresets.All"/>.</summary>
/// <param name="Pattern">A regular expression with named groups, matched with the file name without extension.</param>
/// <param name="Example">A name that matches.</param>
internal sealed record NamePreset(string Name, string Pattern, string Example)
{
    /// <summary>Folders within an experiment, as alternatives of a regular expression with named groups.</summary>
    public string? Folders { get; init; }

    /// <summary>Folders that are such only if the names fit a preset other than the general one.</summary>
    public string? OwnFolders { get; init; }

    /// <summary>Copies of images, as a regular expression that is searched in FOLDER/NAME without extension.</summary>
    public string? Copies { get; init; }

    /// <summary>The starts of the names of folders with the planes of a stack, and with its projection, whose plane is
    /// 0.</summary>
    public (string Planes, string Projection)? Stacks { get; init; }

    /// <summary>Returns the wells of numbers in names, from a file near an image; none without it.</summary>
    public Func<string, Dictionary<int, string>> Wells { get; init; } = _ => [];

    /// <summary>Creates a function that returns position and pixel size of an image from a file next to it.</summary>
    public Func<Func<string, TilePlace>>? Places { get; init; }
}

/// <summary>What a file next to an image says of it; null for what it lacks.</summary>
/// <param name="Stage">Position with y downward.</param>
/// <param name="Size">Size of a pixel in micrometers.</param>
internal readonly record struct TilePlace((double X, double Y)? Stage, PixelSize? Size);

/// <summary>Name patterns of instruments, which are recognized from the names.</summary>
internal static class NamePresets
{
    /// <summary>The value of the option that recognizes the pattern.</summary>
    public const string Auto = "Auto";

    /// <summary>
    /// A well of a plate with up to 1536 wells. A column of one digit ends the number, so that A99 is not A9. Rows Q to
    /// Z need two digits. Rows Aa to Hd, and wells such as A01.b3, divide those of 96 wells.
    /// </summary>
    internal const string WellExpression =
        $@"(?:[A-P]|A[A-F]|(?-i:[A-H][a-d]))(?:{Column}(?:\.[a-d][1-4](?![0-9A-Za-z]))?|[1-9](?!\d))|[Q-Z]{Column}";

    /// <summary>The row of a well, as letters or as a number.</summary>
    internal const string RowExpression = @"A[A-F]|[A-Z]|\d{1,2}";

    private const string Column = @"(?:0[1-9]|[1-3]\d|4[0-8])";
    private const string Well = $"(?<well>{WellExpression})";
    private const string Experiment = "(?:(?<experiment>.+)_)?";
    private const string Guid = "[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}";

    /// <summary>Names with which a pattern is recognized. More do not change the outcome.</summary>
    private const int MaxTried = 5000;

    /// <summary>The presets; the general one is last.</summary>
    public static IReadOnlyList<NamePreset> All { get; } =
    [
        new(
            "ImageXpress",
            $@"^(?:(?!(?:s|f|site|field|pos)\d+_[^_]+_w)(?<experiment>.+?)_)?{Well}(?:_s(?<tile>\d{{1,4}}))?"
            + @"(?:(?<=_s\d+)|(?=_w))(?:_(?<channel>w\d))?(?:_z(?<plane>\d+))?"
            + $"(?:{Guid})?$",
            "PLATE_A01_s1_w16AB5F2E1-93B5-4E4C-A1C5-1B0F9A3F2D11.tif")
        {
            Folders = @"TimePoint_(?<timepoint>\d{1,6})|ZStep_(?<plane>\d{1,6})",
            Copies = $"_thumb(?:{Guid})?$",
            Stacks = ("ZStep_", "ZStep_0"),
        },
        new(
            "Opera",
            @"^r(?<row>\d{2})c(?<column>\d{2})f(?<tile>\d{2,4})p(?<plane>\d{2,4})-(?<channel>ch\d{1,2})"
            + @"(?:sk(?<timepoint>\d+)fk\d+fl\d+|t(?<timepoint>\d{2,4}))$",
            "r01c02f03p01-ch1sk1fk1fl1.tiff")
        {
            Folders = "Images",
            Places = () => new HarmonyIndex().Find,
        },
        new(
            "CV7000",
            $@"^{Experiment}{Well}_T(?<timepoint>\d{{4}})F(?<tile>\d{{3,4}})L\d{{2}}A\d{{2}}Z(?<plane>\d{{2,4}})(?<channel>C\d{{2}})$",
            "PLATE_A01_T0001F001L01A01Z01C01.tif"),
        new(
            "CQ1",
            @"^W(?<number>\d{1,4})F(?<tile>\d{3,4})T(?<timepoint>\d{4})Z(?<plane>\d{2,4})(?<channel>C\d{1,2})$",
            "W0001F0001T0001Z001C1.tif")
        {
            OwnFolders = "Image|Projection",
            Stacks = ("Image", "Projection"),
            Wells = NumberedWells.OfCq1,
        },
        new(
            "Incucyte",
            $@"^{Experiment}(?<channel>[^_]+)_{Well}_(?<tile>\d{{1,3}})_"
            + @"(?:(?<days>\d{2,3})d(?<hours>\d{2})h(?<minutes>\d{2})m|(?<date>\d{4}y\d{2}m\d{2}d_\d{2}h\d{2}m))$",
            "VID12_Phase_A1_1_00d06h00m.tif"),
        new(
            "NIS-Elements",
            $@"^{Experiment}Well{Well}(?:_Point[A-Z]{{1,2}}\d{{1,2}}_(?<tile>\d{{4}}))?(?:_Channel(?<channel>.+))?_Seq\d{{4}}$",
            "PLATE_WellA01_ChannelDAPI_Seq0000.nd2"),
        new(
            "EVOS",
            $@"^{Experiment}p(?<timepoint>\d{{1,4}})(?:_z(?<plane>\d{{1,4}}))?_\d+_{Well}f(?<tile>\d{{1,4}})d(?<channel>\d{{1,2}})$",
            "scan_Plate_R_p00_0_A01f00d0.TIF"),
        new(
            "Cellomics",
            $@"^(?:(?<experiment>.+)_|(?<experiment>.*)i3t(?<timepoint>\d{{3}}))?{Well}f(?<tile>\d{{1,4}})d(?<channel>\d{{1,2}})$",
            "AS_09125_050118150001_A03f00d0.tif")
        {
            Copies = @"f\d+o\d+$",
        },
        new(
            "InCell",
            $@"^{Experiment}(?<row>[A-Z]{{1,2}}) - (?<column>\d{{1,2}})\(fld (?<tile>\d+)(?: wv (?<channel>.+?))?"
            + @"(?: wix \d+| z (?<plane>\d+)|-? time (?<timepoint>\d+) - \d+ ?ms)*\)$"
            + $@"|^{Experiment}(?<row>[A-Z]{{1,2}})_(?<column>\d{{1,2}})_f(?<tile>\d+)_(?<channel>c\d+_x.*_m.*)_z(?<plane>\d+)"
            + @"_t(?<timepoint>\d+)$",
            "A - 01(fld 1 wv UV - DAPI).tif"),
        new(
            "ScanR",
            $@"^{Well}?--W(?<number>\d{{5}})--P(?<tile>\d{{5}})--Z(?<plane>\d{{5}})--T(?<timepoint>\d{{5}})--(?<channel>.+)$",
            "A1--W00001--P00001--Z00000--T00000--DAPI.tif"),
        new(
            "LeicaMatrix",
            @"^image--L\d+--S\d+--U(?<u>\d+)--V(?<v>\d+)--J\d+(?:--E\d+)?(?:--O\d+)?--X(?<x>\d+)--Y(?<y>\d+)--T(?<timepoint>\d+)"
            + @"(?:--Z(?<plane>\d+))?--(?<channel>C\d+)(?:\.ome)?$",
            "image--L0000--S00--U00--V00--J08--E00--O00--X00--Y00--T0000--Z00--C00.ome.tif")
        {
            OwnFolders = @"chamber--U\d+--V\d+|field--X\d+--Y\d+",
        },
        new(
            "Cytation",
            $@"^{Experiment}{Well}(?:ROI\d+)?_-?\d{{1,2}}_\d{{1,2}}_(?<tile>\d{{1,4}})(?:Z(?<plane>\d+))?"
            + @"_(?<channel>.+)_(?<timepoint>\d{3})$",
            "A1_01_1_1_DAPI_001.tif"),
        new(
            "Keyence",
            @"^(?:(?!XY\d|T\d{4}_)(?<experiment>.+?)_)?(?:T(?<timepoint>\d{4})_)?(?<point>XY\d{2,4})_(?<tile>\d{5})"
            + @"(?:_Z(?<plane>\d{3}))?_(?<channel>CH\d)$",
            "Image_XY01_00001_CH1.tif")
        {
            OwnFolders = @"XY\d{2,4}",
            Copies = "[_-](?:overlay|merged?)$",
        },
        new(
            "MicroManager",
            @"^img_channel(?<channel>\d{3})_position(?<position>\d{3})_time(?<timepoint>\d{9})_z(?<plane>\d{3})$"
            + @"|^img_(?<timepoint>\d{9})_(?<channel>.+)_(?<plane>\d{3})$"
            + $@"|^(?<experiment>.+)_MMStack_{Well}-Site_(?<tile>\d+)(?:_\d+)?(?:\.ome)?$",
            "img_channel000_position000_time000000000_z000.tif")
        {
            OwnFolders = $@"Default|Pos(?<tile>\d{{1,6}})|{Well}-Site_(?<tile>\d{{1,6}})",
            Copies = "^(?-i:Downsampled_x)[^/]*/",
        },
        new(
            "RowColumn",
            // In r2_C03, C03 is a well.
            $@"^{Experiment}(?-i:r(?<row>\d{{1,2}})[_-]?c|R(?<row>\d{{1,2}})[_-]?C)(?<column>\d{{1,2}})"
            + @"(?:[_-]?[fs](?<tile>\d{1,4}))?(?:[_-]?[zp](?<plane>\d{1,4}))?"
            + @"(?:[_-]?t(?<timepoint>\d{1,6}))?[_-]?(?<channel>(?<=[_-])[^_]+|(?:ch|w|c)\d{1,2})$",
            "exp_r01_c03_f1_ch1.tif"),
        new(
            NamePattern.Default,
            $@"^(?<experiment>.+?)_(?:T(?<timepoint>\d+)_(?:[^_]+_)*?)?{Well}_(?:T(?<timepoint>\d+)_)?"
            + @"(?:tile|site|s|f)?(?<tile>\d+)_(?:z(?<plane>\d+)_)?(?<channel>[^_]+)(?:_z(?<plane>\d+))?(?:_.*)?$",
            "PLATE1_E4_T0_3_DAPI.tif")
        {
            Folders = $"(?:Well[ _-]?)?{Well}",
        },
    ];

    /// <summary>Folders of instruments within an experiment; the group "general" has those of any names.</summary>
    internal static Regex Folders { get; } = Any(
        $"^(?:(?<general>{Joined(preset => preset.Folders)})|{Joined(preset => preset.OwnFolders)})$");

    private static Regex Copies { get; } = Any(Joined(preset => preset.Copies));

    internal static bool IsAuto(string pattern) => pattern.Equals(Auto, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns a preset by its name; null if it does not exist.</summary>
    /// <param name="wells">The wells of the plate if the name ends with them, as in CQ1-384.</param>
    internal static NamePreset? Find(string name, out int? wells)
    {
        var size =
            NumberedWells.Sizes.FirstOrDefault(size => name.EndsWith(Invariant($"-{size}"), StringComparison.Ordinal));
        wells = size > 0 ? size : null;
        var preset = size > 0 ? name[..name.LastIndexOf('-')] : name;
        return All.FirstOrDefault(known => known.Name.Equals(preset, StringComparison.OrdinalIgnoreCase)
            && (size == 0 || known.Pattern.Contains("<number>")));
    }

    /// <summary>Returns true for the name of a copy that an instrument or its software writes next to the
    /// images.</summary>
    internal static bool IsCopy(string path) => Copies.IsMatch(
        $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}");

    /// <summary>
    /// Returns the pattern that explains most of a set of files, with the same sites and channels in each well; the
    /// general one if several instruments fit and none explains half of the files.
    /// </summary>
    /// <param name="ambiguous">The names of the presets if several fit so; otherwise empty.</param>
    internal static NamePattern Recognize(IReadOnlyCollection<string> paths, out IReadOnlyList<string> ambiguous)
    {
        ambiguous = [];
        var tried = paths.Take(MaxTried).ToList();
        var fitting = All.Select(preset => new NamePattern(preset.Name))
            .Select(pattern => (Pattern: pattern, Tiles: tried.Select(pattern.Match).OfType<TileFile>().ToList()))
            .Where(fit => fit.Tiles.Count > 0).ToList();
        if (fitting.Count == 0) return new NamePattern();

        var best = fitting.MaxBy(fit => fit.Tiles.Count * Consistency(fit.Tiles));
        var explained = fitting.SelectMany(fit => fit.Tiles).Select(tile => tile.Path).Distinct().Count();
        if (2 * best.Tiles.Count >= explained) return best.Pattern;

        ambiguous = [.. fitting.Select(fit => fit.Pattern.Name!).Where(name => name != NamePattern.Default)];
        return new NamePattern();
    }

    /// <summary>
    /// Returns the share of the sites and channels of an experiment that its wells have, times the share of its
    /// channels that sites have, times the share of the tiles that no two files claim. Of names that are read wrongly,
    /// each well has its own.
    /// </summary>
    internal static double Consistency(IReadOnlyCollection<TileFile> tiles)
    {
        return Distinctness(tiles) * Shared(t => t.Well, t => $"{t.Tile} {t.Channel}")
            * Shared(t => $"{t.Well} {t.Tile}", t => t.Channel);

        double Shared(Func<TileFile, string> unit, Func<TileFile, string> part) =>
            tiles.GroupBy(t => t.Experiment)
                .Sum(experiment => experiment.Count() * experiment.DistinctBy(t => (unit(t), part(t))).Count()
                    / ((double)experiment.DistinctBy(unit).Count() * experiment.DistinctBy(part).Count()))
                    / tiles.Count;
    }

    /// <summary>Returns the share of the tiles that no two files claim.</summary>
    internal static double Distinctness(IReadOnlyCollection<TileFile> tiles) =>
        tiles.Select(t => (t.Experiment, t.Well, t.Timepoint, t.Tile, t.Channel, t.Plane)).Distinct()
            .Count() / (double)tiles.Count;

    private static string Joined(Func<NamePreset, string?> part) => string.Join('|', All.Select(part).OfType<string>());

    private static Regex Any(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}

/// <summary>Wells that an instrument numbers along the rows of the plate.</summary>
internal static partial class NumberedWells
{
    /// <summary>Wells of the plates on which wells are numbered.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [96, 384, 1536];

    /// <summary>
    /// Returns the tiles with names of wells for their numbers: from a file of the instrument, or along the rows of the
    /// plate.
    /// </summary>
    /// <param name="wells">The wells of the plate; null for the smallest one that has all numbers, with a
    /// warning.</param>
    public static List<TileFile> Resolve(List<TileFile> tiles, int? wells, string preset, Action<string> warned)
    {
        var numbers = tiles.Where(tile => int.TryParse(tile.Well, out _)).Select(tile => tile.Well).Distinct()
            .Select(int.Parse).ToList();
        if (numbers.Count == 0) return tiles;

        var stated = wells is null ? NamePresets.Find(preset, out _)!.Wells(tiles[0].Path) : [];
        if (wells is null && !numbers.TrueForAll(stated.ContainsKey))
        {
            wells = Sizes.FirstOrDefault(size => size >= numbers.Max(), Sizes[^1]);
            var larger = Sizes.Where(size => size > wells).Select(size => Invariant($"{preset}-{size}"));
            if (wells != Sizes[^1])
            {
                warned(Invariant($"The names number the wells, which are read as those of a plate of {wells} wells. ")
                    + $"If the plate has more, use {{NamePattern}} {string.Join(" or ", larger)}.");
            }
        }

        // A plate of 96 wells has 12 columns, one of 384 has 24, and one of 1536 has 48.
        var columns = (int)Math.Sqrt((wells ?? Sizes[0]) * 1.5);
        return [.. tiles.Select(tile => !int.TryParse(tile.Well, out var number) ? tile : number < 1 ? null
            : wells is null ? tile with { Well = stated[number] }
            : number <= wells
            ? tile with { Well = WellName.FromPosition(1 + ((number - 1) / columns), 1 + ((number - 1) % columns)) }
            : null).OfType<TileFile>()];
    }

    /// <summary>Returns the wells from MeasurementResult.ome.xml in the folder of an image or above it, which names
    /// images W14(R2C2),A1,F1.</summary>
    public static Dictionary<int, string> OfCq1(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        var file = new[] { folder, Path.GetDirectoryName(folder) ?? "" }.Select(
            at => Path.Combine(at, "MeasurementResult.ome.xml"))
            .FirstOrDefault(File.Exists);
        var text = file is null
            ? null : StylizeException.OrDefault(() => InputFile.ReadText(file, InputFile.MetadataBytes));
        return text is null ? [] : Names().Matches(text)
            .Select(match => (Number: Value(match, 1), Row: Value(match, 2), Column: Value(match, 3)))
            .Where(well => well is { Row: >= 1 and <= WellName.MaxRow, Column: >= 1 and <= WellName.MaxColumn })
            .DistinctBy(well => well.Number)
            .ToDictionary(well => well.Number, well => WellName.FromPosition(well.Row, well.Column));

        static int Value(Match match, int group) =>
            int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"""W(\d{1,4})\(R(\d{1,2})C(\d{1,2})\)", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
