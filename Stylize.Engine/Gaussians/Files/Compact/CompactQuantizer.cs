using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// Quantizes and dequantizes Gaussians for the compact profile. The covariance is p² times a matrix of determinant 1
/// whose axis ratio is e². The vector (u, v) has the length e - 1/e (the elongation) and twice the angle of the longer
/// axis.
/// </summary>
/// <remarks>
/// The steps equalize the error of the picture per bit of each parameter. They follow from a regression of the
/// curvature of the squared error on size and opacity, over fits of photographs. With P = log2 p (in pixels) and O =
/// -log2 of the opacity, both in multiples of 1/8, the steps are those of <see cref="CompactSteps"/> times 2^(O/5) for
/// the size, 2^(O/5 - 3P/8) for the elongation and 2^(3O/10 - 3P/4) for the color. The step of the center is the chord
/// of the ellipse through its center along the axis times 2^(O/8 - 3P/8), rounded to a power of two. Errors are at most
/// half a step, plus 1/8192 for colors. Limits: p at least the fourth power of its step, elongation at most
/// <see cref="MaxElongation"/>, opacity at least 2^(-<see cref="MaxOpacity"/> steps).
/// </remarks>
internal sealed class CompactQuantizer
{
    /// <summary>Steps of elongation and color are multiples of 1/<see cref="Units"/>.</summary>
    public const int Units = 4096;
    public const int PointsPerPixel = 16;

    /// <summary>Largest quantized opacity; it represents opacity 0.</summary>
    public const int MaxOpacity = byte.MaxValue;
    public const int MaxAlpha = 63;
    public const int MaxSize = 1 << 20;

    /// <summary>Largest magnitude of a quantized color value.</summary>
    public const int MaxLevel = 1 << 23;

    /// <summary>Largest elongation e - 1/e: an axis ratio of 10^6.</summary>
    public const double MaxElongation = 1000;
    private const int MaxDrop = 20;

    /// <summary>Limits of the change of a step by size and opacity, in 1/8 octaves. Values of damaged files stay within
    /// them.</summary>
    private const int MinEighth = -1200;
    private const int MaxEighth = 300;

    /// <summary>Number of sizes whose scales are kept.</summary>
    private const int KeptSizes = 256;

    private readonly double _opacity;
    private readonly int[] _opacityEighths = new int[MaxOpacity + 1];
    private readonly float[] _opacities = new float[MaxOpacity + 1];
    private readonly double[] _sizeSteps = new double[MaxOpacity + 1];

    /// <summary>Steps by their change in 1/8 octaves, starting at <see cref="MinEighth"/>.</summary>
    private readonly CompactStep[] _elongations;
    private readonly CompactStep[] _lumas;
    private readonly CompactStep[] _chromas;
    private readonly double[] _positions;

    /// <summary>The results of <see cref="Scales"/> so far, by opacity and size. Threads may compute one
    /// twice.</summary>
    private readonly CompactScales?[]?[] _scales = new CompactScales?[MaxOpacity + 1][];

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

