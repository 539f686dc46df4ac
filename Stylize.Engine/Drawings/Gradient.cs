namespace Stylize.Engine.Drawings;

/// <summary>Colors that change along a line or with the distance from a point, in the unit of the layer. Between two
/// stops, the encoded sRGB channels are linear; before the first and after the last, the color is constant.</summary>
/// <param name="IsRadial">True for circles around (<paramref name="X"/>, <paramref name="Y"/>).</param>
/// <param name="X">Start of the line, or center of the circles.</param>
/// <param name="DX">Vector from the start to the end of the line; with <paramref name="DY"/> 0, the radius.</param>
/// <param name="Stops">Colors at positions that ascend from 0 to 1.</param>
internal sealed record Gradient(
    bool IsRadial, double X, double Y, double DX, double DY, IReadOnlyList<(double Position, Rgba32 Color)> Stops)
{
    /// <summary>Returns the position of a point, which is below 0 or above 1 beyond the ends.</summary>
    public double PositionAt(double x, double y)
    {
        double across = x - X, down = y - Y, squared = (DX * DX) + (DY * DY);
        return IsRadial
            ? Math.Sqrt(((across * across) + (down * down)) / squared) : ((across * DX) + (down * DY)) / squared;
    }

    public Rgba32 ColorAt(double x, double y)
    {
        var color = ChannelsAt(x, y) + new Vector4(0.5f);
        return new((byte)color.X, (byte)color.Y, (byte)color.Z);
    }

    /// <summary>Returns the red, green and blue of a point, from 0 to 255, and the opacity 255.</summary>
    public Vector4 ChannelsAt(double x, double y)
    {
        var at = Math.Clamp(PositionAt(x, y), 0, 1);
        var next = 1;
        while (next < Stops.Count - 1 && Stops[next].Position < at)
        {
            next++;
        }

        var ((from, first), (to, last)) = (Stops[next - 1], Stops[next]);
        return Vector4.Lerp(Channels(first), Channels(last), (float)Math.Clamp((at - from) / (to - from), 0, 1));

        static Vector4 Channels(Rgba32 color) => new(color.R, color.G, color.B, 255);
    }
}
