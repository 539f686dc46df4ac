namespace Stylize.Engine.DotArt.Washes;

/// <summary>The look of a translucent disc with a wet edge, where pigment collects: its opacity, the opacity of the
/// edge, and the width of the edge.</summary>
internal static class WashStyle
{
    public const float Opacity = 0.4f, EdgeOpacity = 0.12f;

    /// <summary>Width of the edge relative to the square root of the area of the image.</summary>
    private const float EdgeShare = 0.002f;

    /// <summary>Returns the width of the edge, half of it inside and half of it outside the disc.</summary>
    public static float EdgeWidth(double width, double height) => EdgeShare * (float)Math.Sqrt(width * height);

    public static byte Alpha(float opacity) => (byte)((opacity * 255f) + 0.5f);

    /// <summary>Returns the channels of a color, in [0,1].</summary>
    public static Vector4 Vector(Rgba32 color) => new Vector4(color.R, color.G, color.B, 255f) / 255f;
}

/// <summary>The painting so far: discs are blended in encoded sRGB, as in the file.</summary>
internal sealed unsafe class WashCanvas : IDisposable
{
    private readonly Raster<Vector4> _target, _painted;
    private readonly float _edge;

    public WashCanvas(Raster<Vector4> target, Rgba32 paper)
    {
        _target = target;
        _painted = new Raster<Vector4>(target.Width, target.Height);
        _painted.Fill(WashStyle.Vector(paper));
        _edge = WashStyle.EdgeWidth(target.Width, target.Height);
    }

    public void Dispose() => _painted.Dispose();

    /// <summary>Returns the color that brings the mean of the painting in a disc nearest to the mean of the target;
    /// null if no channel differs enough.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Rgba32? Color(float x, float y, float radius, float minDifference)
    {
        Vector4 wanted = default, painted = default;
        var count = 0;
        var (top, bottom) = Range(y, radius, _target.Height);
        for (var row = top; row <= bottom; row++)
        {
            var dy = row + 0.5f - y;
            var (left, right) = Range(x, MathF.Sqrt(MathF.Max(0f, (radius * radius) - (dy * dy))), _target.Width);
            Vector4* from = _target.Pointer + ((nint)row * _target.Stride), under = _painted.Pointer
                + ((nint)row * _painted.Stride);
            for (var column = left; column <= right; column++)
            {
                wanted += from[column];
                painted += under[column];
            }

            count += Math.Max(0, right - left + 1);
        }

        if (count == 0) return null;

        painted /= count;
        var change = (wanted / count) - painted;
        var difference = Vector4.Abs(change);
        if (MathF.Max(difference.X, MathF.Max(difference.Y, difference.Z)) < minDifference) return null;

        var ink = Vector4.Clamp(painted + (change / WashStyle.Opacity), Vector4.Zero, Vector4.One) * 255f;
        return new Rgba32(
            (byte)(ink.X + 0.5f), (byte)(ink.Y + 0.5f), (byte)(ink.Z + 0.5f), WashStyle.Alpha(WashStyle.Opacity));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Paint(float x, float y, float radius, Rgba32 color)
    {
        var ink = WashStyle.Vector(color);
        var opacity = color.A / 255f;
        float inner = radius - (_edge / 2), outer = radius + (_edge / 2);
        var (top, bottom) = Range(y, outer + 0.5f, _painted.Height);
        for (var row = top; row <= bottom; row++)
        {
            var dy = row + 0.5f - y;
            var half = MathF.Sqrt(MathF.Max(0f, ((outer + 0.5f) * (outer + 0.5f)) - (dy * dy)));
            var (left, right) = Range(x, half, _painted.Width);
            var line = _painted.Pointer + ((nint)row * _painted.Stride);
            for (var column = left; column <= right; column++)
            {
                var dx = column + 0.5f - x;
                var distance = MathF.Sqrt((dx * dx) + (dy * dy));
                var fill = opacity * Covered(radius - distance);
                var edge = WashStyle.EdgeOpacity * (Covered(outer - distance) - Covered(inner - distance));
                line[column] += (1f - ((1f - fill) * (1f - edge))) * (ink - line[column]);
            }
        }
    }

    private static float Covered(float depth) => Math.Clamp(depth + 0.5f, 0f, 1f);

    /// <summary>Returns the first and the last pixel whose centers are within a distance.</summary>
    private static (int First, int Last) Range(float center, float distance, int size) =>
        (Math.Max(0, (int)MathF.Ceiling(center - distance - 0.5f)),
            Math.Min(size - 1, (int)MathF.Floor(center + distance - 0.5f)));
}