        int[] eighths = [.. Enumerable.Range(MinEighth, MaxEighth - MinEighth + 1)];
        _elongations = Array.ConvertAll(
            eighths, e => new CompactStep(Math.Min(EighthOctaves.Power(steps.Elongation - 64 + e), 1)));
        _lumas = Array.ConvertAll(eighths, e => new CompactStep(EighthOctaves.Power(steps.Luma - 64 + e)));
        _chromas = Array.ConvertAll(eighths, e => new CompactStep(EighthOctaves.Power(steps.Chroma - 64 + e)));
        _positions = Array.ConvertAll(eighths, e => PointsPerPixel * EighthOctaves.Power(steps.Position - 64 + e));
    }

    public CompactSteps Steps { get; }

    /// <summary>Returns a Gaussian with only its opacity and size set.</summary>
    /// <param name="opacity">-log2 of the opacity.</param>
    /// <param name="size">Fourth root of the size in pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CompactGaussian QuantizeSize(double opacity, double size)
    {
        var g = new CompactGaussian { Opacity = opacity == 0
            ? 0 : (int)Math.Clamp(Math.Round(opacity / _opacity), 0, MaxOpacity) };
        g.Size = (int)Math.Clamp(Math.Round(size / _sizeSteps[g.Opacity]), 1, MaxSize);
        return g;
    }

    public static QuantizationTarget TargetOf(
        double x, double y, CholeskyShape<float> shape, GaussianColor<float> color, float opacity)
    {
        var (l11, l21, l22) = ((double)shape.L11, (double)shape.L21, (double)shape.L22);
        var square = l11 * l22;
        var (xx, xy, yy) = (l11 * l11 / square, l11 * l21 / square, ((l21 * l21) + (l22 * l22)) / square);
        var q = Math.Sqrt(xx + yy + 2);
        var target = default(QuantizationTarget);
        target.Start(QuantizationTarget.Opacity, OpacityLog(opacity));
        target.Start(QuantizationTarget.Size, Math.Sqrt(Math.Sqrt(Math.Sqrt(square))));
        target.Start(QuantizationTarget.U, (xx - yy) / q);
        target.Start(QuantizationTarget.V, 2 * xy / q);
        target.Start(QuantizationTarget.X, x);
        target.Start(QuantizationTarget.Y, y);
        target.Start(QuantizationTarget.Luma, (color.R + (2.0 * color.G) + color.B) / 4);
        target.Start(QuantizationTarget.Orange, (double)color.R - color.B);
        target.Start(QuantizationTarget.Green, color.G - (((double)color.R + color.B) / 2));
        return target;
    }

    /// <summary>Returns -log2 of the opacity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OpacityLog(float opacity) =>
        opacity == 1 ? 0 : opacity > 0 ? -PortableMath.Log2(opacity) : double.PositiveInfinity;

    /// <summary>Returns the values of a quantized Gaussian.</summary>
    public QuantizationTarget TargetOf(in CompactGaussian g)
    {
        var scales = Scales(g);
        var (x, y) = Center(g);
        return TargetOf(x, y, Shape(g, scales), Color(g, scales), Opacity(g));
    }

    public CompactGaussian QuantizeShape(ref QuantizationTarget target) => QuantizeShape(ref target, default, default);

    /// <summary>Quantizes the shape by the error, and by the bits of the changes from earlier values.</summary>
    /// <param name="weights">Squared change of each value that is worth a bit, by <see cref="QuantizationTarget"/>;
    /// empty for none.</param>
    public CompactGaussian QuantizeShape(
        ref QuantizationTarget target, in CompactGaussian earlier, ReadOnlySpan<double> weights)
    {
        var g = new CompactGaussian
        {
            Opacity = Round(ref target, QuantizationTarget.Opacity, _opacity, earlier.Opacity, weights, 0, MaxOpacity),
        };
        g.Size = Round(ref target, QuantizationTarget.Size, _sizeSteps[g.Opacity], earlier.Size, weights, 1, MaxSize);
        var scales = Scales(g);
        var max = scales.ElongationStep.MaxElongation;
        var elongation = (double)scales.Elongation / Units;
        var old = weights.IsEmpty ? default : InSteps(earlier, scales);
        g.U = Round(ref target, QuantizationTarget.U, elongation, old.U, weights, -max, max);
        g.V = Round(ref target, QuantizationTarget.V, elongation, old.V, weights, -max, max);
        var (dropX, dropY) = Drops(g, scales);
        g.X = Coordinate(ref target, QuantizationTarget.X, dropX, earlier.X, weights);
        target.SetRounded(QuantizationTarget.X, (double)g.X / PointsPerPixel);
        g.Y = Coordinate(ref target, QuantizationTarget.Y, dropY, earlier.Y, weights);
        target.SetRounded(QuantizationTarget.Y, (double)g.Y / PointsPerPixel);
        return g;
    }

    public void QuantizeColor(ref CompactGaussian g, ref QuantizationTarget target, float alpha)
    {
        QuantizeColor(ref g, ref target, default, default);
        g.Alpha = QuantizeAlpha(alpha);
    }

    /// <summary>Quantizes the color except for alpha by the error, and by the bits of the changes from earlier
    /// values.</summary>
    public void QuantizeColor(
        ref CompactGaussian g, ref QuantizationTarget target, in CompactGaussian earlier, ReadOnlySpan<double> weights)
    {
        var scales = Scales(g);
        var old = weights.IsEmpty ? default : InSteps(earlier, scales);
        var (luma, chroma) = ((double)scales.Luma / Units, (double)scales.Chroma / Units);
        g.Luma = Round(ref target, QuantizationTarget.Luma, luma, old.Luma, weights, -MaxLevel, MaxLevel);
        g.Orange = Round(ref target, QuantizationTarget.Orange, chroma, old.Orange, weights, -MaxLevel, MaxLevel);
        g.Green = Round(ref target, QuantizationTarget.Green, chroma, old.Green, weights, -MaxLevel, MaxLevel);
    }

    /// <summary>Returns the steps of a Gaussian whose size and opacity are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CompactScales Scales(in CompactGaussian g) =>
        _scales[g.Opacity] is { } row && (uint)g.Size < (uint)row.Length && row[g.Size] is { } scales
            ? scales : Compute(g.Opacity, g.Size);

    private CompactScales Compute(int opacity, int size)
    {
        var root = size * _sizeSteps[opacity];
        var radius = root * root * (root * root);
        var p = EighthOctaves.Log(radius);
        var o = _opacityEighths[opacity];
        var color = (((12 * o) - (30 * p)) / 40) - MinEighth;
        var scales = new CompactScales(
            _elongations[(((8 * o) - (15 * p)) / 40) - MinEighth],
            _lumas[color],
            _chromas[color],
            radius,
            _positions[(((5 * o) - (15 * p)) / 40) - MinEighth] * radius * 1.4142135623730951);
        if ((uint)size < KeptSizes)
        {
            (_scales[opacity] ??= new CompactScales?[KeptSizes])[size] = scales;
        }

        return scales;
    }

    /// <summary>Returns the number of low bits of the center's coordinates that quantization drops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int X, int Y) Drops(in CompactGaussian g, CompactScales scales)
    {
        var (xx, yy, _) = Form(g, scales);
        var points = Vector128.Create(scales.Position) / Vector128.Sqrt(Vector128.Create(yy, xx));
        return (Drop(points[0]), Drop(points[1]));
    }

    /// <summary>Returns the middle of the aligned run of 2^<paramref name="drop"/> points that contains a
    /// coordinate.</summary>
    public static int Middle(int coordinate, int drop) => (coordinate >> drop << drop) + ((1 << drop) >> 1);

    /// <summary>Returns the center in source pixels.</summary>
    public static (double X, double Y) Center(in CompactGaussian g) =>
        ((double)g.X / PointsPerPixel, (double)g.Y / PointsPerPixel);

    /// <summary>Returns the Cholesky factor of the covariance, in source pixels.</summary>
    public static CholeskyShape<float> Shape(in CompactGaussian g, CompactScales scales)
    {
        var p = scales.Radius;
        var (xx, _, xy) = Form(g, scales);
        var l11 = Math.Sqrt(xx);
        return new((float)(p * l11), (float)(p * xy / l11), (float)(p / l11));
    }

    public static GaussianColor<float> Color(in CompactGaussian g, CompactScales scales) => Color(
        (double)g.Luma * scales.Luma / Units, (double)g.Orange * scales.Chroma / Units,
        (double)g.Green * scales.Chroma / Units, (float)g.Alpha / MaxAlpha);

    /// <summary>Converts YCoCg and alpha to a color with straight alpha.</summary>
    public static GaussianColor<float> Color(double luma, double orange, double green, float alpha)
    {
        var mean = luma - (green / 2);
        return new((float)(mean + (orange / 2)), (float)(luma + (green / 2)), (float)(mean - (orange / 2)), alpha);
    }

    public float Opacity(in CompactGaussian g) => _opacities[g.Opacity];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double XX, double YY, double XY) Form(in CompactGaussian g, CompactScales scales)
    {
        var step = (double)scales.Elongation / Units;
        return Form(g.U * step, g.V * step);
    }

    /// <summary>Returns the covariance over p² of an elongation (u, v). Its determinant is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (double XX, double YY, double XY) Form(double u, double v)
    {
        var square = (u * u) + (v * v);
        var s = Math.Sqrt(square + 4);
        return ((square + 2 + (u * s)) / 2, (square + 2 - (u * s)) / 2, v * s / 2);
    }

    /// <summary>Returns a Gaussian with its elongation and color in levels of other steps.</summary>
    public CompactGaussian InSteps(in CompactGaussian g, CompactScales to)
    {
        var from = Scales(g);
        var max = to.ElongationStep.MaxElongation;
        return g with
        {
            U = Rescaled(g.U, from.Elongation, to.Elongation, max),
            V = Rescaled(g.V, from.Elongation, to.Elongation, max),
            Luma = Rescaled(g.Luma, from.Luma, to.Luma, MaxLevel),
            Orange = Rescaled(g.Orange, from.Chroma, to.Chroma, MaxLevel),
            Green = Rescaled(g.Green, from.Chroma, to.Chroma, MaxLevel),
        };
    }

    /// <summary>Returns a level of a step in levels of another step: the nearest, of two the larger.</summary>
    private static int Rescaled(int level, int from, int to, int max) => from == to
        ? level
        : (int)Math.Clamp((long)Math.Floor(((2.0 * level * from) + to) / (2.0 * to)), -max, max);

    /// <summary>Rounds a value to a level.</summary>
    private static int Round(
        ref QuantizationTarget target, int value, double step, int earlier, ReadOnlySpan<double> weights,
        int min, int max)
    {
        var wanted = target[value] / step;
        var chosen = weights.IsEmpty
            ? Math.Round(wanted) : LevelRate.Choose(wanted, earlier, weights[value] / (step * step));
        var level = (int)Math.Clamp(chosen, min, max);
        target.SetRounded(value, level * step);
        return level;
    }

    private static int Coordinate(
        ref QuantizationTarget target, int value, int drop, int earlier, ReadOnlySpan<double> weights)
    {
        var points = target[value] * PointsPerPixel;
        if (weights.IsEmpty) return Coordinate(points, drop);

        var size = 1 << drop;
        var weight = weights[value] * PointsPerPixel * PointsPerPixel / ((double)size * size);
        var top = CompactGrid.MaxCoordinate >> drop;
        return Middle(
            (int)Math.Clamp(
                LevelRate.Choose((points - (size >> 1)) / size, earlier >> drop, weight), -top, top) << drop, drop);
    }

    /// <summary>Quantizes a coordinate in points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Coordinate(double points, int drop) => Middle(
        (int)Math.Clamp(
            Math.Round(points + (drop > 0 ? -.5 : 0)), -CompactGrid.MaxCoordinate, CompactGrid.MaxCoordinate), drop);

    public static int QuantizeAlpha(float alpha) => (int)Math.Clamp(MathF.Round(alpha * MaxAlpha), 0, MaxAlpha);

    /// <summary>Returns the number of low bits that a step of a coordinate drops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Drop(double points) => Math.Clamp(EighthOctaves.Exponent(points), 0, MaxDrop);
}

