namespace Stylize.Engine.DotArt;

/// <summary>What turns a strength into a dot: the part of the options that the gradient distribution needs, and the gain of <see cref="StrengthGain"/>.</summary>
internal readonly record struct GradientRule(
    float Threshold,
    float MinRadius,
    float MaxRadius,
    bool AdaptiveSizing,
    float Spacing,
    float Jitter,
    float SizeVariation,
    float OpacityVariation,
    float Gap,
    int Seed,
    float Unit,
    float RadiusStep,
    float Gain = 1f)
{
    private const float FaintOpacity = 0.3f, LeastOpacity = 0.1f;
    private const float Diagonal = 0.70710678f;

    private const int SizeSteps = 32;
    private const float OpacitySteps = 20f;

    public static GradientRule From(DotArtOptions o) => new(
        o.DensityThreshold, o.MinRadius, o.MaxRadius, o.AdaptiveSizing, o.SpacingFactor, o.PositionJitter, o.SizeVariation, o.OpacityVariation, o.Gap, o.Seed,
        MathF.Pow(10f, o.Precision), RadiusSteps.Of(o.MaxRadius * (1f + o.SizeVariation), SizeSteps, o.Precision));

    /// <summary>The least plane value that makes a candidate; never 0, so that a flat image has none.</summary>
    public int LeastValue => Math.Max(1, (int)MathF.Ceiling(Threshold / Gain * StrengthPlane.One));

    /// <summary>The largest radius that can come about.</summary>
    public float LargestRadius => (MaxRadius * (1f + SizeVariation)) + RadiusStep;

    /// <summary>The smallest radius a candidate can have.</summary>
    public float SmallestRadius => MathF.Max(0f, (Radius(Threshold) * (1f - SizeVariation)) - RadiusStep);

    /// <summary>Radius before variation: min + sqrt(strength) * (max - min), or the middle where sizing is not adaptive.</summary>
    public float Radius(float strength) =>
        AdaptiveSizing ? MinRadius + (MathF.Sqrt(strength) * (MaxRadius - MinRadius)) : (MinRadius + MaxRadius) / 2f;

    /// <summary>Strength of a plane value, [0,1].</summary>
    public float Strength(int value) => MathF.Min(1f, value * Gain / StrengthPlane.One);

    /// <summary>Least distance of two centres: the spacing times the sum of the radii, and the gap.</summary>
    public float Distance(float radii) => (radii * Spacing) + Gap;

    /// <summary>The dot of a pixel, moved so that it lies wholly inside the image.</summary>
    public (float X, float Y, float Radius) Circle(int x, int y, int value, int width, int height)
    {
        var radius = Radius(Strength(value));
        var cx = x + 0.5f;
        var cy = y + 0.5f;
        if (Jitter > 0 || SizeVariation > 0)
        {
            var random = new PixelRandom(((long)y * width) + x, Seed);
            cx += random.Signed(0) * Jitter * Diagonal;
            cy += random.Signed(1) * Jitter * Diagonal;
            radius *= 1f + (random.Signed(2) * SizeVariation);
        }

        radius = MathF.Max(1f, MathF.Round(radius / RadiusStep)) * RadiusStep;
        radius = MathF.Min(radius, 0.5f * Math.Min(width, height));
        return (Inside(cx, radius, width), Inside(cy, radius, height), radius);
    }

    /// <summary>Opacity 0..255 in twentieths: .3 + .7 * strength, less the random share; 1 where sizing is not adaptive. Dots of one size share it where nothing varies.</summary>
    public byte Opacity(int x, int y, int value, float radius, int width)
    {
        var opacity = 1f;
        if (AdaptiveSizing)
        {
            var sized = SizeVariation <= 0 && MaxRadius > MinRadius ? Math.Clamp((radius - MinRadius) / (MaxRadius - MinRadius), 0f, 1f) : MathF.Sqrt(Strength(value));
            opacity = FaintOpacity + ((1f - FaintOpacity) * sized * sized);
        }

        if (OpacityVariation > 0)
        {
            opacity *= 1f - (OpacityVariation * new PixelRandom(((long)y * width) + x, Seed).Unit(3));
        }

        return (byte)((MathF.Round(MathF.Max(opacity, LeastOpacity) * OpacitySteps) * 255f / OpacitySteps) + 0.5f);
    }

    /// <summary>A centre rounded to the precision, with the whole circle between 0 and size.</summary>
    private float Inside(float centre, float radius, int size)
    {
        var rounded = MathF.Round(centre * Unit) / Unit;
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
