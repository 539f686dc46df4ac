namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Matches an image to a given palette that is not close to it. By lightness, the palette's lightness is stretched to that of
/// the image, and the chroma of both counts less, or not at all for a palette of one hue. By hue and lightness, the chroma of both counts
/// less, and that of the image is brought closer to the palette's, so that gray is not the nearest color to all weak colors.</summary>
internal sealed class ToneMatch
{
    /// <summary>Percentiles of the image's lightness that the darkest and the lightest color of the palette represent.</summary>
    private const double LowPercentile = 0.02, HighPercentile = 0.98;

    /// <summary>Share of the image's range of lightness below which a palette's range counts as narrower.</summary>
    private const double NarrowRange = 0.85;

    /// <summary>Share of even steps, as opposed to the palette's own steps, in the lightness of a ramp. The light colors of many ramps
    /// are hardly apart, and highlights would otherwise lose all detail.</summary>
    private const float EvenSteps = 0.75f;

    /// <summary>Share of equal areas, as opposed to equal contrast, in the lightness of a ramp, for dark and light pictures.</summary>
    private const float EqualAreas = 0.3f;

    /// <summary>Weight of chroma in Lab distances, for palettes of several hues.</summary>
    private const float HueWeight = 0.5f;

    /// <summary>Chroma below which a color counts as gray.</summary>
    private const float GrayChroma = 12;

    /// <summary>Maximum angle between any two hues of a ramp, in degrees.</summary>
    private const double RampAngle = 75;

    /// <summary>Mean distance of the image's colors from the palette, in Lab units, up to which nothing changes, and from which the
    /// palette is far.</summary>
    private const float NearDistance = 4, FarDistance = 8;

    /// <summary>Weight of the chroma of a far palette in Lab distances: if its colors are mixed, the same if it has many colors, which
    /// differ less, and if single colors stand for areas, in which a wrong hue is more conspicuous.</summary>
    private const float MixedChroma = 0.35f, ManyChroma = 0.5f, SingleChroma = 0.55f;

    /// <summary>Number of colors up to which a palette has few.</summary>
    public const int FewColors = 16;

    /// <summary>Maximum factor by which the image's chroma is raised, or divided, toward that of a far palette.</summary>
    private const float MaxChromaFactor = 1.4f;

    /// <summary>Percentile of the image's chroma that represents its colors.</summary>
    private const double ColorfulPercentile = 0.9;

    /// <summary>Mean difference of L* between the image's colors and the palette's nearest, up to which the palette has enough steps of
    /// lightness, and from which detail is raised fully.</summary>
    private const double FineSteps = 4, CoarseSteps = 8;

    /// <summary>Maximum multiple of the differences from the surroundings that is added to them.</summary>
    private const double MaxDetail = 2;

    private readonly float _chroma;
    private float _detail;

    private ToneMatch(Lab[] colors, float chroma) => (Colors, _chroma) = (colors, chroma);

    /// <summary>The factor that undoes the change of the samples; null if the image is matched by lightness.</summary>
    public double? Undo { get; private init; }

    /// <summary>True if the palette is far from the image, so that only a mixture of its colors is close to the image's: one of few shades
    /// of one hue, or one that is matched by hue and lightness.</summary>
    public bool IsFar { get; private init; }

    /// <summary>The palette's colors as the samples are compared with them, in the palette's order.</summary>
    public Lab[] Colors { get; }

