using Stylize.Engine.Drawings;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Catalog.Completion;

/// <summary>Completion candidates for option values, for all front ends.</summary>
internal static class Candidates
{
    private const int MaxFiles = 5_000;

    /// <summary>Maximum number of files that are opened while the user waits.</summary>
    private const int MaxOpened = 16;

    /// <summary>Returns the values of an option; none for numbers, text and files.</summary>
    /// <param name="files">Returns full paths of files for candidates from their names; called only if needed.</param>
    /// <param name="given">Returns the text of another given option by name; null if it is not given.</param>
    /// <param name="codec">Opens files that hold channels and wells, such as ND2; null for names only.</param>
    public static IEnumerable<Candidate> ForOption(
        OptionDeclaration option, Func<IEnumerable<string>> files, Func<string, string?>? given = null,
        IImageCodec? codec = null)
    {
        given ??= _ => null;
        if (option.Declared.InFileNames && !OperatingSystem.IsBrowser())
        {
            return InFiles(option.Name, files(), given("NamePattern"), codec);
        }

        IEnumerable<Candidate> found = option.Kind switch
        {
            OptionKind.Palette => Palettes().Concat(Colors(false)),
            OptionKind.Colors when option.Name == "LockedColor" => Colors(false),
            OptionKind.Colors => Palettes().Concat(Colors(false)),
            OptionKind.Color => Colors(option.Declared.AllowsNone),
            OptionKind.Switch => [new("true"), new("false")],
            OptionKind.Choices => Enum.GetNames(option.ElementType).Select(name => new Candidate(name)),
            _ when option.ElementType == typeof(Pen) => Pens(),
            _ when option.ElementType == typeof(DrawingFormat) =>
                DrawingFormatDefinition.All.Select(row => new Candidate($"{row.Format}", row.Help)),
            _ when option.ElementType == typeof(PaperSize) =>
                PaperSize.Names.Select(size => new Candidate(size.Name, size.Sides)),
            _ when option.Range.Values.Count > 0 =>
                option.Range.Values.Select(value => new Candidate(OptionWords.Invariant(value))),
            _ when option.ElementType.IsEnum => Enum.GetNames(option.ElementType).Select(name => new Candidate(name)),
            _ => option.Declared.Words.Select(word => new Candidate(word)),
        };
        return option.Kind != OptionKind.Choice ? found : found.Where(candidate =>
            OptionValue.TryRead(option.ElementType, candidate.Text, out var value)
                && !option.IsExcluded(value!, given));
    }

    /// <summary>Returns true if an option accepts the path of a file.</summary>
    public static bool TakesFile(OptionDeclaration option) =>
        option.Kind is OptionKind.File or OptionKind.Palette
            || (option.Kind == OptionKind.Colors && option.Name != "LockedColor")
        || option.ElementType == typeof(Pen) || option.Name is "InputList" or "FlatField" or "PlateMap"
        || option.Declared.IsFile || option.Declared.Names == OptionNames.File;

    /// <summary>Returns the operations.</summary>
    /// <param name="kebab">True for the spelling of the command line.</param>
    public static IEnumerable<Candidate> Operations(bool kebab) => OperationCatalog.WithPresets.Select(operation =>
        new Candidate(
            kebab ? operation.Word : operation.PascalName,
            $"presets {string.Join(", ", operation.Presets.Keys.Where(operation.IsListed))}"));

    /// <summary>Returns the options whose values can be compared, each with "="; after the "=", its values.</summary>
    /// <param name="operation">The operation; null for all with presets.</param>
    /// <param name="kebab">True for the spelling of the command line.</param>
    /// <param name="typed">The beginning of the word, such as "dither=bayer,b".</param>
    public static IEnumerable<Candidate> Varied(OperationDefinition? operation, bool kebab, string typed)
    {
        var options = (operation is null ? OperationCatalog.WithPresets : [operation])
            .SelectMany(each => OptionSet.ForRecord(each.OptionsType).All);
        if (typed.IndexOf('=', StringComparison.Ordinal) is var sign and > 0)
        {
            var (name, before) = (typed[..sign], typed[..(typed.LastIndexOfAny(['=', ',']) + 1)]);
            return options.FirstOrDefault(option => OptionWords.SameName(option.Name, name)) is not { } varied ? []
                : ForOption(varied, () => [])
                    .Select(value => value with { Text = before + (kebab ? Kebab(value.Text, varied) : value.Text) });
        }

        return options
            .Select(option =>
                new Candidate((kebab ? OptionWords.Kebab(option.Name) : option.Name) + "=", option.Declared.Help))
            .DistinctBy(candidate => candidate.Text);
    }

