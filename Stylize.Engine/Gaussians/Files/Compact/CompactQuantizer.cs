using System.Runtime.Intrinsics;
using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// Quantizes Gaussians for the compact profile, and back. The covariance is p² times a matrix of determinant 1 whose longer axis is e²
/// times the shorter one. Its elongation e - 1/e, in the direction of twice the angle of the longer axis, is the vector (u, v).
/// </summary>
/// <remarks>
/// Steps are chosen so that each parameter's rounding costs the picture about as much a bit. On fits of photographs the root of the mean
/// curvature of the squared error was measured for each parameter and regressed on size and opacity. With P the binary logarithm of p in
/// pixels and O that of 1 / opacity, both in whole eighths, steps are those of <see cref="CompactSteps"/> times 2 to the power of O/5
/// (size), O/5 - 3P/8 (elongation), 3O/10 - 3P/4 (color). The step of the center is the extent of the ellipse along the axis through its
/// center times 2^(O/8 - 3P/8), rounded to a power of two. Errors are at most half a step each; those of colors 1/8192 more. Limits: p at
/// least the fourth power of its step, elongation at most <see cref="MaxStretch"/>, opacity at least 2^(-<see cref="MaxOpacity"/> steps).
/// </remarks>
internal sealed class CompactQuantizer
{
    /// <summary>Steps of elongation and color are multiples of 1 / this.</summary>
    public const int Units = 4096;
    public const int PointsPerPixel = 16;

    /// <summary>Largest integer of an opacity; it stands for opacity 0.</summary>
    public const int MaxOpacity = 255;
    public const int MaxAlpha = 63;
    public const int MaxSize = 1 << 20;

    /// <summary>Largest magnitude of a color's integers.</summary>
    public const int MaxLevel = 1 << 23;

    /// <summary>Largest elongation e - 1/e: axes of 10^6 to 1.</summary>
    public const double MaxStretch = 1000;
    private const int MaxDrop = 20;

    /// <summary>Limits of the eighths of octaves by which size and opacity change a step; damaged files stay within them.</summary>
    private const int LeastEighth = -1200;
    private const int MostEighth = 300;

    private readonly double _opacity;
    private readonly int[] _opacityEighths = new int[MaxOpacity + 1];
    private readonly float[] _opacities = new float[MaxOpacity + 1];
    private readonly double[] _sizeSteps = new double[MaxOpacity + 1];

    /// <summary>Steps by the eighths of octaves, from <see cref="LeastEighth"/> on, that size and opacity make them coarser by.</summary>
    private readonly CompactStep[] _stretches;
    private readonly CompactStep[] _lights;
    private readonly CompactStep[] _chromas;
    private readonly double[] _positions;

    public CompactQuantizer(CompactSteps steps)
    {
        Steps = steps;
        _opacity = EighthOctaves.Power(steps.Opacity - 64);
        for (var i = 0; i <= MaxOpacity; i++)
        {
            _opacityEighths[i] = (int)Math.Min(Math.Round(8 * i * _opacity), 128);
            _opacities[i] = i == MaxOpacity ? 0 : (float)PortableMath.Exp2(-i * _opacity);
            _sizeSteps[i] = EighthOctaves.Power(steps.Size - 64 + (_opacityEighths[i] / 5));
        }

        int[] eighths = [.. Enumerable.Range(LeastEighth, MostEighth - LeastEighth + 1)];
        _stretches = Array.ConvertAll(eighths, e => new CompactStep(Math.Min(EighthOctaves.Power(steps.Stretch - 64 + e), 1)));
        _lights = Array.ConvertAll(eighths, e => new CompactStep(EighthOctaves.Power(steps.Light - 64 + e)));
        _chromas = Array.ConvertAll(eighths, e => new CompactStep(EighthOctaves.Power(steps.Chroma - 64 + e)));
        _positions = Array.ConvertAll(eighths, e => PointsPerPixel * EighthOctaves.Power(steps.Position - 64 + e));
    }

    public CompactSteps Steps { get; }

    /// <summary>Quantizes a Gaussian, each value by itself.</summary>
    public CompactGaussian Quantize(double x, double y, CholeskyShape<float> shape, GaussianColor<float> color, float opacity)
    {
        var aim = Aim(x, y, shape, color, opacity);
        var g = QuantizeShape(ref aim);
        QuantizeColor(ref g, ref aim, color.A);
        return g;
    }

