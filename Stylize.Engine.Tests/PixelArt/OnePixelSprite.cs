namespace Stylize.Engine.Tests.PixelArt;

/// <summary>A figure of 24 x 24 pixels, one per cell, with single pixels as eyes.</summary>
internal static class OnePixelSprite
{
    public static readonly Rgba32[] Colors =
    [
        new(255, 255, 255), new(26, 28, 44), new(93, 39, 93), new(244, 200, 160), new(56, 183, 100), new(167, 240, 112),
        new(41, 54, 111),
    ];

    public static Raster<Rgba32> Draw() => Paint<Rgba32>(24, 24, (x, y) => Colors[Part(Math.Abs((2 * x) - 23), y)]);

    private static int Part(int fromAxis, int y) => y switch
    {
        5 when fromAxis == 5 => 1,
        < 4 => fromAxis < 9 ? 2 : 0,
        < 8 => fromAxis < 9 ? 3 : 0,
        14 when fromAxis < 13 => 1,
        < 17 => fromAxis < 13 ? 4 : fromAxis < 17 && y < 15 ? 5 : 0,
        < 23 => fromAxis is > 2 and < 11 ? 6 : 0,
        _ => fromAxis is > 2 and < 13 ? 1 : 0,
    };
}
