namespace Stylize.Engine.DotArt.Kinds;

/// <summary>A point of a line, the point of the straight line that is displaced to it, and its slope against that
/// line.</summary>
internal readonly record struct LinePoint(Vector2 At, Vector2 Straight, float Slope);

/// <summary>Parallel lines on a relief, whose height is the tone of the surroundings, as an engraver bends lines around
/// a form. Lines are displaced across their direction by the height, so that they never cross or end.</summary>
internal sealed class BentLines : IDisposable
{
    /// <summary>Standard deviation of the smoothing of the relief as a share of the longest side, and the largest
    /// height relative to it.</summary>
    private const float Smoothing = 1f / 40f, Height = 1.8f;

    private readonly StrokeTarget _target;
    private readonly Raster<float> _relief;
    private readonly int _size;
    private readonly float _height;
    private readonly List<LinePoint> _points = [];
    private Vector2 _along, _aside;
    private float _spacing;

    public BentLines(StrokeTarget target, ThreadGrant maxThreads)
    {
        const float BlockSigma = 3f;
        _target = target;
        var sigma = Smoothing * Math.Max(target.Width, target.Height);
        (_size, _height) = (Math.Max(1, (int)(sigma / BlockSigma)), Height * sigma);
        _relief = new BlockMeans<float, double>(target.Coverage, _size).ToPlane();
        GaussianBlur.Apply(_relief, sigma / _size, maxThreads, target.Cancellation);
    }

    /// <summary>Height and length of waves, which replace the relief; null for the relief.</summary>
    public (float Height, float Length)? Waves { get; init; }

    /// <summary>Returns half the diagonal and the largest height.</summary>
    public float Reach => Highest + (new Vector2(_target.Width, _target.Height).Length() / 2);

    private float Highest => Waves?.Height ?? _height;

    public void Dispose() => _relief.Dispose();

    /// <summary>Follows a line as far as it can lie in the image. The points are valid until the next call.</summary>
    /// <param name="degrees">Direction, counterclockwise from horizontal.</param>
    /// <param name="across">Distance of the straight line from the middle of the image.</param>
    /// <param name="step">Distance of the points along the straight line.</param>
    public ReadOnlySpan<LinePoint> Follow(float degrees, float across, float spacing, float step)
    {
        var (sine, cosine) = PortableMath.SinCosDegrees(degrees);
        (_along, _spacing) = (new((float)cosine, (float)-sine), spacing);
        _aside = new(-_along.Y, _along.X);
        var start = (new Vector2(_target.Width, _target.Height) / 2) + (across * _aside);
        var (first, last) = Inside(start, _along, step);
        if (first > last) return [];

        _points.Clear();
        var (before, here) = (Displacement((first - 1) * step), Displacement(first * step));
        for (var i = first; i <= last; i++)
        {
            var after = Displacement((i + 1) * step);
            var straight = start + (i * step * _along);
            _points.Add(new(straight + (here * _aside), straight, (after - before) / (2 * step)));
            (before, here) = (here, after);
        }

        return CollectionsMarshal.AsSpan(_points);

        float Displacement(float t) => Waves is { } waves
            ? waves.Height * (float)PortableMath.SinCosDegrees(360.0 * t / waves.Length).Sin
            : _height * (Relief(start + (t * _along)) - 0.5f);
    }

    /// <summary>Returns the unit tangent at a point of the last line.</summary>
    public Vector2 Tangent(in LinePoint point) => Shorter(point) * (_along + (point.Slope * _aside));

    /// <summary>Returns the distance of the next line from a point of the last line, relative to that of straight
    /// lines.</summary>
    public float Nearer(in LinePoint point)
    {
        if (Waves is not null) return Shorter(point);

        var side = _spacing / 2 * _aside;
        return Shorter(point)
            * (1f + (_height / _spacing * (Relief(point.Straight + side) - Relief(point.Straight - side))));
    }

    private static float Shorter(in LinePoint point) => 1 / MathF.Sqrt(1 + (point.Slope * point.Slope));

    private float Relief(Vector2 at) => Bilinear.At(_relief, at.X / _size, at.Y / _size);

    /// <summary>Returns the first and the last step at which a straight line is in the image or not farther from it
    /// than lines are displaced.</summary>
    private (int First, int Last) Inside(Vector2 start, Vector2 along, float step)
    {
        var (first, last) = (-Reach, Reach);
        Cut(start.X, along.X, _target.Width);
        Cut(start.Y, along.Y, _target.Height);
        return ((int)MathF.Ceiling(first / step), (int)MathF.Floor(last / step));

        void Cut(float from, float direction, float size)
        {
            if (Math.Abs(direction) < 1e-6f)
            {
                last = from < -Highest || from > size + Highest ? float.NegativeInfinity : last;
                return;
            }

            var (a, b) = ((-Highest - from) / direction, (size + Highest - from) / direction);
            (first, last) = (Math.Max(first, Math.Min(a, b)), Math.Min(last, Math.Max(a, b)));
        }
    }
}
