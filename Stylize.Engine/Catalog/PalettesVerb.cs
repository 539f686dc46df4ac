using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Catalog;

/// <summary>Lists the built-in palettes.</summary>
[Verb("Get-StylizePalette", Summary, Row = "palette", Output = "Stylize.PowerShell.StylizePalette",
    Examples = ["stylize palettes", "stylize palettes pico-8 --json"])]
public sealed record PalettesVerb : IVerb
{
    /// <inheritdoc cref="VerbAttribute.Summary"/>
    public const string Summary = "List the built-in palettes and their colors.";

    // With names and counts, a line of a terminal of 80 columns has room for these.
    private const int Shown = 26;

    /// <summary>Names of palettes; empty for all.</summary>
    [Option("Palette to list.", Default = "all", IsArgument = true, Position = 0, IsPattern = true, Names = OptionNames.Palette)]
    public IReadOnlyList<string> Name { get; init; } = [];

    /// <inheritdoc/>
    public void Run(IVerbRun run)
    {
        var names = Name.Count == 0 ? NamedPalettes.Names
            : Name.SelectMany(wanted => run.Choose(nameof(Name), "palette", wanted, NamedPalettes.Names));
        foreach (var palette in names.Select(NamedPalettes.Get))
        {
            var colors = palette.Colors.Select(color => color.ToHex());
            var text = !run.IsTerminal ? string.Join(' ', colors)
                : PaletteSwatch.Draw(palette.Colors.Take(Shown)) + (palette.Colors.Count > Shown ? " ..." : "");
            run.Write(new VerbRow(
                $"{palette.Name,-17}{palette.Colors.Count,4}  {text}", [new("Name", palette.Name), new("Colors", colors)])
            {
                Value = palette,
            });
        }
    }
}
