namespace Stylize.Engine.DotArt.Kinds;

/// <summary>A point of a line, its direction, and the distance of the next line relative to that of straight lines.</summary>
internal readonly record struct LinePoint(Vector2 At, Vector2 Tangent, float Nearer);

/// <summary>Parallel lines on a relief, whose height is the tone of the surroundings, as an engraver bends lines around a form. Lines are
/// displaced across their direction by the height, so that they never cross or end.</summary>
internal sealed class BentLines : IDisposable
{
    /// <summary>Standard deviation of the smoothing of the relief as a share of the longest side, and the largest height relative to
    /// it.</summary>
    private const float Smoothing = 1f / 40f, Height = 1.8f;

    /// <summary>Smallest distance of two lines relative to that of straight lines.</summary>
    private const float MinNearer = 0.3f;

    private readonly StrokeTarget _target;
    private readonly Raster<float> _relief;
    private readonly int _size;
    private readonly float _height;

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
    public float Reach => (Waves?.Height ?? _height) + (new Vector2(_target.Width, _target.Height).Length() / 2);

    public void Dispose() => _relief.Dispose();

    /// <summary>Follows a line.</summary>
    /// <param name="degrees">Direction, counterclockwise from horizontal.</param>
    /// <param name="across">Distance of the straight line from the middle of the image.</param>
    /// <param name="step">Distance of the points; negative to follow the line backward.</param>
    public IEnumerable<LinePoint> Follow(float degrees, float across, float spacing, float step)
    {
        var (sine, cosine) = PortableMath.SinCosDegrees(degrees);
        Vector2 along = new((float)cosine, (float)-sine), aside = new(-along.Y, along.X);
        var start = (new Vector2(_target.Width, _target.Height) / 2) + (across * aside);
        var side = spacing / 2 * aside;
        var before = Displaced(start - (Math.Sign(step) * Reach * along));
        for (var t = -Reach; t <= Reach; t += Math.Abs(step))
        {
            var straight = start + (Math.Sign(step) * t * along);
            var at = Displaced(straight);
            var tangent = at == before ? Math.Sign(step) * along : Vector2.Normalize(at - before);
            var apart = Vector2.Dot(Displaced(straight + side) - Displaced(straight - side), aside) / spacing;
            yield return new(at, tangent, Math.Max(MinNearer, apart * Math.Abs(Vector2.Dot(tangent, along))));
            before = at;
        }

        Vector2 Displaced(Vector2 at) => at + (aside * (Waves is not { } waves
            ? _height * (Bilinear.At(_relief, at.X / _size, at.Y / _size) - 0.5f)
            : waves.Height * (float)PortableMath.SinCosDegrees(360.0 * Vector2.Dot(at - start, along) / waves.Length).Sin));
    }
}
