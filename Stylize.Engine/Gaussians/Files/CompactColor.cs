namespace Stylize.Engine.Gaussians.Files;

/// <summary>Colours as whole numbers: Y = (R + 2G + B) / 4 in steps of 1/128, Co = R - B and Cg = G - (R + B) / 2 in steps of 1/64.</summary>
internal static class CompactColor
{
    private const float LightSteps = 128;
    private const float ChromaSteps = 64;
    private const int Most = 8191;

    public static (int Y, int Co, int Cg) Quantise(float r, float g, float b) => (
        Round((r + (2 * g) + b) / 4 * LightSteps),
        Round((r - b) * ChromaSteps),
        Round((g - ((r + b) / 2)) * ChromaSteps));

    public static (float R, float G, float B) Value(int y, int co, int cg)
    {
        var (light, orange, green) = (y / LightSteps, co / ChromaSteps, cg / ChromaSteps);
        var g = light + (green / 2);
        var mean = light - (green / 2);
        return (mean + (orange / 2), g, mean - (orange / 2));
    }

    private static int Round(float value) => (int)Math.Clamp(MathF.Round(value), -Most, Most);
}
