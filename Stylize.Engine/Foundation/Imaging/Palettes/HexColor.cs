namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads colors such as #1d2b53, 1d2b53 or #fff.</summary>
internal static class HexColor
{
    /// <summary>Reads 3 or 6 hexadecimal digits, or 8 of which the last two (alpha) are ignored, with or without a
    /// leading #.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Rgba32 color)
    {
        color = default;
        text = text.Trim();
        if (text.StartsWith("#"))
        {
            text = text[1..];
        }

        if (text.Length == 8)
        {
            if (!uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)) return false;

            text = text[..6];
        }

        if (text.Length is not (3 or 6)
            || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        color = text.Length == 6
            ? new Rgba32((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : new Rgba32((byte)(17 * (value >> 8)), (byte)(17 * (value >> 4 & 15)), (byte)(17 * (value & 15)));
        return true;
    }
}
