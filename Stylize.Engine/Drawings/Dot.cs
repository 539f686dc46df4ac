namespace Stylize.Engine.Drawings;

/// <summary>A filled shape of a drawing.</summary>
/// <param name="X">Distance of the center from the left edge, in source pixels.</param>
/// <param name="Y">Distance of the center from the top edge, in source pixels.</param>
/// <param name="Radius">Radius of the circumscribed circle, in source pixels.</param>
/// <param name="Color">Color; alpha is the dot's opacity.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Dot(float X, float Y, float Radius, Rgba32 Color)
{
    /// <summary>The color without opacity, 0xRRGGBB.</summary>
    internal int Rgb => RgbOf(Color);

    internal static int RgbOf(Rgba32 color) => (color.R << 16) | (color.G << 8) | color.B;

    internal static int EndOfColor(ReadOnlySpan<Dot> dots, int first)
    {
        var end = first + 1;
        while (end < dots.Length && dots[first].Rgb == dots[end].Rgb)
        {
            end++;
        }

        return end;
    }
}
