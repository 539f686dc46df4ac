using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Quantises Gaussians for the compact profile, and back. The covariance is p² times a matrix of determinant 1 whose longer axis is e²
/// times the shorter one. Its elongation e - 1/e, in the direction of twice the angle of the longer axis, is the vector (u, v).
/// </summary>
/// <remarks>
/// Steps are chosen so that each parameter's rounding costs the picture about as much a bit. On fits of photographs the root of the mean
/// curvature of the squared error was measured for each parameter and regressed on size and opacity. With P the binary logarithm of p in
/// pixels and O that of 1 / opacity, both in whole eighths, steps are those of <see cref="CompactSteps"/> times 2 to the power of O/5
/// (size), O/5 - 3P/8 (elongation), 3O/10 - 3P/4 (colour). The step of the centre is the extent of the ellipse along the axis through its
/// centre times 2^(O/8 - 3P/8), rounded to a power of two. Errors are at most half a step each; those of colours 1/8192 more. Limits: p at
/// least the fourth power of its step, elongation at most <see cref="MaxStretch"/>, opacity at least 2^(-<see cref="MaxOpacity"/> steps).
/// </remarks>
internal sealed class CompactQuantiser
{
    /// <summary>Steps of elongation and colour are multiples of 1 / this.</summary>
    public const int Units = 4096;

    /// <summary>Grid points a pixel.</summary>
    public const int PointsPerPixel = 16;

    /// <summary>Largest integer of an opacity; it stands for opacity 0.</summary>
    public const int MaxOpacity = 255;

    /// <summary>Integer of alpha 1.</summary>
    public const int MaxAlpha = 63;

    /// <summary>Largest integer of a size.</summary>
    public const int MaxSize = 1 << 20;

    /// <summary>Largest magnitude of a colour's integers.</summary>
    public const int MaxLevel = 1 << 23;

    /// <summary>Largest elongation e - 1/e: axes of 10^6 to 1.</summary>
    private const double MaxStretch = 1000;
    private const int MaxDrop = 20;

    private readonly double _opacity;
    private readonly int[] _opacityEighths;

    public CompactQuantiser(CompactSteps steps)
    {
        Steps = steps;
        _opacity = EighthOctaves.Power(steps.Opacity - 64);
        _opacityEighths = new int[MaxOpacity + 1];
        for (var i = 0; i <= MaxOpacity; i++)
        {
            _opacityEighths[i] = (int)Math.Min(Math.Round(8 * i * _opacity), 128);
        }
    }

    /// <summary>The steps.</summary>
    public CompactSteps Steps { get; }

    /// <summary>Quantises a Gaussian.</summary>
    /// <param name="x">Centre in source pixels.</param>
    /// <param name="y">Centre in source pixels.</param>
    /// <param name="shape">Shape in source pixels.</param>
    /// <param name="color">Straight colour.</param>
    /// <param name="opacity">Opacity, [0,1].</param>
    public CompactGaussian Quantise(double x, double y, CholeskyShape<float> shape, GaussianColor<float> color, float opacity)
    {
        var (l11, l21, l22) = ((double)shape.L11, (double)shape.L21, (double)shape.L22);
        var square = l11 * l22;
        var g = new CompactGaussian
        {
            Opacity = opacity > 0 ? (int)Math.Clamp(Math.Round(-PortableMath.Log2(opacity) / _opacity), 0, MaxOpacity) : MaxOpacity,
            Alpha = (int)Math.Clamp(MathF.Round(color.A * MaxAlpha), 0, MaxAlpha),
        };
        g.Size = (int)Math.Clamp(Math.Round(Math.Sqrt(Math.Sqrt(Math.Sqrt(square))) / SizeStep(g.Opacity)), 1, MaxSize);
        var scales = Scales(g);
        var (xx, xy, yy) = (l11 * l11 / square, l11 * l21 / square, ((l21 * l21) + (l22 * l22)) / square);
        var q = Math.Sqrt(xx + yy + 2) * scales.Stretch / Units;
        var most = MaxStretchOf(scales);
        g.U = Level((xx - yy) / q, most);
        g.V = Level(2 * xy / q, most);
        g.Light = Level((color.R + (2.0 * color.G) + color.B) / 4 * Units / scales.Light, MaxLevel);
        g.Orange = Level(((double)color.R - color.B) * Units / scales.Chroma, MaxLevel);
        g.Green = Level((color.G - (((double)color.R + color.B) / 2)) * Units / scales.Chroma, MaxLevel);
        var (dropX, dropY) = Drops(g, scales);
        g.X = Middle(Level((x * PointsPerPixel) + (dropX > 0 ? -.5 : 0), CompactGrid.MaxCoordinate), dropX);
        g.Y = Middle(Level((y * PointsPerPixel) + (dropY > 0 ? -.5 : 0), CompactGrid.MaxCoordinate), dropY);
        return g;
    }