/// <summary>A step of elongation or color, with derived values that coding uses often.</summary>
internal sealed class CompactStep
{
    /// <param name="size">The step; rounded to a multiple of 1/<see cref="CompactQuantizer.Units"/>.</param>
    public CompactStep(double size)
    {
        Whole = (int)Math.Clamp(Math.Round(size * CompactQuantizer.Units), 1, CompactQuantizer.MaxLevel);
        PerUnit = 1.0 / Whole;
        Fineness = CompactQuantizer.Units * PerUnit;
        FinenessLog = EighthOctaves.Exponent((4 * Fineness) + 1);
        MaxElongation = (int)(CompactQuantizer.MaxElongation * CompactQuantizer.Units / Whole);
    }

    /// <summary>The step in units of 1/<see cref="CompactQuantizer.Units"/>.</summary>
    public int Whole { get; }

    /// <summary>Steps per unit.</summary>
    public double PerUnit { get; }

    /// <summary>Steps per 1.</summary>
    public double Fineness { get; }

    /// <summary>log2(4 <see cref="Fineness"/> + 1), rounded down.</summary>
    public int FinenessLog { get; }

    /// <summary>Largest magnitude of an elongation in these steps.</summary>
    public int MaxElongation { get; }
}

/// <summary>The steps of a Gaussian's values, derived from its size and opacity.</summary>
/// <param name="Radius">Geometric mean of the standard deviations, in pixels.</param>
/// <param name="Position">Step of the center of a round Gaussian of that size, in points.</param>
internal sealed record CompactScales(
    CompactStep ElongationStep, CompactStep LumaStep, CompactStep ChromaStep, double Radius, double Position)
{
    /// <summary>Step of the elongation in units of 1/<see cref="CompactQuantizer.Units"/>.</summary>
    public int Elongation => ElongationStep.Whole;

    public int Luma => LumaStep.Whole;
    public int Chroma => ChromaStep.Whole;
}
