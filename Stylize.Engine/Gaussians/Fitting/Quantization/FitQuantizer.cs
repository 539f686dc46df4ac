using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>Quantizes the parameters of a fit with the steps of the compact profile.</summary>
/// <param name="fullWeight">The weight of opacity 1; larger weights are clamped.</param>
/// <param name="left">Left column of the fitted part in the image.</param>
/// <param name="top">Top row of the fitted part in the image.</param>
/// <param name="scale">Pixels of the file's image per fitted pixel.</param>
internal sealed unsafe class FitQuantizer(
    CompactQuantizer quantizer, float fullWeight, int left = 0, int top = 0, int scale = 1)
{
    /// <summary>Returns the largest weight of a fit, at least 1e-6.</summary>
    public static float MaxWeight(FitParameters parameters) => parameters.Count == 0 ? 1e-6f
        : Math.Max(1e-6f, TensorPrimitives.Max(new ReadOnlySpan<float>(parameters.Weight, parameters.Count)));

    /// <summary>Replaces every Gaussian with its quantized values.</summary>
    public void Apply(FitParameters parameters, ThreadGrant threads = default) =>
        RowBands.ForEachRow(parameters.Count, threads, CancellationToken.None, i =>
        {
            Set(parameters, i, Quantize(parameters, i));
        }, bandHeight: 512);

    public CompactQuantizer Compact => quantizer;

    public int Scale => scale;

    public QuantizationTarget TargetOf(FitParameters source, int i) => CompactQuantizer.TargetOf(
        scale * (left + source.X[i] + .5), scale * (top + source.Y[i] + .5),
        new CholeskyShape<float>(scale * source.L11[i], scale * source.L21[i], scale * source.L22[i]),
        source.StraightColor(i), Math.Min(1, source.Weight[i] / fullWeight));

    /// <summary>Quantizes a Gaussian, each value independently.</summary>
    public CompactGaussian Quantize(FitParameters source, int i)
    {
        var target = TargetOf(source, i);
        var g = quantizer.QuantizeShape(ref target);
        quantizer.QuantizeColor(ref g, ref target, source.StraightColor(i).A);
        return g;
    }

    public void Set(FitParameters target, int i, in CompactGaussian g)
    {
        var (x, y) = CompactQuantizer.Center(g);
        var scales = quantizer.Scales(g);
        var shape = CompactQuantizer.Shape(g, scales);
        target.X[i] = (float)((x / scale) - left - .5);
        target.Y[i] = (float)((y / scale) - top - .5);
        target.L11[i] = shape.L11 / scale;
        target.L21[i] = shape.L21 / scale;
        target.L22[i] = shape.L22 / scale;
        target.SetStraightColor(i, CompactQuantizer.Color(g, scales));
        target.Weight[i] = fullWeight * quantizer.Opacity(g);
    }

    /// <summary>Sets the color of a Gaussian from luma and chroma; alpha stays unchanged.</summary>
    public static void SetColor(FitParameters target, int i, double luma, double orange, double green) =>
        target.SetStraightColor(
            i, CompactQuantizer.Color(luma, orange, green, target.Channels == 4 ? target.Color(3)[i] : 1));
}

/// <summary>
/// Chooses the steps of the compact profile at which rounding adds a given share to the squared error, by interpolation
/// between three sets.
/// </summary>
/// <remarks>
/// The error of a fit falls with the count N as N^-1.2, and the error of rounding with the bits b of a Gaussian's n
/// values as 2^(-2b/n). At a fixed size N b, the total is smallest if rounding after <see cref="QuantizedFinish"/> adds
/// 1.2 n / (2 b ln 2), which is 1/6 or 0.7 dB. The optimum is flat. <see cref="SmallestFile"/> rounds more finely:
/// fewer Gaussians reach the same PSNR and size, and fit faster. The finish leaves 1/5 to 2/5 of the error of
/// independent rounding, so that 0.3 becomes 0.06 to 0.13 or 0.25 to 0.53 dB.
/// </remarks>
internal sealed class StepChoice
{
    /// <summary>Mean squared error that is assumed without a measurement (30 dB).</summary>
    public const double UnknownError = 1e-3;

    /// <summary>Share with nearly the best picture at a given file size, in less time.</summary>
    public const double SmallestFile = .3;

    /// <summary>Share that hardly changes the picture: 0.3 dB after the finish.</summary>
    public const double Faithful = .18;

    /// <summary>Refinement of the measured steps compared with <see cref="CompactSteps.Coarse"/>, in 1/8
    /// octaves.</summary>
    private static readonly int[] TrialOffsets = [-4, 6, 16];

    private const int Coarsest = -10;
    private const int Finest = 28;

    private readonly double[] _roundedErrors = new double[TrialOffsets.Length];
    private double _fittedError;
    private double _weight;

    /// <summary>Mean squared error of the measured fits, or <see cref="UnknownError"/>.</summary>
    public double Error => _weight > 0 ? _fittedError / _weight : UnknownError;

    /// <summary>Measures a fit or a part of it.</summary>
    public void Measure(GaussianFitter fitter, Func<CompactSteps, FitQuantizer> quantizer)
    {
        var weight = (double)fitter.Target.Width * fitter.Target.Height;
        var error = fitter.Forward(fitter.Parameters);
        _fittedError += weight * error;
        _weight += weight;
        using var rounded = new FitParameters(fitter.Parameters.Capacity, fitter.Target.Channels);
        for (var k = 0; k < TrialOffsets.Length; k++)
        {
            rounded.CopyFrom(fitter.Parameters);
            quantizer(CompactSteps.For(error, TrialOffsets[k])).Apply(rounded, fitter.Team.Threads);
            _roundedErrors[k] += weight * fitter.Forward(rounded);
        }
    }

    /// <summary>Returns the steps at which rounding adds the given share to the squared error.</summary>
    public CompactSteps Steps(double share)
    {
        if (_weight == 0) return CompactSteps.For(Error, 0);

        var wanted = PortableMath.Log2(share);
        var k = Log(1) > wanted ? 1 : 0;
        var slope = Math.Min(-.05, (Log(k + 1) - Log(k)) / (TrialOffsets[k + 1] - TrialOffsets[k]));
        var finer = TrialOffsets[k] + ((wanted - Log(k)) / slope);
        return CompactSteps.For(Error, (int)Math.Round(Math.Clamp(finer, Coarsest, Finest)));
    }

    private double Log(int k) =>
        PortableMath.Log2(Math.Max(1e-6, (_roundedErrors[k] / Math.Max(_fittedError, 1e-12)) - 1));
}
