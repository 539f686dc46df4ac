using Stylize.Engine.DotArt.Inks;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>The pens or inks of a drawing, each of which is written to a file of its own.</summary>
internal static class Plates
{
    /// <summary>Returns the pens in drawing order. Inks without pens have the default width. Empty if each dot has the color of the
    /// image.</summary>
    public static IReadOnlyList<Pen> Of(DotArtOptions options) =>
        options.Plot.Pens ?? [.. Inks(options).Select(color => new Pen(Pen.DefaultWidth, color))];

    /// <summary>Returns the ink colors: those of the pens or the palette, or cyan, magenta, yellow and black.</summary>
    public static IReadOnlyList<Rgba32> Inks(DotArtOptions options) =>
        options.Plot.Pens is { } pens ? [.. pens.Select(pen => pen.Color)]
        : options.Palette is { } palette ? palette
        : options.Color is { } color ? [color]
        : options.Inks.Separation == Separation.Cmyk ? HalftoneScreens.Cmyk
        : options.Plot.IsForPens(options.Format) ? [new Rgba32(0, 0, 0)]
        : [];

    /// <summary>Returns the suffix of the file of a pen or ink.</summary>
    /// <param name="number">Number from 1.</param>
    public static string Suffix(int number, DotFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $".dots_{number:00}{DotFormatDefinition.Of(format).Extension}");

    /// <summary>Returns the dots of a color in black. The caller owns them.</summary>
    public static DotSet DotsOf(DotSet dots, Rgba32 color)
    {
        var rgb = Dot.RgbOf(color);
        var own = new DotSet(dots.Count) { Starts = StartsOf(dots, rgb) };
        foreach (var dot in dots.Dots)
        {
            if (dot.Rgb == rgb)
            {
                own.Add(dot with { Color = new Rgba32(0, 0, 0, dot.Color.A) });
            }
        }

        return own;
    }

    /// <summary>Returns the starts of the lines of a color among the points of that color; null for dots.</summary>
    private static int[]? StartsOf(DotSet dots, int rgb)
    {
        if (dots.Starts is not { } all) return null;

        var starts = new List<int>();
        for (int i = 0, kept = 0; i < all.Length; i++)
        {
            // All points of a line have one color.
            if (dots.Dots[all[i]].Rgb == rgb)
            {
                starts.Add(kept);
                kept += (i + 1 < all.Length ? all[i + 1] : dots.Count) - all[i];
            }
        }

        return [.. starts];
    }
}
