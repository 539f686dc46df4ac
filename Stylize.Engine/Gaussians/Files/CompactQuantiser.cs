using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Gaussians to whole numbers and back. The covariance is p² times a part of determinant 1 with longer over shorter axis e²; its elongation e - 1/e, along the
/// doubled angle of the longer axis, is the vector (u, v).
/// </summary>
/// <remarks>
/// Steps follow what an error does to the picture, as measured on fits of photographs (the root of the mean curvature of the squared error, by regression on size and opacity): with P the binary
/// logarithm of p in pixels and O that of 1 / opacity, both in whole eighths, steps are those of <see cref="CompactSteps"/> times 2 to the power of
/// O/5 (size), O/5 - 3P/8 (elongation), 3O/10 - 3P/4 (colour), and the centre's step is the extent of the ellipse along the axis through its centre times 2^(O/8 - 3P/8), rounded to a power of two.
/// Errors at most: half a step each; colours 1/8192 more. Beyond are: p below the fourth power of its step, elongation above
/// <see cref="MostStretch"/>, opacities below 2^(-<see cref="MostOpacity"/> steps).
/// </remarks>
internal sealed class CompactQuantiser
{
    /// <summary>Units of 1 for steps of elongation and colour.</summary>
    public const int Units = 4096;

    /// <summary>Grid points of a pixel.</summary>
    public const int PointsPerPixel = 16;

    public const int MostOpacity = 255;
    public const int MostAlpha = 63;
    public const int MostSize = 1 << 20;
    public const int MostLevel = 1 << 23;

    /// <summary>Largest elongation: axes 10^6 to 1.</summary>
    private const double MostStretch = 1000;
    private const int MostDrop = 20;

    private readonly double _opacity;
    private readonly int[] _opacityEighths;

    public CompactQuantiser(CompactSteps steps)
    {
        Steps = steps;
        _opacity = EighthOctaves.Power(steps.Opacity - 64);
        _opacityEighths = new int[MostOpacity + 1];
        for (var i = 0; i <= MostOpacity; i++)
        {
            _opacityEighths[i] = (int)Math.Min(Math.Round(8 * i * _opacity), 128);
        }
    }

    public CompactSteps Steps { get; }

    /// <summary>The nearest whole numbers.</summary>
    /// <param name="x">In source pixels, like y.</param>
    public CompactGaussian Quantise(double x, double y, CholeskyShape<float> shape, GaussianColor<float> color, float opacity)
    {
        var (l11, l21, l22) = ((double)shape.L11, (double)shape.L21, (double)shape.L22);
        var square = l11 * l22;
        var g = new CompactGaussian
        {
            Opacity = opacity > 0 ? (int)Math.Clamp(Math.Round(-Math.Log2(opacity) / _opacity), 0, MostOpacity) : MostOpacity,
            Alpha = (int)Math.Clamp(MathF.Round(color.A * MostAlpha), 0, MostAlpha),
        };
        g.Size = (int)Math.Clamp(Math.Round(Math.Sqrt(Math.Sqrt(Math.Sqrt(square))) / SizeStep(g.Opacity)), 1, MostSize);
        var scales = Scales(g);
        var (xx, xy, yy) = (l11 * l11 / square, l11 * l21 / square, ((l21 * l21) + (l22 * l22)) / square);
        var q = Math.Sqrt(xx + yy + 2) * scales.Stretch / Units;
        var most = MostStretchOf(scales);
        g.U = Level((xx - yy) / q, most);
        g.V = Level(2 * xy / q, most);
        g.Light = Level((color.R + (2.0 * color.G) + color.B) / 4 * Units / scales.Light, MostLevel);
        g.Orange = Level(((double)color.R - color.B) * Units / scales.Chroma, MostLevel);
        g.Green = Level((color.G - (((double)color.R + color.B) / 2)) * Units / scales.Chroma, MostLevel);
        var (dropX, dropY) = Drops(g, scales);
        g.X = Middle(Level((x * PointsPerPixel) + (dropX > 0 ? -.5 : 0), CompactGrid.Farthest), dropX);
        g.Y = Middle(Level((y * PointsPerPixel) + (dropY > 0 ? -.5 : 0), CompactGrid.Farthest), dropY);
        return g;
    }

    /// <summary>Steps of elongation and colour.</summary>
    public CompactScales Scales(in CompactGaussian g)
    {
        var p = EighthOctaves.Log(Radius(g));
        var o = _opacityEighths[g.Opacity];
        var stretch = Math.Min(EighthOctaves.Power(Steps.Stretch - 64 + ((8 * o) - (15 * p)) / 40), 1);
        var color = ((12 * o) - (30 * p)) / 40;
        return new(Whole(stretch), Whole(EighthOctaves.Power(Steps.Light - 64 + color)), Whole(EighthOctaves.Power(Steps.Chroma - 64 + color)));
    }

    /// <summary>Largest level of the elongation.</summary>
    public static int MostStretchOf(CompactScales scales) => (int)(MostStretch * Units / scales.Stretch);

    /// <summary>Lower bits of the centre's coordinates that are left out.</summary>
    public (int X, int Y) Drops(in CompactGaussian g, CompactScales scales)
    {
        var p = Radius(g);
        var (xx, yy, _) = Form(g, scales);
        var factor = PointsPerPixel * EighthOctaves.Power(Steps.Position - 64 + (((5 * _opacityEighths[g.Opacity]) - (15 * EighthOctaves.Log(p))) / 40)) * p * 1.4142135623730951;
        return (Drop(factor / Math.Sqrt(yy)), Drop(factor / Math.Sqrt(xx)));
    }

    /// <summary>The middle of a coordinate's part of 2^<paramref name="drop"/> grid points.</summary>
    public static int Middle(int coordinate, int drop) => (coordinate >> drop << drop) + ((1 << drop) >> 1);

    /// <summary>Centre in source pixels.</summary>
    public static (double X, double Y) Center(in CompactGaussian g) => ((double)g.X / PointsPerPixel, (double)g.Y / PointsPerPixel);

    /// <summary>The covariance's Cholesky factor in source pixels.</summary>
    public CholeskyShape<float> Shape(in CompactGaussian g, CompactScales scales)
    {
        var p = Radius(g);
        var (xx, _, xy) = Form(g, scales);
        var l11 = Math.Sqrt(xx);
        return new((float)(p * l11), (float)(p * xy / l11), (float)(p / l11));
    }

    public GaussianColor<float> Color(in CompactGaussian g, CompactScales scales)
    {
        var light = (double)g.Light * scales.Light / Units;
        var orange = (double)g.Orange * scales.Chroma / Units;
        var green = (double)g.Green * scales.Chroma / Units;
        var mean = light - (green / 2);
        return new((float)(mean + (orange / 2)), (float)(light + (green / 2)), (float)(mean - (orange / 2)), (float)g.Alpha / MostAlpha);
    }

    public float Opacity(in CompactGaussian g) => g.Opacity == MostOpacity ? 0 : (float)double.Exp2(-g.Opacity * _opacity);

    private double SizeStep(int opacity) => EighthOctaves.Power(Steps.Size - 64 + (_opacityEighths[opacity] / 5));

    /// <summary>p in pixels.</summary>
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

    private static int Whole(double step) => (int)Math.Clamp(Math.Round(step * Units), 1, MostLevel);

    private static int Drop(double points) => points >= 1 ? Math.Min(Math.ILogB(points), MostDrop) : 0;

    private static int Level(double value, int most) => (int)Math.Clamp(Math.Round(value), -most, most);
}
