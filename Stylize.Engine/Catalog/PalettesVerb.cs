using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Catalog;

/// <summary>Lists the built-in palettes.</summary>
[Verb("Get-StylizePalette", Summary, Row = "palette", Output = "Stylize.PowerShell.StylizePalette",
    Examples = ["stylize palettes", "stylize palettes pico-8 --json"])]
internal sealed record PalettesVerb : IVerb
{
    /// <inheritdoc cref="VerbAttribute.Summary"/>
    public const string Summary = "List the built-in palettes and their colors.";

    // With names and counts, a line of a terminal of 80 columns has room for these.
    private const int Shown = 26;

    /// <summary>Names of palettes; empty for all.</summary>
    [Option("Palette to list.", Default = "all", IsArgument = true, Position = 0, IsPattern = true,
        FromPipeline = true, FromProperties = [],
        Names = OptionNames.Palette)]
    public IReadOnlyList<string> Name { get; init; } = [];

    /// <inheritdoc/>
    public void Run(IVerbRun run)
    {
        var names = Name.Count == 0 ? BuiltInPalettes.Names
            : Name.SelectMany(wanted => run.Choose(nameof(Name), "palette", wanted, BuiltInPalettes.Names));
        foreach (var palette in names.Select(name => BuiltInPalettes.Find(name)!))
        {
            var colors = palette.Colors.Select(color => color.ToHex());
            var text = !run.IsTerminal ? string.Join(' ', colors)
                : PaletteSwatch.Draw(palette.Colors.Take(Shown)) + (palette.Colors.Count > Shown ? " ..." : "");
            List<KeyValuePair<string, object?>> fields = [new("Name", palette.Name), new("Colors", colors)];
            if (palette.Labels is { } labels)
            {
                fields.Add(new("Labels", labels.Select(label => $"{label}")));
            }

            if (ProductPalettes.PackOf(palette) is { } pack)
            {
                fields.Add(new("Pack", $"{pack}"));
            }

            var lines = palette.Colors.Zip(palette.Labels ?? [], (color, label) => $"\n{color.ToHex()}  {label}");
            run.Write(new VerbRow(
                $"{palette.Name,-17}{palette.Colors.Count,4}  "
                + $"{(Name.Count > 0 && lines.Any() ? string.Concat(lines) : text)}", fields)
            {
                Value = palette,
            });
        }
    }
}
