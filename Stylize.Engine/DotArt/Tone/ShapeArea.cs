namespace Stylize.Engine.DotArt.Tone;

/// <summary>Area of a shape over the square of its radius.</summary>
internal static class ShapeArea
{
    /// <summary>Area for radius 1: pi for a disc, 2 for a square, 3 * sqrt(3) / 4 for a triangle.</summary>
    public static float Of(DotShape shape) => shape switch
    {
        DotShape.Square or DotShape.Diamond => 2f,
        DotShape.Triangle => 1.29903811f,
        _ => MathF.PI,
    };
}
