namespace Stylize.Engine.DotArt.Tone;

/// <summary>The step that radii of the tone distribution are rounded to: at most 128 sizes, so that many dots share one.</summary>
internal static class ToneSteps
{
    private const int MaxSizes = 128;

    /// <summary>The step, source pixels.</summary>
    /// <param name="radii">All radii.</param>
    /// <param name="scale">Source pixels in the radii's unit.</param>
    /// <param name="precision">Decimals of a coordinate.</param>
    public static float Of(ReadOnlySpan<float> radii, float scale, int precision)
    {
        var largest = 0f;
        foreach (var r in radii)
        {
            largest = MathF.Max(largest, r);
        }

        return RadiusSteps.Of(largest * scale, MaxSizes, precision);
    }
}
