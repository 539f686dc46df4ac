namespace Stylize.Engine.DotArt.Tone;

/// <summary>Area of a shape whose circle has radius 1.</summary>
internal static class ShapeArea
{
    public static float Of(DotShape shape) => shape switch
    {
        DotShape.Square or DotShape.Diamond => 2f,
        DotShape.Triangle => 1.29903811f,
        _ => MathF.PI,
    };
}