    /// <summary>Returns the match of an image, or null if each area takes its nearest color.</summary>
    /// <param name="lightness">The lightness of the image, or of several that are matched together.</param>
    /// <param name="byLightness">Null to decide: by lightness for shades of one hue without a white, and for palettes whose range of
    /// lightness is narrower than the image's. In both, light areas of the image are far from all colors. Other palettes are matched by
    /// hue and lightness if they are not near the image.</param>
    /// <param name="isMixed">True if the colors of a far palette are mixed.</param>
    /// <param name="raisesDetail">True to raise the detail of the image if the palette has few steps of lightness.</param>
    /// <param name="picture">Returns colors of the image or the images, with their weights; null never to match by hue and lightness.
    /// </param>
    public static ToneMatch? Find(
        IReadOnlyList<Rgba32> palette, LightnessHistogram lightness, bool? byLightness, bool isMixed, bool raisesDetail,
        Func<IReadOnlyList<(Lab Color, double Weight)>>? picture)
    {
        var colors = picture is null ? null : new Lazy<IReadOnlyList<(Lab Color, double Weight)>>(picture);
        var match = Find(palette, lightness, byLightness, isMixed, colors);
        if (match is not null && raisesDetail && colors is not null)
        {
            match._detail = (float)(MaxDetail * Math.Clamp((match.Steps(colors.Value) - FineSteps) / (CoarseSteps - FineSteps), 0, 1));
        }

        return match;
    }

    private static ToneMatch? Find(
        IReadOnlyList<Rgba32> palette, LightnessHistogram lightness, bool? byLightness, bool isMixed,
        Lazy<IReadOnlyList<(Lab Color, double Weight)>>? picture)
    {
        if (!IsPossible(palette, byLightness) || lightness.IsEmpty) return null;

        Lab[] colors = [.. palette.Select(LabConversion.FromRgba)];
        var (dark, light) = (colors.Min(c => c.L), colors.Max(c => c.L));
        var isRamp = IsRamp(colors);
        var (low, high) = (lightness.Percentile(LowPercentile), lightness.Percentile(HighPercentile));
        if (byLightness is null && !IsTinted(colors) && light - dark >= NarrowRange * (high - low))
        {
            var far = !isMixed ? SingleChroma : colors.Length > FewColors ? ManyChroma : MixedChroma;
            return picture is null ? null : ByHue(colors, picture.Value, far);
        }

        var chroma = isRamp ? 0 : HueWeight;
        var (meanA, meanB) = (colors.Average(c => c.A), colors.Average(c => c.B));
        int[] order = [.. Enumerable.Range(0, colors.Length).OrderBy(i => colors[i].L).ThenBy(i => i)];
        var even = isRamp ? EvenSteps : 0;
        var targets = new Lab[colors.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var color = colors[order[rank]];
            var share = (even * rank / (order.Length - 1)) + ((1 - even) * (color.L - dark) / Math.Max(light - dark, 1e-3f));
            var level = low + (share * (high - low));
            if (isRamp)
            {
                level += EqualAreas * (lightness.Percentile((rank + 0.5) / order.Length) - level);
            }

            targets[order[rank]] = new Lab(level, chroma * (color.A - meanA), chroma * (color.B - meanB));
        }

        return new ToneMatch(targets, chroma) { IsFar = isRamp };
    }

    /// <summary>False if each area takes its nearest color whatever the image is.</summary>
    public static bool IsPossible(IReadOnlyList<Rgba32> palette, bool? byLightness) => byLightness != false && palette.Count >= 2;

    /// <summary>Returns the match by hue and lightness, or null if the palette is near the image.</summary>
    private static ToneMatch? ByHue(Lab[] colors, IReadOnlyList<(Lab Color, double Weight)> picture, float farChroma)
    {
        var (distance, all) = (0.0, 0.0);
        var search = new ColorSearch(colors);
        foreach (var (color, weight) in picture)
        {
            search.Nearest(color, out var squared);
            distance += weight * MathF.Sqrt(squared);
            all += weight;
        }

        var far = (float)Math.Clamp(((distance / all) - NearDistance) / (FarDistance - NearDistance), 0, 1);
        if (!(far > 0)) return null;

        float[] vivid = [.. colors.Select(c => c.Chroma).Where(c => c >= GrayChroma).Order()];
        var wanted = vivid.Length == 0 ? 0 : vivid[vivid.Length / 2] / Math.Max(1, Colorfulness(picture, all));
        var factor = vivid.Length == 0 ? 1 : Math.Clamp(wanted, 1 / MaxChromaFactor, MaxChromaFactor);
        var chroma = 1 - (far * (1 - farChroma));
        return new ToneMatch([.. colors.Select(c => new Lab(c.L, chroma * c.A, chroma * c.B))], chroma * (1 + (far * (factor - 1))))
        {
            IsFar = far == 1,
            Undo = 1 / (chroma * (1 + (far * (factor - 1)))),
        };
    }

