namespace Stylize.Engine.DotArt;

internal static class DotArtPresets
{
    /// <summary>Presets with the values of vec2art, which lists leave out: they draw only edges.</summary>
    public static IReadOnlyList<string> OfAnotherProgram { get; } =
    [
        "Gradient", "GuideFineStippling", "GuideBoldPointillism", "GuideSketch", "GuideTechnicalDrawing",
        "GuideWatercolor",
    ];

    /// <summary>The values that the variations of Gradient share. Not a field, because the first options create the
    /// table.</summary>
    private static DotArtOptions Guide => new()
    {
        Distribution = DotDistribution.Gradient, AllowOverlap = false, ScaleWithImage = true,
        ColorSimilarity = 0.95f, FillsAreas = false,
        MinOpacity = 0.3f,
    };

    /// <summary>Returns the table of presets. Gradient has the values of vec2art (github.com/robmcdonald5/vec2art); the
    /// presets after it are its variations, which the guide of vec2art measures.</summary>
    public static PresetTable<DotArtOptions> Table() => new PresetTable<DotArtOptions>
    {
        { "Default", new() },
        {
            "FineStippling", new()
            {
                AdaptiveSizing = false, Color = new Rgba32(0, 0, 0), Tone = new() { LocalContrast = 60 },
            }
        },
        { "BoldPointillism", new() { DotCount = 4_000 } },
        { "Ink", new() { Distribution = DotDistribution.Ink, Color = new Rgba32(0, 0, 0) } },
        {
            "Sketch", new()
            {
                Distribution = DotDistribution.Ink, Color = new Rgba32(74, 40, 20),
                PaperColor = new Rgba32(252, 248, 240),
                Lines = new() { InkThreshold = 0.54f },
            }
        },
        { "Hatching", new() { Distribution = DotDistribution.Hatch, Color = new Rgba32(0, 0, 0) } },
        { "Engraving", new() { Distribution = DotDistribution.Engrave, Color = new Rgba32(0, 0, 0) } },
        { "Flow", new() { Distribution = DotDistribution.Flow, Color = new Rgba32(0, 0, 0) } },
        {
            "Risograph", new()
            {
                Palette = [new Rgba32(255, 72, 176), new Rgba32(0, 120, 191)], PaperColor = new Rgba32(250, 246, 236),
                Inks = new() { Separation = Separation.Inks, ScreenAngle = [15, 75], Misregistration = new(0.6) },
            }
        },
        {
            "Watercolor", new()
            {
                Distribution = DotDistribution.Wash, AllowOverlap = false,
                PaperColor = new Rgba32(252, 248, 240), SizeVariation = 0.25f,
            }
        },
        {
            "Gradient", new()
            {
                Distribution = DotDistribution.Gradient, AllowOverlap = false,
                ColorSimilarity = 0.95f, FillsAreas = false,
                SpacingFactor = 1.5f, MinOpacity = 0.3f,
            }
        },
        {
            "GuideFineStippling", Guide with
            {
                MinRadius = 0.3f, MaxRadius = 1f, DensityThreshold = 0.05f, SpacingFactor = 1.2f, Gap = 2.5f,
                SizeVariation = 0.1f, OpacityVariation = 0.1f,
            }
        },
        {
            "GuideBoldPointillism", Guide with
            {
                MinRadius = 1.5f, MaxRadius = 4f, DensityThreshold = 0.15f, SpacingFactor = 2f,
                PositionJitter = 0.8f, SizeVariation = 0.4f, OpacityVariation = 0.4f,
            }
        },
        {
            "GuideSketch", Guide with
            {
                MinRadius = 0.8f, MaxRadius = 2.5f, DensityThreshold = 0.1f, SpacingFactor = 1.8f,
                PositionJitter = 1.5f, SizeVariation = 0.5f, OpacityVariation = 0.6f,
            }
        },
        {
            "GuideTechnicalDrawing", Guide with
            {
                MinRadius = 0.5f, MaxRadius = 1.5f, DensityThreshold = 0.2f,
                SpacingFactor = 2.5f, AdaptiveSizing = false,
            }
        },
        {
            "GuideWatercolor", Guide with
            {
                MinRadius = 2f, MaxRadius = 6f, DensityThreshold = 0.08f, SpacingFactor = 1.5f, Gap = 6f,
                PositionJitter = 2f, SizeVariation = 0.4f, OpacityVariation = 0.5f,
            }
        },
    };
}