    /// <summary>Spells a value of an enum in kebab-case; names of palettes, colors and files are unchanged.</summary>
    public static string Kebab(string value, OptionDeclaration option) =>
        option.ElementType.IsEnum ? OptionWords.Kebab(value) : value;

    /// <summary>Returns the built-in and saved presets of an operation, with their options.</summary>
    public static IEnumerable<Candidate> Presets(OperationDefinition operation)
    {
        var saved = new UserPresets();
        foreach (var name in saved.ListedNames(operation, all: false, _ => { }))
        {
            string tip;
            try
            {
                var differences = operation.DifferencesFromDefault(saved.Load(operation, name));
                var set = OptionSet.ForRecord(operation.OptionsType);
                tip = differences.Count == 0 ? "the defaults"
                    : string.Join(
                        ", ", differences.Select(d => $"{d.Key} {OptionText.Format(set.Find(d.Key)!, d.Value)}"));
            }
            catch (StylizeException damaged)
            {
                tip = damaged.Message;
            }

            yield return new(name, tip);
        }
    }

    /// <summary>Returns the built-in palettes.</summary>
    public static IEnumerable<Candidate> Palettes() => BuiltInPalettes.Names.Select(name =>
    {
        var colors = BuiltInPalettes.Find(name)!.Colors;
        var first = string.Join(' ', colors.Take(8).Select(c => c.ToHex()));
        return new Candidate(name, $"{colors.Count} colors: {first}{(colors.Count > 8 ? " ..." : "")}");
    });

    private static IEnumerable<Candidate> Colors(bool allowsNone) =>
        (allowsNone ? [new Candidate("None", "transparent")] : Array.Empty<Candidate>())
            .Concat(DotColor.Names.Select(name =>
            {
                _ = DotColor.TryParse(name, out var color);
                return new Candidate(name, color.ToHex());
            }));

    private static IEnumerable<Candidate> Pens() =>
    [
        new("CMYK", "four pens of 0.3 mm: cyan, magenta, yellow, black"),
        new("Grays", "three pens of 0.3 mm: light gray, gray, black"),
        new("Poster", "three pens of 0.3 mm: black, orange red, navy"),
        .. new[] { "0.3mm", "0.5mm", "0.8mm" }.SelectMany(width =>
            new[] { "black", "red", "blue", "green" }.Select(
                color => new Candidate($"{width},{color}", "width and color of a pen"))),
    ];

    /// <summary>Returns wells, channels and so on from names and files of microscopes, with the number of
    /// tiles.</summary>
    private static IEnumerable<Candidate> InFiles(
        string option, IEnumerable<string> files, string? namePattern, IImageCodec? codec)
    {
        string[] names = [.. files.Take(MaxFiles)];
        string[] held = [.. names.Where(path => Directory.Exists(path)
            || FormatDefinition.ForFormat(FileExtensions.FormatOf(path)).IsOfMicroscope).Take(MaxOpened)];
        var tiles = StylizeException.OrDefault(() =>
        {
            if (codec is not null && held.Length > 0) return PlatePlan.Make(held, new PlateOptions(), codec).Tiles;

            var pattern = namePattern is null || NamePresets.IsAuto(namePattern) ? NamePresets.Recognize(names, out _)
                : new(namePattern);
            return [.. names.Select(pattern.Match).OfType<Segmentation.Wells.TileFile>()];
        });
        return (tiles ?? [])
            .GroupBy(tile => option switch
            {
                "Experiment" => tile.Experiment,
                "Well" => tile.Well,
                "Timepoint" => OptionWords.Invariant(tile.Timepoint),
                _ => tile.Channel,
            })
            .OrderBy(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Candidate(group.Key, Plural.WithCount(group.Count(), "tile")));
    }
}

/// <summary>A completion candidate.</summary>
/// <param name="Text">The value.</param>
/// <param name="Tip">A short description; may be empty.</param>
internal sealed record Candidate(string Text, string Tip = "");