    public static CompactAim Aim(double x, double y, CholeskyShape<float> shape, GaussianColor<float> color, float opacity)
    {
        var (l11, l21, l22) = ((double)shape.L11, (double)shape.L21, (double)shape.L22);
        var square = l11 * l22;
        var (xx, xy, yy) = (l11 * l11 / square, l11 * l21 / square, ((l21 * l21) + (l22 * l22)) / square);
        var q = Math.Sqrt(xx + yy + 2);
        var aim = default(CompactAim);
        aim.Start(CompactAim.Opacity, opacity > 0 ? opacity == 1 ? 0 : -PortableMath.Log2(opacity) : double.PositiveInfinity);
        aim.Start(CompactAim.Size, Math.Sqrt(Math.Sqrt(Math.Sqrt(square))));
        aim.Start(CompactAim.U, (xx - yy) / q);
        aim.Start(CompactAim.V, 2 * xy / q);
        aim.Start(CompactAim.X, x);
        aim.Start(CompactAim.Y, y);
        aim.Start(CompactAim.Light, (color.R + (2.0 * color.G) + color.B) / 4);
        aim.Start(CompactAim.Orange, (double)color.R - color.B);
        aim.Start(CompactAim.Green, color.G - (((double)color.R + color.B) / 2));
        return aim;
    }

    public CompactGaussian QuantizeShape(ref CompactAim aim)
    {
        var g = new CompactGaussian { Opacity = (int)Math.Clamp(Math.Round(aim[CompactAim.Opacity] / _opacity), 0, MaxOpacity) };
        aim.Choose(CompactAim.Opacity, g.Opacity * _opacity);
        var step = _sizeSteps[g.Opacity];
        g.Size = (int)Math.Clamp(Math.Round(aim[CompactAim.Size] / step), 1, MaxSize);
        aim.Choose(CompactAim.Size, g.Size * step);
        var scales = Scales(g);
        var most = scales.StretchStep.MaxStretch;
        var stretch = (double)scales.Stretch / Units;
        g.U = Level(aim[CompactAim.U] / stretch, most);
        aim.Choose(CompactAim.U, g.U * stretch);
        g.V = Level(aim[CompactAim.V] / stretch, most);
        aim.Choose(CompactAim.V, g.V * stretch);
        var (dropX, dropY) = Drops(g, scales);
        g.X = Place(aim[CompactAim.X], dropX);
        aim.Choose(CompactAim.X, (double)g.X / PointsPerPixel);
        g.Y = Place(aim[CompactAim.Y], dropY);
        aim.Choose(CompactAim.Y, (double)g.Y / PointsPerPixel);
        return g;
    }

    public void QuantizeColor(ref CompactGaussian g, ref CompactAim aim, float alpha)
    {
        var scales = Scales(g);
        var (light, chroma) = ((double)scales.Light / Units, (double)scales.Chroma / Units);
        g.Light = Level(aim[CompactAim.Light] / light, MaxLevel);
        aim.Choose(CompactAim.Light, g.Light * light);
        g.Orange = Level(aim[CompactAim.Orange] / chroma, MaxLevel);
        aim.Choose(CompactAim.Orange, g.Orange * chroma);
        g.Green = Level(aim[CompactAim.Green] / chroma, MaxLevel);
        aim.Choose(CompactAim.Green, g.Green * chroma);
        g.Alpha = (int)Math.Clamp(MathF.Round(alpha * MaxAlpha), 0, MaxAlpha);
    }

    /// <summary>Steps of elongation and color of a Gaussian whose size and opacity are set.</summary>
    public CompactScales Scales(in CompactGaussian g)
    {
        var root = g.Size * _sizeSteps[g.Opacity];
        var radius = root * root * (root * root);
        var p = EighthOctaves.Log(radius);
        var o = _opacityEighths[g.Opacity];
        var color = (((12 * o) - (30 * p)) / 40) - LeastEighth;
        return new(
            _stretches[(((8 * o) - (15 * p)) / 40) - LeastEighth],
            _lights[color],
            _chromas[color],
            radius,
            _positions[(((5 * o) - (15 * p)) / 40) - LeastEighth] * radius * 1.4142135623730951);
    }

    /// <summary>Low bits of the center's coordinates that quantization drops.</summary>
    public static (int X, int Y) Drops(in CompactGaussian g, in CompactScales scales)
    {
        var (xx, yy, _) = Form(g, scales);
        var points = Vector128.Create(scales.Position) / Vector128.Sqrt(Vector128.Create(yy, xx));
        return (Drop(points[0]), Drop(points[1]));
    }

    /// <summary>The middle of the 2^<paramref name="drop"/> grid points that a coordinate lies among.</summary>
    public static int Middle(int coordinate, int drop) => (coordinate >> drop << drop) + ((1 << drop) >> 1);

