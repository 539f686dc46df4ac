using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>The built-in presets of dot art.</summary>
internal static class DotArtPresets
{
    /// <summary>Returns the table of presets. Gradient has the values of vec2art (github.com/robmcdonald5/vec2art); the presets after it
    /// are variations from vec2art.</summary>
    public static PresetTable<DotArtOptions> Table() => new PresetTable<DotArtOptions>
    {
        { "Default", new() },
        { "Gradient", new() { Distribution = DotDistribution.Gradient, AllowOverlap = false } },
        {
            "FineStippling", new()
            {
                Distribution = DotDistribution.Gradient, AllowOverlap = false, ScaleWithImage = true,
                MinRadius = 0.3f, MaxRadius = 1f, DensityThreshold = 0.05f, SpacingFactor = 1.2f, Gap = 2.5f,
                SizeVariation = 0.1f, OpacityVariation = 0.1f,
            }
        },
        {
            "BoldPointillism", new()
            {
                Distribution = DotDistribution.Gradient, AllowOverlap = false, ScaleWithImage = true,
                MinRadius = 1.5f, MaxRadius = 4f, DensityThreshold = 0.15f, SpacingFactor = 2f,
                PositionJitter = 0.8f, SizeVariation = 0.4f, OpacityVariation = 0.4f,
            }
        },
        {
            "Sketch", new()
            {
                Distribution = DotDistribution.Gradient, AllowOverlap = false, ScaleWithImage = true,
                MinRadius = 0.8f, MaxRadius = 2.5f, DensityThreshold = 0.1f, SpacingFactor = 1.8f,
                PositionJitter = 1.5f, SizeVariation = 0.5f, OpacityVariation = 0.6f,
            }
        },
        {
            "TechnicalDrawing", new()
            {
                Distribution = DotDistribution.Gradient, AllowOverlap = false, ScaleWithImage = true,
                MinRadius = 0.5f, MaxRadius = 1.5f, DensityThreshold = 0.2f, SpacingFactor = 2.5f, AdaptiveSizing = false,
            }
        },
        {
            "Watercolor", new()
            {
                Distribution = DotDistribution.Gradient, AllowOverlap = false, ScaleWithImage = true,
                MinRadius = 2f, MaxRadius = 6f, DensityThreshold = 0.08f, SpacingFactor = 1.5f, Gap = 6f,
                PositionJitter = 2f, SizeVariation = 0.4f, OpacityVariation = 0.5f,
            }
        },
    };
}
