using Stylize.Engine.Imaging.Palettes;

namespace Stylize.PowerShell;

/// <summary>A palette as Get-StylizePalette shows it.</summary>
/// <param name="Name">The name that -Palette takes.</param>
/// <param name="Count">Number of colours.</param>
/// <param name="Colors">The colours as #rrggbb.</param>
/// <param name="Swatch">The colours as a terminal shows them.</param>
public sealed record StylizePalette(string Name, int Count, string[] Colors, string Swatch)
{
    internal static StylizePalette Of(Palette palette) =>
        new(palette.Name!, palette.Colors.Count, [.. palette.Colors.Select(color => color.ToHex())], PaletteSwatch.Draw(palette));
}