    /// <summary>Center in source pixels.</summary>
    public static (double X, double Y) Center(in CompactGaussian g) => ((double)g.X / PointsPerPixel, (double)g.Y / PointsPerPixel);

    /// <summary>Cholesky factor of the covariance, in source pixels.</summary>
    public static CholeskyShape<float> Shape(in CompactGaussian g, in CompactScales scales)
    {
        var p = scales.Radius;
        var (xx, _, xy) = Form(g, scales);
        var l11 = Math.Sqrt(xx);
        return new((float)(p * l11), (float)(p * xy / l11), (float)(p / l11));
    }

    public static GaussianColor<float> Color(in CompactGaussian g, in CompactScales scales) => Color(
        (double)g.Light * scales.Light / Units, (double)g.Orange * scales.Chroma / Units, (double)g.Green * scales.Chroma / Units,
        (float)g.Alpha / MaxAlpha);

    /// <summary>Straight color of luma and chroma, and alpha.</summary>
    public static GaussianColor<float> Color(double light, double orange, double green, float alpha)
    {
        var mean = light - (green / 2);
        return new((float)(mean + (orange / 2)), (float)(light + (green / 2)), (float)(mean - (orange / 2)), alpha);
    }

    /// <summary>The larger of the standard deviations along the two axes of the picture, in pixels.</summary>
    public static double Reach(in CompactGaussian g, in CompactScales scales)
    {
        var (xx, yy, _) = Form(g, scales);
        return scales.Radius * Math.Sqrt(Math.Max(xx, yy));
    }

    public float Opacity(in CompactGaussian g) => _opacities[g.Opacity];

    private static (double XX, double YY, double XY) Form(in CompactGaussian g, in CompactScales scales)
    {
        var step = (double)scales.Stretch / Units;
        return Form(g.U * step, g.V * step);
    }

    /// <summary>The covariance over p² of an elongation (u, v); its determinant is 1.</summary>
    internal static (double XX, double YY, double XY) Form(double u, double v)
    {
        var square = (u * u) + (v * v);
        var s = Math.Sqrt(square + 4);
        return ((square + 2 + (u * s)) / 2, (square + 2 - (u * s)) / 2, v * s / 2);
    }

    private static int Place(double pixels, int drop) =>
        Middle(Level((pixels * PointsPerPixel) + (drop > 0 ? -.5 : 0), CompactGrid.MaxCoordinate), drop);

    private static int Drop(double points) => Math.Clamp(EighthOctaves.Exponent(points), 0, MaxDrop);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Level(double value, int most) => (int)Math.Clamp(Math.Round(value), -most, most);
}

/// <summary>A step of elongation or color, with what coding asks of it so often that it is kept.</summary>
internal sealed class CompactStep
{
    /// <param name="size">The step; it is rounded to a multiple of 1 / <see cref="CompactQuantizer.Units"/>.</param>
    public CompactStep(double size)
    {
        Whole = (int)Math.Clamp(Math.Round(size * CompactQuantizer.Units), 1, CompactQuantizer.MaxLevel);
        PerUnit = 1.0 / Whole;
        Fineness = CompactQuantizer.Units * PerUnit;
        FinenessLog = EighthOctaves.Exponent((4 * Fineness) + 1);
        MaxStretch = (int)(CompactQuantizer.MaxStretch * CompactQuantizer.Units / Whole);
    }

    /// <summary>The step in units.</summary>
    public int Whole { get; }

    /// <summary>Steps a unit.</summary>
    public double PerUnit { get; }

    /// <summary>Steps that are 1.</summary>
    public double Fineness { get; }

    /// <summary>The binary logarithm of 4 <see cref="Fineness"/> + 1, rounded down.</summary>
    public int FinenessLog { get; }

    /// <summary>Largest magnitude of an elongation in such steps.</summary>
    public int MaxStretch { get; }
}

/// <summary>The steps of one Gaussian's values; they follow from its size and opacity.</summary>
/// <param name="Radius">The geometric mean of the standard deviations, in pixels.</param>
/// <param name="Position">Step of the center of a circle of that size, in grid points.</param>
internal readonly record struct CompactScales(
    CompactStep StretchStep, CompactStep LightStep, CompactStep ChromaStep, double Radius, double Position)
{
    /// <summary>Step of the elongation, in 1 / <see cref="CompactQuantizer.Units"/>.</summary>
    public int Stretch => StretchStep.Whole;

    public int Light => LightStep.Whole;
    public int Chroma => ChromaStep.Whole;
}
