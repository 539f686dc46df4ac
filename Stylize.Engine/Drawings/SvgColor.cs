namespace Stylize.Engine.Drawings;

internal static class SvgColor
{
    /// <summary>Returns a color as three hex digits if that is exact; otherwise as six.</summary>
    public static string Hex(Rgba32 c) =>
        c.R % 17 == 0 && c.G % 17 == 0 && c.B % 17 == 0 ? $"#{c.R / 17:x}{c.G / 17:x}{c.B / 17:x}" : c.ToHex();
}
