namespace Stylize.Engine.DotArt;

/// <summary>
/// The step that radii are rounded to, so that many dots share a size and files are small: 1, 2 or 5 times a power of ten, no finer than
/// the precision of the file.
/// </summary>
internal static class RadiusSteps
{
    /// <summary>The smallest step that divides the largest radius into at most <paramref name="maxSteps"/> steps.</summary>
    /// <param name="precision">Decimals of a coordinate; radii have one more.</param>
    public static float Of(float largest, int maxSteps, int precision)
    {
        var step = MathF.Pow(10f, -(precision + 1));
        for (var i = 0; largest > step * maxSteps; i++)
        {
            step *= i % 3 == 1 ? 2.5f : 2f;
        }

        return step;
    }
}
