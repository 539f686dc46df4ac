namespace Stylize.Engine.Segmentation.Overlays;

/// <summary>
/// The 256 colors of an overlay: 32 levels of gray, and 16 hues with 13 tints and an outline each. An indexed image
/// takes 20% of the space of true color.
/// </summary>
internal static class OverlayColors
{
    /// <summary>
    /// Number of gray levels; they have the first indices, from black to white. With 16 hues of 13 tints and an edge
    /// each, they fill the 256 entries of a palette.
    /// </summary>
    public const int Grays = 32;

    public const int Tints = 13;
    private const int Hues = 16;
    private const double TintShare = .3;
    public const double GoldenRatio = .618033988749895;
    public const byte Black = 0;
    public const byte White = Grays - 1;

    public static IReadOnlyList<Rgba32> Palette { get; } = Make();

    /// <summary>Returns the index of the darkest tint of a region; brighter tints and the outline follow.</summary>
    public static int FirstTint(uint label)
    {
        // Multiples of the golden ratio give successive labels distant hues.
        var hue = (int)(label * GoldenRatio % 1 * Hues);
        return Grays + (hue * (Tints + 1));
    }

    /// <summary>Mixes a gray level with a fraction of a hue from 0 to 6.</summary>
    public static Rgba32 Tint(double level, double hue, double share)
    {
        return new Rgba32(
            Component(Math.Abs(hue - 3) - 1), Component(2 - Math.Abs(hue - 2)), Component(2 - Math.Abs(hue - 4)));

        byte Component(double part) =>
            (byte)((level * (1 - share)) + (255 * (.25 + (.75 * Math.Clamp(part, 0, 1))) * share));
    }

    private static Rgba32[] Make()
    {
        var palette = new List<Rgba32>();
        for (var gray = 0; gray < Grays; gray++)
        {
            var level = (byte)(255 * gray / (Grays - 1));
            palette.Add(new Rgba32(level, level, level));
        }

        for (var hue = 0; hue < Hues; hue++)
        {
            for (var tint = 0; tint < Tints; tint++)
            {
                palette.Add(Tint(255.0 * tint / (Tints - 1), 6.0 * hue / Hues, TintShare));
            }

            palette.Add(Tint(0, 6.0 * hue / Hues, 1));
        }

        return [.. palette];
    }
}
