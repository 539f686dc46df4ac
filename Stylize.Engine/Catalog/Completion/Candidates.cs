using Stylize.Engine.DotArt;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Catalog.Completion;

/// <summary>The values that are offered for options: one list for the shells of both front ends.</summary>
public static class Candidates
{
    private const int MostFiles = 5_000;

    /// <summary>The values of an option that can be listed; none where a number, a text or a file is wanted.</summary>
    /// <param name="files">Full paths of the files at hand, for what is in their names; read only where it is asked for.</param>
    /// <param name="namePattern">How names of tiles are understood; null for the usual pattern.</param>
    public static IEnumerable<Candidate> Of(OptionDeclaration option, Func<IEnumerable<string>> files, string? namePattern = null)
    {
        if (option.Name is "Experiment" or "Well" or "Timepoint" or "Channel" or "MeasureChannel" or "Align" or "Puncta")
        {
            return InNames(option.Name, files(), namePattern);
        }

        return option.Kind switch
        {
            OptionKind.Palette => Palettes().Concat(Colors(false)),
            OptionKind.Colors when option.Name == "LockedColor" => Colors(false),
            OptionKind.Colors => Palettes().Concat(Colors(false)),
            OptionKind.Color => Colors(option.Declared.AllowsNone),
            OptionKind.Switch => [new("true"), new("false")],
            OptionKind.Choices => Enum.GetNames(option.ElementType).Select(name => new Candidate(name)),
            _ when option.ElementType == typeof(Pen) => Pens(),
            _ when option.ElementType == typeof(PaperSize) => PaperSize.Names.Select(size => new Candidate(size.Name, size.Sides)),
            _ when option.Range.Values.Count > 0 => option.Range.Values.Select(value => new Candidate(OptionWords.Invariant(value))),
            _ when option.ElementType.IsEnum => Enum.GetNames(option.ElementType).Select(name => new Candidate(name)),
            _ => option.Declared.Words.Select(word => new Candidate(word)),
        };
    }

    /// <summary>True where an option takes the path of a file, perhaps besides its listed values.</summary>
    public static bool TakesFile(OptionDeclaration option) =>
        option.Kind is OptionKind.File or OptionKind.Palette || (option.Kind == OptionKind.Colors && option.Name != "LockedColor")
        || option.ElementType == typeof(Pen) || option.Name is "InputList" or "FlatField" or "PlateMap";

    /// <summary>The operations.</summary>
    /// <param name="kebab">True for names as the command line spells them.</param>
    public static IEnumerable<Candidate> Operations(bool kebab) => OperationCatalog.WithPresets.Select(operation =>
        new Candidate(kebab ? operation.Word : operation.PascalName, $"presets {string.Join(", ", operation.Presets.Keys)}"));

    /// <summary>The presets of an operation, built in and saved, with what they set.</summary>
    public static IEnumerable<Candidate> Presets(OperationDefinition operation)
    {
        var saved = new UserPresets();
        foreach (var name in saved.AllNames(operation))
        {
            string tip;
            try
            {
                var differences = operation.DifferencesFromDefault(saved.Load(operation, name));
                var set = OptionSet.Of(operation.OptionsType);
                tip = differences.Count == 0 ? "the defaults"
                    : string.Join(", ", differences.Select(d => $"{d.Key} {OptionText.Of(set.Find(d.Key)!, d.Value)}"));
            }
            catch (StylizeException damaged)
            {
                tip = damaged.Message;
            }

            yield return new(name, tip);
        }
    }

    /// <summary>The named palettes.</summary>
    public static IEnumerable<Candidate> Palettes() => NamedPalettes.Names.Select(name =>
    {
        var colors = NamedPalettes.Get(name).Colors;
        var first = string.Join(' ', colors.Take(8).Select(c => c.ToHex()));
        return new Candidate(name, $"{colors.Count} colors: {first}{(colors.Count > 8 ? " ..." : "")}");
    });

    private static IEnumerable<Candidate> Colors(bool allowsNone) =>
        (allowsNone ? [new Candidate("None", "transparent")] : Array.Empty<Candidate>()).Concat(DotColor.Names.Select(name =>
        {
            _ = DotColor.TryParse(name, out var color);
            return new Candidate(name, color.ToHex());
        }));

    private static IEnumerable<Candidate> Pens() =>
    [
        new("CMYK", "four pens of 0.3 mm: cyan, magenta, yellow, black"),
        new("Grays", "three pens of 0.3 mm: light gray, gray, black"),
        .. new[] { "0.3mm", "0.5mm", "0.8mm" }.SelectMany(width =>
            new[] { "black", "red", "blue", "green" }.Select(color => new Candidate($"{width},{color}", "width and color of a pen"))),
    ];

    /// <summary>What the names of the files say: wells, channels and so on, each with the number of its tiles.</summary>
    private static IEnumerable<Candidate> InNames(string option, IEnumerable<string> files, string? namePattern)
    {
        NamePattern pattern;
        try
        {
            pattern = new NamePattern(namePattern ?? NamePattern.Default);
        }
        catch (StylizeException)
        {
            return [];
        }

        return files.Take(MostFiles).Select(pattern.Match).OfType<Segmentation.Wells.TileFile>()
            .GroupBy(tile => option switch
            {
                "Experiment" => tile.Experiment,
                "Well" => tile.Well,
                "Timepoint" => OptionWords.Invariant(tile.Timepoint),
                _ => tile.Channel,
            })
            .OrderBy(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Candidate(group.Key, group.Count() == 1 ? "1 tile" : $"{group.Count()} tiles"));
    }
}

/// <summary>A value that a front end offers while somebody types.</summary>
/// <param name="Text">The value.</param>
/// <param name="Tip">What it means, in a few words; empty where the value says it.</param>
public sealed record Candidate(string Text, string Tip = "");
