using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Adam on whitened coordinates: each parameter's step is its mean gradient over the root of its mean squared gradient.</summary>
/// <remarks>Kingma and Ba, "Adam", ICLR 2015, algorithm 1; centre and shape steps are taken along the Gaussian's own axes.</remarks>
internal sealed unsafe class FitAdam : IDisposable
{
    private const float Decay1 = .9f;
    private const float Decay2 = .95f;
    private const float Epsilon = 1e-6f;

    /// <summary>Smallest diagonal element of the Cholesky factor, in pixels.</summary>
    private const float Smallest = .05f;

    /// <summary>Largest element of the Cholesky factor over the mean distance of Gaussians.</summary>
    private const float LargestPerSpacing = 8;

    /// <summary>The channel that stays within [0,1].</summary>
    private const int Alpha = 3;

    private const float DarkestColor = -2;
    private const float BrightestColor = 3;
    private const float SmallestWeight = .02f;
    private const float LargestWeight = 50;

    private readonly FitParameters _mean;
    private readonly FitParameters _square;
    private readonly float _width;
    private readonly float _height;
    private float _largest;
    private float _correction1;
    private float _correction2;

    /// <param name="width">Width of the image in pixels; centres stay within one image around it.</param>
    public FitAdam(int capacity, int channels, int width, int height)
    {
        _width = width;
        _height = height;
        _mean = new FitParameters(capacity, channels);
        _square = new FitParameters(capacity, channels);
    }

    /// <summary>Iterations since <see cref="Reset()"/>.</summary>
    public int Age { get; private set; }

    /// <summary>Forgets every moment.</summary>
    public void Reset()
    {
        _mean.Clear();
        _square.Clear();
        Age = 0;
    }

    /// <summary>Forgets the moments of one Gaussian.</summary>
    public void Reset(int index)
    {
        _mean.Clear(index);
        _square.Clear(index);
    }

    /// <summary>Follows <see cref="FitParameters.Reorder"/>.</summary>
    public void Reorder(ReadOnlySpan<int> order, Span<float> scratch)
    {
        _mean.Reorder(order, scratch);
        _square.Reorder(order, scratch);
    }

    /// <summary>Begins an iteration; then <see cref="Step"/> is called for every part of the Gaussians.</summary>
    /// <param name="count">Gaussians that there are; none grows beyond <see cref="LargestPerSpacing"/> times their mean distance, as one that covers everything would cost as much as all others.</param>
    public void Begin(int count)
    {
        _largest = LargestPerSpacing * MathF.Sqrt(_width * _height / Math.Max(1, count));
        Age++;
        _correction1 = 1 / (1 - MathF.Pow(Decay1, Age));
        _correction2 = 1 / (1 - MathF.Pow(Decay2, Age));
    }

    /// <summary>Steps Gaussians [<paramref name="start"/>, <paramref name="end"/>) down their gradient; <paramref name="start"/> is a multiple of eight.</summary>
    public void Step(FitParameters parameters, FitParameters gradient, FitRates rates, int start, int end)
    {
        var one = Vector256<float>.One;
        for (var i = start; i < end; i += 8)
        {
            var l11 = Vector256.Load(parameters.L11 + i);
            var l21 = Vector256.Load(parameters.L21 + i);
            var l22 = Vector256.Load(parameters.L22 + i);
            var along = Move(gradient, 0, i, rates.Center);
            var across = Move(gradient, 1, i, rates.Center);
            Within(Vector256.Load(parameters.X + i) - (l11 * along), -_width, 2 * _width).Store(parameters.X + i);
            Within(Vector256.Load(parameters.Y + i) - ((l21 * along) + (l22 * across)), -_height, 2 * _height).Store(parameters.Y + i);
            var e11 = one - Within(Move(gradient, 2, i, rates.Shape), -.5f, .5f);
            var e21 = Within(Move(gradient, 3, i, rates.Shape), -.5f, .5f);
            var e22 = one - Within(Move(gradient, 4, i, rates.Shape), -.5f, .5f);
            Within(l11 * e11, Smallest, _largest).Store(parameters.L11 + i);
            Within((l21 * e11) - (l22 * e21), -_largest, _largest).Store(parameters.L21 + i);
            Within(l22 * e22, Smallest, _largest).Store(parameters.L22 + i);
            for (var channel = 0; channel < parameters.Channels; channel++)
            {
                var color = parameters.Color(channel) + i;
                var sample = Vector256.Load(color) - Move(gradient, FitParameters.GeometryRows + channel, i, rates.Color);
                (channel == Alpha ? Within(sample, 0, 1) : Within(sample, DarkestColor, BrightestColor)).Store(color);
            }

            var weight = Vector256.Load(parameters.Weight + i) * (one - Within(Move(gradient, parameters.WeightRow, i, rates.Weight), -.5f, .5f));
            Within(weight, SmallestWeight, LargestWeight).Store(parameters.Weight + i);
        }
    }

    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }

    private static Vector256<float> Within(Vector256<float> value, float least, float most) =>
        Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create(least)), Vector256.Create(most));

    private Vector256<float> Move(FitParameters gradient, int row, int i, float rate)
    {
        var slope = Vector256.Load(gradient.Row(row) + i);
        var mean = Vector256.FusedMultiplyAdd(Vector256.Create(1 - Decay1), slope, Vector256.Create(Decay1) * Vector256.Load(_mean.Row(row) + i));
        var square = Vector256.FusedMultiplyAdd(Vector256.Create(1 - Decay2) * slope, slope, Vector256.Create(Decay2) * Vector256.Load(_square.Row(row) + i));
        mean.Store(_mean.Row(row) + i);
        square.Store(_square.Row(row) + i);
        return mean * Vector256.Create(rate * _correction1) / (Vector256.Sqrt(square * Vector256.Create(_correction2)) + Vector256.Create(Epsilon));
    }
}
