using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>Maps strength to a dot: size, opacity, jitter and spacing. Lengths are in source pixels.</summary>
/// <param name="Threshold">Minimum strength of a candidate, in [0,1].</param>
/// <param name="AdaptiveSizing">False to use the mean of both radii for all dots.</param>
/// <param name="Spacing">Distance of two centers divided by the sum of their radii, without the gap.</param>
/// <param name="Jitter">Maximum random shift of a dot.</param>
/// <param name="SizeVariation">Maximum random change of the radius, as a share of it.</param>
/// <param name="MinOpacity">Opacity at strength 0; the opacity at strength 1 is 1.</param>
/// <param name="OpacityVariation">Maximum random reduction of the opacity, as a share of it.</param>
/// <param name="Gap">Distance of two dots in addition to the spacing.</param>
/// <param name="Gain">Factor applied to strengths; see <see cref="StrengthGain"/>.</param>
internal readonly record struct GradientRule(
    float Threshold, float MinRadius, float MaxRadius, bool AdaptiveSizing, float Spacing, float Jitter,
    float SizeVariation,
    float MinOpacity, float OpacityVariation, float Gap, int Seed, float Unit, float RadiusStep, float Gain = 1f)
{
    /// <summary>Jitter moves a dot within a square whose corners are at the maximum distance from its center.</summary>
    private const float HalfSide = 0.70710678f;

    /// <summary>Sizes and opacities are rounded to steps, which gives fewer groups and smaller files.</summary>
    private const int MaxSizeSteps = 32;
    private const float OpacitySteps = 20f;

    /// <summary>Returns the rule without gain.</summary>
    public static GradientRule FromPlan(DotArtPlan plan)
    {
        var o = plan.Options;
        return new(
            Threshold: plan.DensityThreshold, MinRadius: o.MinRadius, MaxRadius: o.MaxRadius,
            AdaptiveSizing: plan.AdaptiveSizing,
            Spacing: o.SpacingFactor, Jitter: o.PositionJitter, SizeVariation: o.SizeVariation,
            MinOpacity: o.MinOpacity,
            OpacityVariation: o.OpacityVariation, Gap: o.Gap, Seed: o.Seed,
            Unit: (float)PortableMath.Pow(10f, o.Precision),
            RadiusStep: RadiusSteps.Step(o.MaxRadius * (1f + o.SizeVariation), MaxSizeSteps, o.Precision));
    }

    /// <summary>Minimum strength value of a candidate; at least 1, so that a flat image has no candidates, and at most
    /// that of the strongest gradients, which reach any threshold.</summary>
    public int MinValue => Math.Clamp((int)MathF.Ceiling(Threshold / Gain * StrengthPlane.One), 1, StrengthPlane.One);

    public float LargestRadius => (MaxRadius * (1f + SizeVariation)) + RadiusStep;
    public float SmallestRadius => MathF.Max(0f, (Radius(Threshold) * (1f - SizeVariation)) - RadiusStep);

    /// <summary>Returns the radius before variation: min + sqrt(strength) * (max - min), or the mean of both if sizing
    /// is not adaptive.</summary>
    public float Radius(float strength) =>
        AdaptiveSizing ? MinRadius + (MathF.Sqrt(strength) * (MaxRadius - MinRadius)) : (MinRadius + MaxRadius) / 2f;

    /// <summary>Returns the strength of a raster value, in [0,1].</summary>
    public float Strength(int value) => MathF.Min(1f, value * Gain / StrengthPlane.One);

    /// <summary>Returns the minimum distance of two centers: the sum of their radii times the spacing, plus the
    /// gap.</summary>
    public float Distance(float radii) => (radii * Spacing) + Gap;

    /// <summary>Returns the dot of a pixel, shifted by jitter and then moved into the image.</summary>
    public (float X, float Y, float Radius) Circle(int x, int y, int value, int width, int height)
    {
        var radius = Radius(Strength(value));
        var cx = x + 0.5f;
        var cy = y + 0.5f;
        if (Jitter > 0 || SizeVariation > 0)
        {
            var random = new PixelRandom(((long)y * width) + x, Seed);
            cx += random.Signed(0) * Jitter * HalfSide;
            cy += random.Signed(1) * Jitter * HalfSide;
            radius *= 1f + (random.Signed(2) * SizeVariation);
        }

        radius = MathF.Max(1f, MathF.Round(radius / RadiusStep)) * RadiusStep;
        radius = MathF.Min(radius, 0.5f * Math.Min(width, height));
        return (Inside(cx, radius, width), Inside(cy, radius, height), radius);
    }

    /// <summary>Returns the opacity, 0..255, in steps of 5%: min + (1 - min) * strength, reduced by the random share; 1
    /// if sizing is not adaptive. If sizes do not vary at random, the strength is derived from the rounded radius, so
    /// that dots of one size share an opacity and a group in the file.</summary>
    public byte Opacity(int x, int y, int value, float radius, int width)
    {
        var opacity = 1f;
        if (AdaptiveSizing)
        {
            var root = SizeVariation <= 0 && MaxRadius > MinRadius
                ? Math.Clamp((radius - MinRadius) / (MaxRadius - MinRadius), 0f, 1f)
                : MathF.Sqrt(Strength(value));
            opacity = MinOpacity + ((1f - MinOpacity) * root * root);
        }

        if (OpacityVariation > 0)
        {
            opacity *= 1f - (OpacityVariation * new PixelRandom(((long)y * width) + x, Seed).Unit(3));
        }

        var step = MathF.Round(MathF.Max(opacity, ToneDistribution.MinOpacity) * OpacitySteps);
        return (byte)((step * 255f / OpacitySteps) + 0.5f);
    }

    /// <summary>Returns a coordinate of a center, rounded to the precision and moved so that the circle lies inside the
    /// image.</summary>
    private float Inside(float center, float radius, int size)
    {
        var rounded = MathF.Round(center * Unit) / Unit;
        if (rounded < radius)
        {
            rounded = MathF.Ceiling(radius * Unit) / Unit;
        }

        if (rounded > size - radius)
        {
            rounded = MathF.Floor((size - radius) * Unit) / Unit;
        }

        return rounded < radius ? size / 2f : rounded;
    }
}
