using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>
/// The Adam optimizer in whitened coordinates: a step is the mean gradient divided by the root of the mean squared
/// gradient.
/// </summary>
/// <remarks>
/// Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1. See <see cref="FitGradient"/>
/// for the coordinates.
/// </remarks>
internal sealed unsafe class FitAdam(int capacity, int channels, float width, float height) : IDisposable
{
    private const float Decay1 = .85f;
    private const float Decay2 = .95f;
    private const float Epsilon = 1e-6f;

    /// <summary>Smallest diagonal element of the Cholesky factor, in pixels.</summary>
    public const float MinDiagonal = .05f;

    /// <summary>
    /// Largest element of the Cholesky factor relative to the mean distance of Gaussians. It bounds the time that large
    /// Gaussians take.
    /// </summary>
    private const float MaxPerSpacing = 8;
    private const float MinColor = -2;
    private const float MaxColor = 3;
    private const float MinWeight = .02f;
    private const float MaxWeight = 50;

    private float _correction1, _correction2;

    public int Age { get; private set; }

    /// <summary>The mean gradient and the mean squared gradient, without corrections.</summary>
    internal FitParameters Mean { get; } = new(capacity, channels);
    internal FitParameters Square { get; } = new(capacity, channels);

    /// <summary>Factors of these means, and the largest element of the Cholesky factor, in the current
    /// iteration.</summary>
    internal (float Mean, float Square) Corrections => (_correction1, _correction2);
    internal float MaxElement { get; private set; }

    public void Reset()
    {
        Mean.Clear();
        Square.Clear();
        Age = 0;
    }

    public void Reset(int index)
    {
        Mean.Clear(index);
        Square.Clear(index);
    }

    public void Reorder(int* order, int count, ThreadGrant threads)
    {
        Mean.Reorder(order, count, threads);
        Square.Reorder(order, count, threads);
    }

    /// <summary>Begins an iteration. Call <see cref="Step"/> for every part of the Gaussians afterwards.</summary>
    /// <param name="count">Number of Gaussians, which limits their size.</param>
    public void Begin(int count)
    {
        MaxElement = MaxPerSpacing * MathF.Sqrt(width * height / Math.Max(1, count));
        Age++;
        _correction1 = 1 / (1 - (float)PortableMath.Pow(Decay1, Age));
        _correction2 = 1 / (1 - (float)PortableMath.Pow(Decay2, Age));
    }

    /// <summary>Moves Gaussians start to end - 1 against their gradient. The start must be a multiple of
    /// eight.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Step(FitParameters parameters, FitParameters gradient, FitRates rates, int start, int end)
    {
        var one = Vector256<float>.One;
        for (var i = start; i < end; i += 8)
        {
            var l11 = Vector256.Load(parameters.L11 + i);
            var l21 = Vector256.Load(parameters.L21 + i);
            var l22 = Vector256.Load(parameters.L22 + i);
            var delta1 = UpdateMoments(gradient, 0, i, rates.Center);
            var delta2 = UpdateMoments(gradient, 1, i, rates.Center);
            Clamp(Vector256.Load(parameters.X + i) - (l11 * delta1), -width, 2 * width).Store(parameters.X + i);
            Clamp(Vector256.Load(parameters.Y + i) - ((l21 * delta1) + (l22 * delta2)), -height, 2 * height)
                .Store(parameters.Y + i);
            var e11 = one - Clamp(UpdateMoments(gradient, 2, i, rates.Shape), -.5f, .5f);
            var e21 = Clamp(UpdateMoments(gradient, 3, i, rates.Shape), -.5f, .5f);
            var e22 = one - Clamp(UpdateMoments(gradient, 4, i, rates.Shape), -.5f, .5f);
            Clamp(l11 * e11, MinDiagonal, MaxElement).Store(parameters.L11 + i);
            Clamp((l21 * e11) - (l22 * e21), -MaxElement, MaxElement).Store(parameters.L21 + i);
            Clamp(l22 * e22, MinDiagonal, MaxElement).Store(parameters.L22 + i);
            for (var channel = 0; channel < parameters.Channels; channel++)
            {
                var color = parameters.Color(channel) + i;
                var sample = Vector256.Load(color)
                    - UpdateMoments(gradient, FitParameters.GeometryRows + channel, i, rates.Color);
                (channel < 3 ? Clamp(sample, MinColor, MaxColor) : Clamp(sample, 0, 1)).Store(color);
            }

            var decrease = Clamp(UpdateMoments(gradient, parameters.WeightRow, i, rates.Weight), -.5f, .5f);
            var weight = Vector256.Load(parameters.Weight + i) * (one - decrease);
            Clamp(weight, MinWeight, MaxWeight).Store(parameters.Weight + i);
        }
    }

    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamp(Vector256<float> value, float min, float max) =>
        Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create(min)), Vector256.Create(max));

    /// <summary>Updates the moments of eight Gaussians. Returns their steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> UpdateMoments(FitParameters gradient, int row, int i, float rate)
    {
        var slope = Vector256.Load(gradient.Row(row) + i);
        var mean = Vector256.FusedMultiplyAdd(
            Vector256.Create(1 - Decay1), slope, Vector256.Create(Decay1) * Vector256.Load(Mean.Row(row) + i));
        var square = Vector256.FusedMultiplyAdd(
            Vector256.Create(1 - Decay2) * slope, slope,
            Vector256.Create(Decay2) * Vector256.Load(Square.Row(row) + i));
        mean.Store(Mean.Row(row) + i);
        square.Store(Square.Row(row) + i);
        var root = Vector256.Sqrt(square * Vector256.Create(_correction2));
        return mean * Vector256.Create(rate * _correction1) / (root + Vector256.Create(Epsilon));
    }
}