    /// <summary>Steps of elongation and colour of a Gaussian whose size and opacity are set.</summary>
    public CompactScales Scales(in CompactGaussian g)
    {
        var p = EighthOctaves.Log(Radius(g));
        var o = _opacityEighths[g.Opacity];
        var stretch = Math.Min(EighthOctaves.Power(Steps.Stretch - 64 + ((8 * o) - (15 * p)) / 40), 1);
        var color = ((12 * o) - (30 * p)) / 40;
        return new(
            Whole(stretch), Whole(EighthOctaves.Power(Steps.Light - 64 + color)), Whole(EighthOctaves.Power(Steps.Chroma - 64 + color)));
    }

    /// <summary>Largest magnitude of the elongation's integers.</summary>
    public static int MaxStretchOf(CompactScales scales) => (int)(MaxStretch * Units / scales.Stretch);

    /// <summary>Low bits of the centre's coordinates that quantisation drops.</summary>
    public (int X, int Y) Drops(in CompactGaussian g, CompactScales scales)
    {
        var p = Radius(g);
        var (xx, yy, _) = Form(g, scales);
        var eighths = ((5 * _opacityEighths[g.Opacity]) - (15 * EighthOctaves.Log(p))) / 40;
        var factor = PointsPerPixel * EighthOctaves.Power(Steps.Position - 64 + eighths) * p * 1.4142135623730951;
        return (Drop(factor / Math.Sqrt(yy)), Drop(factor / Math.Sqrt(xx)));
    }

    /// <summary>The middle of the 2^<paramref name="drop"/> grid points that a coordinate lies among.</summary>
    public static int Middle(int coordinate, int drop) => (coordinate >> drop << drop) + ((1 << drop) >> 1);

    /// <summary>Centre in source pixels.</summary>
    public static (double X, double Y) Center(in CompactGaussian g) => ((double)g.X / PointsPerPixel, (double)g.Y / PointsPerPixel);

    /// <summary>Cholesky factor of the covariance, in source pixels.</summary>
    public CholeskyShape<float> Shape(in CompactGaussian g, CompactScales scales)
    {
        var p = Radius(g);
        var (xx, _, xy) = Form(g, scales);
        var l11 = Math.Sqrt(xx);
        return new((float)(p * l11), (float)(p * xy / l11), (float)(p / l11));
    }

    /// <summary>Straight colour and alpha.</summary>
    public GaussianColor<float> Color(in CompactGaussian g, CompactScales scales)
    {
        var light = (double)g.Light * scales.Light / Units;
        var orange = (double)g.Orange * scales.Chroma / Units;
        var green = (double)g.Green * scales.Chroma / Units;
        var mean = light - (green / 2);
        return new((float)(mean + (orange / 2)), (float)(light + (green / 2)), (float)(mean - (orange / 2)), (float)g.Alpha / MaxAlpha);
    }

    /// <summary>Opacity, [0,1].</summary>
    public float Opacity(in CompactGaussian g) => g.Opacity == MaxOpacity ? 0 : (float)PortableMath.Exp2(-g.Opacity * _opacity);

    private double SizeStep(int opacity) => EighthOctaves.Power(Steps.Size - 64 + (_opacityEighths[opacity] / 5));

    /// <summary>p, the geometric mean of the standard deviations, in pixels.</summary>
    private double Radius(in CompactGaussian g)
    {
        var root = g.Size * SizeStep(g.Opacity);
        return root * root * (root * root);
    }

    /// <summary>The covariance over p².</summary>
    private (double XX, double YY, double XY) Form(in CompactGaussian g, CompactScales scales)
    {
        var step = (double)scales.Stretch / Units;
        var (u, v) = (g.U * step, g.V * step);
        var square = (u * u) + (v * v);
        var s = Math.Sqrt(square + 4);
        return ((square + 2 + (u * s)) / 2, (square + 2 - (u * s)) / 2, v * s / 2);
    }

    private static int Whole(double step) => (int)Math.Clamp(Math.Round(step * Units), 1, MaxLevel);

    private static int Drop(double points) => points >= 1 ? Math.Min(Math.ILogB(points), MaxDrop) : 0;

    private static int Level(double value, int most) => (int)Math.Clamp(Math.Round(value), -most, most);
}
