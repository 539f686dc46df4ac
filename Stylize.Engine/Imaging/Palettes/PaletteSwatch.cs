using System.Globalization;

namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Shows a palette's colours in a terminal.</summary>
public static class PaletteSwatch
{
    /// <summary>Two characters of each colour, in 24-bit colour; of large palettes the first ones.</summary>
    public static string Draw(Palette palette, int most = 32) =>
        string.Concat(palette.Colors.Take(most).Select(Block)) + "\e[0m" + (palette.Colors.Count > most ? " ..." : "");

    private static string Block(Rgba32 color) =>
        string.Create(CultureInfo.InvariantCulture, $"\e[48;2;{color.R};{color.G};{color.B}m  ");
}
