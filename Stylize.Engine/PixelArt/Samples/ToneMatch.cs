namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Matches an image to a given palette by lightness: the palette's lightness is stretched to that of the
/// image, and the chroma of both counts less, or not at all for a palette of one hue. A dither of other palettes keeps
/// hues, and the lightest color counts as the white of the image, as the gray of an electronic paper does.</summary>
internal sealed class ToneMatch
{
    /// <summary>Percentiles of the image's lightness that the darkest and the lightest color of the palette
    /// represent.</summary>
    private const double LowPercentile = 0.02, HighPercentile = 0.98;

    /// <summary>Share of the image's range of lightness below which a palette's range counts as narrower.</summary>
    private const double NarrowRange = 0.85;

    /// <summary>Share of even steps, as opposed to the palette's own steps, in the lightness of a ramp. The light
    /// colors of many ramps are hardly apart, and highlights would otherwise lose all detail.</summary>
    private const float EvenSteps = 0.75f;

    /// <summary>Weight of chroma in Lab distances, for palettes of several hues.</summary>
    private const float HueWeight = 0.5f;

    /// <summary>Chroma below which a color counts as gray.</summary>
    private const float GrayChroma = 12;

    /// <summary>Maximum angle between any two hues of a ramp, in degrees.</summary>
    private const double RampAngle = 75;

    private readonly float _chroma;

    private ToneMatch(Lab[] colors, float chroma) => (Colors, _chroma) = (colors, chroma);

    /// <summary>The palette's colors as the samples are compared with them, in the palette's order.</summary>
    public Lab[] Colors { get; }

    /// <summary>Returns the match of an image, or null if it is matched by color.</summary>
    /// <param name="lightness">The lightness of the image, or of several that are matched together.</param>
    /// <param name="byLightness">Null to decide: by lightness for shades of one hue without a white, and for palettes
    /// whose range of lightness is narrower than the image's. In both, light areas of the image are far from all
    /// colors.</param>
    /// <param name="showsHues">True if a dither shows hues between the colors.</param>
    public static ToneMatch? Find(
        IReadOnlyList<Rgba32> palette, LightnessHistogram lightness, bool? byLightness, bool showsHues)
    {
        if (!IsPossible(palette, byLightness) || lightness.IsEmpty) return null;

        Lab[] colors = [.. palette.Select(LabConversion.FromRgba)];
        var (dark, light) = (colors.Min(c => c.L), colors.Max(c => c.L));
        var (low, high) = (lightness.Percentile(LowPercentile), lightness.Percentile(HighPercentile));
        if (byLightness is null && showsHues && !IsTinted(colors))
        {
            return light >= NarrowRange * high ? null : new([.. colors.Select(c => (high / light) * c)], 1);
        }

        if (byLightness is null && !IsTinted(colors) && light - dark >= NarrowRange * (high - low)) return null;

        var isRamp = IsRamp(colors);
        var chroma = isRamp ? 0 : HueWeight;
        var (meanA, meanB) = (colors.Average(c => c.A), colors.Average(c => c.B));
        int[] order = [.. Enumerable.Range(0, colors.Length).OrderBy(i => colors[i].L).ThenBy(i => i)];
        var targets = new Lab[colors.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var color = colors[order[rank]];
            var own = (color.L - dark) / Math.Max(light - dark, 1e-3f);
            var level = low
                + ((own + ((isRamp ? EvenSteps : 0) * (((float)rank / (order.Length - 1)) - own))) * (high - low));
            targets[order[rank]] = new Lab(level, chroma * (color.A - meanA), chroma * (color.B - meanB));
        }

        return new ToneMatch(targets, chroma);
    }

    /// <summary>False if each area takes its nearest color whatever the image is.</summary>
    public static bool IsPossible(IReadOnlyList<Rgba32> palette, bool? byLightness) =>
        byLightness != false && palette.Count >= 2;

    /// <summary>True for shades of one hue without a white or a gray as the lightest.</summary>
    public static bool IsTinted(IReadOnlyList<Rgba32> palette) => IsTinted([.. palette.Select(LabConversion.FromRgba)]);

    private static bool IsTinted(Lab[] colors) => IsRamp(colors) && colors.MaxBy(c => c.L).Chroma >= GrayChroma;

    /// <summary>Returns a color of the image as it is compared with <see cref="Colors"/>.</summary>
    public Lab Apply(Lab color) => new(color.L, _chroma * color.A, _chroma * color.B);

    /// <summary>Multiplies the chroma of the samples by its weight.</summary>
    public void Apply(CellSamples samples) => samples.ScaleChroma(_chroma);

    /// <summary>True if the hues of all colors that are not gray are within <see cref="RampAngle"/>.</summary>
    private static bool IsRamp(Lab[] colors)
    {
        double[] hues = [.. colors.Where(c => c.Chroma >= GrayChroma)
            .Select(c => PortableMath.Atan2(c.B, c.A) * 180 / Math.PI).Order()];
        if (hues.Length < 2) return true;

        // All hues are within the circle without the largest gap between neighbors.
        var gap = hues.Skip(1).Append(hues[0] + 360).Zip(hues, (next, hue) => next - hue).Max();
        return 360 - gap <= RampAngle;
    }
}

/// <summary>The distribution of the lightness of one or more images.</summary>
internal sealed class LightnessHistogram
{
    private const int Bins = 512;
    private readonly double[] _weights = new double[Bins];
    private readonly double _all;

    /// <summary>True if no image had an opaque pixel.</summary>
    public bool IsEmpty => _all == 0;

    /// <param name="colors">Colors of the images with their weights.</param>
    public LightnessHistogram(IEnumerable<(Lab Color, double Weight)> colors)
    {
        foreach (var (color, weight) in colors)
        {
            _weights[Math.Clamp((int)(color.L * (Bins / 100f)), 0, Bins - 1)] += weight;
            _all += weight;
        }
    }

    /// <summary>Returns the lightness that a share of the pixels does not exceed.</summary>
    public float Percentile(double share)
    {
        var seen = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            seen += _weights[bin];
            if (seen >= share * _all) return (bin + 0.5f) * 100 / Bins;
        }

        return 100;
    }
}
