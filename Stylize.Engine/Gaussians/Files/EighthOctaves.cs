namespace Stylize.Engine.Gaussians.Files;

/// <summary>Powers of 2 with exponents in eighths, computed alike on every machine.</summary>
internal static class EighthOctaves
{
    private static readonly double[] Roots =
    [
        1, 1.0905077326652577, 1.1892071150027210, 1.2968395546510096,
        1.4142135623730951, 1.5422108254079407, 1.6817928305074290, 1.8340080864093424,
    ];

    /// <summary>2^(eighths/8).</summary>
    public static double Power(int eighths) => Math.ScaleB(Roots[eighths & 7], eighths >> 3);

    /// <summary>Eight times the binary logarithm, rounded down.</summary>
    /// <param name="value">Positive and normal.</param>
    public static int Log(double value)
    {
        var exponent = Math.ILogB(value);
        var rest = Math.ScaleB(value, -exponent);
        var eighth = 7;
        while (rest < Roots[eighth])
        {
            eighth--;
        }

        return (8 * exponent) + eighth;
    }
}
