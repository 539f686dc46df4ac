namespace Stylize.Codecs.Files;

/// <summary>Ends of sentences about what several formats declare and no reader obeys.</summary>
internal static class UnobeyedTexts
{
    public const string GainMap = "has a gain map for screens with high dynamic range, which is not applied. The base "
        + "picture is used";

    public const string Misfit = "has a color profile that is damaged or is for another number of colors, and is not "
        + "applied";

    public const string Codes = "states its colors by codes that are unknown or incomplete, and do not count";

    /// <param name="across">Pixels per length from left to right; 0 if it is not stated.</param>
    /// <param name="down">Pixels per length from top to bottom.</param>
    public static IEnumerable<string> Shape(double across, double down)
    {
        const double Rounding = .02;
        if (across > 0 && down > 0 && Math.Abs(across - down) > Rounding * Math.Max(across, down))
        {
            yield return Invariant($"states pixels that are not square ({down / across:0.##}:1), ")
                + "but they are drawn square. Resize it first if it looks stretched";
        }
    }
}