    /// <summary>Returns the chroma that most of the image does not exceed.</summary>
    private static float Colorfulness(IReadOnlyList<(Lab Color, double Weight)> picture, double all)
    {
        var seen = 0.0;
        foreach (var (color, weight) in picture.OrderBy(part => part.Color.Chroma))
        {
            seen += weight;
            if (seen >= ColorfulPercentile * all) return color.Chroma;
        }

        return 0;
    }

    /// <summary>True for shades of one hue without a white or a gray as the lightest.</summary>
    public static bool IsTinted(IReadOnlyList<Rgba32> palette) => IsTinted([.. palette.Select(LabConversion.FromRgba)]);

    private static bool IsTinted(Lab[] colors) => IsRamp(colors) && colors.MaxBy(c => c.L).Chroma >= GrayChroma;

    /// <summary>Returns a color of the image as it is compared with <see cref="Colors"/>.</summary>
    public Lab Apply(Lab color) => new(color.L, _chroma * color.A, _chroma * color.B);

    /// <summary>Multiplies the chroma of the samples by its weight, and raises their detail.</summary>
    public void Apply(CellSamples samples, OperationContext context)
    {
        samples.ScaleChroma(_chroma);
        if (_detail > 0)
        {
            LocalDetail.Raise(samples, _detail, context);
        }
    }

    /// <summary>Returns the mean difference of L* between colors of the image and their nearest colors.</summary>
    private double Steps(IReadOnlyList<(Lab Color, double Weight)> picture)
    {
        var (sum, all) = (0.0, 0.0);
        var search = new ColorSearch(Colors);
        foreach (var (color, weight) in picture)
        {
            sum += weight * Math.Abs(color.L - Colors[search.Nearest(Apply(color))].L);
            all += weight;
        }

        return sum / all;
    }

    /// <summary>True if the hues of all colors that are not gray are within <see cref="RampAngle"/>.</summary>
    private static bool IsRamp(Lab[] colors)
    {
        double[] hues = [.. colors.Where(c => c.Chroma >= GrayChroma)
            .Select(c => PortableMath.Atan2(c.B, c.A) * 180 / Math.PI).Order()];
        if (hues.Length < 2) return true;

        // All hues are within the circle without the largest gap between neighbors.
        var gap = hues[0] + 360 - hues[^1];
        for (var i = 1; i < hues.Length; i++)
        {
            gap = Math.Max(gap, hues[i] - hues[i - 1]);
        }

        return 360 - gap <= RampAngle;
    }
}

/// <summary>The distribution of the lightness of one or more images.</summary>
internal sealed class LightnessHistogram
{
    private const int Bins = 512;
    private readonly double[] _weights = new double[Bins];
    private double _all;

    /// <summary>True if no image had an opaque pixel.</summary>
    public bool IsEmpty => _all == 0;

    /// <summary>Returns the distribution of the opaque samples of an image.</summary>
    public static unsafe LightnessHistogram FromSamples(CellSamples samples)
    {
        var histogram = new LightnessHistogram();
        for (var i = 0; i < samples.Length; i++)
        {
            if (!float.IsNaN(samples.L[i]))
            {
                histogram.Add(samples.L[i], 1);
            }
        }

        return histogram;
    }

    public void Add(float lightness, double weight)
    {
        _weights[Math.Clamp((int)(lightness * (Bins / 100f)), 0, Bins - 1)] += weight;
        _all += weight;
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
