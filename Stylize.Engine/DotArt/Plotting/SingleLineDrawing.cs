using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>One line through dots, as wide as it takes to have their ink. Pixels.</summary>
internal sealed record SingleLineDrawing(Rgba32 Color, float Width, double Length)
{
    private const float MinWidth = 0.05f;

    public static SingleLineDrawing Make(DotSet dots, int width, int height, DotArtOptions options, CancellationToken cancellation)
    {
        var own = dots.Dots.ToArray();
        var length = SingleLine.Order(own, width, height, cancellation);
        own.CopyTo(dots.Dots);
        var ink = 0.0;
        foreach (var dot in own)
        {
            ink += Math.PI * dot.Radius * dot.Radius;
        }

        var wide = length > 0 ? (float)(ink / length) : own.Length > 0 ? 2 * own[0].Radius : 1f;
        return new SingleLineDrawing(options.Color ?? new Rgba32(0, 0, 0), MathF.Max(MinWidth, wide), length);
    }
}
