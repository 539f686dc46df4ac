namespace Stylize.Engine.DotArt;

/// <summary>The steps that radii are rounded to, so that many dots share a size: 1, 2 or 5 times a power of ten, no finer than the precision allows.</summary>
internal static class RadiusSteps
{
    /// <summary>The step at which the largest radius is at most <paramref name="most"/> steps.</summary>
    /// <param name="precision">Decimals of a coordinate; radii have one more.</param>
    public static float Of(float largest, int most, int precision)
    {
        var step = MathF.Pow(10f, -(precision + 1));
        for (var i = 0; largest > step * most; i++)
        {
            step *= i % 3 == 1 ? 2.5f : 2f;
        }

        return step;
    }
}
